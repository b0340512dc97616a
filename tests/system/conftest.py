# SPDX-License-Identifier: BSD-2-Clause
"""Makes the modules that the system tests and the demo share (phone.py, ram.py, rogue.py, demo_steps.py) importable, and
says on how many cores the phone runs."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))


@pytest.fixture(scope="module", params=[1, pytest.param(2, marks=pytest.mark.slow)], ids=["1-core", "2-cores"])
def cores(request):
    """How many the phone has. The same image and the same tests: with two, the personal profile has the second."""
    return request.param
