# SPDX-License-Identifier: BSD-2-Clause
"""The boot package: makes the image that boots and lists what is in one.

The bytes are defined in platform/loader/package.h; the loader checks them, init reads them. An image is the
loader, padded to a page, and the package behind it. Called by tools/bulkhead and the makefiles.
"""

import argparse
import hashlib
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

MAGIC = 0x31474B5042484B42
VERSION = 1
PAGE = 4096
HEADER = struct.Struct("<QIIQ32s")
ENTRY = struct.Struct("<32sIIIIQQ32s64s")
KINDS = {"kernel": 1, "init": 2, "table": 3, "component": 4}
KIND_NAMES = {number: name for name, number in KINDS.items()}

# The arm64 Image header of the loader: magic at byte 56, size of the whole image at byte 16.
IMAGE_MAGIC = b"ARM\x64"
IMAGE_MAGIC_AT = 56
IMAGE_SIZE_AT = 16


class PackageError(Exception):
    """A package that cannot be made or read; the message says why."""


@dataclass
class Part:
    """One entry of a package and its content."""

    kind: str
    name: str
    content: bytes
    version: int = 1
    slot: int = 0
    state_schema: int = 0


def _align(size):
    return -(-size // PAGE) * PAGE


def make_package(parts):
    """The bytes of a package that holds `parts`, in their order."""
    names = [(part.kind, part.name, part.slot) for part in parts]
    for name in names:
        if names.count(name) > 1:
            raise PackageError(f"two entries are named {name[1]}")
    contents = bytearray()
    entries = bytearray()
    start = _align(HEADER.size + ENTRY.size * len(parts))
    for part in parts:
        name = part.name.encode()
        if not 0 < len(name) < 32:
            raise PackageError(f"the name {part.name!r} does not have 1 to 31 bytes")
        contents += bytes(_align(len(contents)) - len(contents))
        entries += ENTRY.pack(name, KINDS[part.kind], part.slot, part.version, part.state_schema,
                              start + len(contents), len(part.content), hashlib.sha256(part.content).digest(), b"")
        contents += part.content
    size = start + len(contents)
    header = HEADER.pack(MAGIC, VERSION, len(parts), size, hashlib.sha256(entries).digest())
    return (header + entries).ljust(start, b"\0") + contents


def make_image(loader, package):
    """What boots: the loader with the package behind it, its size in the loader's header."""
    if loader[IMAGE_MAGIC_AT:IMAGE_MAGIC_AT + 4] != IMAGE_MAGIC:
        raise PackageError("the loader is no arm64 Image")
    image = bytearray(loader.ljust(_align(len(loader)), b"\0") + package)
    struct.pack_into("<Q", image, IMAGE_SIZE_AT, _align(len(image)))
    return bytes(image)


def find_package(image):
    """Where the package starts in an image, or in a bare package."""
    magic = struct.pack("<Q", MAGIC)
    for at in range(0, len(image), PAGE):
        if image[at:at + 8] == magic:
            return at
    raise PackageError("there is no boot package in it")


def read_package(image):
    """The parts of an image or package; raises PackageError if anything in it is not as it should be."""
    start = find_package(image)
    package = image[start:]
    _, version, count, size, digest = HEADER.unpack_from(package)
    table = package[HEADER.size:HEADER.size + ENTRY.size * count]
    if version != VERSION:
        raise PackageError(f"unknown version {version}")
    if hashlib.sha256(table).digest() != digest:
        raise PackageError("the entries are truncated or altered")
    if size > len(package):
        raise PackageError(f"{size} bytes announced, {len(package)} there")
    parts = []
    for name, kind, slot, number, schema, offset, length, sha256, _ in ENTRY.iter_unpack(table):
        content = package[offset:offset + length]
        label = name.rstrip(b"\0").decode()
        if hashlib.sha256(content).digest() != sha256:
            raise PackageError(f"{label} is truncated or altered")
        parts.append(Part(KIND_NAMES[kind], label, content, number, slot, schema))
    return parts


def _run_make(args):
    parts = [Part("kernel", "kernel", args.kernel.read_bytes()), Part("init", "init", args.init.read_bytes()),
             Part("table", "system-table", args.table.read_bytes())]
    for component in args.component:
        name, _, path = component.partition("=")
        if not path:
            raise PackageError(f"{component!r} is not NAME=ELF")
        parts.append(Part("component", name, Path(path).read_bytes()))
    image = make_image(args.loader.read_bytes(), make_package(parts))
    args.output.write_bytes(image)


def _run_list(args):
    print(f"{'kind':<10} {'name':<24} {'version':>7} {'slot':>4} {'bytes':>9}  sha256")
    for part in read_package(args.image.read_bytes()):
        digest = hashlib.sha256(part.content).hexdigest()
        print(f"{part.kind:<10} {part.name:<24} {part.version:>7} {'AB'[part.slot]:>4} {len(part.content):>9}  {digest[:16]}")


def add_arguments(parser):
    """Adds the subcommands `make` and `list`; each sets `run`, a function of the parsed arguments."""
    commands = parser.add_subparsers(required=True, metavar="make|list")
    make = commands.add_parser("make", help="make an image that boots")
    for name in ("loader", "kernel", "init", "table"):
        make.add_argument(f"--{name}", type=Path, required=True, metavar="FILE")
    make.add_argument("--component", action="append", default=[], metavar="NAME=ELF")
    make.add_argument("-o", dest="output", type=Path, required=True, metavar="FILE")
    make.set_defaults(run=_run_make)
    show = commands.add_parser("list", help="list the parts of an image, checked")
    show.add_argument("image", type=Path)
    show.set_defaults(run=_run_list)


def main(argv=None):
    """`python3 -m bulkhead.package`; returns the exit code."""
    parser = argparse.ArgumentParser(prog="package", description=__doc__.splitlines()[0])
    add_arguments(parser)
    args = parser.parse_args(argv)
    try:
        args.run(args)
    except (PackageError, OSError) as error:
        print(f"package: error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
