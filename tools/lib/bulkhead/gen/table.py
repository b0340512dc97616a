# SPDX-License-Identifier: BSD-2-Clause
"""The system table: a Plan and the programs' ELF files, as bytes for init.

Records and their order are those of components/init/system_table.h; the struct
formats below are compared with it by tests/idl/test_abi.py. Sizes of untypeds
are decided here, because they depend on the programs.
"""

import struct

from .program import Program
from .untyped import untyped_bits

MAGIC = 0x314C425459534842
VERSION = 3
NONE = 0xFFFFFFFF

HEADER = "<QII" + "II" * 7
COMPONENT = "<6I"
OBJECT = "<IIBBHIQQQIIQII"
CAPABILITY = "<4IQ"
MAPPING = "<IIQIIQ"
THREAD = "<4IQ4IQQQII"
WINDOW = "<IIQQ"


class Strings:
    """The pool of zero-terminated strings; equal strings are stored once."""

    def __init__(self):
        self.data = bytearray()
        self.offsets = {}

    def add(self, text):
        if text not in self.offsets:
            self.offsets[text] = len(self.data)
            self.data += text.encode() + b"\0"
        return self.offsets[text]


def table_make(plan, programs):
    """The table's bytes; programs: instance name -> Program."""
    return TableWriter(plan, programs).write()


class TableWriter:
    def __init__(self, plan, programs):
        self.plan = plan
        self.programs = programs
        self.strings = Strings()
        self.group_index = {g: n for n, g in enumerate(plan.groups)}
        self.object_index = {o: n for n, o in enumerate(plan.objects)}

    def write(self):
        arrays = [
            b"".join(self.component(g) for g in self.plan.groups),
            b"".join(self.object(o) for o in self.plan.objects),
            b"".join(self.capability(c) for c in self.plan.capabilities),
            b"".join(self.mapping(m) for m in self.plan.mappings),
            b"".join(self.thread(t) for t in self.plan.threads),
            b"".join(self.window(w) for w in self.plan.system.windows),
        ]
        records = (COMPONENT, OBJECT, CAPABILITY, MAPPING, THREAD, WINDOW)
        counts = [len(a) // struct.calcsize(r) for a, r in zip(arrays, records)]
        arrays.append(bytes(self.strings.data))
        counts.append(len(self.strings.data))
        body, places = bytearray(), []
        start = padded(struct.calcsize(HEADER))
        for data, count in zip(arrays, counts):
            places += [start + len(body), count]
            body += data.ljust(padded(len(data)), b"\0")
        header = struct.pack(HEADER, MAGIC, VERSION, start + len(body), *places)
        return header.ljust(start, b"\0") + bytes(body)

    def index(self, what):
        return NONE if what is None else self.object_index[what]

    def component(self, group):
        name = self.strings.add(group.name)
        program = self.programs.get(group.name) if group.instance else None
        bits = untyped_bits(self.plan, group, program)
        return struct.pack(COMPONENT, name, name if program else NONE, self.index(group.vspace), bits, 0, 0)

    def object(self, item):
        return struct.pack(OBJECT, self.strings.add(item.id), self.group_index[item.group], item.type,
                           item.size_bits, item.flags, item.count, item.address, item.budget_us,
                           item.period_us, self.index(item.bound), item.level, item.badge, item.core, item.partition)

    def capability(self, item):
        return struct.pack(CAPABILITY, self.index(item.cnode), item.slot, self.index(item.object),
                           item.rights, item.badge)

    def mapping(self, item):
        return struct.pack(MAPPING, self.index(item.vspace), self.index(item.object), item.address,
                           item.rights, item.attributes, self.physical_to(item))

    def physical_to(self, mapping):
        """Where in the program's data init writes the physical address; 0 for nowhere."""
        if mapping.physical_symbol is None:
            return 0
        program = self.programs[mapping.vspace.group.name]
        return program.symbol(mapping.physical_symbol)

    def thread(self, item):
        return struct.pack(THREAD, self.index(item.object), self.index(item.cspace), self.index(item.vspace),
                           self.index(item.fault_endpoint), item.fault_badge, self.index(item.sched_context),
                           self.index(item.notification), item.priority, item.priority, 0, item.stack_top,
                           item.index, int(item.start), 0)

    def window(self, item):
        return struct.pack(WINDOW, item.partition, 0, item.length_us, item.padding_us)


def padded(size):
    return -(-size // 8) * 8


def programs_load(plan, folder):
    """Every instance's ELF file from a folder; raises InputError."""
    return {name: Program(folder / f"{name}.elf") for name in plan.instances}
