# SPDX-License-Identifier: BSD-2-Clause
"""Runs every host unit test program that make has built; each holds the tests of one area."""

import subprocess
from pathlib import Path

import pytest

PROGRAMS = Path(__file__).resolve().parents[2] / "build" / "test" / "unit"
TIMEOUT_S = 60


def programs():
    return sorted(path for path in PROGRAMS.glob("*") if path.is_file())


@pytest.mark.parametrize("program", programs(), ids=lambda path: path.name)
def test_unit__program_passes(program):
    run = subprocess.run([program], capture_output=True, text=True, timeout=TIMEOUT_S)
    assert run.returncode == 0, run.stdout + run.stderr


def test_unit__programs_were_built():
    assert programs(), "no unit test program under build/test/unit"
