# SPDX-License-Identifier: BSD-2-Clause
"""The longest stretch with interrupts off has a bound, and grows at most logarithmically with the number of objects."""

import math

import latency
import pytest

BOUND = 4500
DEADLINES = ("deadlines_at_once", "deadlines_cancelled", "deadlines_among_others", "threads_revoked", "ready")
PER_DOUBLING = 80  # instructions, where the timer queue is involved: one level of a heap
SLACK = 500  # the end of a time slice may fall into a longer scenario, and does not into a short one; a loop would take more
FULL_AT = {"retype": 100}  # from this size on one call makes as much as it ever does


@pytest.fixture(scope="session")
def found():
    return latency.search()


@pytest.mark.parametrize("name", [name for name in latency.MEANINGS if name != "kernel_tests"])
def test_irqs_off__is_bounded_whatever_the_number_of_objects(name, found):
    sizes = found[name]
    small, large = FULL_AT.get(name, min(sizes)), max(sizes)
    growth = SLACK + (PER_DOUBLING * math.log2(large / small) if name in DEADLINES else 0)
    assert 0 < sizes[large] <= sizes[small] + growth
    assert max(sizes.values()) <= BOUND


def test_choice__of_the_next_thread_takes_the_same_whatever_is_ready(found):
    assert len(set(found["yields"].values())) == 1


def test_irqs_off__scenarios_are_the_ones_described(found):
    assert sorted(found) == sorted(set(latency.MEANINGS) - {"kernel_tests"})
