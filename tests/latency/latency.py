# SPDX-License-Identifier: BSD-2-Clause
"""The longest stretch with interrupts off: main.c's scenarios at growing sizes, and the kernel's whole test suite, both
under the plugin of tests/tax that counts what the kernel executes without looking for interrupts. Rows for `make bench`."""

import re

from machine import BUILD, Machine, RunOptions

PLUGIN = BUILD / "test" / "tax" / "counter.so"
SCENARIO = re.compile(r"scenario (\w+) (\d+)")
STRETCH = re.compile(r"^stretch (\d+)", re.MULTILINE)
LONGEST = re.compile(r"^longest (\d+)", re.MULTILINE)
TIMEOUT_S = 300

MEANINGS = {
    "senders": "an endpoint goes for which 1,000 wait to send",
    "receivers": "the same with receivers",
    "served": "1,000 callers are received and answered",
    "waiters": "a notification goes that 1,000 wait for",
    "interrupts": "200 interrupts are unbound, and their notification goes",
    "lent_deleted": "a context goes that is lent through 1,000 calls",
    "lent_unbound": "the same context is unbound",
    "links_suspended": "1,000 links of a chain of calls are suspended",
    "deadlines_at_once": "1,000 deadlines pass at once",
    "deadlines_cancelled": "1,000 waits with deadlines are cancelled",
    "deadlines_among_others": "short waits beside 1,000 deadlines",
    "yields": "1,000 ready threads yield to one another",
    "ready": "1,000 ready threads yield, change priority, stop",
    "threads_revoked": "an untyped with 1,000 waiting threads is revoked",
    "copies_revoked": "1,000 copies are revoked",
    "cnode_deleted": "a CNode of 1,000 copies goes",
    "frames_unmapped": "1,000 mapped frames go",
    "retype": "64 objects of each type at once, 8 large frames, a CNode of 2^16 slots",
    "kernel_tests": "all tests of the kernel",
}


def run(name, last_line):
    """The console's text of a root task that was watched until its last line."""
    image = BUILD / "tests" / f"{name}.img"
    with Machine(f"irqs-off-{name}", RunOptions(image=image, flash=None, icount=True),
                 ["-plugin", f"{PLUGIN},longest=on"], timeout=TIMEOUT_S) as machine:
        machine.expect(last_line)
        return machine.console_text()


def search():
    """{scenario: {size: instructions}}"""
    text = run("latency", "latency: done")
    found = {}
    for (name, size), stretch in zip(SCENARIO.findall(text), STRETCH.findall(text), strict=True):
        found.setdefault(name, {})[int(size)] = int(stretch)
    return found


def suite():
    """Instructions, over all tests of the kernel."""
    return max(map(int, LONGEST.findall(run("kernel", "tests: "))))


def measure():
    """A row for each scenario at its largest size, one for the kernel's tests."""
    longest = {name: sizes[max(sizes)] for name, sizes in search().items()} | {"kernel_tests": suite()}
    return {f"irqs_off_{name}": value for name, value in longest.items()}
