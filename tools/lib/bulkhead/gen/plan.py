# SPDX-License-Identifier: BSD-2-Clause
"""The plan of a System: every kernel object, capability, mapping and thread.

Glue, system table and graph are three views of one Plan, so they cannot differ.
What an instance gets depends on its own type and connections alone, in order of
declaration; see plan_instance.py for what that is. Objects are named
`INSTANCE.WHAT` or `CONNECTION.WHAT`.
"""

from dataclasses import dataclass, field

from . import abi


@dataclass(eq=False)
class Group:
    """What one untyped pays for: an instance, or the shared frames of a connection."""

    name: str
    instance: object = None
    vspace: object = None


@dataclass(eq=False)
class Object:
    name: str
    group: Group
    type: abi.Type
    size_bits: int = 0
    flags: int = 0
    count: int = 1
    address: int = 0
    budget_us: int = 0
    period_us: int = 0
    core: int = 0
    partition: int = 0
    bound: object = None
    level: int = 0
    badge: int = 0

    @property
    def id(self):
        return f"object:{self.name}"


@dataclass(frozen=True, eq=False)
class Capability:
    """connection: the name of the connection that it exists for, or None."""

    cnode: Object
    slot: int
    object: Object
    rights: abi.Right
    badge: int = 0
    connection: str | None = None


@dataclass(frozen=True, eq=False)
class Mapping:
    """physical_symbol: the variable in the program that learns the physical address, or None."""

    vspace: Object
    object: Object
    address: int
    rights: abi.Right
    attributes: int = abi.MAP_NORMAL
    physical_symbol: str | None = None
    connection: str | None = None


@dataclass(eq=False)
class Thread:
    object: Object
    cspace: Object | None
    vspace: Object
    sched_context: Object
    priority: int
    index: int = 0
    notification: Object | None = None
    fault_endpoint: Object | None = None
    fault_badge: int = 0
    stack_top: int = 0
    start: bool = True


@dataclass
class Plan:
    """What init builds. `instances`: name -> InstancePlan, for the software instances."""

    system: object
    groups: list[Group] = field(default_factory=list)
    objects: list[Object] = field(default_factory=list)
    capabilities: list[Capability] = field(default_factory=list)
    mappings: list[Mapping] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    instances: dict = field(default_factory=dict)

    def add(self, group, what, object_type, **properties):
        """A new object of a group, called GROUP.WHAT."""
        made = Object(f"{group.name}.{what}", group, object_type, **properties)
        self.objects.append(made)
        return made

    def grant(self, cnode, slot, what, rights, badge=0, connection=None):
        self.capabilities.append(Capability(cnode, slot, what, rights, badge, connection))

    def map(self, vspace, what, address, rights, **properties):
        self.mappings.append(Mapping(vspace, what, address, rights, **properties))
