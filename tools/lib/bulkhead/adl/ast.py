# SPDX-License-Identifier: BSD-2-Clause
"""The syntax tree of a description: what was written, and where.

Nothing here is checked beyond syntax; the model (bulkhead.model) gives names a
meaning. Every node has `span`, so that a later error can point at it.
"""

from dataclasses import dataclass, field

from .source import Span


@dataclass(frozen=True)
class Name:
    text: str
    span: Span

    def __str__(self):
        return self.text


@dataclass(frozen=True)
class Reference:
    """A dotted name: `auth`, `corporate.auth`, `auth.login_users`."""

    names: tuple[Name, ...]
    span: Span

    def __str__(self):
        return ".".join(n.text for n in self.names)


@dataclass(frozen=True)
class Value:
    """A literal or computed constant: int, float, str, bool, list or dict of Values."""

    data: object
    span: Span

    def plain(self):
        """The same as ordinary Python data."""
        if isinstance(self.data, list):
            return [v.plain() for v in self.data]
        if isinstance(self.data, dict):
            return {k: v.plain() for k, v in self.data.items()}
        return self.data


@dataclass(frozen=True)
class TypeName:
    """A type as written; `is_struct` if it was spelt `struct NAME`."""

    text: str
    is_struct: bool
    span: Span


@dataclass(frozen=True)
class Import:
    path: str
    is_standard: bool
    span: Span


@dataclass(frozen=True)
class Include:
    path: str
    is_standard: bool
    span: Span

    def __str__(self):
        return f"<{self.path}>" if self.is_standard else f'"{self.path}"'


@dataclass(frozen=True)
class Attribute:
    type: TypeName
    name: Name
    is_array: bool
    default: Value | None
    span: Span


@dataclass(frozen=True)
class Interface:
    """`[maybe] uses|provides|emits|consumes|dataport TYPE NAME`; size is Buf's argument."""

    role: str
    type: Name
    size: Value | None
    name: Name
    maybe: bool
    span: Span


@dataclass(frozen=True)
class Primitive:
    """`has mutex|semaphore|binary_semaphore NAME`."""

    kind: str
    name: Name
    span: Span


@dataclass(frozen=True)
class Control:
    span: Span


@dataclass(frozen=True)
class Hardware:
    span: Span


@dataclass
class Component:
    name: Name
    span: Span
    control: Control | None = None
    hardware: Hardware | None = None
    includes: list[Include] = field(default_factory=list)
    attributes: list[Attribute] = field(default_factory=list)
    interfaces: list[Interface] = field(default_factory=list)
    primitives: list[Primitive] = field(default_factory=list)
    compositions: list["Composition"] = field(default_factory=list)
    configurations: list["Configuration"] = field(default_factory=list)


@dataclass(frozen=True)
class Field:
    type: TypeName
    name: Name
    count: Value | None
    span: Span


@dataclass(frozen=True)
class Struct:
    name: Name
    fields: tuple[Field, ...]
    span: Span


@dataclass(frozen=True)
class Parameter:
    """direction is `in`, `out`, `inout` or `refin`; count is the N of `a[N]`."""

    direction: str
    type: TypeName
    name: Name
    is_open_array: bool
    count: Value | None
    span: Span


@dataclass(frozen=True)
class Method:
    returns: TypeName | None
    name: Name
    parameters: tuple[Parameter, ...]
    span: Span


@dataclass
class Procedure:
    name: Name
    span: Span
    methods: list[Method] = field(default_factory=list)
    includes: list[Include] = field(default_factory=list)
    attributes: list[Attribute] = field(default_factory=list)


@dataclass(frozen=True)
class ConnectorEnd:
    """One end of a connector type; kind is Procedure(s), Event(s) or Dataport(s)."""

    direction: str
    is_hardware: bool
    kind: str
    has_template: bool
    span: Span


@dataclass(frozen=True)
class Connector:
    name: Name
    ends: tuple[ConnectorEnd, ConnectorEnd]
    attributes: tuple[Attribute, ...]
    span: Span


@dataclass(frozen=True)
class Instance:
    type: Reference
    name: Name
    span: Span


@dataclass(frozen=True)
class ConnectionEnd:
    direction: str
    target: Reference
    span: Span


@dataclass(frozen=True)
class Connection:
    connector: Reference
    name: Name
    ends: tuple[ConnectionEnd, ...]
    span: Span


@dataclass(frozen=True)
class Group:
    name: Name | None
    instances: tuple[Instance, ...]
    span: Span


@dataclass(frozen=True)
class Export:
    inner: Reference
    outer: Reference
    span: Span


@dataclass
class Composition:
    span: Span
    instances: list[Instance] = field(default_factory=list)
    connections: list[Connection] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    exports: list[Export] = field(default_factory=list)


@dataclass(frozen=True)
class Setting:
    target: Reference
    value: Value
    span: Span


@dataclass(frozen=True)
class SettingReference:
    target: Reference
    origin: Reference
    span: Span


@dataclass
class Configuration:
    span: Span
    settings: list[Setting | SettingReference] = field(default_factory=list)


@dataclass(frozen=True)
class Deny:
    origin: Reference
    target: Reference
    span: Span


@dataclass(frozen=True)
class Separates:
    component: Reference
    reason: str
    span: Span


@dataclass(frozen=True)
class Acknowledges:
    """`acknowledges dma blk "reason"`: a known exception, named and justified."""

    what: Name
    component: Reference
    reason: str
    span: Span


@dataclass
class Policy:
    span: Span
    rules: list[Deny | Separates | Acknowledges] = field(default_factory=list)


@dataclass
class Assembly:
    """base: the assembly that it extends."""

    name: Name | None
    base: Name | None
    span: Span
    compositions: list[Composition] = field(default_factory=list)
    configurations: list[Configuration] = field(default_factory=list)
    policies: list[Policy] = field(default_factory=list)


@dataclass
class File:
    """Everything one file declares, in order of appearance."""

    imports: list[Import] = field(default_factory=list)
    components: list[Component] = field(default_factory=list)
    assemblies: list[Assembly] = field(default_factory=list)
    connectors: list[Connector] = field(default_factory=list)
    procedures: list[Procedure] = field(default_factory=list)
    structs: list[Struct] = field(default_factory=list)

    def extend(self, other):
        for name, items in vars(other).items():
            getattr(self, name).extend(items)
