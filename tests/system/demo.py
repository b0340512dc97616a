# SPDX-License-Identifier: BSD-2-Clause
"""`make demo`: the phone scenario as a transcript, one verdict for each step. Exit status 0 only if all hold."""

import sys
import textwrap
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pytest  # noqa: E402  (its failures are what the steps raise)
from demo_steps import STEPS, Scenario  # noqa: E402  (found through the line above)

WIDTH = 100


def verdict(step, scenario):
    """(whether the step held, what there is to say about it)."""
    try:
        return True, step(scenario)
    except (AssertionError, pytest.fail.Exception) as failure:
        return False, str(failure)


def main():
    scenario, started = Scenario(), time.monotonic()
    print(f"Bulkhead's demo: {len(STEPS)} steps. Consoles are logged under build/test/console/.\n", flush=True)
    for number, step in enumerate(STEPS, 1):
        print(f"{number:2}. {step.__doc__}", flush=True)
        held, text = verdict(step, scenario)
        indent = "      "
        print(textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent) if held
              else textwrap.indent(text, indent))
        print(f"    {'ok' if held else 'FAILED'}\n", flush=True)
        if not held:
            break
    scenario.switch_off()
    print(f"{'All steps hold' if held else 'The demo failed'}, after {time.monotonic() - started:.0f} s.")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
