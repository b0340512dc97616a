# SPDX-License-Identifier: BSD-2-Clause
"""Arithmetic in descriptions: integers of at most 64 bits, decided while reading.

`a.regs_paddr = 0x9000000 + 0x1000;` is worth the same as its sum. Anything that
is not an integer, or leaves 64 bits, is an error at that place.
"""

import operator

LIMIT = 1 << 64

OPERATORS = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": lambda a, b: (a // b) if (a < 0) == (b < 0) else -(-a // b),
    "%": operator.mod,
    "|": operator.or_,
    "&": operator.and_,
    "<<": operator.lshift,
    ">>": operator.rshift,
}


class ValueProblem(Exception):
    """A value that cannot be computed; the text says why."""


def number(text):
    if "." in text:
        return float(text)
    value = int(text, 16 if text[:2] in ("0x", "0X") else 10) if len(text) < 40 else LIMIT
    return in_range(value)


def compute(symbol, left, right):
    for side in (left, right):
        if isinstance(side, bool) or not isinstance(side, int):
            raise ValueProblem(f"'{symbol}' needs integers on both sides")
    if symbol in ("/", "%") and right == 0:
        raise ValueProblem("division by zero")
    if symbol in ("<<", ">>") and not 0 <= right < 64:
        raise ValueProblem(f"shift by {right} (possible: 0 to 63)")
    return in_range(OPERATORS[symbol](left, right))


def negate(value):
    if isinstance(value, (bool, str)) or not isinstance(value, (int, float)):
        raise ValueProblem("'-' needs a number")
    return -value


def complement(value):
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueProblem("'~' needs an integer")
    return value ^ (LIMIT - 1) if value >= 0 else ~value


def in_range(value):
    if not -LIMIT < value < LIMIT:
        raise ValueProblem("a number of more than 64 bits")
    return value
