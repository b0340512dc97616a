# SPDX-License-Identifier: BSD-2-Clause
"""From lark's parse tree to the syntax tree of bulkhead.adl.ast.

One method per grammar rule; names and shapes are those of grammar.lark. Called
by bulkhead.adl.parser alone.
"""

from lark import Transformer, v_args

from . import ast, values
from .source import Span

CONTAINERS = {
    ast.Control: "control",
    ast.Hardware: "hardware",
    ast.Include: "includes",
    ast.Attribute: "attributes",
    ast.Interface: "interfaces",
    ast.Primitive: "primitives",
    ast.Composition: "compositions",
    ast.Configuration: "configurations",
    ast.Policy: "policies",
    ast.Method: "methods",
    ast.Instance: "instances",
    ast.Connection: "connections",
    ast.Group: "groups",
    ast.Export: "exports",
    ast.Import: "imports",
    ast.Component: "components",
    ast.Assembly: "assemblies",
    ast.Connector: "connectors",
    ast.Procedure: "procedures",
    ast.Struct: "structs",
}


@v_args(meta=True)
class Builder(Transformer):
    """Builds the tree of one source; problems with values go to the report."""

    def __init__(self, source, report):
        super().__init__(visit_tokens=True)
        self.source = source
        self.report = report

    def span(self, meta):
        return Span(self.source, meta.start_pos, meta.end_pos)

    def fill(self, node, children):
        """Put each child into the list (or place) of the node that is meant for it."""
        for child in children:
            place = CONTAINERS[type(child)]
            if isinstance(getattr(node, place), list):
                getattr(node, place).append(child)
            else:
                if getattr(node, place) is not None:
                    self.report.error("duplicate-name", child.span, f"'{place}' is written twice")
                setattr(node, place, child)
        return node

    # --- tokens ---------------------------------------------------------------

    def NAME(self, token):
        return ast.Name(str(token), Span(self.source, token.start_pos, token.end_pos))

    # --- top level ------------------------------------------------------------

    def start(self, _meta, children):
        return self.fill(ast.File(), children)

    def import_decl(self, meta, children):
        return ast.Import(*path_of(children[0]), self.span(meta))

    def include(self, meta, children):
        return ast.Include(*path_of(children[0]), self.span(meta))

    # --- components -----------------------------------------------------------

    def component_decl(self, meta, children):
        return self.fill(ast.Component(children[0], self.span(meta)), children[1:])

    def control(self, meta, _children):
        return ast.Control(self.span(meta))

    def hardware(self, meta, _children):
        return ast.Hardware(self.span(meta))

    def role(self, _meta, children):
        return str(children[0])

    def interface_type(self, _meta, children):
        return children

    def interface(self, meta, children):
        maybe, role, (type_name, size), name = children
        return ast.Interface(role, type_name, size, name, maybe is not None, self.span(meta))

    def primitive(self, meta, children):
        return ast.Primitive(str(children[0]), children[1], self.span(meta))

    def attribute(self, meta, children):
        type_name, name, array, default = children
        return ast.Attribute(type_name, name, array is not None, default, self.span(meta))

    def struct_decl(self, meta, children):
        return ast.Struct(children[0], tuple(children[1:]), self.span(meta))

    def field(self, meta, children):
        return ast.Field(*children, self.span(meta))

    # --- types ----------------------------------------------------------------

    def signed_type(self, meta, children):
        words = [str(c) for c in children if c is not None]
        return ast.TypeName(" ".join(words), False, self.span(meta))

    plain_type = signed_type
    named_type = signed_type

    def struct_type(self, meta, children):
        return ast.TypeName(children[0].text, True, self.span(meta))

    # --- procedures -----------------------------------------------------------

    def procedure_decl(self, meta, children):
        return self.fill(ast.Procedure(children[0], self.span(meta)), children[1:])

    def method(self, meta, children):
        returns, name, *parameters = children
        returns = returns if isinstance(returns, ast.TypeName) else None
        parameters = tuple(p for p in parameters if isinstance(p, ast.Parameter))
        return ast.Method(returns, name, parameters, self.span(meta))

    def direction(self, _meta, children):
        return str(children[0])

    def parameter(self, meta, children):
        direction, type_name, name, array = children
        count = array if isinstance(array, ast.Value) else None
        is_open = array is not None and count is None
        return ast.Parameter(direction or "in", type_name, name, is_open, count, self.span(meta))

    # --- connectors -----------------------------------------------------------

    def connector_decl(self, meta, children):
        name, first, second, *attributes = children
        return ast.Connector(name, (first, second), tuple(attributes), self.span(meta))

    def connector_end(self, meta, children):
        direction, hardware, kind, template, _threads = children
        return ast.ConnectorEnd(str(direction), hardware is not None, str(kind), template is not None, self.span(meta))

    # --- assemblies -----------------------------------------------------------

    def assembly_decl(self, meta, children):
        name, base, *parts = children
        return self.fill(ast.Assembly(name, base, self.span(meta)), parts)

    def composition(self, meta, children):
        return self.fill(ast.Composition(self.span(meta)), children[1:])

    def instance(self, meta, children):
        return ast.Instance(*children, self.span(meta))

    def connection(self, meta, children):
        connector, name, *ends = children
        ends = tuple(e for e in ends if e is not None)
        return ast.Connection(connector, name, ends, self.span(meta))

    def connection_end(self, meta, children):
        return ast.ConnectionEnd(str(children[0]), children[1], self.span(meta))

    def group(self, meta, children):
        return ast.Group(children[0], tuple(children[1:]), self.span(meta))

    def export(self, meta, children):
        return ast.Export(*children, self.span(meta))

    def reference(self, meta, children):
        return ast.Reference(tuple(children), self.span(meta))

    def configuration(self, meta, children):
        return ast.Configuration(self.span(meta), children[1:])

    def setting(self, meta, children):
        return ast.Setting(*children, self.span(meta))

    def setting_reference(self, meta, children):
        return ast.SettingReference(*children, self.span(meta))

    def policy(self, meta, children):
        return ast.Policy(self.span(meta), children)

    def deny(self, meta, children):
        return ast.Deny(*children, self.span(meta))

    def separates(self, meta, children):
        return ast.Separates(children[0], children[1].data, self.span(meta))

    def acknowledges(self, meta, children):
        what, component, reason = children
        return ast.Acknowledges(what, component, reason.data, self.span(meta))

    # --- values ---------------------------------------------------------------

    def value(self, meta, work):
        """The value that work() yields, or 0 with an error in the report."""
        try:
            return ast.Value(work(), self.span(meta))
        except values.ValueProblem as problem:
            self.report.error("bad-value", self.span(meta), str(problem))
            return ast.Value(0, self.span(meta))

    def number(self, meta, children):
        return self.value(meta, lambda: values.number(str(children[0])))

    def negative(self, meta, children):
        return self.value(meta, lambda: values.negate(children[0].data))

    def complement(self, meta, children):
        return self.value(meta, lambda: values.complement(children[0].data))

    def arithmetic(self, meta, children):
        left, symbol, right = children
        return self.value(meta, lambda: values.compute(str(symbol), left.data, right.data))

    shift = arithmetic

    def bit_or(self, meta, children):
        return self.value(meta, lambda: values.compute("|", *(c.data for c in children)))

    def bit_and(self, meta, children):
        return self.value(meta, lambda: values.compute("&", *(c.data for c in children)))

    def string(self, meta, children):
        return ast.Value("".join(str(c)[1:-1] for c in children), self.span(meta))

    def boolean(self, meta, children):
        return ast.Value(str(children[0]).lower() == "true", self.span(meta))

    def list(self, meta, children):
        return ast.Value([c for c in children if c is not None], self.span(meta))

    def dict_item(self, _meta, children):
        return children

    def dict(self, meta, children):
        pairs = [c for c in children if c is not None]
        for key, _value in pairs:
            if not isinstance(key.data, (int, str)):
                self.report.error("bad-value", key.span, "a key must be a number or a string")
                return ast.Value({}, self.span(meta))
        return ast.Value({k.data: v for k, v in pairs}, self.span(meta))


def path_of(written):
    """(path, is it in angle brackets) of an import or include."""
    if isinstance(written, ast.Value):
        return written.data, False
    return str(written)[1:-1], True
