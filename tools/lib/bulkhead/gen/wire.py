# SPDX-License-Identifier: BSD-2-Clause
"""How a procedure's methods travel: decided here, written out by the templates.

Integers and lengths travel in message words, in order of declaration; word 0 of
a reply is the method's result. Strings, arrays and structs lie in the buffer
that the two ends of one connection share, at fixed offsets: one C struct per
method. A procedure without such parameters has no buffer.
"""

from dataclasses import dataclass, replace

from ..model.types import ArrayType, IntType, StringType, StructType, round_up

WORDS = 8


@dataclass(frozen=True)
class WireParameter:
    """in_word and out_word: the words of its value or length, None if it has none there."""

    parameter: object
    in_word: int | None
    out_word: int | None

    @property
    def name(self):
        return self.parameter.name

    @property
    def type(self):
        return self.parameter.type

    @property
    def is_in(self):
        return self.parameter.direction in ("in", "inout")

    @property
    def is_out(self):
        return self.parameter.direction in ("out", "inout")

    @property
    def kind(self):
        return kind_of(self.type)


@dataclass(frozen=True)
class WireMethod:
    method: object
    parameters: tuple[WireParameter, ...]
    in_words: int
    out_words: int

    @property
    def label(self):
        return self.method.number + 1

    @property
    def in_buffer(self):
        """The parameters that lie in the buffer, in order of declaration."""
        return tuple(p for p in self.parameters if p.kind != "integer")

    @property
    def buffer_bytes(self):
        offset, alignment = 0, 1
        for parameter in self.in_buffer:
            size, align = buffer_size(parameter.type)
            offset = round_up(offset, align) + size
            alignment = max(alignment, align)
        return round_up(offset, alignment)


def kind_of(parameter_type):
    """integer, string, array (fixed), list (open array) or struct."""
    if isinstance(parameter_type, IntType):
        return "integer"
    if isinstance(parameter_type, StringType):
        return "string"
    if isinstance(parameter_type, StructType):
        return "struct"
    assert isinstance(parameter_type, ArrayType)
    return "list" if parameter_type.is_open else "array"


def buffer_size(parameter_type):
    """(size, alignment) in the buffer."""
    if isinstance(parameter_type, StringType):
        return parameter_type.max_length + 1, 1
    return parameter_type.size, parameter_type.align


def wire_method(method):
    parameters = []
    next_in, next_out = 0, 1
    for parameter in method.parameters:
        in_word = out_word = None
        if kind_of(parameter.type) in ("integer", "list"):
            if parameter.direction in ("in", "inout"):
                in_word, next_in = next_in, next_in + 1
            if parameter.direction in ("out", "inout"):
                out_word, next_out = next_out, next_out + 1
        parameters.append(WireParameter(parameter, in_word, out_word))
    return WireMethod(method, tuple(parameters), next_in, next_out)


def wire_methods(procedure, taken=frozenset()):
    """The methods; parameters whose names are taken (by variables of the component) get a `_`."""
    return [wire_method(renamed(m, taken)) for m in procedure.methods]


def renamed(method, taken):
    parameters = tuple(replace(p, name=f"{p.name}_") if p.name in taken else p for p in method.parameters)
    return replace(method, parameters=parameters)


def buffer_bytes(procedure):
    """Bytes of the shared buffer of one client; 0 if the procedure needs none."""
    return max((m.buffer_bytes for m in wire_methods(procedure)), default=0)


def words_check(procedure, report):
    """Every method's integers and lengths fit into one message."""
    for method in wire_methods(procedure):
        for count, direction in ((method.in_words, "in"), (method.out_words, "out")):
            if count > WORDS:
                limit = WORDS if direction == "in" else WORDS - 1
                report.error("too-many-parameters", method.method.span,
                             f"'{method.method.name}' has more than {limit} '{direction}' integers and lengths")
