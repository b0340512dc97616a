# SPDX-License-Identifier: BSD-2-Clause
"""The same phone image on a machine with a GICv2: both profiles come up, unmodified, and everything that interrupts
carry works: timers, disks, the console, calls of services, two guests in turn."""

import pytest
from machine import BUILD, Machine, RunOptions

BOOT_S = 180
VIEWS = {"corporate": "\x1d1", "personal": "\x1d2"}


def run(machine, profile, command, pattern):
    machine.send(command + "\r")
    match = machine.expect(pattern)
    machine.expect(rf"{profile}:~# ")
    return match


@pytest.mark.parametrize("cores", [1, 2])
def test_phone__both_profiles_work_with_a_gicv2(machine, cores):
    phone = machine(RunOptions(image=BUILD / "phone.img", flash=str(BUILD / "flash.img"), snapshot=True, gic=2, smp=cores),
                    timeout=BOOT_S)
    phone.expect(r"GICv2")
    phone.expect(r"mappings agree with the table")
    for _ in VIEWS:
        phone.expect(r"starting (corporate|personal)")
    for profile, key in VIEWS.items():
        phone.send(key + "\r")
        phone.expect(rf"{profile}:~# ")
        run(phone, profile, "grep -c 'GIC-0.*virtio' /proc/interrupts", r"\r\n[3-9]\s")
        run(phone, profile, "sleep 1; echo slept $?", r"slept 0\s")
        run(phone, profile, "dd if=/dev/urandom of=/data/f bs=64k count=4 2>/dev/null; sync; echo wrote $?", r"wrote 0\s")
        run(phone, profile, "phone billing show | head -n 3; echo asked $?", r"asked 0\s")
