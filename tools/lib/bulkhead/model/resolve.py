# SPDX-License-Identifier: BSD-2-Clause
"""Checks declarations and gives their names a meaning: syntax tree to Declarations.

Rules that are reported here: duplicate-name, reserved-name, unknown-type, unsupported-type,
recursive-struct, empty-struct, bad-count, missing-bound, bad-bound, unknown-bound,
bad-connector, hardware-control, unsupported-feature.
"""

from ..adl.diagnostics import declared_at, help_text, nearest
from . import declarations as model
from .types import C_KEYWORDS, FLOATING, INTEGERS, PAGE_BYTES, ArrayType, IntType, StringType, StructType

MAX_COUNT = 1 << 20
MAX_BOUND = 4096
MAX_DATAPORT = 64 << 20
ATTRIBUTE_TYPES = {"int", "integer", "string", "bool", "boolean"} | set(INTEGERS)

CONNECTOR_KINDS = {
    ("Procedure", False, "Procedure", False): "rpc",
    ("Event", False, "Event", False): "event",
    ("Dataport", False, "Dataport", False): "dataport",
    ("Event", True, "Event", False): "interrupt",
    ("Dataport", False, "Dataport", True): "mmio",
    ("Fault", False, "Procedure", False): "fault",
    ("Time", False, "Procedure", False): "time",
}


def resolve(tree, report):
    """The Declarations of a loaded description; errors go to the report."""
    return Resolver(report).resolve(tree)


def unique(items, what, report, seen=None):
    """The items by name, without those whose name was already taken (an error)."""
    seen = {} if seen is None else seen
    for item in items:
        name = item.name
        if name.text in C_KEYWORDS:
            report.error("reserved-name", name.span, f"'{name}' is a word of C; the generated code cannot use it")
        if name.text in seen:
            first = seen[name.text]
            report.error(
                "duplicate-name",
                name.span,
                f"{what} '{name}' is declared twice",
                declared_at("the first one", first.name.span),
            )
        else:
            seen[name.text] = item
    return seen


class Resolver:
    def __init__(self, report):
        self.report = report
        self.result = model.Declarations()
        self.struct_trees = {}

    def resolve(self, tree):
        self.struct_trees = unique(tree.structs, "struct", self.report)
        for name in self.struct_trees:
            self.struct(name, ())
        for item in unique(tree.procedures, "procedure", self.report).values():
            self.result.procedures[item.name.text] = self.procedure(item)
        for item in unique(tree.components, "component", self.report).values():
            self.result.components[item.name.text] = self.component(item)
        for item in unique(tree.connectors, "connector", self.report).values():
            self.connector(item)
        return self.result

    # --- types ------------------------------------------------------------------

    def struct(self, name, outer):
        """The StructType of a declared struct, or None after an error."""
        if name in self.result.structs:
            return self.result.structs[name]
        tree = self.struct_trees[name]
        if name in outer:
            self.report.error("recursive-struct", tree.name.span, f"struct '{name}' contains itself")
            return None
        if not tree.fields:
            self.report.error("empty-struct", tree.name.span, f"struct '{name}' has no fields")
        fields = []
        for item in unique(tree.fields, "field", self.report).values():
            field_type = self.field_type(item, (*outer, name))
            if field_type:
                fields.append((item.name.text, field_type))
        self.result.structs[name] = StructType(name, tuple(fields))
        return self.result.structs[name]

    def field_type(self, item, outer):
        if item.type.text == "string":
            self.report.error(
                "unsupported-type",
                item.type.span,
                "a string cannot be a field of a struct",
                help_text(f"write 'char {item.name}[N];'"),
            )
            return None
        element = self.shared_type(item.type, outer)
        return self.array(element, item.count) if element and item.count else element

    def shared_type(self, written, outer=()):
        """As data_type, for what lies in shared memory: every bit pattern must be a value."""
        found = self.data_type(written, outer)
        if found is INTEGERS["bool"]:
            self.report.error("unsupported-type", written.span, "a bool cannot lie in shared memory",
                              help_text("use uint8_t"))
            return None
        return found

    def data_type(self, written, outer=()):
        """The IntType or StructType that a type name means, or None after an error."""
        if not written.is_struct and written.text in INTEGERS:
            return INTEGERS[written.text]
        if written.text in self.struct_trees:
            return self.struct(written.text, outer)
        if written.text in FLOATING:
            self.report.error(
                "unsupported-type", written.span, f"'{written.text}' cannot be used in a message",
                help_text("use an integer in a smaller unit"),
            )
            return None
        known = set(self.struct_trees) | (set() if written.is_struct else set(INTEGERS) | {"string"})
        self.report.error(
            "unknown-type", written.span, f"unknown type '{written.text}'", nearest(written.text, known)
        )
        return None

    def array(self, element, count):
        size = self.count(count, MAX_COUNT)
        return ArrayType(element, size, False) if size else None

    def count(self, value, limit, rule="bad-count"):
        """A positive integer up to a limit, or None after an error."""
        if type(value.data) is int and 0 < value.data <= limit:
            return value.data
        self.report.error(rule, value.span, f"expected an integer from 1 to {limit}")
        return None

    # --- procedures -------------------------------------------------------------

    def procedure(self, tree):
        bounds = self.attributes(tree.attributes)
        methods = unique(tree.methods, "method", self.report).values()
        used = {"max_length"}
        made = tuple(self.method(m, n, bounds, used) for n, m in enumerate(methods))
        for name, attribute in bounds.items():
            if name not in used:
                self.report.error(
                    "unknown-bound",
                    attribute.span,
                    f"attribute '{name}' is the bound of nothing",
                    nearest(name, used),
                    help_text("a bound is named METHOD_PARAMETER_max, or max_length for all"),
                )
        includes = tuple(str(i) for i in tree.includes)
        return model.Procedure(tree.name.text, made, includes, tree.name.span)

    def method(self, tree, number, bounds, used):
        returns = self.data_type(tree.returns) if tree.returns else None
        if returns and not isinstance(returns, IntType):
            returns = None
        if tree.returns and (returns is None or not returns.is_signed or returns.size < 4):
            self.report.error(
                "unsupported-type", tree.returns.span, "a method returns int, int32_t, int64_t or nothing",
                help_text("negative results tell the caller about a failed connection; use an 'out' parameter"),
            )
        parameters = []
        for item in unique(tree.parameters, "parameter", self.report).values():
            bound_name = f"{tree.name}_{item.name}_max"
            used.add(bound_name)
            found = self.parameter_type(item, bounds.get(bound_name) or bounds.get("max_length"), bound_name)
            if found:
                direction = "in" if item.direction == "refin" else item.direction
                parameters.append(model.Parameter(direction, item.name.text, found, item.span))
        return model.Method(tree.name.text, number, returns, tuple(parameters), tree.name.span)

    def parameter_type(self, item, bound, bound_name):
        if item.type.text == "string" and (item.count or item.is_open_array):
            self.report.error("unsupported-type", item.span, "arrays of strings are not supported")
            return None
        if item.type.text == "string":
            limit = self.bound(item, bound, bound_name)
            return StringType(limit) if limit else None
        is_array = item.count or item.is_open_array
        element = self.shared_type(item.type) if is_array else self.data_type(item.type)
        if element and item.count:
            return self.array(element, item.count)
        if element and item.is_open_array:
            limit = self.bound(item, bound, bound_name)
            return ArrayType(element, limit, True) if limit else None
        return element

    def bound(self, item, bound, bound_name):
        """The declared maximal length of a string or open array."""
        if bound is None or bound.default is None:
            self.report.error(
                "missing-bound",
                item.span,
                f"'{item.name}' has no declared maximal length",
                help_text(f"add 'attribute int {bound_name} = 64;' to the procedure"),
            )
            return None
        return self.count(bound.default, MAX_BOUND, "bad-bound")

    # --- components -------------------------------------------------------------

    def component(self, tree):
        result = model.Component(tree.name.text, tree.name.span, tree)
        members = unique(tree.interfaces, "interface", self.report)
        members = unique(tree.primitives, "member", self.report, dict(members))
        unique(tree.attributes, "member", self.report, dict(members))
        for item in tree.interfaces:
            found = self.interface(item)
            if found:
                result.interfaces.setdefault(found.name, found)
        result.attributes = self.attributes(tree.attributes)
        result.includes = [str(i) for i in tree.includes]
        for item in tree.primitives:
            self.report.error("unsupported-feature", item.span, f"'has {item.kind}' is not supported",
                              help_text("a handler runs alone in its component's interface thread and needs no lock"))
        if tree.hardware and tree.control:
            self.report.error(
                "hardware-control", tree.control.span, "a hardware component has no thread of control"
            )
        return result

    def interface(self, item):
        meaning = self.interface_type(item)
        if meaning is None:
            return None
        return model.Interface(item.role, item.name.text, meaning, item.maybe, item.span)

    def interface_type(self, item):
        name = item.type.text
        if item.size and (item.role != "dataport" or name in self.struct_trees):
            self.report.error("bad-count", item.size.span, "only 'Buf' and structs of C headers take a size")
            return None
        if item.role == "dataport":
            return self.dataport_type(item)
        if item.role in ("emits", "consumes"):
            return model.EventType(name)
        if name in self.result.procedures:
            return self.result.procedures[name]
        self.report.error(
            "unknown-type", item.type.span, f"unknown procedure '{name}'", nearest(name, self.result.procedures)
        )
        return None

    def dataport_type(self, item):
        name = item.type.text
        if name == "Buf" or item.size:
            size = self.count(item.size, MAX_DATAPORT) if item.size else PAGE_BYTES
            return model.DataportType(name, size) if size else None
        struct = self.result.structs.get(name)
        if struct:
            return model.DataportType(name, struct.size, struct)
        self.report.error(
            "unknown-type",
            item.type.span,
            f"unknown dataport type '{name}'",
            nearest(name, ["Buf", *self.result.structs]),
            help_text(f"a struct of a C header needs its size: 'dataport {name}(4096) {item.name};'"),
        )
        return None

    def attributes(self, trees):
        result = {}
        for item in unique(trees, "attribute", self.report).values():
            kind = item.type.text
            if kind in ATTRIBUTE_TYPES:
                result[item.name.text] = model.Attribute(item.name.text, kind, item.is_array, item.default, item.span)
            elif kind in self.struct_trees or kind in FLOATING:
                self.report.error("unsupported-type", item.type.span,
                                  "an attribute is an integer, a bool, a string, or an array of these")
            else:
                self.report.error("unknown-type", item.type.span, f"unknown type '{kind}'",
                                  nearest(kind, ATTRIBUTE_TYPES))
        return result

    # --- connectors -------------------------------------------------------------

    def connector(self, tree):
        first, second = tree.ends
        if (first.direction, second.direction) != ("from", "to"):
            self.report.error(
                "bad-connector", second.span, "a connector has one 'from' line and then one 'to' line"
            )
            return
        key = (first.kind.rstrip("s"), first.is_hardware, second.kind.rstrip("s"), second.is_hardware)
        if key not in CONNECTOR_KINDS:
            self.report.error(
                "bad-connector",
                tree.name.span,
                f"nothing can connect {describe(first)} to {describe(second)}",
            )
            return
        for end in tree.ends:
            if end.has_template:
                self.report.error("unsupported-feature", end.span, "templates of one's own are not supported",
                                  help_text("the kinds of the two ends decide what is generated"))
        self.result.connectors[tree.name.text] = model.Connector(
            tree.name.text,
            CONNECTOR_KINDS[key],
            first.kind.endswith("s"),
            second.kind.endswith("s"),
            tree.name.span,
        )


def describe(end):
    return ("hardware " if end.is_hardware else "") + end.kind
