# SPDX-License-Identifier: BSD-2-Clause
"""What the rogue component (apps/rogue) reports, read from outside: the phone's RAM is a memory file of QEMU, in which
the report is the page that says its own address. The rogue is connected to nothing that could carry it."""

import hashlib
import os
import struct
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from bulkhead import package

RAM_BASE = 0x40000000
RAM_BYTES = 1 << 30
RAM_OPTIONS = ("-object", f"memory-backend-memfd,id=ram,size={RAM_BYTES},share=on", "-machine", "memory-backend=ram")
PAGE = 4096
START_S = 60
POLL_S = 0.2  # the rogue has no way to call for attention

# apps/rogue/report.h
MAGIC = 0x31304555474F5221
FIELDS = ("magic", "physical", "phase", "calls", "own", "pages", "loads", "stores", "fetches", "breaches", "listed")
HEADER = struct.Struct(f"<{len(FIELDS)}Q")
BREACH = struct.Struct("<3Q")
CALLS, PAGES, DONE = 1, 2, 3
BREACH_NAMES = {1: "system call worked", 2: "page could be read", 3: "page could be written", 4: "page could be run",
                5: "unexpected fault"}


def differing_parts(image, other):
    """Names of the parts of two boot images that only one has, or that differ; `loader` is what precedes the package."""
    parts, others = (_digests(Path(path).read_bytes()) for path in (image, other))
    return {name for name in parts.keys() | others.keys() if parts.get(name) != others.get(name)}


def _digests(image):
    loader = bytearray(image[:package.find_package(image)])
    struct.pack_into("<Q", loader, package.IMAGE_SIZE_AT, 0)  # the size of the whole image stands there
    parts = {part.name: part.content for part in package.read_package(image)}
    return {name: hashlib.sha256(content).hexdigest() for name, content in (parts | {"loader": loader}).items()}


@dataclass
class Report:
    """The fields of the page; `breach_texts` are its first breaches, in words."""

    values: dict
    breach_texts: list

    def __getattr__(self, name):
        return self.values[name]


def _breach_text(kind, where, what):
    name = BREACH_NAMES.get(kind, f"kind {kind}")
    if kind == 1:
        return f"{name}: capability {where:#x}, system call {what >> 32}, method {what & 0xffffffff}"
    return f"{name}: {where:#x}"


class RogueMemory:
    """The report inside a running Machine that was started with RAM_OPTIONS."""

    def __init__(self, machine):
        self._memory = self._open_ram(machine.console.pid)
        deadline = time.monotonic() + START_S
        while (at := self._find()) is None:
            if time.monotonic() > deadline:
                pytest.fail("the rogue has not started: there is no report of it in RAM", pytrace=False)
            time.sleep(POLL_S)
        self._at = at

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self._memory)

    @staticmethod
    def _open_ram(pid):
        for link in Path(f"/proc/{pid}/fd").iterdir():
            if os.readlink(link).startswith("/memfd:"):
                return os.open(link, os.O_RDONLY)
        raise FileNotFoundError("QEMU has no memory file")

    def _find(self):
        """Where the report is, None before the rogue has begun. Pages that nobody wrote are holes and skipped."""
        magic, at = struct.pack("<Q", MAGIC), 0
        while at < RAM_BYTES:
            try:
                at = os.lseek(self._memory, at, os.SEEK_DATA)
            except OSError:
                break
            end = os.lseek(self._memory, at, os.SEEK_HOLE)
            for page in range(at, end, PAGE):
                if os.pread(self._memory, 16, page) == magic + struct.pack("<Q", RAM_BASE + page):
                    return page
            at = end
        return None

    def read(self):
        page = os.pread(self._memory, PAGE, self._at)
        values = dict(zip(FIELDS, HEADER.unpack_from(page)))
        breaches = (BREACH.unpack_from(page, HEADER.size + BREACH.size * n) for n in range(values["listed"]))
        return Report(values, [_breach_text(*breach) for breach in breaches])
