# SPDX-License-Identifier: BSD-2-Clause
"""System tables by hand: an encoder of components/init/system_table.h, independent of the generator's.

A Table takes records in any order and encodes them; `hello()` is the table of one component that owns the
UART. Run as a program, it writes that table to a file.
"""

import struct
import sys
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "tools" / "lib"))

from bulkhead import interface  # noqa: E402  (found through the line above)

MAGIC = 0x314C425459534842
VERSION = 3
NONE = 0xFFFFFFFF

KERNEL = interface.load()
TYPES = {kind.name.removeprefix("TYPE_"): kind.number for kind in KERNEL.object_types}
RIGHTS = {right.name.removeprefix("RIGHT_"): right.number for right in KERNEL.rights}
CNODE, THREAD, NOTIFICATION, SCHED_CONTEXT, VSPACE, FRAME = (
    TYPES[name] for name in ("CNODE", "THREAD", "NOTIFICATION", "SCHED_CONTEXT", "VSPACE", "FRAME"))
READ, WRITE = RIGHTS["READ"], RIGHTS["WRITE"]
DEVICE = 1
MAP_NORMAL, MAP_DEVICE = 0, 1

HEADER = struct.Struct("<QII" + "II" * 7)
COMPONENT = struct.Struct("<6I")
OBJECT = struct.Struct("<IIBBHIQQQIIQII")
CAPABILITY = struct.Struct("<4IQ")
MAPPING = struct.Struct("<IIQIIQ")
THREAD_RECORD = struct.Struct("<4IQ4I3QII")
WINDOW = struct.Struct("<IIQQ")


@dataclass
class Table:
    """Each method adds a record and returns its index."""

    strings: bytearray = field(default_factory=lambda: bytearray(b"\0"))
    components: list = field(default_factory=list)
    objects: list = field(default_factory=list)
    capabilities: list = field(default_factory=list)
    mappings: list = field(default_factory=list)
    threads: list = field(default_factory=list)
    windows: list = field(default_factory=list)

    def string(self, text):
        self.strings += text.encode() + b"\0"
        return len(self.strings) - len(text.encode()) - 1

    def component(self, name, bits=20, elf=None, vspace=NONE):
        self.components.append([self.string(name), NONE if elf is None else self.string(elf), vspace, bits, 0, 0])
        return len(self.components) - 1

    def object(self, component, name, kind, **fields):
        self.objects.append((self.string(f"object:{name}"), component, kind, fields.get("size_bits", 0),
                             fields.get("flags", 0), fields.get("count", 1), fields.get("address", 0),
                             fields.get("budget_us", 0), fields.get("period_us", 0), fields.get("bound", NONE),
                             fields.get("level", 0), fields.get("badge", 0), fields.get("core", 0),
                             fields.get("partition", 0)))
        return len(self.objects) - 1

    def capability(self, cnode, slot, target, rights, badge=0):
        self.capabilities.append((cnode, slot, target, rights, badge))
        return len(self.capabilities) - 1

    def mapping(self, vspace, frames, address, rights, attributes=MAP_NORMAL, physical_to=0):
        self.mappings.append((vspace, frames, address, rights, attributes, physical_to))
        return len(self.mappings) - 1

    def thread(self, thread, **fields):
        self.threads.append((thread, fields.get("cspace", NONE), fields.get("vspace", NONE),
                             fields.get("fault_endpoint", NONE), fields.get("fault_badge", 0),
                             fields.get("sched_context", NONE), fields.get("notification", NONE),
                             fields.get("priority", 10), fields.get("max_priority", fields.get("priority", 10)),
                             fields.get("entry", 0), fields.get("stack_top", 0), fields.get("argument", 0),
                             fields.get("start", 1), 0))
        return len(self.threads) - 1

    def window(self, partition, length_us, padding_us=0):
        self.windows.append((partition, 0, length_us, padding_us))
        return len(self.windows) - 1

    def encode(self):
        """The bytes of the table."""
        arrays = [(self.components, COMPONENT), (self.objects, OBJECT), (self.capabilities, CAPABILITY),
                  (self.mappings, MAPPING), (self.threads, THREAD_RECORD), (self.windows, WINDOW)]
        body = bytearray()
        places = []
        for records, layout in arrays:
            places += [HEADER.size + len(body), len(records)]
            body += b"".join(layout.pack(*record) for record in records)
            body += bytes(-len(body) % 8)
        places += [HEADER.size + len(body), len(self.strings)]
        body += self.strings
        return HEADER.pack(MAGIC, VERSION, HEADER.size + len(body), *places) + body


def hello(uart=0x09000000):
    """One component, `hello`, with the UART at 0x30000000 and a notification in slot 2."""
    table = Table()
    component = table.component("hello", elf="hello")
    cspace = table.object(component, "hello.cspace", CNODE, size_bits=7)
    vspace = table.object(component, "hello.vspace", VSPACE)
    table.components[component][2] = vspace
    notification = table.object(component, "hello.notification", NOTIFICATION)
    thread = table.object(component, "hello.thread0", THREAD)
    context = table.object(component, "hello.sched_context0", SCHED_CONTEXT, budget_us=10000, period_us=10000, bound=thread)
    stack = table.object(component, "hello.stack0", FRAME, size_bits=12, count=4)
    registers = table.object(component, "hello.uart", FRAME, size_bits=12, flags=DEVICE, address=uart)
    table.capability(cspace, 2, notification, READ)
    table.mapping(vspace, stack, 0x200FC000, READ | WRITE)
    table.mapping(vspace, registers, 0x30000000, READ | WRITE, MAP_DEVICE)
    table.thread(thread, cspace=cspace, vspace=vspace, sched_context=context, notification=notification,
                 priority=40, stack_top=0x20100000)
    return table


if __name__ == "__main__":
    with open(sys.argv[1], "wb") as output:
        output.write(hello().encode())
