# SPDX-License-Identifier: BSD-2-Clause
"""The kernel's test suite: one boot runs all tests of tests/kernel/*.c, each reported as a test of its own.
The suite runs on the kernel that the phone boots and on one without fast paths, on one core and on several, and with
either version of the interrupt controller; cores.c runs on several alone.

Time is counted in instructions, so that runs are the same however busy the machine is.
"""

import re
from functools import cache
from pathlib import Path

import pexpect
import pytest

from machine import BUILD, Machine, RunOptions

RUNS = [("kernel", 1, 3), ("kernel-slow", 1, 3), ("kernel", 2, 3), ("kernel", 4, 3),
        ("kernel", 1, 2), ("kernel", 2, 2)]  # image, cores, version of the GIC
SILENCE_S = 60  # the longest that a single test may take, four emulated cores in turn included
NAMES = {name: source.stem for source in sorted(Path(__file__).parent.glob("*.c"))
         for name in re.findall(r"^\tTEST\((\w+)\)", source.read_text(), re.MULTILINE)}
CASES = [(run, name) for run in RUNS for name, suite in NAMES.items() if run[1] > 1 or suite != "cores"]
LINE = re.compile(r"(ok|not ok|run|tests:|root:) (.*)")


def read_verdicts(machine):
    """Reads the console to its end: a verdict for each test that had one, and where it stopped otherwise."""
    verdicts, running = {}, "(before the first test)"
    while True:
        try:
            machine.console.expect(r"([^\r\n]*)\r?\n", timeout=SILENCE_S)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return verdicts, f"stopped in {running}"
        found = LINE.match(machine.console.match[1])
        if not found:
            continue
        kind, text = found.groups()
        if kind == "run":
            running = text
        elif kind in ("ok", "not ok"):
            verdicts[text.split(":")[0]] = (kind == "ok", text)
        else:
            return verdicts, f"ended in {running}: {text}"


@cache
def verdicts(kernel, cores, gic):
    options = RunOptions(image=BUILD / "tests" / f"{kernel}.img", flash=None, icount=True, smp=cores, gic=gic)
    with Machine(f"{kernel}-{cores}-gicv{gic}", options, timeout=SILENCE_S) as machine:
        return read_verdicts(machine)


@pytest.mark.parametrize(("run", "name"), CASES, ids=[f"{run[0]}-{run[1]}-gicv{run[2]}-{name}" for run, name in CASES])
def test_kernel(run, name):
    results, end = verdicts(*run)
    if name not in results:
        pytest.fail(f"no verdict; the kernel test run {end}", pytrace=False)
    passed, text = results[name]
    if not passed:
        pytest.fail(text, pytrace=False)
