# SPDX-License-Identifier: BSD-2-Clause
"""Numbers of the kernel's interface, kernel/api/abi.h, components/init/system_table.h and <bulkhead/glue.h>.

Types and rights are read from the interface; tests/idl/test_abi.py compares the others with the headers.
"""

from enum import IntEnum, IntFlag

from bulkhead import interface


_INTERFACE = interface.load()

# Type.CNODE, Right.READ and so on: the kernel's names without TYPE_ and RIGHT_.
Type = IntEnum("Type", {kind.name.removeprefix("TYPE_"): kind.number for kind in _INTERFACE.object_types})
Right = IntFlag("Right", {right.name.removeprefix("RIGHT_"): right.number for right in _INTERFACE.rights})


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
OBJECT_GUEST_GIC = 4

FRAME_SMALL_BITS = 12
FRAME_LARGE_BITS = 21
CNODE_MIN_BITS = 7
SLOT_BYTES = 32

BADGE_INTERFACE_SHIFT = 16
BADGE_THREAD_SHIFT = 24
BADGE_VM_EXIT = 1 << 32  # with the vCPU where a fault has the thread

# The memory map of a native component.
IMAGE_BASE = 0x400000
HEAP_BASE = 0x10000000
STACK_BASE = 0x20000000
STACK_STEP = 0x100000
REGION_BASE = 0x30000000
REGION_STEP = 0x200000
REGION_END = 0x40000000
GUEST_MEMORY_BASE = 0x40000000
GUEST_GIC_BASE = 0x08010000
GUEST_GIC_PAGES = 2
GUEST_GIC_VARIABLE = "vm_gic_physical"
