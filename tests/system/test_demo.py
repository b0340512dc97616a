# SPDX-License-Identifier: BSD-2-Clause
"""Every step of the demo as a test, on one core and on two. A step needs the ones before it: when one fails, the rest
fail with its name."""

import pytest
from demo_steps import STEPS, Scenario


@pytest.fixture(scope="module")
def scenario(cores):
    shared = Scenario(cores)
    yield shared
    shared.switch_off()


@pytest.fixture(scope="module")
def failed(scenario):
    return []


@pytest.mark.parametrize("step", STEPS, ids=[step.__name__ for step in STEPS])
def test_demo(step, scenario, failed):
    if failed:
        pytest.fail(f"needs the step {failed[0]}, which failed", pytrace=False)
    failed.append(step.__name__)
    step(scenario)
    failed.clear()
