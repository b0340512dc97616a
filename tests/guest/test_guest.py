# SPDX-License-Identifier: BSD-2-Clause
"""Guests other than Linux, in the place of the corporate profile, while personal runs Linux as ever.

machine.c tries the machine that the VMM gives, and what a guest can do wrong, from inside: one boot, each of its
tests reported as a test of its own; processors.c one with two processors, on one core and on two. Then profiles that
cannot be started.
"""

import re
import subprocess
from pathlib import Path

import pytest

from machine import BUILD, ROOT, Machine, RunOptions

HERE = Path(__file__).parent
SILENCE_S = 60
CORPORATE, PERSONAL = "\x1d1", "\x1d2"  # the console's key, and the view's number


def bulkhead(*arguments):
    subprocess.run([ROOT / "tools" / "bulkhead", *map(str, arguments)], check=True, capture_output=True)


def flash_with(profile, directory):
    """The phone's storage with another corporate profile."""
    flash = directory / "flash.img"
    subprocess.run(["cp", "--sparse=always", BUILD / "flash.img", flash], check=True)
    bulkhead("flash", "write-profile", "--force", "--image", flash, "--partition", "corporate.boot", profile)
    return flash


def boot(name, flash, **options):
    return Machine(name, RunOptions(flash=str(flash), snapshot=True, **options), timeout=SILENCE_S)


def names(program):
    """What a guest reports; one line says that a reset came back, which it never does."""
    found = dict.fromkeys(re.findall(r'"(\w+__\w+)"', (HERE / f"{program}.c").read_text()))
    return [name for name in found if name != "reset__does_not_return"]


def expect_personal_shell(machine):
    machine.send(PERSONAL + "\r")
    machine.expect(r"personal:~# ")
    machine.send("echo alive $((6 * 7))\r")
    machine.expect(r"alive 42\s")


def run(program, directory, **options):
    """name -> (passed, line) of a guest's tests, after which personal still answered."""
    flash = flash_with(BUILD / "test" / "guest" / f"{program}.fit", directory)
    name = f"guest-{program}-{options.get('smp', 1)}-gicv{options.get('gic', 3)}"
    with boot(name, flash, **options) as machine:
        machine.expect(r"starting corporate")
        machine.send(CORPORATE)
        console = []
        while not console or not console[-1].startswith("[corporate] powered off"):
            machine.expect(r"([^\r\n]+)\r*\n")
            console.append(machine.console.match[1])
        expect_personal_shell(machine)
    lines = (re.match(r"(ok|not ok) (\w+)", line) for line in console)
    return {line[2]: (line[1] == "ok", line.string) for line in lines if line}


def check(name, verdicts):
    assert "reset__does_not_return" not in verdicts
    assert name in verdicts, "the guest did not get as far as this"
    passed, line = verdicts[name]
    assert passed, line


@pytest.fixture(scope="module", params=[3, 2], ids=["gicv3", "gicv2"])
def machine_verdicts(request, tmp_path_factory):
    return run("machine", tmp_path_factory.mktemp("guest"), gic=request.param)


@pytest.mark.parametrize("name", names("machine"))
def test_machine(name, machine_verdicts):
    check(name, machine_verdicts)


@pytest.fixture(scope="module", params=[(1, 3), (2, 3), (2, 2)], ids=["1-core", "2-cores", "2-cores-gicv2"])
def processors_verdicts(request, tmp_path_factory):
    cores, gic = request.param
    return run("processors", tmp_path_factory.mktemp("guest"), image=BUILD / "phone_dual.img", smp=cores, gic=gic,
               one_thread=True)


@pytest.mark.parametrize("name", names("processors"))
def test_processors(name, processors_verdicts):
    check(name, processors_verdicts)


def not_an_image(directory):
    """A profile of any bytes as its kernel."""
    kernel, profile = directory / "kernel", directory / "bad.fit"
    kernel.write_bytes(b"MZ" * 4096)
    bulkhead("profile", "pack", "--kernel", kernel, "--force", "-o", profile)
    return profile.read_bytes()


def damaged(_directory):
    profile = bytearray((BUILD / "test" / "guest" / "bench.fit").read_bytes())
    profile[-1] ^= 1
    return bytes(profile)


# The other messages are tried by tests/unit/vmm/profile_test.c.
BAD = [(not_an_image, "the kernel is not an arm64 Image: its magic number is missing"),
       (damaged, "the kernel's bytes do not match its hash")]


@pytest.mark.parametrize("make, message", BAD, ids=[make.__name__ for make, _ in BAD])
def test_bad_profile(make, message, tmp_path):
    (tmp_path / "profile.fit").write_bytes(make(tmp_path))
    with boot(f"guest-{make.__name__}", flash_with(tmp_path / "profile.fit", tmp_path)) as machine:
        machine.expect(r"cannot start its profile: " + re.escape(message))
        machine.send(CORPORATE)
        machine.expect(r"\[corporate\] cannot start its profile: .*; type r to start it")
        machine.send("r")
        machine.expect(r"\[corporate\] cannot start its profile: ")
        expect_personal_shell(machine)
