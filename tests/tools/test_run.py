# SPDX-License-Identifier: BSD-2-Clause
"""QEMU's command line: QEMU takes it, and the options do what they say. No phone is needed for this."""

import subprocess

import pytest
from bulkhead import run

TIMEOUT_S = 20


def qemu(options, script):
    """What QEMU's monitor answers to a script, with the phone stopped before its first instruction."""
    arguments = run.qemu_arguments(options)
    monitor = arguments.index("-monitor") + 1
    uart = arguments.index("-chardev") + 1
    arguments[monitor], arguments[uart] = "stdio", "null,id=uart"
    return subprocess.run([*arguments, "-S"], input=script + "\nquit\n", capture_output=True, text=True,
                          timeout=TIMEOUT_S, check=True).stdout


@pytest.fixture
def options(kernel_file, tmp_path):
    flash = tmp_path / "with, comma.img"
    flash.write_bytes(bytes(1 << 20))
    return run.RunOptions(image=str(kernel_file), flash=str(flash))


def test_arguments__devices_sit_on_their_own_pages(options):
    tree = qemu(options, "info qtree")
    for slot, device in ((run.BLOCK_SLOT, "virtio-blk-device"), (run.ENTROPY_SLOT, "virtio-rng-device")):
        after = tree.split(f"bus: virtio-mmio-bus.{slot}\n")[1]
        assert device in after.split("bus: virtio-mmio-bus.")[0]


def test_arguments__storage_is_found_whatever_its_name(options):
    assert "with, comma.img" in qemu(options, "info block")


def test_arguments__snapshot_leaves_storage_alone(options):
    options.snapshot = True
    qemu(options, 'qemu-io flash "write -P 0x5a 0 4096"')
    assert bytes(4096) == open(options.flash, "rb").read(4096)


def test_arguments__without_snapshot_storage_is_written(options):
    qemu(options, 'qemu-io flash "write -P 0x5a 0 4096"')
    assert bytes([0x5A]) * 4096 == open(options.flash, "rb").read(4096)


def test_arguments__icount_is_accepted(options):
    options.icount = True
    assert "paused" in qemu(options, "info status")


def test_arguments__one_thread_is_accepted(options):
    options.one_thread, options.smp = True, 2
    assert "paused" in qemu(options, "info status")


def test_run__says_what_is_not_built(bulkhead, tmp_path):
    code, _, error = bulkhead("run", "--image", tmp_path / "phone.img")
    assert code == 1
    assert error == f"bulkhead: error: {tmp_path}/phone.img: no such file; `make` builds the phone\n"


def test_run__print_shows_the_command(bulkhead):
    code, output, _ = bulkhead("run", "--print", "--smp", "2")
    assert code == 0
    assert output.startswith("qemu-system-aarch64 ")
    assert " -smp 2 " in output
