# SPDX-License-Identifier: BSD-2-Clause
"""How much memory a component's untyped needs: its objects, frames and page tables.

A component with a program also pays for its vault, the CNode in which init keeps
the capabilities that the component cannot name. The result is an upper bound for
any order of allocation, since every object but the CNodes is one granule or a
row of granules.
"""

from ..model.types import PAGE_BYTES
from . import abi
from .abi import Type

LEVEL2_BITS = 30
LEVEL3_BITS = 21
SPARE_GRANULES = 8


def untyped_bits(plan, group, program):
    """log2 of the bytes of a group's untyped."""
    objects = [o for o in plan.objects if o.group is group and not o.flags & abi.OBJECT_DEVICE]
    if group.instance is None:
        return bits_for(sum(frame_bytes(o) for o in objects if o.type == Type.FRAME))
    pages = program.pages if program else set()
    granules = sum(object_granules(o) for o in objects) + len(pages) + SPARE_GRANULES
    granules += sum(table_count(plan, o, pages if o is group.vspace else set())
                    for o in objects if o.type == Type.VSPACE)
    vault = cnode_bytes(vault_slots(plan, group, objects, len(pages)))
    cnodes = [vault] + [abi.SLOT_BYTES << o.size_bits for o in objects if o.type == Type.CNODE]
    return bits_for(granules * PAGE_BYTES + vault + max(cnodes))


def bits_for(size):
    return max(abi.FRAME_SMALL_BITS, (size - 1).bit_length())


def frame_bytes(item):
    return item.count << item.size_bits


def object_granules(item):
    """Granules of an object; small ones are counted as one granule each."""
    if item.type == Type.FRAME:
        return frame_bytes(item) // PAGE_BYTES
    if item.type == Type.CNODE:
        return -(-(abi.SLOT_BYTES << item.size_bits) // PAGE_BYTES)
    return 0 if item.type == Type.IRQ_HANDLER else 1


def table_count(plan, vspace, program_pages):
    """Page tables below the root: one per 1 GiB, and one per 2 MiB mapped by small frames."""
    level2, level3 = set(), set()
    for mapping in plan.mappings:
        if mapping.vspace is vspace:
            end = mapping.address + frame_bytes(mapping.object)
            level2 |= steps(mapping.address, end, LEVEL2_BITS)
            if mapping.object.size_bits == abi.FRAME_SMALL_BITS:
                level3 |= steps(mapping.address, end, LEVEL3_BITS)
    for page in program_pages:
        level2.add(page * PAGE_BYTES >> LEVEL2_BITS)
        level3.add(page * PAGE_BYTES >> LEVEL3_BITS)
    return len(level2) + len(level3)


def steps(start, end, bits):
    return set(range(start >> bits, ((end - 1) >> bits) + 1))


def vault_slots(plan, group, objects, program_pages):
    """As vault_demand in components/init/objects.c."""
    slots = 5 + sum(o.type != Type.FRAME for o in objects) + program_pages + tables_for(program_pages)
    for mapping in plan.mappings:
        if mapping.vspace.group is group:
            slots += mapping.object.count + tables_for(mapping.object.count)
    return slots


def tables_for(pages):
    return pages // 512 + 3


def cnode_bytes(slots):
    return abi.SLOT_BYTES << max(abi.CNODE_MIN_BITS, (slots - 1).bit_length())
