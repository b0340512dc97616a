# SPDX-License-Identifier: BSD-2-Clause
"""Profiles: what the boot partition of a virtual machine holds, as one file.

A profile is a FIT image (a flattened device tree, U-Boot's format) whose data lies outside the tree: the tree
says at which byte of the file (`data-position`, a multiple of 4096) each part starts. The VMM reads the tree
first and then each part straight into the guest's memory:

    /images/kernel            an arm64 Image, uncompressed
    /images/ramdisk           the initial RAM disk, if there is one
    /configurations/profile   kernel, ramdisk: names of the above
                              bulkhead,bootargs: the kernel's command line
                              bulkhead,memory-size: bytes of RAM that the guest wants (u64), if given

Used by the commands `profile pack` and `profile info`, and by the flash image's tests.
"""

import gzip
import hashlib
import re
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import libfdt

from bulkhead.errors import InputError

ALIGNMENT = 4096
TREE_LIMIT = 64 * 1024
BOOTARGS_LIMIT = 2047  # arm64 Linux's COMMAND_LINE_SIZE, less its NUL
SIZE_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


@dataclass(frozen=True)
class Profile:
    """A profile's parts; memory_bytes is None if the profile leaves it to the phone."""

    kernel: bytes
    ramdisk: bytes | None = None
    bootargs: str = ""
    memory_bytes: int | None = None


def parse_size(text):
    """Bytes in a size such as 256M. ValueError for anything else."""
    match = re.fullmatch(r"([0-9]+)([KMG]?)i?B?", text, re.IGNORECASE)
    if not match or int(match[1]) == 0:
        raise ValueError(f"not a size: {text}")
    return int(match[1]) * SIZE_UNITS[match[2].upper()]


def image_problem(kernel):
    """Why these bytes are no arm64 Image (Linux's arm64/booting.rst, section 4), or None if they are one."""
    if len(kernel) < 64:
        return f"{len(kernel)} bytes are too few for its header"
    if kernel[56:60] != b"ARM\x64":
        return f"byte 56 holds {kernel[56:60].hex(' ')}, not the magic number 41 52 4d 64"
    if int.from_bytes(kernel[24:32], "little") & 1:
        return "it is big-endian"
    return None


def image_memory_bytes(kernel):
    """How much memory an arm64 Image occupies once it runs: its text_offset and image_size."""
    text_offset, image_size = struct.unpack_from("<QQ", kernel, 8)
    return text_offset + max(image_size, len(kernel))


def read_kernel(path, force=False):
    """An arm64 Image's bytes; a gzipped one is unpacked. With force, whatever the file holds."""
    kernel = Path(path).read_bytes()
    if kernel[:2] == b"\x1f\x8b":
        try:
            kernel = gzip.decompress(kernel)
        except (OSError, EOFError, zlib.error) as error:
            raise InputError(path, f"cannot unpack: {error}") from error
    problem = image_problem(kernel)
    if problem and not force:
        raise InputError(path, f"not an arm64 Image ({problem})")
    return kernel


def check(profile):
    """ValueError if no guest could boot this profile for want of room."""
    if len(profile.bootargs.encode()) > BOOTARGS_LIMIT:
        raise ValueError(f"the command line is longer than {BOOTARGS_LIMIT} bytes")
    if profile.memory_bytes is None or image_problem(profile.kernel):
        return
    needed = image_memory_bytes(profile.kernel) + len(profile.ramdisk or b"")
    if profile.memory_bytes < needed:
        raise ValueError(f"{profile.memory_bytes} bytes of memory do not hold kernel and RAM disk ({needed} bytes)")


def _parts(profile):
    """(name, data, FIT properties) of each part, in the file's order."""
    yield "kernel", profile.kernel, {"description": "kernel", "type": "kernel_noload", "compression": "none"}
    if profile.ramdisk is not None:
        yield "ramdisk", profile.ramdisk, {"description": "RAM disk", "type": "ramdisk", "compression": "none"}


def _tree(profile, first_position):
    """The FIT tree for data that starts at first_position."""
    fdt = libfdt.FdtSw()
    fdt.finish_reservemap()
    position = first_position
    with fdt.add_node(""):
        fdt.property_string("description", "Bulkhead profile")
        fdt.property_u32("#address-cells", 2)
        fdt.property_u32("timestamp", 0)
        with fdt.add_node("images"):
            for name, data, properties in _parts(profile):
                with fdt.add_node(name):
                    for key, value in {**properties, "arch": "arm64", "os": "linux"}.items():
                        fdt.property_string(key, value)
                    fdt.property_u32("data-position", position)
                    fdt.property_u32("data-size", len(data))
                    with fdt.add_node("hash-1"):
                        fdt.property_string("algo", "sha256")
                        fdt.property("value", hashlib.sha256(data).digest())
                position = _aligned(position + len(data))
        with fdt.add_node("configurations"):
            fdt.property_string("default", "profile")
            with fdt.add_node("profile"):
                for name, _, _ in _parts(profile):
                    fdt.property_string(name, name)
                fdt.property_string("bulkhead,bootargs", profile.bootargs)
                if profile.memory_bytes is not None:
                    fdt.property_u64("bulkhead,memory-size", profile.memory_bytes)
    tree = fdt.as_fdt()
    tree.pack()
    return bytes(tree.as_bytearray())


def _aligned(size):
    return -(-size // ALIGNMENT) * ALIGNMENT


def pack(profile):
    """The profile as a FIT image. ValueError if it cannot be one."""
    check(profile)
    first_position = _aligned(len(_tree(profile, 0)))
    image = bytearray(_tree(profile, first_position))
    for _, data, _ in _parts(profile):
        image += bytes(_aligned(len(image)) - len(image)) + data
    return bytes(image)


def _property(fdt, node, name):
    """A node's property, or None."""
    value = fdt.getprop(node, name, libfdt.QUIET_NOTFOUND)
    return value if isinstance(value, libfdt.Property) else None


def _read_part(fdt, image, name):
    node = fdt.path_offset(f"/images/{name}")
    position = fdt.getprop(node, "data-position").as_uint32()
    size = fdt.getprop(node, "data-size").as_uint32()
    data = image[position:position + size]
    if len(data) != size:
        raise ValueError(f"the {name} is cut short: {len(data)} of {size} bytes")
    if hashlib.sha256(data).digest() != bytes(fdt.getprop(fdt.subnode_offset(node, "hash-1"), "value")):
        raise ValueError(f"the {name}'s bytes do not match its hash")
    return data


def unpack(image):
    """The Profile in a FIT image that pack() made. ValueError if it is none, or damaged."""
    try:
        fdt = libfdt.FdtRo(image[:TREE_LIMIT])
        node = fdt.path_offset("/configurations/profile")
        memory = _property(fdt, node, "bulkhead,memory-size")
        return Profile(
            kernel=_read_part(fdt, image, "kernel"),
            ramdisk=_read_part(fdt, image, "ramdisk") if _property(fdt, node, "ramdisk") else None,
            bootargs=fdt.getprop(node, "bulkhead,bootargs").as_str(),
            memory_bytes=memory.as_uint64() if memory else None)
    except libfdt.FdtException as error:
        raise ValueError(f"not a profile ({error})") from error


def load(path):
    """The Profile in a file. InputError if it is none, or damaged."""
    try:
        return unpack(Path(path).read_bytes())
    except ValueError as error:
        raise InputError(path, error) from error


def linux_version(kernel):
    """The release that a Linux kernel says it is, or None."""
    match = re.search(rb"Linux version ([^ ]+) ", kernel)
    return match[1].decode("ascii", "replace") if match else None


def command_pack(options):
    profile = Profile(
        kernel=read_kernel(options.kernel, options.force),
        ramdisk=Path(options.initrd).read_bytes() if options.initrd else None,
        bootargs=options.append,
        memory_bytes=options.memory)
    try:
        image = pack(profile)
    except ValueError as error:
        raise InputError(options.kernel, error) from error
    Path(options.output).write_bytes(image)
    return 0


def command_info(options):
    profile = load(options.file)
    problem = image_problem(profile.kernel)
    kind = f"not an arm64 Image ({problem})" if problem else f"Linux {linux_version(profile.kernel) or '(unknown)'}"
    print(f"kernel        {len(profile.kernel)} bytes, {kind}")
    print(f"RAM disk      {f'{len(profile.ramdisk)} bytes' if profile.ramdisk is not None else 'none'}")
    print(f"command line  {profile.bootargs}")
    print(f"memory        {f'{profile.memory_bytes >> 20} MiB' if profile.memory_bytes else 'as the phone gives it'}")
    return 0


def _size_argument(text):
    return parse_size(text)


_size_argument.__name__ = "size"  # what argparse calls it in its error message


def register(subparsers):
    """Adds `profile pack` and `profile info` to the command line."""
    parser = subparsers.add_parser("profile", help="make and inspect profiles (virtual machines)")
    commands = parser.add_subparsers(dest="profile_command", required=True, metavar="COMMAND")

    packing = commands.add_parser("pack", help="make a profile of an arm64 kernel Image")
    packing.add_argument("--kernel", required=True, metavar="IMAGE", help="arm64 Image, raw or gzipped")
    packing.add_argument("--initrd", metavar="FILE", help="initial RAM disk")
    packing.add_argument("--append", default="", metavar="TEXT", help="the kernel's command line")
    packing.add_argument("--memory", type=_size_argument, metavar="SIZE", help="RAM that the guest wants, such as 256M")
    packing.add_argument("--force", action="store_true", help="accept a kernel that is not an arm64 Image")
    packing.add_argument("-o", "--output", required=True, metavar="FILE")
    packing.set_defaults(handler=command_pack)

    info = commands.add_parser("info", help="check a profile and show what it holds")
    info.add_argument("file", metavar="FILE")
    info.set_defaults(handler=command_info)
