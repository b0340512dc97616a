# SPDX-License-Identifier: BSD-2-Clause
"""The types that procedures, structs and dataports are made of.

Sizes and alignments are those of AArch64's C ABI. A string or an open array has
a declared bound: without one, nothing could check a length.
"""

from dataclasses import dataclass

PAGE_BYTES = 4096


@dataclass(frozen=True)
class IntType:
    """An integer; name is its spelling in C."""

    name: str
    size: int
    is_signed: bool

    @property
    def align(self):
        return self.size


@dataclass(frozen=True)
class StringType:
    """Text of at most max_length bytes, and its terminating zero."""

    max_length: int


@dataclass(frozen=True)
class ArrayType:
    """count elements; is_open: up to count, with a length beside it."""

    element: object
    count: int
    is_open: bool

    @property
    def size(self):
        return self.element.size * self.count

    @property
    def align(self):
        return self.element.align


@dataclass(frozen=True)
class StructType:
    """Fields are (name, type) pairs; types are IntType, StructType or fixed ArrayType."""

    name: str
    fields: tuple[tuple[str, object], ...]

    @property
    def align(self):
        return max((t.align for _name, t in self.fields), default=1)

    @property
    def size(self):
        offset = 0
        for _name, field_type in self.fields:
            offset = round_up(offset, field_type.align) + field_type.size
        return round_up(offset, self.align)

    @property
    def has_padding(self):
        return self.size != sum(t.size for _name, t in self.fields)


def round_up(value, unit):
    return -(-value // unit) * unit


def integer_types():
    """Every spelling of an integer type in a description, with its meaning."""
    table = {"bool": IntType("bool", 1, False), "boolean": IntType("bool", 1, False)}
    for bits in (8, 16, 32, 64):
        for prefix, is_signed in (("int", True), ("uint", False)):
            meaning = IntType(f"{prefix}{bits}_t", bits // 8, is_signed)
            table[f"{prefix}{bits}_t"] = table[f"{prefix}{bits}"] = meaning
    for word, name, size in (("int", "int", 4), ("integer", "int", 4)):
        table[word] = table[f"signed {word}"] = table["signed"] = IntType(name, size, True)
        table[f"unsigned {word}"] = table["unsigned"] = IntType("unsigned int", size, False)
    for word in ("char", "character"):
        table[word] = IntType("char", 1, False)
        table[f"signed {word}"] = IntType("signed char", 1, True)
        table[f"unsigned {word}"] = IntType("unsigned char", 1, False)
    table["size_t"] = IntType("size_t", 8, False)
    table["uintptr_t"] = IntType("uintptr_t", 8, False)
    return table


INTEGERS = integer_types()
FLOATING = frozenset({"float", "double", "real"})

C_KEYWORDS = frozenset(
    "auto break case char const continue default do double else enum extern float for goto if inline int long"
    " register restrict return short signed sizeof static struct switch typedef union unsigned void volatile"
    " while asm typeof".split()
)
