# SPDX-License-Identifier: BSD-2-Clause
"""What every component has before it is connected: CSpace, VSpace, threads, memory."""

from dataclasses import dataclass, field

from ..model.settings import setting_get, setting_size
from ..model.types import PAGE_BYTES
from ..model.windows import partition_of
from . import abi
from .abi import Right, Slot, Type
from .plan import Group, Object, Thread

CONTROL_THREAD = 1


@dataclass(eq=False)
class Region:
    """A shared or device region in an instance's address space."""

    name: str
    address: int
    size: int


@dataclass(eq=False)
class FaultClient:
    """One `from` end of a FaultHandler connection, as its handler sees it."""

    name: str
    thread_slots: list[int]
    restart: bool


@dataclass(eq=False)
class TimeClient:
    """One `from` end of a SchedContextRead connection, as its reader sees it."""

    name: str
    context_slots: list[int]


@dataclass(eq=False)
class InstancePlan:
    """slots, regions: what the glue needs, by interface name (see plan_connections.py)."""

    instance: object
    group: Group
    cspace: Object
    vspace: Object
    endpoint: Object
    notification: Object
    threads: list[Thread] = field(default_factory=list)
    next_slot: int = Slot.CONNECTIONS
    next_region: int = abi.REGION_BASE
    call_slots: dict[str, int] = field(default_factory=dict)
    call_buffers: dict[str, int] = field(default_factory=dict)
    serve_clients: dict[str, list] = field(default_factory=dict)
    serve_buffers: dict[str, list[int]] = field(default_factory=dict)
    emit_slots: dict[str, list[int]] = field(default_factory=dict)
    interrupt_slots: dict[str, int] = field(default_factory=dict)
    dataports: dict[str, Region] = field(default_factory=dict)
    fault_clients: dict[str, list[FaultClient]] = field(default_factory=dict)
    time_clients: dict[str, list[TimeClient]] = field(default_factory=dict)
    vcpu_slots: list[int] = field(default_factory=list)
    vcpu_sched_context_slots: list[int] = field(default_factory=list)

    def take_slot(self):
        self.next_slot += 1
        return self.next_slot - 1

    def take_region(self, size):
        """The address of a new region of at least size bytes."""
        address = self.next_region
        self.next_region += -(-size // abi.REGION_STEP) * abi.REGION_STEP
        return address

    def event_bit(self, interface):
        """The bit of a consumed event or interrupt in the notification's word."""
        consumed = [i.name for i in self.instance.component.interfaces.values() if i.role == "consumes"]
        return 1 << consumed.index(interface.name)

    def interface_number(self, interface):
        """The number of a provided interface in the endpoint's badges, from 1."""
        provided = [i.name for i in self.instance.component.interfaces.values() if i.role == "provides"]
        return provided.index(interface.name) + 1

    def client_badge(self, interface, client):
        """The badge of a provided interface's client, who is numbered from 1."""
        return self.interface_number(interface) << abi.BADGE_INTERFACE_SHIFT | client


def plan_instance(plan, instance):
    """Add an instance's own objects, fixed capabilities, memory and threads."""
    group = Group(instance.name, instance)
    plan.groups.append(group)
    cspace = plan.add(group, "cspace", Type.CNODE, size_bits=abi.CNODE_MIN_BITS)
    group.vspace = plan.add(group, "vspace", Type.VSPACE)
    endpoint = plan.add(group, "endpoint", Type.ENDPOINT)
    notification = plan.add(group, "notification", Type.NOTIFICATION)
    result = InstancePlan(instance, group, cspace, group.vspace, endpoint, notification)
    plan.instances[instance.name] = result

    plan.grant(cspace, Slot.ENDPOINT, endpoint, Right.READ)
    plan.grant(cspace, Slot.NOTIFICATION, notification, Right.READ)
    plan.grant(cspace, Slot.REPLY, plan.add(group, "reply", Type.REPLY), Right.READ | Right.WRITE)
    plan.grant(cspace, Slot.WORKER, plan.add(group, "worker", Type.NOTIFICATION), Right.READ | Right.WRITE, badge=1)
    plan.grant(cspace, Slot.SLEEP, plan.add(group, "sleep", Type.NOTIFICATION), Right.READ | Right.WRITE, badge=1)

    add_heap(plan, result)
    add_thread(plan, result, 0, setting_get(instance, "priority"))
    result.threads[0].notification = notification
    if instance.component.has_control:
        priority = setting_get(instance, "control_priority") or setting_get(instance, "priority")
        add_thread(plan, result, CONTROL_THREAD, priority)


def add_heap(plan, target):
    size = setting_size(target.instance, "heap_size")
    heap = plan.add(target.group, "heap", Type.FRAME, size_bits=abi.FRAME_SMALL_BITS, count=size // PAGE_BYTES)
    plan.map(target.vspace, heap, abi.HEAP_BASE, Right.READ | Right.WRITE)


def add_thread(plan, target, index, priority):
    instance, group = target.instance, target.group
    thread = plan.add(group, f"thread{index}", Type.THREAD)
    context = plan.add(group, f"sched_context{index}", Type.SCHED_CONTEXT, bound=thread,
                       core=setting_get(instance, "core"), partition=partition_of(instance),
                       budget_us=setting_get(instance, "budget_us"), period_us=setting_get(instance, "period_us"))
    size = setting_size(instance, "stack_size")
    stack = plan.add(group, f"stack{index}", Type.FRAME, size_bits=abi.FRAME_SMALL_BITS, count=size // PAGE_BYTES)
    top = abi.STACK_BASE + (index + 1) * abi.STACK_STEP
    plan.map(target.vspace, stack, top - size, Right.READ | Right.WRITE)
    made = Thread(thread, target.cspace, target.vspace, context, priority, index, stack_top=top)
    target.threads.append(made)
    plan.threads.append(made)
