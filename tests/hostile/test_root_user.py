# SPDX-License-Identifier: BSD-2-Clause
"""A Linux whose root user is not on our side: what is typed in corporate's shell must not reach personal, whose shell,
disk and log-in service go on giving the answers they gave before."""

import pytest
from phone import Phone, fresh_flash, plain

pytestmark = pytest.mark.slow

OUTPUTS = ("sha256sum /data/mark /bin/busybox", "phone auth check; echo $?", "ls /sys/bus/virtio/devices")

# name, what is typed, how it is stopped
ATTACKS = (
    ("processes_that_spin", "for i in 1 2 3 4 5 6 7 8; do yes > /dev/null & done; wait", "killall yes"),
    ("physical_memory", "for a in 0x0 0x9000000 0xa003e00 0x50000000 0x7ffff000; do devmem $a 32; devmem $a 32 1; done", ""),
    ("files_that_fill_the_disk", "dd if=/dev/urandom of=/data/fill bs=64k", "rm -f /data/fill; sync"),
    ("files_that_fill_memory", "dd if=/dev/zero of=/tmp/fill bs=1M count=64", "rm -f /tmp/fill"),
    ("partition_overwritten", "dd if=/dev/urandom of=/dev/vda bs=4k seek=2000 count=500 conv=notrunc", ""),
    ("service_called_by_many", "for i in $(seq 40); do phone auth check & done; wait", ""),
    ("device_unbound", "for d in /sys/bus/virtio/drivers/virtio_rng/virtio*; do echo ${d##*/} > ${d%/*}/unbind; done", ""),
    ("screen_flooded", r"for i in $(seq 400); do printf '\033]0;x\007\033[6n\033[99;1H\033c%0200d' $i > /dev/console; done", "reset"),
)


@pytest.fixture(scope="module")
def phone():
    with Phone("root-user", fresh_flash("root-user")) as phone:
        phone.boot()
        for profile in ("corporate", "personal"):
            phone.log_in_to_shell(profile)
        phone.must("personal", "head -c 1000000 /dev/urandom > /data/mark && sync")
        yield phone


@pytest.fixture(scope="module")
def before(phone):
    return outputs(phone)


def outputs(phone):
    """What personal answers; the quotes keep the echo of the command apart from it."""
    return [plain(phone.run("personal", f"echo ans''wer; {command}")[1]).split("answer\n")[-1] for command in OUTPUTS]


@pytest.mark.parametrize("attack, stop", [row[1:] for row in ATTACKS], ids=[row[0] for row in ATTACKS])
def test_root_user(attack, stop, phone, before):
    phone.run("corporate", f"{{ {attack}; }} > /dev/null 2>&1 & attack=$!")
    during = outputs(phone)
    phone.run("corporate", f"{stop or ':'}; kill $attack 2> /dev/null; wait $attack 2> /dev/null; :")
    assert during == before
    assert outputs(phone) == before
