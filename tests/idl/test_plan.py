# SPDX-License-Identifier: BSD-2-Clause
"""Who gets which capability, mapping and thread."""

import struct

import pytest

from bulkhead.gen import abi, table
from bulkhead.gen.abi import Right, Type
from bulkhead.gen.command import glue_texts
from bulkhead.gen.table import table_make
from bulkhead.gen.untyped import untyped_bits

THIRD = """
component Third { control; uses Calculator calculator; }
"""


def capabilities(plan, instance):
    """slot -> (object's name, rights, badge) of an instance."""
    return {c.slot: (c.object.name, c.rights, c.badge) for c in plan.capabilities if c.cnode.name == f"{instance}.cspace"}


def mappings(plan, vspace):
    return {m.address: (m.object.name, m.rights) for m in plan.mappings if m.vspace.name == vspace}


def with_third(pair):
    pair.add("assembly", THIRD).edit("component Server server;", "component Server server; component Third third;")
    return pair.edit("to server.calculator);", "to server.calculator); "
                     "connection seL4RPCCall more(from third.calculator, to server.calculator);")


def test_plan__client_may_call_its_server_and_signal_it(pair):
    held = capabilities(pair.plan(), "client")
    assert held[8] == ("server.endpoint", Right.WRITE | Right.CALL, 1 << 16 | 1)
    assert held[9] == ("server.notification", Right.WRITE, 1)
    assert max(held) == 9


def test_plan__nobody_holds_a_right_to_grant_or_control(pair):
    for capability in pair.plan().capabilities:
        assert not capability.rights & (Right.GRANT | Right.CONTROL | Right.RESTART | Right.EXECUTE)


def test_plan__clients_are_numbered_in_order(pair):
    plan = with_third(pair).plan()
    assert capabilities(plan, "client")[8][2] == 1 << 16 | 1
    assert capabilities(plan, "third")[8][2] == 1 << 16 | 2


def test_plan__each_client_has_a_buffer_of_its_own(pair):
    plan = with_third(pair).plan()
    assert [a for a, (name, _) in mappings(plan, "server.vspace").items() if "buffer" in name] == [0x30000000, 0x30200000]
    names = {name for v in ("client", "third") for name, _ in mappings(plan, f"{v}.vspace").values() if "buffer" in name}
    assert len(names) == 2


def test_plan__reader_of_memory_cannot_write_it(pair):
    plan = pair.plan()
    assert mappings(plan, "client.vspace")[0x30200000][1] == Right.READ | Right.WRITE
    assert mappings(plan, "server.vspace")[0x30200000][1] == Right.READ


def test_plan__control_thread_only_where_declared(pair):
    assert [t.object.name for t in pair.plan().threads] == ["client.thread0", "client.thread1", "server.thread0"]


def test_plan__glue_does_not_depend_on_the_rest_of_the_assembly(pair):
    before = glue_texts(pair.plan(), "pair.camkes")
    after = glue_texts(with_third(pair).plan(), "pair.camkes")
    assert after["client"] == before["client"]
    assert after["server"] != before["server"]  # it has one client more


def test_plan__device_is_mapped_where_its_registers_are(pair):
    pair.add("assembly", """component Disk { hardware; dataport Buf(512) registers; emits Interrupt interrupt; }
        component Driver { consumes Start start; dataport Buf(512) registers; consumes Interrupt interrupt; }""")
    pair.edit("component Server server;", """component Server server; component Disk disk; component Driver driver;
        connection seL4Notification s(from client.wake, to driver.start);
        connection seL4HardwareMMIO m(from driver.registers, to disk.registers);
        connection seL4HardwareInterrupt i(from disk.interrupt, to driver.interrupt);""")
    pair.edit("emits Wake wake;", "emits Event wake;").edit("connection seL4Notification wakes(from client.wake, to server.wake);", "")
    pair.edit("consumes Wake wake;", "maybe consumes Wake wake;")
    pair.add("configuration", """disk.registers_paddr = 0xa003e00; disk.registers_size = 0x200;
        disk.interrupt_irq_number = 79; disk.interrupt_irq_trigger = "edge";""")
    plan = pair.plan()
    frames = next(o for o in plan.objects if o.name == "driver.registers.registers")
    handler = next(o for o in plan.objects if o.type == Type.IRQ_HANDLER)
    assert (frames.address, frames.count, frames.flags) == (0xA003000, 1, abi.OBJECT_DEVICE)
    assert (handler.address, handler.level, handler.badge, handler.bound.name) == (79, 0, 2, "driver.notification")
    assert "(void *)0x30000e00" in glue_texts(plan, "x")["driver"]["component.c"]
    assert capabilities(plan, "driver")[8] == ("driver.interrupt.interrupt", Right.CONTROL, 0)


def test_plan__fault_handler_may_restart_and_nothing_else(pair):
    pair.add("assembly", "component Watch { provides FaultHandler faults; }")
    pair.edit("component Server server;", """component Server server; component Watch watch;
        connection FaultHandler f(from client.fault, from server.fault, to watch.faults);""")
    plan = pair.add("configuration", 'server.restart = "on-fault";').plan()
    held = capabilities(plan, "watch")
    assert [held[s][:2] for s in (8, 9, 10)] == [(f"{n}", Right.RESTART) for n in
                                                 ("client.thread0", "client.thread1", "server.thread0")]
    faults = {t.object.name: (t.fault_endpoint.name, t.fault_badge) for t in plan.threads if t.fault_endpoint}
    assert faults["client.thread1"] == ("watch.endpoint", 1 << 24 | 1 << 16 | 1)
    assert '{ "server", 1, { 10 }, true }' in glue_texts(plan, "x")["watch"]["component.c"]


def test_plan__reader_of_time_may_read_and_nothing_else(pair):
    pair.add("assembly", "component Meter { provides SchedContextRead meter; }")
    pair.edit("component Server server;", """component Server server; component Meter meter;
        connection SchedContextRead t(from server.time, from client.time, to meter.meter);""")
    plan = pair.add("configuration", 'server.guest_memory = "64M";').plan()
    held = capabilities(plan, "meter")
    names = ("server.sched_context0", "server.vcpu_sched_context0", "client.sched_context0", "client.sched_context1")
    assert [held[s] for s in (8, 9, 10, 11)] == [(n, Right.READ, 0) for n in names]
    glue = glue_texts(plan, "x")["meter"]
    assert '{ "client", 2, { 10, 11 } }' in glue["component.c"]
    assert "#define METER_CLIENT_COUNT 2" in glue["component.h"]


def test_plan__virtual_machine_has_memory_of_its_own_and_an_idle_vcpu(pair):
    plan = pair.add("configuration", 'server.guest_memory = "64M"; server.vcpu_priority = 7;').plan()
    memory = next(o for o in plan.objects if o.name == "server.guest.memory")
    assert (memory.count, memory.size_bits) == (32, 21)
    assert untyped_bits(plan, memory.group, None) == 26
    assert mappings(plan, "server.guest_vspace") == {
        0x40000000: ("server.guest.memory", Right.READ | Right.WRITE | Right.EXECUTE),
        0x08010000: ("server.guest_gic0", Right.READ | Right.WRITE),
        0x08011000: ("server.guest_gic1", Right.READ | Right.WRITE)}
    vcpu = next(t for t in plan.threads if t.object.type == Type.VCPU)
    assert (vcpu.start, vcpu.priority, vcpu.fault_endpoint.name) == (False, 7, "server.endpoint")


def test_plan__guests_alone_have_the_interrupt_controllers_pages(pair):
    plan = pair.add("configuration", 'server.guest_memory = "64M";').plan()
    pages = [o for o in plan.objects if o.flags & abi.OBJECT_GUEST_GIC]
    assert [(p.flags & abi.OBJECT_DEVICE, p.count, p.address) for p in pages] == [(1, 1, 0), (1, 1, 0x1000)]
    maps = [m for m in plan.mappings if m.object in pages]
    assert {m.vspace.name for m in maps} == {"server.guest_vspace"}
    assert {m.attributes for m in maps} == {abi.MAP_DEVICE}
    assert [m.physical_symbol for m in maps] == ["vm_gic_physical", None]
    assert "const volatile uint64_t vm_gic_physical" in glue_texts(plan, "x")["server"]["component.c"]


def cores(plan):
    return {o.bound.name: o.core for o in plan.objects if o.type == Type.SCHED_CONTEXT}


def test_plan__threads_and_vcpus_run_on_the_core_of_their_component(pair):
    plan = pair.add("configuration", 'server.core = 2; server.guest_memory = "64M"; server.guest_vcpus = 2;').plan()
    assert cores(plan) == {"client.thread0": 0, "client.thread1": 0, "server.thread0": 2,
                           "server.vcpu0": 2, "server.vcpu1": 2}


@pytest.mark.parametrize("value, expected", [("3", (3, 3)), ("[0, 1]", (0, 1))])
def test_plan__vcpus_can_have_cores_of_their_own(pair, value, expected):
    plan = pair.add("configuration", f"""server.core = 2; server.guest_memory = "64M"; server.guest_vcpus = 2;
        server.vcpu_cores = {value};""").plan()
    assert (cores(plan)["server.vcpu0"], cores(plan)["server.vcpu1"]) == expected
    assert cores(plan)["server.thread0"] == 2


def test_plan__each_vcpu_has_a_capability_a_context_and_a_badge(pair):
    plan = pair.add("configuration", 'server.guest_memory = "64M"; server.guest_vcpus = 3;').plan()
    vcpus = [t for t in plan.threads if t.object.type == Type.VCPU]
    assert [t.object.name for t in vcpus] == ["server.vcpu0", "server.vcpu1", "server.vcpu2"]
    assert [t.fault_badge for t in vcpus] == [1 << 32, 1 << 32 | 1 << 24, 1 << 32 | 2 << 24]
    assert len({t.vspace for t in vcpus}) == 1 and len({t.sched_context for t in vcpus}) == 3
    held = {name: slot for slot, (name, _rights, _badge) in capabilities(plan, "server").items()}
    glue = glue_texts(plan, "x")["server"]
    slots = ", ".join(str(held[t.object.name]) for t in vcpus)
    contexts = ", ".join(str(held[t.sched_context.name]) for t in vcpus)
    assert f"vm_vcpu_caps[VM_VCPU_COUNT] = {{ {slots} }};" in glue["component.c"]
    assert f"vm_sched_context_caps[VM_VCPU_COUNT] = {{ {contexts} }};" in glue["component.c"]
    assert "#define VM_VCPU_COUNT  3" in glue["component.h"]


def test_plan__reader_of_time_has_room_for_every_context(pair):
    pair.add("assembly", "component Meter { provides SchedContextRead meter; }")
    pair.edit("component Server server;", """component Server server; component Meter meter;
        connection SchedContextRead t(from server.time, from client.time, to meter.meter);""")
    plan = pair.add("configuration", 'server.guest_memory = "64M"; server.guest_vcpus = 4;').plan()
    assert "uint32_t contexts[5];" in glue_texts(plan, "x")["meter"]["component.h"]


class FakeProgram:
    """Stands for a linked program: its pages, and where its variables are."""

    pages = set(range(0x400, 0x420))

    def symbol(self, name):
        return {"shared_physical": 0x41F008, "rings_physical": 0x41F000}[name]


def test_plan__dma_memory_is_contiguous_and_its_driver_learns_where(pair):
    plan = pair.add("configuration", "server.shared_dma = true;").plan()
    frames = next(o for o in plan.objects if o.name == "connection.memory.frames")
    assert frames.flags == abi.OBJECT_CONTIGUOUS
    read = Table(table_make(plan, {"server": FakeProgram()}))
    assert [m[5] for m in read.mappings if m[5]] == [0x41F008]
    assert plan.objects[next(m[0] for m in read.mappings if m[5])].name == "server.vspace"


def test_plan__unconnected_dma_memory_is_private(pair):
    pair.edit("emits Done done;", "emits Done done; maybe dataport Buf(4096) rings;")
    plan = pair.add("configuration", "server.rings_dma = true;").plan()
    private = [m for m in plan.mappings if m.physical_symbol == "rings_physical"]
    assert [m.vspace.name for m in private] == ["server.vspace"]
    assert sum(m.object is private[0].object for m in plan.mappings) == 1
    assert "rings_physical" in glue_texts(plan, "x")["server"]["component.h"]


class Table:
    """Reads a table back."""

    ARRAYS = {"components": table.COMPONENT, "objects": table.OBJECT, "capabilities": table.CAPABILITY,
              "mappings": table.MAPPING, "threads": table.THREAD}

    def __init__(self, data):
        self.data = data
        self.magic, self.version, self.size, *places = struct.unpack_from(table.HEADER, data)
        self.places = list(zip(places[::2], places[1::2]))
        for (name, form), (offset, count) in zip(self.ARRAYS.items(), self.places):
            setattr(self, name, [struct.unpack_from(form, data, offset + n * struct.calcsize(form)) for n in range(count)])

    def string(self, offset):
        start = self.places[5][0] + offset
        return self.data[start:self.data.index(b"\0", start)].decode()


def test_table__header_gives_size_and_aligned_arrays(pair):
    read = Table(table_make(pair.plan(), {}))
    assert (read.magic, read.version, read.size) == (table.MAGIC, table.VERSION, len(read.data))
    assert all(offset % 8 == 0 for offset, _count in read.places)


def test_table__names_every_object_with_its_component(pair):
    plan = pair.plan()
    read = Table(table_make(plan, {}))
    names = [(read.string(o[0]), read.string(read.components[o[1]][0])) for o in read.objects]
    assert names == [(o.id, o.group.name) for o in plan.objects]


def test_table__holds_every_capability(pair):
    plan = pair.plan()
    read = Table(table_make(plan, {}))
    found = [(plan.objects[c].name, slot, plan.objects[o].name, rights, badge)
             for c, slot, o, rights, badge in read.capabilities]
    assert found == [(c.cnode.name, c.slot, c.object.name, c.rights, c.badge) for c in plan.capabilities]


def test_table__starts_threads_with_their_index(pair):
    read = Table(table_make(pair.plan(), {}))
    assert [(t[11], t[12]) for t in read.threads] == [(0, 1), (1, 1), (0, 1)]


def test_table__repeats_byte_for_byte(pair):
    assert table_make(pair.plan(), {}) == table_make(pair.plan(), {})


def test_untyped__has_room_for_everything_with_any_alignment(pair):
    plan = pair.plan()
    group = next(g for g in plan.groups if g.name == "client")
    frames = sum(o.count for o in plan.objects if o.group is group and o.type == Type.FRAME)
    assert 1 << untyped_bits(plan, group, None) >= frames * 4096 + 64 * 1024


def test_untyped__of_a_connection_is_just_its_frames(pair):
    plan = pair.plan()
    group = next(g for g in plan.groups if g.name == "connection.memory")
    assert untyped_bits(plan, group, None) == 13
