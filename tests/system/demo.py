# SPDX-License-Identifier: BSD-2-Clause
"""`make demo`: the phone scenario as a transcript, one verdict for each step. Exit status 0 only if all hold."""

import argparse
import subprocess
import sys
import textwrap
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pytest  # noqa: E402  (its failures are what the steps raise)
from demo_steps import STEPS, Scenario  # noqa: E402  (found through the line above)

from bulkhead.errors import tool_run  # noqa: E402  (found through demo_steps)

WIDTH = 100
INTRODUCTION = """\
Bulkhead's demo. A phone runs in QEMU: a kernel, two unmodified Linux systems called corporate and personal, and
services such as log-in, each in a compartment of its own. Compartments reach each other only where the phone's
description (apps/phone/phone.camkes) connects them. The script types at the phone's console as a person would;
everything that the console showed is kept under build/test/console/.
"""


def verdict(step, scenario):
    """(whether the step held, what there is to say about it)."""
    try:
        return True, step(scenario)
    except (AssertionError, pytest.fail.Exception, subprocess.CalledProcessError) as failure:
        return False, str(failure)


def print_indented(text, held):
    """What a step says is wrapped; what went wrong is shown as it is."""
    for line in text.strip().splitlines():
        print(textwrap.fill(line, WIDTH if held else len(line) + 7, initial_indent=" " * 6, subsequent_indent=" " * 6))


def main():
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    scenario, started = Scenario(), time.monotonic()
    print(INTRODUCTION, flush=True)
    for number, step in enumerate(STEPS, 1):
        print(f"{number:2} of {len(STEPS)}: {step.__doc__}", flush=True)
        before = time.monotonic()
        held, text = verdict(step, scenario)
        print_indented(text, held)
        print(f"   {'ok' if held else 'FAILED'} ({time.monotonic() - before:.0f} s)\n", flush=True)
        if not held:
            break
    scenario.switch_off()
    print(f"{'All steps hold' if held else 'The demo failed'}, after {time.monotonic() - started:.0f} s.")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(tool_run("demo", main))
