# SPDX-License-Identifier: BSD-2-Clause
"""The phone's storage: one disk image with a partition for each thing that a compartment keeps.

PROFILE.boot holds a profile (profile.py), PROFILE.data an ext4 file system for that profile's guest, auth.state
what the authentication service keeps. The image is sparse, and a new one is the same byte for byte each time.
What a guest has stored survives: only `--fresh` makes an existing image anew.

Used by the commands `flash make`, `flash write-profile` and `flash info`, and by tests (make, write_profile).
"""

import os
import shutil
import subprocess
import tempfile
import uuid
from pathlib import Path

from bulkhead import gpt, profile
from bulkhead.errors import InputError

MIB = 1 << 20
LAYOUT = (
    # name, MiB, kind
    ("corporate.boot", 64, "boot"),
    ("corporate.data", 64, "data"),
    ("personal.boot", 64, "boot"),
    ("personal.data", 64, "data"),
    ("auth.state", 4, "state"),
)
PROFILES = tuple(name.split(".")[0] for name, _, kind in LAYOUT if kind == "boot")

# Every GUID is derived from a name, so that images are reproducible.
NAMESPACE = uuid.UUID("0b3d6e1c-6f0a-4b8e-9d55-8d0c5e8f4a27")
KINDS = {
    "boot": uuid.uuid5(NAMESPACE, "kind boot"),
    "data": uuid.UUID("0fc63daf-8483-4772-8e79-3d69d8477de4"),  # Linux file system
    "state": uuid.uuid5(NAMESPACE, "kind state"),
}


def _layout():
    """(sectors of the disk, its partitions), each partition at a multiple of 1 MiB."""
    partitions = []
    start = MIB
    for name, mib, kind in LAYOUT:
        end = start + mib * MIB
        partitions.append(gpt.Partition(name, KINDS[kind], uuid.uuid5(NAMESPACE, name),
                                        start // gpt.SECTOR, end // gpt.SECTOR - 1))
        start = end
    return (start + MIB) // gpt.SECTOR, partitions


def _write_changes(disk, offset, size, source):
    """Makes disk[offset:offset+size] what source holds, then zeros. Writes only what differs: holes stay holes,
    and an image that already holds it is not touched."""
    for position in range(0, size, MIB):
        length = min(MIB, size - position)
        wanted = source.read(length).ljust(length, b"\0")
        disk.seek(offset + position)
        if disk.read(length) != wanted:
            disk.seek(offset + position)
            disk.write(wanted)


def _make_file_system(path, partition):
    """An empty ext4 file system of the partition's size in a new file."""
    with open(path, "wb") as file:
        file.truncate(partition.size_bytes)
    search = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"  # an ordinary user's PATH may lack these
    command = shutil.which("mkfs.ext4", path=search)
    if not command:
        raise InputError("mkfs.ext4", "not found (Debian package e2fsprogs)")
    subprocess.run(
        [command, "-q", "-F", "-U", str(partition.identity), "-L", partition.name,
         "-E", f"hash_seed={partition.identity},lazy_itable_init=0,lazy_journal_init=0,root_owner=0:0", path],
        check=True, env={**os.environ, "E2FSPROGS_FAKE_TIME": "1704067200"})


def _find(image, disk, name):
    """The partition of that name in an open image. InputError if there is none or the table is damaged."""
    try:
        partitions = gpt.read(disk)
    except ValueError as error:
        raise InputError(image, error) from error
    for partition in partitions:
        if partition.name == name:
            return partition
    known = ", ".join(partition.name for partition in partitions)
    raise InputError(image, f"has no partition {name} (it has {known})")


def _create(path):
    """A new image with empty boot partitions, in place only once it is whole."""
    sectors, partitions = _layout()
    with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
        new = Path(scratch) / "flash"
        with open(new, "w+b") as disk:
            disk.truncate(sectors * gpt.SECTOR)
            gpt.write(disk, sectors, uuid.uuid5(NAMESPACE, "disk"), partitions)
            for partition in partitions:
                if partition.kind == KINDS["data"]:
                    file_system = Path(scratch) / partition.name
                    _make_file_system(file_system, partition)
                    with open(file_system, "rb") as source:
                        _write_changes(disk, partition.offset_bytes, partition.size_bytes, source)
        new.replace(path)


def make(path, profiles, fresh=False):
    """Makes an image, or brings an existing one's profiles up to date and keeps its data.

    profiles maps a profile's name to its file. InputError if an existing image is damaged or laid out otherwise.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    if fresh or not path.exists():
        _create(path)
    for name, file in profiles.items():
        write_profile(path, f"{name}.boot", file)


def write_profile(image, name, file, force=False):
    """Replaces one boot partition's contents with a profile; the rest of the image stays as it is.

    InputError for a damaged image, an unknown or no boot partition, a file that does not fit or is no profile
    (with force, any file is taken).
    """
    if not force:
        profile.load(file)
    with open(image, "r+b") as disk, open(file, "rb") as source:
        partition = _find(image, disk, name)
        if partition.kind != KINDS["boot"]:
            raise InputError(image, f"{name} is not a boot partition")
        size = os.fstat(source.fileno()).st_size
        if size > partition.size_bytes:
            raise InputError(file, f"its {size} bytes do not fit in {name} ({partition.size_bytes} bytes)")
        _write_changes(disk, partition.offset_bytes, partition.size_bytes, source)


def read_partition(image, name):
    """A partition's bytes. InputError for a damaged image or an unknown partition."""
    with open(image, "rb") as disk:
        partition = _find(image, disk, name)
        disk.seek(partition.offset_bytes)
        return disk.read(partition.size_bytes)


def command_make(options):
    profiles = dict(entry.split("=", 1) for entry in options.profile)
    unknown = sorted(set(profiles) - set(PROFILES))
    if unknown:
        raise InputError(unknown[0], f"no such profile (there are {', '.join(PROFILES)})")
    make(options.output, profiles, options.fresh)
    return 0


def command_write_profile(options):
    write_profile(options.image, options.partition, options.file, options.force)
    return 0


def command_info(options):
    with open(options.image, "rb") as disk:
        try:
            partitions = gpt.read(disk)
        except ValueError as error:
            raise InputError(options.image, error) from error
    for partition in partitions:
        print(f"{partition.name:<16} {partition.size_bytes // MIB:>4} MiB at {partition.offset_bytes // MIB:>4} MiB")
    return 0


def _profile_argument(text):
    name, separator, file = text.partition("=")
    if not (name and separator and file):
        raise ValueError
    return text


_profile_argument.__name__ = "NAME=FILE"  # what argparse calls it in its error message


def register(subparsers):
    """Adds the `flash` commands to the command line."""
    parser = subparsers.add_parser("flash", help="make and update the phone's storage image")
    commands = parser.add_subparsers(dest="flash_command", required=True, metavar="COMMAND")

    making = commands.add_parser("make", help="make an image, or update an existing one's profiles")
    making.add_argument("--profile", action="append", default=[], type=_profile_argument, metavar="NAME=FILE",
                        help=f"a profile to store; NAME is one of {', '.join(PROFILES)}")
    making.add_argument("--fresh", action="store_true", help="make an existing image anew: its data is lost")
    making.add_argument("-o", "--output", required=True, metavar="IMAGE")
    making.set_defaults(handler=command_make)

    writing = commands.add_parser("write-profile", help="replace one boot partition, keep everything else")
    writing.add_argument("--image", required=True, metavar="IMAGE")
    writing.add_argument("--partition", required=True, metavar="NAME", help="such as corporate.boot")
    writing.add_argument("--force", action="store_true", help="accept a file that is not a profile")
    writing.add_argument("file", metavar="FILE")
    writing.set_defaults(handler=command_write_profile)

    info = commands.add_parser("info", help="list an image's partitions")
    info.add_argument("image", metavar="IMAGE")
    info.set_defaults(handler=command_info)
