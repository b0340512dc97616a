# SPDX-License-Identifier: BSD-2-Clause
"""The kernel's interface as kernel/api/interface.h lists it: rights, statuses, types, system calls, methods, faults.

`load` reads that header's rows; whoever needs a number, an argument or an error of the kernel's asks here.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bulkhead.errors import InputError

ROOT = Path(__file__).resolve().parents[3]
HEADER = ROOT / "kernel" / "api" / "interface.h"

LISTS = ("RIGHT", "STATUS", "OBJECT_TYPE", "SYSTEM_CALL", "METHOD", "FAULT")
LIST = re.compile(r"^#define EACH_(\w+)\(ROW\)((?:.*\\\n)*.*)", re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
TOKEN = re.compile(r'\s*(?:("(?:[^"\\]|\\.)*")|(\w+)|(.))', re.DOTALL)


@dataclass(frozen=True)
class Name:
    """A right, status, object type or fault."""

    name: str
    number: int
    meaning: str


@dataclass(frozen=True)
class Argument:
    """An argument of a method. `type` and `rights` are a capability's; `type` of ENUM is the enumeration."""

    kind: str  # WORD PAIR ENUM SLOT IN_CNODE CAP MAYBE
    name: str
    type: str = ""
    rights: tuple = ()
    high: str = ""  # PAIR: what the high half is


@dataclass(frozen=True)
class Result:
    name: str
    meaning: str


@dataclass(frozen=True)
class Error:
    status: str
    reason: str


@dataclass(frozen=True)
class Operation:
    """A system call or a method. `arguments` of a system call are names of operands."""

    name: str
    number: int
    type: str
    rights: tuple
    arguments: tuple
    results: tuple
    effect: str
    errors: tuple

    def all_statuses(self):
        """Every error that it can return, once: those that all methods share first, then its own."""
        found = []
        if not self.name.startswith("SYS_"):
            needs_rights = self.rights or any(argument.rights for argument in self.arguments)
            has_slots = any(argument.kind in ("SLOT", "IN_CNODE") for argument in self.arguments)
            found = ["INVALID_CAPABILITY"] + ["NO_RIGHTS"] * bool(needs_rights) + ["OUT_OF_RANGE"] * has_slots
        return list(dict.fromkeys([*found, *(error.status for error in self.errors)]))


@dataclass(frozen=True)
class Interface:
    rights: tuple
    statuses: tuple
    object_types: tuple
    system_calls: tuple
    methods: tuple
    faults: tuple


class _Reader:
    """Reads the rows of one list: ROW(item, ...) where an item is a text, words joined by bars, or calls."""

    def __init__(self, path, name, text):
        self._path, self._name = path, name
        self._tokens = [match.group(1) or match.group(2) or match.group(3)
                        for match in TOKEN.finditer(text.replace("\\\n", " ")) if match.group().strip()]
        self._at = 0

    def rows(self):
        while self._at < len(self._tokens):
            call = self._call(self._take())
            if call[0] != "ROW":
                raise InputError(self._path, f"EACH_{self._name}: {call[0]} where a ROW should begin")
            yield call[1:]

    def _peek(self):
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self, wanted=None):
        token = self._peek()
        if not token or (wanted and token != wanted):
            raise InputError(self._path, f"EACH_{self._name}: {token or 'the end'} where {wanted or 'more'} should be")
        self._at += 1
        return token

    def _call(self, name):
        """NAME(item, ...) as [NAME, item, ...]."""
        self._take("(")
        items = [self._item()]
        while self._peek() == ",":
            self._take(",")
            items.append(self._item())
        self._take(")")
        return [name, *items]

    def _item(self):
        """A text, a list of words (A | B), or a list of calls."""
        if self._peek().startswith('"'):
            return self._text()
        parts = []
        while self._peek() not in (",", ")"):
            if self._peek() == "|":
                self._take("|")
            word = self._take()
            parts.append(self._call(word) if self._peek() == "(" else word)
        return parts

    def _text(self):
        pieces = []
        while self._peek().startswith('"'):
            pieces.append(self._take()[1:-1])
        return "".join(pieces)


def _name(row):
    (name,), (number,), meaning = row
    return Name(name, int(number, 0), meaning)


def _words(item):
    return tuple(word for word in item if word != "0")


def _argument(call):
    kind, *items = call
    if kind in ("CAP", "MAYBE"):
        (name,), (of,), rights = items
        return Argument(kind, name, of, _words(rights))
    if kind == "PAIR":
        (low,), (high,) = items
        return Argument(kind, low, high=high)
    if kind == "ENUM":
        (of,), (name,) = items
        return Argument(kind, name, of)
    ((name,),) = items
    return Argument(kind, name)


def _arguments(item):
    """NO_ARGUMENTS, ARGUMENTS(WORD(a), ...) or OPERANDS(REPLY, ...)."""
    if isinstance(item[0], str):
        return ()
    return tuple(_argument(part[0]) if isinstance(part[0], list) else part[0] for part in item[0][1:])


def _operation(row):
    (name,), (number,), (of,), rights, arguments, results, effect, errors = row
    return Operation(
        name, int(number), of, _words(rights), _arguments(arguments),
        () if isinstance(results[0], str) else tuple(Result(r[0][1][0], r[0][2]) for r in results[0][1:]),
        effect, tuple(Error(error[1][0], error[2]) for error in errors if isinstance(error, list)))


@lru_cache(maxsize=None)
def load(path=HEADER):
    """The interface that the header lists."""
    text = COMMENT.sub("", Path(path).read_text())
    lists = {name: list(_Reader(path, name, body).rows()) for name, body in LIST.findall(text)}
    missing = [name for name in LISTS if name not in lists]
    if missing:
        raise InputError(path, f"no list EACH_{missing[0]}")
    make = (_name, _name, _name, _operation, _operation, _name)
    return Interface(*(tuple(map(kind, lists[name])) for name, kind in zip(LISTS, make)))


def numbers(names):
    """Name to number of rights, statuses, types, calls, methods or faults."""
    return {name.name: name.number for name in names}
