# SPDX-License-Identifier: BSD-2-Clause
"""One assembly as a flat set of instances and connections.

Compound components and groups are expanded: the inner instance `driver` of
`store` is called `store.driver`. Everything later (checks, policy, graph,
generator) works on a System and never looks at the syntax tree again.
"""

from dataclasses import dataclass, field

from ..adl.source import Span
from .declarations import Component, Connector, Declarations, Interface


@dataclass(eq=False)
class Instance:
    """settings: name -> (Value, Span of the setting's name)."""

    name: str
    component: Component
    span: Span
    settings: dict = field(default_factory=dict)

    @property
    def c_name(self):
        return self.name.replace(".", "_")

    @property
    def is_hardware(self):
        return self.component.is_hardware


@dataclass(frozen=True, eq=False)
class End:
    instance: Instance
    interface: Interface
    span: Span

    def __str__(self):
        return f"{self.instance.name}.{self.interface.name}"


@dataclass(eq=False)
class Connection:
    """kind is the connector's: rpc, event, dataport, interrupt, mmio, fault or time."""

    name: str
    connector: Connector
    from_ends: list[End]
    to_ends: list[End]
    span: Span

    @property
    def kind(self):
        return self.connector.kind

    @property
    def ends(self):
        return self.from_ends + self.to_ends


@dataclass(eq=False)
class System:
    """policy: the syntax tree's policy rules, in order.

    windows_setting: (Value, Span) of the assembly's `windows`, or None; windows: what it means (windows.py),
    empty without strict partitions.
    """

    name: str
    span: Span
    declarations: Declarations
    instances: dict[str, Instance] = field(default_factory=dict)
    connections: dict[str, Connection] = field(default_factory=dict)
    policy: list = field(default_factory=list)
    windows_setting: tuple | None = None
    windows: list = field(default_factory=list)

    def software(self):
        return [i for i in self.instances.values() if not i.is_hardware]

    def hardware(self):
        return [i for i in self.instances.values() if i.is_hardware]

    def connections_of(self, instance, interface_name=None):
        """The connections that have an end at an instance (and, if given, interface)."""
        return [
            c
            for c in self.connections.values()
            if any(
                e.instance is instance and interface_name in (None, e.interface.name)
                for e in c.ends
            )
        ]
