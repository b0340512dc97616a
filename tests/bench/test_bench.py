# SPDX-License-Identifier: BSD-2-Clause
"""`make bench` measures the kernel's rows, and the same each time."""

import json
import subprocess
import sys

import pytest

from machine import BUILD, ROOT

COUNTS = ("null_call", "roundtrip_0", "fault_roundtrip")


def run(output):
    subprocess.run([sys.executable, ROOT / "tests/bench/bench.py", "--init", BUILD / "tests/bench.elf",
                    "--phone", BUILD / "phone.img", "--kernel", BUILD / "kernel.elf", "--kernel-only", "-o", output],
                   check=True, capture_output=True, timeout=600)
    return {row["name"]: row for row in json.loads(output.read_text())["rows"]}


@pytest.mark.slow
def test_bench__kernel_rows_are_there_and_repeatable(tmp_path):
    first, second = run(tmp_path / "first.json"), run(tmp_path / "second.json")
    assert all(row["value"] > 0 for row in first.values())
    assert set(COUNTS) < set(first)
    assert first == second
