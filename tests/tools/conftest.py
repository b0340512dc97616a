# SPDX-License-Identifier: BSD-2-Clause
"""Tests of the tools that make what the phone boots from: profiles, storage, initramfs, QEMU's command line."""

import struct
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "lib"))

from bulkhead import cli, profile  # noqa: E402  (found through the line above)


@pytest.fixture
def kernel():
    """The smallest arm64 Image: a header that asks for 1 MiB, and some content."""
    header = struct.pack("<IIQQQQQQ4sI", 0, 0, 0, 1 << 20, 0, 0, 0, 0, b"ARM\x64", 0)
    return header + bytes(range(256)) * 8


@pytest.fixture
def kernel_file(tmp_path, kernel):
    path = tmp_path / "Image"
    path.write_bytes(kernel)
    return path


@pytest.fixture
def profile_file(tmp_path, kernel):
    path = tmp_path / "profile.fit"
    path.write_bytes(profile.pack(profile.Profile(kernel=kernel)))
    return path


@pytest.fixture
def bulkhead(capsys):
    """Runs a command line; gives (exit code, standard output, standard error)."""
    def run(*arguments):
        try:
            code = cli.main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = stop.code
        output = capsys.readouterr()
        return code, output.out, output.err
    return run
