# SPDX-License-Identifier: BSD-2-Clause
"""What it costs Linux to be a guest of the phone: the workloads of workload.c on the phone and without it.

Both boot the same profile: its kernel, command line and RAM disk. A QEMU plugin (counter.c) counts the instructions
between the workloads' marks, by owner: guest, kernel, components. Rows for `make bench`.
"""

import re
import sys
import tempfile
from pathlib import Path

from machine import BUILD, ROOT, Machine, RunOptions

sys.path[:0] = [str(ROOT / "tools" / "lib"), str(ROOT / "tests" / "guest")]

from bulkhead import profile  # noqa: E402
from rows import flash_with  # noqa: E402

WORKLOADS = ("sha256", "system_calls", "forks", "page_faults", "ping_pong")
PROFILE = BUILD / "test" / "tax" / "profile.fit"
PLUGIN = BUILD / "test" / "tax" / "counter.so"
MARK = re.compile(r"mark (\d+) (\d+) (\d+) (\d+)\r*\n")
COMPUTING, PAGE_DONE = 10, 11
PAGES = 4000  # the last one of each guest is counted whole or not at all: 1 in 4000
LONGEST = re.compile(r"longest (\d+)\r*\n")
TIMEOUT_S = 200
DIGITS = 4


class Span:
    """Instructions of guests, the kernel and components between two moments, or the sum of such spans."""

    def __init__(self, guest, kernel, components):
        self.guest, self.kernel, self.components = guest, kernel, components
        self.outside = kernel + components
        self.all = guest + self.outside

    @classmethod
    def between(cls, start, end):
        return cls(*(after - before for before, after in zip(start, end)))

    def __add__(self, other):
        return Span(self.guest + other.guest, self.kernel + other.kernel, self.components + other.components)


def read_marks(machine, guests):
    """(number, counts) of each mark, in the order of time, until all guests compute and have done PAGES together."""
    marks, computing, pages = [], 0, 0
    while pages < PAGES:
        number, *counts = map(int, machine.expect(MARK).groups())
        marks.append((number, counts))
        computing += number == COMPUTING
        pages += number == PAGE_DONE and computing == guests
    return marks


def count(name, options, extra=(), guests=1):
    """The marks, and the most kernel instructions in which no interrupt was looked for."""
    arguments = [*extra, "-plugin", f"{PLUGIN},longest=on"]
    with Machine(f"tax-{name}", options, arguments, timeout=TIMEOUT_S) as machine:
        marks = read_marks(machine, guests)
        return marks, max(map(int, LONGEST.findall(machine.console_text())), default=0)


def native_marks():
    """The profile booted by QEMU itself, on the same board without EL2."""
    parts = profile.load(PROFILE)
    with tempfile.TemporaryDirectory() as directory:
        kernel, ramdisk = Path(directory, "kernel"), Path(directory, "ramdisk")
        kernel.write_bytes(parts.kernel)
        ramdisk.write_bytes(parts.ramdisk)
        options = RunOptions(image=str(kernel), flash=None, icount=True, memory=str(parts.memory_bytes >> 20) + "M")
        extra = ["-machine", "virtualization=off", "-initrd", str(ramdisk), "-append", parts.bootargs]
        return count("native", options, extra)


def phone_marks(name, **profiles):
    """The phone, with the profile or nothing as each of the two."""
    with tempfile.TemporaryDirectory() as directory:
        options = RunOptions(flash=str(flash_with(Path(directory), **profiles)), icount=True, snapshot=True)
        return count(name, options, guests=sum(profile is not None for profile in profiles.values()))


def spans(marks):
    """Workload -> Span; for one guest."""
    counts = dict(marks)
    return {name: Span.between(counts[2 * n], counts[2 * n + 1]) for n, name in enumerate(WORKLOADS)}


def compute_span(marks):
    """While all guests compute: from the last one's start to the last page of PAGES."""
    start = max(index for index, (number, _) in enumerate(marks) if number == COMPUTING)
    return Span.between(marks[start][1], marks[-1][1])


def total(spans_of_workloads):
    return sum(spans_of_workloads.values(), Span(0, 0, 0))


def percent(part, whole):
    return round(100 * part / whole, DIGITS)


def tax_rows(native, alone):
    """(name, percent): instructions outside the guest, and how many more than without the phone, in all and for each."""
    yield "cpu_tax_percent", percent(total(alone).outside, total(alone).all)
    pairs = {"": (total(alone), total(native))} | {f"_{name}": (alone[name], native[name]) for name in WORKLOADS}
    for name, (phone, bare) in pairs.items():
        yield f"cpu_over_native{name}_percent", percent(phone.all - bare.all, bare.all)


def joint_rows(native, both):
    """The same number of pages, by one Linux without the phone and by two on it."""
    yield "two_profiles_tax_percent", percent(both.outside, both.all)
    yield "two_profiles_throughput_percent", percent(native.all, both.all)


def measure():
    """The rows, from three boots."""
    native, _ = native_marks()
    alone, _ = phone_marks("alone", corporate=PROFILE, personal=None)
    both, longest = phone_marks("both", corporate=PROFILE, personal=PROFILE)
    return dict([*tax_rows(spans(native), spans(alone)), *joint_rows(compute_span(native), compute_span(both)),
                 ("irqs_off_max", longest)])
