# SPDX-License-Identifier: BSD-2-Clause
"""Storage with something wrong in it, in a phone that boots from it: what is damaged says so, everything else runs."""

import re
import subprocess
from pathlib import Path

import pytest
from bulkhead import flash, gpt, profile
from machine import ROOT
from phone import BOOT_S, Phone, fresh_flash

NO_KERNEL = b"This is no kernel. " * 1000


@pytest.fixture
def storage(request):
    """A copy of the phone's storage, removed with the test."""
    path = fresh_flash(re.sub(r"\W+", "_", request.node.name))
    yield path
    path.unlink()


@pytest.fixture
def switch_on(request, storage):
    """Boots a phone from the storage; it ends with the test."""
    started = []

    def start(**options):
        started.append(Phone(request.node.name, storage, **options))
        return started[-1]

    yield start
    for one in started:
        one.machine.stop()


@pytest.fixture
def erase(storage):
    """Boot partitions become empty: a boot in which no guest's start is waited for."""
    def clear(*names):
        for name in names:
            with open(storage, "r+b") as disk:
                disk.seek(partition(storage, f"{name}.boot").offset_bytes)
                disk.write(bytes(gpt.SECTOR))

    return clear


def partition(storage, name):
    with open(storage, "rb") as disk:
        return next(p for p in gpt.read(disk) if p.name == name)


def flip(storage, offset):
    """Changes one bit."""
    with open(storage, "r+b") as disk:
        disk.seek(offset)
        byte = disk.read(1)[0]
        disk.seek(offset)
        disk.write(bytes([byte ^ 0x10]))


def part_offset(storage, name, part):
    """Where in the storage the middle of a profile's kernel or RAM disk is."""
    image = flash.read_partition(storage, f"{name}.boot")
    content = getattr(profile.unpack(image), part)
    return partition(storage, f"{name}.boot").offset_bytes + image.index(content[:4096]) + len(content) // 2


def expect_failure(phone, name, message):
    phone.expect(rf"vmm_{name}: error: cannot start its profile: {message}; type r to start it", BOOT_S)


# --- profiles ---------------------------------------------------------------------------------------------


def test_profile__kernel_that_is_no_image_fails_and_the_other_profile_runs(switch_on, storage, tmp_path):
    (tmp_path / "kernel").write_bytes(NO_KERNEL)
    subprocess.run(["tools/bulkhead", "profile", "pack", "--force", "--kernel", tmp_path / "kernel",
                    "-o", tmp_path / "bad.fit"], check=True, cwd=ROOT)
    flash.write_profile(storage, "personal.boot", tmp_path / "bad.fit")
    phone = switch_on()
    expect_failure(phone, "personal", "the kernel is not an arm64 Image: its magic number is missing")
    phone.log_in_to_shell("corporate")
    assert "alive" in phone.must("corporate", "echo al''ive")
    phone.show("personal")
    phone.expect(r"\[personal\] cannot start its profile: the kernel is not an arm64 Image")


def test_profile__altered_bytes_are_noticed_before_the_guest_runs(switch_on, storage):
    flip(storage, part_offset(storage, "corporate", "ramdisk"))
    flip(storage, part_offset(storage, "personal", "kernel"))
    phone = switch_on()
    waiting = {"corporate": "the RAM disk's bytes do not match its hash", "personal": "the kernel's bytes do not match its hash"}
    while waiting:
        name, said = phone.expect(r"vmm_(\w+): error: cannot start its profile: (.*?); type r", BOOT_S).groups()
        assert said == waiting.pop(name)
    assert "starting" not in phone.machine.console_text()


def test_profile__truncated_and_absent_ones_are_said(switch_on, storage, erase):
    erase("personal")
    whole = flash.read_partition(storage, "corporate.boot")
    cut = partition(storage, "corporate.boot").offset_bytes + len(whole.rstrip(b"\0")) // 2
    with open(storage, "r+b") as disk:
        disk.seek(cut)
        disk.write(bytes(partition(storage, "corporate.boot").size_bytes // 4))
    phone = switch_on()
    waiting = {"corporate": "the (kernel|RAM disk)'s bytes do not match its hash",
               "personal": r"the boot partition holds no profile \(a FIT image\)"}
    while waiting:
        name, said = phone.expect(r"vmm_(\w+): error: cannot start its profile: (.*?); type r", BOOT_S).groups()
        assert re.fullmatch(waiting.pop(name), said)


# --- partition table --------------------------------------------------------------------------------------


def test_gpt__damaged_primary_table_is_replaced_by_the_backup(switch_on, storage, erase):
    erase("personal")
    flip(storage, gpt.SECTOR + 40)
    phone = switch_on()
    phone.expect(r"store: warning: primary partition table: the header's checksum is wrong", BOOT_S)
    phone.expect(r"store: backup partition table: 5 partitions")
    phone.expect(r"vmm_corporate: starting corporate", BOOT_S)


def test_gpt__without_a_good_table_no_client_has_a_disk(switch_on, storage):
    flip(storage, 2 * gpt.SECTOR + 40)
    flip(storage, Path(storage).stat().st_size - gpt.SECTOR + 16)
    phone = switch_on()
    phone.expect(r"store: warning: primary partition table: the entries' checksum is wrong", BOOT_S)
    phone.expect(r"store: warning: backup partition table: the header's checksum is wrong")
    phone.expect(r"store: error: no good partition table: no client has a disk")
    for _ in range(2):
        phone.expect(r"vmm_\w+: error: cannot start its profile: it lies beyond the end of the disk; type r to start it", BOOT_S)
