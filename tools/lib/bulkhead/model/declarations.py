# SPDX-License-Identifier: BSD-2-Clause
"""What the declarations mean: structs, procedures, component types, connectors.

Names are unique per kind; types are resolved; nothing here knows about
instances (see bulkhead.model.system). Dictionaries keep the order of declaration.
"""

from dataclasses import dataclass, field

from ..adl import ast
from ..adl.source import Span
from .types import PAGE_BYTES


@dataclass(frozen=True)
class Parameter:
    direction: str
    name: str
    type: object
    span: Span


@dataclass(frozen=True)
class Method:
    """number is the method's place in its procedure, from 0: the message's label."""

    name: str
    number: int
    returns: object
    parameters: tuple[Parameter, ...]
    span: Span


@dataclass(frozen=True)
class Procedure:
    name: str
    methods: tuple[Method, ...]
    includes: tuple[str, ...]
    span: Span


@dataclass(frozen=True)
class EventType:
    name: str


@dataclass(frozen=True)
class DataportType:
    """struct: the declared StructType that it holds, or None for plain bytes (`Buf`) and for
    a C struct of an included header (`dataport stream(8192) s`)."""

    name: str
    size: int
    struct: object = None

    @property
    def pages(self):
        return -(-self.size // PAGE_BYTES)


@dataclass(frozen=True)
class Interface:
    """One end that a component offers; role is uses, provides, emits, consumes or dataport."""

    role: str
    name: str
    type: object
    maybe: bool
    span: Span


@dataclass(frozen=True)
class Attribute:
    name: str
    type: object
    is_array: bool
    default: ast.Value | None
    span: Span


@dataclass
class Component:
    """A component type. Compound types have inner compositions (in `tree`)."""

    name: str
    span: Span
    tree: ast.Component
    interfaces: dict[str, Interface] = field(default_factory=dict)
    attributes: dict[str, Attribute] = field(default_factory=dict)
    includes: list[str] = field(default_factory=list)

    @property
    def has_control(self):
        return self.tree.control is not None

    @property
    def is_hardware(self):
        return self.tree.hardware is not None

    @property
    def is_compound(self):
        return bool(self.tree.compositions)


@dataclass(frozen=True)
class Connector:
    """kind: rpc, event, dataport, interrupt, mmio, fault or time."""

    name: str
    kind: str
    many_from: bool
    many_to: bool
    span: Span


@dataclass
class Declarations:
    """All that a description declares, by name."""

    structs: dict = field(default_factory=dict)
    procedures: dict = field(default_factory=dict)
    components: dict = field(default_factory=dict)
    connectors: dict = field(default_factory=dict)
