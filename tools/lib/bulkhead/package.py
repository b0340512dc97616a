# SPDX-License-Identifier: BSD-2-Clause
"""The boot package: makes the image that boots and lists what is in one.

The bytes are defined in platform/loader/package.h; the loader checks them, init reads them. An image is the
loader, padded to a page, and the package behind it. Everything here raises InputError on bad input.
"""

import hashlib
import struct
from dataclasses import dataclass
from pathlib import Path

from bulkhead.errors import InputError

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
            raise InputError("boot package", f"two entries are named {name[1]}")
    contents = bytearray()
    entries = bytearray()
    start = _align(HEADER.size + ENTRY.size * len(parts))
    for part in parts:
        name = part.name.encode()
        if not 0 < len(name) < 32:
            raise InputError("boot package", f"the name {part.name!r} does not have 1 to 31 bytes")
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
        raise InputError("loader", "it is no arm64 Image")
    image = bytearray(loader.ljust(_align(len(loader)), b"\0") + package)
    struct.pack_into("<Q", image, IMAGE_SIZE_AT, _align(len(image)))
    return bytes(image)


def find_package(image):
    """Where the package starts in an image, or in a bare package."""
    magic = struct.pack("<Q", MAGIC)
    for at in range(0, len(image), PAGE):
        if image[at:at + 8] == magic:
            return at
    raise InputError("image", "there is no boot package in it")


def read_package(image):
    """The parts of an image or package; everything in it is checked."""
    package = image[find_package(image):]
    if len(package) < HEADER.size:
        raise InputError("boot package", "its header is truncated")
    _, version, count, size, digest = HEADER.unpack_from(package)
    table = package[HEADER.size:HEADER.size + ENTRY.size * count]
    if version != VERSION:
        raise InputError("boot package", f"unknown version {version}")
    if hashlib.sha256(table).digest() != digest or len(table) != ENTRY.size * count:
        raise InputError("boot package", "its entries are truncated or altered")
    parts = [_read_part(package, fields) for fields in ENTRY.iter_unpack(table)]
    if size > len(package):
        raise InputError("boot package", f"{size} bytes announced, {len(package)} there")
    return parts


def _read_part(package, fields):
    name, kind, slot, version, schema, offset, length, sha256, _ = fields
    content = package[offset:offset + length]
    label = name.rstrip(b"\0").decode(errors="replace")
    if kind not in KIND_NAMES:
        raise InputError("boot package", f"{label} is of unknown kind {kind}")
    if hashlib.sha256(content).digest() != sha256:
        raise InputError("boot package", f"{label} is truncated or altered")
    return Part(KIND_NAMES[kind], label, content, version, slot, schema)


def _component(text):
    """NAME=ELF of the command line."""
    name, _, path = text.partition("=")
    if not path:
        raise InputError(text, "not NAME=ELF")
    return Part("component", name, Path(path).read_bytes())


def command_make(options):
    """`package make`: writes an image that boots."""
    parts = [Part("kernel", "kernel", options.kernel.read_bytes()), Part("init", "init", options.init.read_bytes()),
             Part("table", "system-table", options.table.read_bytes())]
    parts += [_component(text) for text in options.component]
    options.output.write_bytes(make_image(options.loader.read_bytes(), make_package(parts)))
    return 0


def command_list(options):
    """`package list`: prints the parts of an image."""
    parts = read_package(options.image.read_bytes())
    print(f"{'kind':<10} {'name':<24} {'version':>7} {'slot':>4} {'bytes':>9}  sha256")
    for part in parts:
        digest = hashlib.sha256(part.content).hexdigest()
        print(f"{part.kind:<10} {part.name:<24} {part.version:>7} {'AB'[part.slot]:>4} {len(part.content):>9}  {digest[:16]}")
    return 0


def register(subparsers):
    """Adds the `package` commands to the command line."""
    parser = subparsers.add_parser("package", help="make and list images that boot")
    commands = parser.add_subparsers(dest="package_command", required=True, metavar="COMMAND")

    making = commands.add_parser("make", help="make an image: the loader and a boot package")
    for name in ("loader", "kernel", "init", "table"):
        making.add_argument(f"--{name}", type=Path, required=True, metavar="FILE")
    making.add_argument("--component", action="append", default=[], metavar="NAME=ELF")
    making.add_argument("-o", "--output", type=Path, required=True, metavar="IMAGE")
    making.set_defaults(handler=command_make)

    listing = commands.add_parser("list", help="check an image and list its parts")
    listing.add_argument("image", type=Path)
    listing.set_defaults(handler=command_list)
