# SPDX-License-Identifier: BSD-2-Clause
"""What connections add to a plan: capabilities, shared frames, devices, guests.

Slots and regions are given out per instance, in order of its component's
interfaces: first calls and events, then interrupts, then the guest's vCPUs, then
the threads that a fault handler may restart, then the scheduling contexts that may be read.
"""

from ..model.settings import setting_get, setting_size, vcpu_cores
from ..model.types import PAGE_BYTES
from ..model.windows import partition_of
from . import abi
from .abi import Right, Type
from .plan import Group, Plan, Thread
from .plan_instance import FaultClient, Region, TimeClient, plan_instance
from .wire import buffer_bytes

MEMORY_RIGHTS = {"R": Right.READ, "W": Right.READ | Right.WRITE, "RW": Right.READ | Right.WRITE}


def plan_make(system):
    """The Plan of a checked System."""
    plan = Plan(system)
    for instance in system.software():
        plan_instance(plan, instance)
    shared = {c.name: share(plan, c) for c in system.connections.values()}
    for target in plan.instances.values():
        for interface in target.instance.component.interfaces.values():
            connect(plan, target, interface, shared)
        for interface in target.instance.component.interfaces.values():
            connect_interrupt(plan, target, interface)
        if setting_get(target.instance, "guest_memory"):
            add_guest(plan, target)
    for target in plan.instances.values():
        for interface in target.instance.component.interfaces.values():
            connect_faults(plan, target, interface)
        for interface in target.instance.component.interfaces.values():
            connect_times(plan, target, interface)
        size_cspace(target)
    return plan


def size_cspace(target):
    target.cspace.size_bits = max(abi.CNODE_MIN_BITS, (target.next_slot - 1).bit_length())


# --- frames that a connection owns ----------------------------------------------


def share(plan, connection):
    """The frame objects of a connection: one per client buffer, or one for a dataport."""
    if connection.kind == "dataport":
        size = max(e.interface.type.size for e in connection.ends)
        is_dma = any(setting_get(e.instance, f"{e.interface.name}_dma") for e in connection.ends)
        return [add_frames(plan, connection, "frames", size, abi.OBJECT_CONTIGUOUS if is_dma else 0)]
    if connection.kind == "rpc" and buffer_bytes(connection.to_ends[0].interface.type):
        size = buffer_bytes(connection.to_ends[0].interface.type)
        names = [f"buffer_{e.instance.name}_{e.interface.name}" for e in connection.from_ends]
        return [add_frames(plan, connection, name, size, 0) for name in names]
    return []


def add_frames(plan, connection, what, size, flags):
    group = next((g for g in plan.groups if g.name == f"connection.{connection.name}"), None)
    if group is None:
        group = Group(f"connection.{connection.name}")
        plan.groups.append(group)
    return plan.add(group, what, Type.FRAME, size_bits=abi.FRAME_SMALL_BITS, count=-(-size // PAGE_BYTES), flags=flags)


# --- interfaces ------------------------------------------------------------------


def connect(plan, target, interface, shared):
    connections = plan.system.connections_of(target.instance, interface.name)
    if not connections and setting_get(target.instance, f"{interface.name}_dma"):
        add_private_dma(plan, target, interface)
    for connection in connections:
        if connection.kind == "rpc" and interface.role == "uses":
            connect_client(plan, target, interface, connection, shared)
        elif connection.kind == "rpc":
            connect_server(plan, target, interface, connection, shared)
        elif connection.kind == "event" and interface.role == "emits":
            connect_emitter(plan, target, interface, connection)
        elif connection.kind == "dataport":
            connect_dataport(plan, target, interface, connection, shared)
        elif connection.kind == "mmio":
            connect_device(plan, target, interface, connection)


def clients_of(system, instance, interface):
    """(connection, index of the `from` end) of every client of a provided interface, in order."""
    return [(c, n) for c in system.connections_of(instance, interface.name) for n in range(len(c.from_ends))]


def connect_client(plan, target, interface, connection, shared):
    server_end = connection.to_ends[0]
    server = plan.instances[server_end.instance.name]
    index = end_index(connection.from_ends, target.instance, interface)
    number = clients_of(plan.system, server_end.instance, server_end.interface).index((connection, index)) + 1
    badge = server.client_badge(server_end.interface, number)
    slot = target.take_slot()
    target.call_slots[interface.name] = slot
    plan.grant(target.cspace, slot, server.endpoint, Right.WRITE | Right.CALL, badge, connection.name)
    if shared[connection.name]:
        frames = shared[connection.name][index]
        target.call_buffers[interface.name] = map_frames(plan, target, frames, connection)


def connect_server(plan, target, interface, connection, shared):
    for end in connection.from_ends:
        target.serve_clients.setdefault(interface.name, []).append(end)
    for frames in shared[connection.name]:
        address = map_frames(plan, target, frames, connection)
        target.serve_buffers.setdefault(interface.name, []).append(address)


def map_frames(plan, target, frames, connection):
    address = target.take_region(frames.count * PAGE_BYTES)
    plan.map(target.vspace, frames, address, Right.READ | Right.WRITE, connection=connection.name)
    return address


def end_index(ends, instance, interface):
    return next(n for n, e in enumerate(ends) if e.instance is instance and e.interface.name == interface.name)


def connect_emitter(plan, target, interface, connection):
    for end in connection.to_ends:
        consumer = plan.instances[end.instance.name]
        slot = target.take_slot()
        target.emit_slots.setdefault(interface.name, []).append(slot)
        badge = consumer.event_bit(end.interface)
        plan.grant(target.cspace, slot, consumer.notification, Right.WRITE, badge, connection.name)


def connect_dataport(plan, target, interface, connection, shared):
    frames = shared[connection.name][0]
    region = Region(interface.name, target.take_region(frames.count * PAGE_BYTES), interface.type.size)
    target.dataports[interface.name] = region
    access = setting_get(target.instance, f"{interface.name}_access")
    is_dma = setting_get(target.instance, f"{interface.name}_dma")
    plan.map(target.vspace, frames, region.address, MEMORY_RIGHTS[access], connection=connection.name,
             physical_symbol=f"{interface.name}_physical" if is_dma else None)


def add_private_dma(plan, target, interface):
    """Memory for DMA that no other component maps: a `maybe dataport` that is left unconnected."""
    size = interface.type.size
    frames = plan.add(target.group, f"{interface.name}.frames", Type.FRAME, size_bits=abi.FRAME_SMALL_BITS,
                      count=-(-size // PAGE_BYTES), flags=abi.OBJECT_CONTIGUOUS)
    region = Region(interface.name, target.take_region(size), size)
    target.dataports[interface.name] = region
    plan.map(target.vspace, frames, region.address, Right.READ | Right.WRITE,
             physical_symbol=f"{interface.name}_physical")


# --- devices -----------------------------------------------------------------------


def connect_device(plan, target, interface, connection):
    """Map the pages of a device's registers, to be read alone if its access says so; the dataport
    points at the registers themselves."""
    device = connection.to_ends[0]
    base = setting_get(device.instance, f"{device.interface.name}_paddr")
    size = setting_get(device.instance, f"{device.interface.name}_size")
    offset = base % PAGE_BYTES
    pages = -(-(offset + size) // PAGE_BYTES)
    frames = plan.add(target.group, f"{interface.name}.registers", Type.FRAME, size_bits=abi.FRAME_SMALL_BITS,
                      count=pages, flags=abi.OBJECT_DEVICE, address=base - offset)
    address = target.take_region(pages * PAGE_BYTES)
    target.dataports[interface.name] = Region(interface.name, address + offset, size)
    access = setting_get(target.instance, f"{interface.name}_access") or "RW"
    plan.map(target.vspace, frames, address, MEMORY_RIGHTS[access], attributes=abi.MAP_DEVICE,
             connection=connection.name)


def connect_interrupt(plan, target, interface):
    for connection in plan.system.connections_of(target.instance, interface.name):
        if connection.kind != "interrupt":
            continue
        device = connection.from_ends[0]
        line = setting_get(device.instance, f"{device.interface.name}_irq_number")
        level = setting_get(device.instance, f"{device.interface.name}_irq_trigger") == "level"
        handler = plan.add(target.group, f"{interface.name}.interrupt", Type.IRQ_HANDLER, address=line,
                           bound=target.notification, level=int(level), badge=target.event_bit(interface))
        slot = target.take_slot()
        target.interrupt_slots[interface.name] = slot
        plan.grant(target.cspace, slot, handler, Right.CONTROL, connection=connection.name)


# --- virtual machines ----------------------------------------------------------------


def add_guest(plan, target):
    """A guest's memory (an untyped of its own), address space, vCPUs and their scheduling contexts."""
    instance, group = target.instance, target.group
    size = setting_size(instance, "guest_memory")
    memory_group = Group(f"{instance.name}.guest")
    plan.groups.append(memory_group)
    memory = plan.add(memory_group, "memory", Type.FRAME, size_bits=abi.FRAME_LARGE_BITS,
                      count=size >> abi.FRAME_LARGE_BITS)
    vspace = plan.add(group, "guest_vspace", Type.VSPACE)
    plan.map(target.vspace, memory, abi.GUEST_MEMORY_BASE, Right.READ | Right.WRITE)
    plan.map(vspace, memory, abi.GUEST_MEMORY_BASE, Right.READ | Right.WRITE | Right.EXECUTE)
    add_guest_gic(plan, group, vspace)
    for number, core in enumerate(vcpu_cores(instance)):
        add_vcpu(plan, target, vspace, number, core)


def add_guest_gic(plan, group, vspace):
    """The CPU interface of a GICv2 for guests: with a GICv3, init leaves it out. Each core shows there what it runs,
    so that guests share the pages and nothing else. The monitor learns where they are, and thus which GIC there is."""
    for page in range(abi.GUEST_GIC_PAGES):
        frame = plan.add(group, f"guest_gic{page}", Type.FRAME, size_bits=abi.FRAME_SMALL_BITS,
                         flags=abi.OBJECT_DEVICE | abi.OBJECT_GUEST_GIC, address=page * PAGE_BYTES)
        plan.map(vspace, frame, abi.GUEST_GIC_BASE + page * PAGE_BYTES, Right.READ | Right.WRITE,
                 attributes=abi.MAP_DEVICE, physical_symbol=None if page else abi.GUEST_GIC_VARIABLE)


def add_vcpu(plan, target, vspace, number, core):
    """A vCPU, which exits to its monitor's endpoint with a badge of its own."""
    instance, group = target.instance, target.group
    vcpu = plan.add(group, f"vcpu{number}", Type.VCPU)
    context = plan.add(group, f"vcpu_sched_context{number}", Type.SCHED_CONTEXT, bound=vcpu, core=core,
                       partition=partition_of(instance),
                       budget_us=setting_get(instance, "vcpu_budget_us"),
                       period_us=setting_get(instance, "vcpu_period_us"))
    target.vcpu_slots.append(target.take_slot())
    target.vcpu_sched_context_slots.append(target.take_slot())
    plan.grant(target.cspace, target.vcpu_slots[-1], vcpu, Right.CONTROL)
    plan.grant(target.cspace, target.vcpu_sched_context_slots[-1], context, Right.READ)
    priority = setting_get(instance, "vcpu_priority") or setting_get(instance, "priority")
    plan.threads.append(Thread(vcpu, None, vspace, context, priority, index=number, start=False,
                               fault_endpoint=target.endpoint,
                               fault_badge=abi.BADGE_VM_EXIT | number << abi.BADGE_THREAD_SHIFT))


# --- faults ----------------------------------------------------------------------------


def connect_faults(plan, handler, interface):
    """The threads of every `from` end fault to this handler, which may restart them."""
    number = 0
    for connection in plan.system.connections_of(handler.instance, interface.name):
        if connection.kind != "fault" or interface.role != "provides":
            continue
        for end in connection.from_ends:
            number += 1
            client = plan.instances[end.instance.name]
            slots = [handler.take_slot() for _ in client.threads]
            for slot, thread in zip(slots, client.threads):
                thread.fault_endpoint = handler.endpoint
                thread.fault_badge = thread.index << abi.BADGE_THREAD_SHIFT | handler.client_badge(interface, number)
                plan.grant(handler.cspace, slot, thread.object, Right.RESTART, connection=connection.name)
            restart = setting_get(end.instance, "restart") == "on-fault"
            handler.fault_clients.setdefault(interface.name, []).append(FaultClient(end.instance.name, slots, restart))


# --- processor time ----------------------------------------------------------------------


def connect_times(plan, reader, interface):
    """The scheduling contexts of every `from` end, its guest's included, can be read by this component."""
    for connection in plan.system.connections_of(reader.instance, interface.name):
        if connection.kind != "time" or interface.role != "provides":
            continue
        for end in connection.from_ends:
            contexts = sched_contexts(plan, plan.instances[end.instance.name])
            slots = [reader.take_slot() for _ in contexts]
            for slot, context in zip(slots, contexts):
                plan.grant(reader.cspace, slot, context, Right.READ, connection=connection.name)
            reader.time_clients.setdefault(interface.name, []).append(TimeClient(end.instance.name, slots))


def sched_contexts(plan, target):
    return [o for o in plan.objects if o.group is target.group and o.type == Type.SCHED_CONTEXT]
