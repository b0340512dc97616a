# SPDX-License-Identifier: BSD-2-Clause
"""The phone with strict partitions: what one profile computes, and when, is the same whatever the other does.

Time is counted in instructions. The personal profile (tests/guest/observer.c) notes values and time stamps; the runs differ in
the corporate profile's behaviour alone. On the phone without windows the same notes differ, so the comparison can fail.
"""

import re
import sys
import tempfile
from pathlib import Path

import pytest
from machine import BUILD, ROOT, Machine, RunOptions

sys.path.insert(0, str(ROOT / "tests" / "guest"))

from rows import flash_with  # noqa: E402  (found through the line above)

GUESTS = BUILD / "test" / "guest"
BEHAVIOURS = ("spin", "exits")
NOTES = 2000
TICKS_PER_US = 62.5
OBSERVED_TICKS, QUIET_TICKS = (int(ms * 1000 * TICKS_PER_US) for ms in (1400, 1700))  # as in tests/guest/instants.h
CYCLE_US, WINDOW_US, PADDING_US = 10_000, 4_000, 16  # as in apps/phone/strict.camkes
NOTE = re.compile(r"^(\d+) (\d+)$", re.MULTILINE)
TIMEOUT_S = 120

pytestmark = pytest.mark.slow


def observe(behaviour, image="phone_strict"):
    """The personal profile's notes: (ticks, value) of each."""
    with tempfile.TemporaryDirectory() as directory:
        flash = flash_with(Path(directory), corporate=GUESTS / f"neighbour_{behaviour}.fit", personal=GUESTS / "observer.fit")
        options = RunOptions(image=str(BUILD / f"{image}.img"), flash=str(flash), icount=True, snapshot=True)
        with Machine(f"{image}-{behaviour}", options, timeout=TIMEOUT_S) as machine:
            machine.expect("starting personal")
            machine.send("\x1d2")  # the console's key, and personal's view
            began = int(machine.expect(r"row began (\d+) ticks")[1])
            machine.expect(r"notes\r*\n")
            machine.expect(r"\nend\r*\n")
            text = machine.console.before.replace("\r", "")
    assert began < OBSERVED_TICKS, "the profile was started after the instant at which the notes begin"
    notes = [(int(ticks), int(value)) for ticks, value in NOTE.findall(text)]
    assert len(notes) == NOTES
    assert notes[-1][0] < QUIET_TICKS, "the notes were still taken when the other profile had stopped to disturb"
    return notes


@pytest.fixture(scope="module")
def undisturbed():
    return observe("idle")


def test_personal__runs_in_its_own_windows(undisturbed):
    """It is away for the rest of each cycle, and there all of its window but the padding."""
    times = [ticks / TICKS_PER_US for ticks, _ in undisturbed]
    returns = [(before, after) for before, after in zip(times, times[1:]) if after - before > CYCLE_US / 4]
    assert len(returns) > 3
    for before, after in returns:
        assert CYCLE_US - WINDOW_US <= after - before <= CYCLE_US - WINDOW_US + 20 * PADDING_US


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
def test_personal__sees_the_same_at_the_same_time(behaviour, undisturbed):
    seen = observe(behaviour)
    different = [(n, before, now) for n, (before, now) in enumerate(zip(undisturbed, seen)) if before != now]
    assert not different, f"{len(different)} of {NOTES} notes differ, first {different[:3]}"


def test_personal__sees_the_difference_without_windows():
    assert [t for t, _ in observe("idle", "phone")] != [t for t, _ in observe("spin", "phone")]
