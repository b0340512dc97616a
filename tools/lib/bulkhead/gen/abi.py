# SPDX-License-Identifier: BSD-2-Clause
"""Numbers of kernel/api/abi.h, components/init/system_table.h and <bulkhead/glue.h>.

tests/idl/test_abi.py compares them with the headers.
"""

from enum import IntEnum, IntFlag


class Type(IntEnum):
    CNODE = 2
    THREAD = 3
    VCPU = 4
    ENDPOINT = 5
    NOTIFICATION = 6
    REPLY = 7
    SCHED_CONTEXT = 8
    VSPACE = 9
    FRAME = 11
    IRQ_HANDLER = 12


class Right(IntFlag):
    READ = 0x01
    WRITE = 0x02
    EXECUTE = 0x04
    GRANT = 0x08
    CALL = 0x10
    CONTROL = 0x20
    RESTART = 0x40


class Slot(IntEnum):
    """Fixed slots of a component's CSpace (enum glue_slot)."""

    ENDPOINT = 1
    NOTIFICATION = 2
    REPLY = 3
    WORKER = 4
    SLEEP = 5
    CONNECTIONS = 8


MAP_NORMAL = 0
MAP_DEVICE = 1
OBJECT_DEVICE = 1
OBJECT_CONTIGUOUS = 2

FRAME_SMALL_BITS = 12
FRAME_LARGE_BITS = 21
CNODE_MIN_BITS = 7
SLOT_BYTES = 32

BADGE_INTERFACE_SHIFT = 16
BADGE_THREAD_SHIFT = 24
BADGE_VM_EXIT = 1 << 32

# The memory map of a native component.
IMAGE_BASE = 0x400000
HEAP_BASE = 0x10000000
STACK_BASE = 0x20000000
STACK_STEP = 0x100000
REGION_BASE = 0x30000000
REGION_STEP = 0x200000
REGION_END = 0x40000000
GUEST_MEMORY_BASE = 0x40000000
