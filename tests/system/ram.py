# SPDX-License-Identifier: BSD-2-Clause
"""The RAM of a running phone, seen from outside: a memory file of QEMU, if the machine was started with RAM_OPTIONS."""

import os
import struct
import time
from pathlib import Path

import pytest

RAM_BASE = 0x40000000
RAM_BYTES = 1 << 30
RAM_OPTIONS = ("-object", f"memory-backend-memfd,id=ram,size={RAM_BYTES},share=on", "-machine", "memory-backend=ram")
PAGE = 4096
START_S = 60
POLL_S = 0.2  # who reports has no way to call for attention


class Ram:
    """Of a machine that has said something already. Offsets count from the start of RAM. Closed after a `with`, or by
    close()."""

    def __init__(self, machine):
        self._file = self._open(machine.console.pid)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    @staticmethod
    def _open(pid):
        for link in Path(f"/proc/{pid}/fd").iterdir():
            if os.readlink(link).startswith("/memfd:"):
                return os.open(link, os.O_RDWR)
        raise FileNotFoundError("QEMU has no memory file")

    def close(self):
        os.close(self._file)

    def read(self, at, size=PAGE):
        return os.pread(self._file, size, at)

    def write(self, at, content):
        os.pwrite(self._file, content, at)

    def pages(self):
        """The offset of each page that was ever written; the others are holes of the file."""
        at = 0
        while at < RAM_BYTES:
            try:
                at = os.lseek(self._file, at, os.SEEK_DATA)
            except OSError:
                return
            end = os.lseek(self._file, at, os.SEEK_HOLE)
            yield from range(at, end, PAGE)
            at = end

    def find_report(self, magic):
        """Where the page is that begins with `magic` and its own physical address; waits for it."""
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            for page in self.pages():
                if self.read(page, 16) == struct.pack("<2Q", magic, RAM_BASE + page):
                    return page
            time.sleep(POLL_S)
        pytest.fail(f"there is no report {magic:#x} in RAM", pytrace=False)
