# SPDX-License-Identifier: BSD-2-Clause
"""Strict partitions: what the observer sees, and when, is the same whatever its neighbour does.

Each run differs from the quiet one in the neighbour's behaviour alone; time is counted in instructions. Every time stamp and value
that the observer notes has to be the same.
"""

import re

import pytest

from machine import BUILD, Machine, RunOptions

BEHAVIOURS = ("spin", "sleep", "signals", "interrupts", "faults", "exits", "revoke", "death")
NOTES = 3000
WINDOW_TICKS = 62500
PADDING_TICKS = 1000
NOTE = re.compile(r"^note (\d+) (\d+)$", re.MULTILINE)


def observe(behaviour):
    options = RunOptions(image=BUILD / "tests" / f"partition-{behaviour}.img", flash=None, icount=True)
    with Machine(f"partition-{behaviour}", options, timeout=120) as machine:
        machine.expect(r"end \d+\r?\n")
        text = machine.console_text().replace("\r", "")
    return [(int(ticks), int(value)) for ticks, value in NOTE.findall(text)]


def differences(before, now):
    return [(n, one, other) for n, (one, other) in enumerate(zip(before, now)) if one != other]


@pytest.fixture(scope="session")
def undisturbed():
    return observe("quiet")


def test_observer__runs_in_its_windows_alone(undisturbed):
    assert len(undisturbed) == NOTES
    for ticks, _ in undisturbed:
        assert PADDING_TICKS <= ticks % (2 * WINDOW_TICKS) <= WINDOW_TICKS + PADDING_TICKS, ticks
    assert undisturbed[-1][0] > 20 * WINDOW_TICKS


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
def test_observer__sees_the_same_at_the_same_time(behaviour, undisturbed):
    seen = observe(behaviour)
    different = differences(undisturbed, seen)
    assert not different, f"{len(different)} of {NOTES} notes differ, first {different[:3]}"
    assert len(seen) == NOTES


def test_differences__are_seen_where_windows_have_no_padding():
    assert differences(observe("quiet-unpadded"), observe("revoke-unpadded"))
