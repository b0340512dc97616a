# SPDX-License-Identifier: BSD-2-Clause
"""An unmodified Debian with two processors, on one core and on two; the other profile runs beside it, with two as well."""

import hashlib
import re

import pytest

from machine import BUILD, Machine, RunOptions

SILENCE_S = 120
PERSONAL = "\x1d2"  # the console's key, and the view's number
PROMPT = r"personal:~# "
BYTES = 4 << 20
DIGEST = hashlib.sha256(bytes(BYTES)).hexdigest()
ONLINE = "/sys/devices/system/cpu/cpu1/online"


class Shell:
    def __init__(self, machine):
        self.machine = machine
        machine.expect(r"starting personal")
        machine.send(PERSONAL + "\r")
        machine.expect(PROMPT)

    def run(self, command):
        """The lines that a command prints. The shell shows the command too, wherever it breaks the line."""
        self.machine.send(f"echo be''gin; {command}; echo e''nd\r")
        self.machine.expect(r"(?s)\bbegin\s+(.*?)\bend\s")
        return [line for line in re.split(r"[\r\n]+", self.machine.console.match[1]) if line]


@pytest.fixture(scope="module", params=[pytest.param(1, marks=pytest.mark.slow), 2], ids=["1-core", "2-cores"])
def shell(request):
    options = RunOptions(image=BUILD / "phone_dual.img", flash=str(BUILD / "flash.img"), snapshot=True,
                         smp=request.param, one_thread=True)
    with Machine(f"guest-debian-{request.param}", options, timeout=SILENCE_S) as machine:
        yield Shell(machine)


def busy_ticks(shell):
    """What each processor has computed so far, in user and system mode."""
    lines = (line.split() for line in shell.run("grep '^cpu[01] ' /proc/stat"))
    return [int(fields[1]) + int(fields[3]) for fields in lines]


def test_debian__has_two_processors(shell):
    assert shell.run("nproc") == ["2"]


def test_debian__both_compute_at_a_time(shell):
    before = busy_ticks(shell)
    lines = shell.run(f"for i in 1 2; do head -c {BYTES} /dev/zero | sha256sum & done; wait")
    assert [line.split()[0] for line in lines if line.endswith("-")] == [DIGEST, DIGEST]
    assert all(now > was for was, now in zip(before, busy_ticks(shell)))


def test_debian__each_takes_its_own_timer(shell):
    counts = [line.split()[1:3] for line in shell.run("grep arch_timer /proc/interrupts; sleep 1; grep arch_timer /proc/interrupts")]
    assert all(int(later) > int(earlier) for earlier, later in zip(*counts))


def test_debian__processor_goes_off_and_on(shell):
    assert shell.run(f"echo 0 > {ONLINE}; nproc; cat {ONLINE}") == ["1", "0"]
    assert shell.run(f"head -c {BYTES} /dev/zero | sha256sum")[0].split()[0] == DIGEST
    assert shell.run(f"echo 1 > {ONLINE}; nproc; cat {ONLINE}") == ["2", "1"]
    before = busy_ticks(shell)
    shell.run(f"for i in 1 2; do head -c {BYTES} /dev/zero | sha256sum & done; wait")
    assert all(now > was for was, now in zip(before, busy_ticks(shell)))
