# SPDX-License-Identifier: BSD-2-Clause
"""What the rogue component (apps/rogue) reports, read from outside, out of the phone's RAM: the report is the page
that says its own address. The rogue is connected to nothing that could carry it."""

import hashlib
import struct
from dataclasses import dataclass
from pathlib import Path

from bulkhead import package
from ram import Ram

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
        self._ram = Ram(machine)
        self._at = self._ram.find_report(MAGIC)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._ram.close()

    def read(self):
        page = self._ram.read(self._at)
        values = dict(zip(FIELDS, HEADER.unpack_from(page)))
        breaches = (BREACH.unpack_from(page, HEADER.size + BREACH.size * n) for n in range(values["listed"]))
        return Report(values, [_breach_text(*breach) for breach in breaches])
