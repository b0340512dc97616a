# SPDX-License-Identifier: BSD-2-Clause
"""Fixtures of all tests; machine.py is what they start."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from machine import DEFAULT_TIMEOUT_S, Machine  # noqa: E402  (found through the line above)


@pytest.fixture
def machine(request):
    """Starts machines that end with the test: machine(RunOptions(...)), timeout and QEMU's arguments optional."""
    started = []

    def start(options, extra=(), timeout=DEFAULT_TIMEOUT_S):
        name = f"{request.node.name}-{len(started)}" if started else request.node.name
        started.append(Machine(name.replace("/", "_"), options, extra, timeout))
        return started[-1]

    yield start
    for one in started:
        one.stop()
