# SPDX-License-Identifier: BSD-2-Clause
"""Types and values as C spells them: parameters, declarations, range checks, literals."""

from ..model.types import INTEGERS, ArrayType, StringType, StructType


def type_name(meaning):
    """The C type of an integer, a struct, or an array's element."""
    if isinstance(meaning, StructType):
        return f"struct {meaning.name}"
    if isinstance(meaning, ArrayType):
        return type_name(meaning.element)
    return "char" if isinstance(meaning, StringType) else meaning.name


def declare(meaning, name):
    """A variable or field of this type: `uint8_t hash[32]`, `char text[65]`."""
    if isinstance(meaning, StringType):
        return f"char {name}[{meaning.max_length + 1}]"
    if isinstance(meaning, ArrayType):
        return f"{type_name(meaning)} {name}[{meaning.count}]"
    return f"{type_name(meaning)} {name}"


def parameter_list(wire):
    """The parameters of a method's C function, as text between parentheses."""
    return ", ".join(text for p in wire.parameters for text in parameter(p)) or "void"


def parameter(p):
    const = "" if p.is_out else "const "
    if p.kind == "integer":
        return [f"{p.type.name} *{p.name}" if p.is_out else f"{p.type.name} {p.name}"]
    if p.kind == "struct":
        return [f"{const}{type_name(p.type)} *{p.name}"]
    if p.kind == "list":
        length = f"size_t *{p.name}_sz" if p.is_out else f"size_t {p.name}_sz"
        pointer = f"{type_name(p.type)} {p.name}[static {p.type.count}]" if p.is_out else f"const {type_name(p.type)} *{p.name}"
        return [length, pointer]
    if p.kind == "string" and not p.is_out:
        return [f"const char *{p.name}"]
    count = p.type.max_length + 1 if p.kind == "string" else p.type.count
    return [f"{const}{type_name(p.type)} {p.name}[static {count}]"]


def to_word(p, expression):
    """The expression of an integer parameter as a message word."""
    return expression if p.type.size == 8 and not p.type.is_signed else f"(uint64_t){expression}"


def out_of_range(meaning, word):
    """The C condition for a word that is no value of an integer type; None if all are."""
    if meaning.name == "bool":
        return f"{word} > 1"
    if meaning.size == 8:
        return None
    return f"{word} != (uint64_t)({meaning.name}){word}"


def from_word(meaning, word):
    if meaning.name == "bool":
        return f"{word} != 0"
    return word if meaning.name in ("uint64_t", "size_t", "uintptr_t") else f"({meaning.name}){word}"


def literal(value, meaning_name):
    """A C literal for an attribute's value."""
    if isinstance(value, str):
        return '"' + "".join(escape(c) for c in value) + '"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if value == -(1 << 63):
        return "INT64_MIN"
    suffix = "ULL" if value >= 1 << 63 else ("LL" if abs(value) >= 1 << 31 else "")
    if meaning_name.startswith(("u", "size_t")) and not suffix:
        suffix = "u"
    return f"{value}{suffix}"


def escape(character):
    """A character inside a C string literal; octal escapes, since they end after three digits."""
    if character in '"\\':
        return "\\" + character
    if character.isascii() and character.isprintable() and character != "?":
        return character
    return "".join(f"\\{b:03o}" for b in character.encode())


def attribute_declaration(attribute, values):
    """(`const int rounds`, `5`) of an attribute; values is its plain value."""
    name = attribute.type
    c_type = "const char *" if name == "string" else f"{INTEGERS[name].name} "
    const = f"{c_type}const {attribute.name}" if name == "string" else f"const {c_type}{attribute.name}"
    if not attribute.is_array:
        return const, literal(values, name)
    listed = ", ".join(literal(v, name) for v in values)
    return f"{const}[{max(1, len(values))}]", f"{{ {listed or '0'} }}"
