# SPDX-License-Identifier: BSD-2-Clause
"""GUID partition tables (UEFI specification 2.10, chapter 5), written and read.

Sectors are 512 bytes; the table has the usual 128 entries, at the disk's beginning and a copy at its end. Used
by flash.py.
"""

import struct
import uuid
import zlib
from dataclasses import dataclass

SECTOR = 512
ENTRIES = 128
ENTRY = struct.Struct("<16s16sQQQ72s")
HEADER = struct.Struct("<8sIIIIQQQQ16sQIII")
TABLE_SECTORS = ENTRIES * ENTRY.size // SECTOR
FIRST_USABLE = 2 + TABLE_SECTORS
SIGNATURE = b"EFI PART"
REVISION = 0x00010000


@dataclass(frozen=True)
class Partition:
    """One entry; first and last are sectors, both included."""

    name: str
    kind: uuid.UUID
    identity: uuid.UUID
    first: int
    last: int

    @property
    def offset_bytes(self):
        return self.first * SECTOR

    @property
    def size_bytes(self):
        return (self.last - self.first + 1) * SECTOR


def _entries(partitions):
    table = b"".join(
        ENTRY.pack(p.kind.bytes_le, p.identity.bytes_le, p.first, p.last, 0, p.name.encode("utf-16-le"))
        for p in partitions)
    return table.ljust(ENTRIES * ENTRY.size, b"\0")


def _header(here, other, table_sector, sectors, identity, table):
    def packed(checksum):
        return HEADER.pack(SIGNATURE, REVISION, HEADER.size, checksum, 0, here, other, FIRST_USABLE,
                           sectors - FIRST_USABLE, identity.bytes_le, table_sector, ENTRIES, ENTRY.size,
                           zlib.crc32(table))
    return packed(zlib.crc32(packed(0))).ljust(SECTOR, b"\0")


def _protective_mbr(sectors):
    entry = struct.pack("<B3sB3sII", 0, b"\0\x02\0", 0xEE, b"\xff\xff\xff", 1, min(sectors - 1, 0xFFFFFFFF))
    return bytes(446) + entry.ljust(64, b"\0") + b"\x55\xaa"


def write(disk, sectors, identity, partitions):
    """Writes both copies of the table to a binary file of that many sectors."""
    table = _entries(partitions)
    backup = sectors - 1 - TABLE_SECTORS
    disk.seek(0)
    disk.write(_protective_mbr(sectors) + _header(1, sectors - 1, 2, sectors, identity, table) + table)
    disk.seek(backup * SECTOR)
    disk.write(table + _header(sectors - 1, 1, backup, sectors, identity, table))


def _read_header(disk):
    disk.seek(SECTOR)
    header = disk.read(HEADER.size)
    if len(header) < HEADER.size or header[:8] != SIGNATURE:
        raise ValueError("it has no GUID partition table")
    fields = HEADER.unpack(header)
    if zlib.crc32(header[:16] + bytes(4) + header[20:]) != fields[3]:
        raise ValueError("its partition table's header is damaged")
    return fields


def read(disk):
    """The partitions of a binary file, in the table's order. ValueError if the table is missing or damaged, or a
    partition lies outside the file."""
    fields = _read_header(disk)
    table_sector, entries, entry_size, checksum = fields[10:14]
    if entries != ENTRIES or entry_size != ENTRY.size:
        raise ValueError(f"its partition table has {entries} entries of {entry_size} bytes, not {ENTRIES} of {ENTRY.size}")
    disk.seek(table_sector * SECTOR)
    table = disk.read(entries * entry_size)
    if zlib.crc32(table) != checksum:
        raise ValueError("its partition table's entries are damaged")
    sectors = disk.seek(0, 2) // SECTOR
    return [_partition(fields, sectors) for fields in ENTRY.iter_unpack(table) if any(fields[0])]


def _partition(fields, sectors):
    kind, identity, first, last, _, name = fields
    partition = Partition(name.decode("utf-16-le", "replace").rstrip("\0"), uuid.UUID(bytes_le=kind),
                          uuid.UUID(bytes_le=identity), first, last)
    if not FIRST_USABLE <= first <= last < sectors - TABLE_SECTORS - 1:
        raise ValueError(f"its partition {partition.name} lies outside it: is the file cut short?")
    return partition
