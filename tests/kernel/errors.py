#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Which kernel tests state which outcomes: for every system call and method, its success and each error that the
interface documents, and the tests of tests/kernel/*.c that check for it.

A test states an outcome where it compares a status with what a stub returned, `CHECK_EQUAL(NO_RIGHTS, frame_map(...))`,
or with what an agent (agent.h) got for the system call that it was last told to make. A file's own functions count as
what they return or order. That the comparison holds is what running the tests shows. `tests/kernel/errors.py` prints
the list; test_errors.py fails where it has a gap.
"""

import argparse
import re
import sys
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tools" / "lib"))

from bulkhead import interface  # noqa: E402  (found through the line above)
from bulkhead.errors import tool_run  # noqa: E402

FUNCTION = re.compile(r"^static (?:void|bool|enum status) (\w+)\(([^)]*)\)\n\{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
CHECKED = re.compile(r"\bCHECK_(?:EQUAL\(|ITEM\((?:[^;(),]|\([^;()]*\))*,\s*)([A-Z_]+),\s*(\w+(?:\[\w+\])?)((?:\.|->)status\)|\([^;]*)")
RETURNED = re.compile(r"\breturn (\w+)(\([^;]*)")
ORDERED = re.compile(r"\bagent_do\(&?(\w+(?:\[\w+\])?),\s*(SYS_\w+)")
CALLED = re.compile(r"\b(\w+)\(&(\w+(?:\[\w+\])?)")
SHORT = {"bulkhead_wait": "SYS_RECV", "bulkhead_poll": "SYS_NBRECV"}
GENERAL = ("bulkhead_system_call", "bulkhead_invoke", "bulkhead_method")


def stub_names(kernel):
    """Function to the operation that it performs."""
    names = {f"bulkhead_{call.name.removeprefix('SYS_').lower()}": call.name for call in kernel.system_calls}
    return names | SHORT | {method.name.lower(): method.name for method in kernel.methods}


def performed(function, rest, stubs):
    """The operation that a call performs, None if it is no stub. The general ones name it in an argument."""
    if function not in GENERAL:
        return stubs.get(function)
    named = re.search(r"[(,]\s*([A-Z]+_[A-Z_]+)\s*,", rest)
    return named[1] if named and (named[1].startswith("SYS_") or named[1].lower() in stubs) else "SYS_INVOKE"


class Source:
    """A file of tests: what its own functions return and order, and what its tests state."""

    def __init__(self, text, stubs):
        self._functions = {name: (parameters, body) for name, parameters, body in FUNCTION.findall(text)}
        self._stubs = dict(stubs)
        for name, (_, body) in self._functions.items():
            for function, rest in RETURNED.findall(body):
                operation = performed(function, rest, stubs)
                if operation:
                    self._stubs[name] = operation

    def tests(self):
        """(test, its (operation, status) pairs)."""
        for name, (_, body) in self._functions.items():
            if name.startswith("test_"):
                yield name.removeprefix("test_"), list(dict.fromkeys(self._stated(body)))

    def _orders(self, body):
        """(place, agent, system call), in the order of the text."""
        for match in ORDERED.finditer(body):
            yield match.start(), match[1], match[2]
        for match in CALLED.finditer(body):
            parameters, called = self._functions.get(match[1], ("", ""))
            order = ORDERED.search(called)
            if order and parameters.endswith(f"*{order[1]}"):
                yield match.start(), match[2], order[2]
        for match in re.finditer(r"\b(\w+)\(", body):
            parameters, called = self._functions.get(match[1], ("", ""))
            order = re.search(r"\bagent_do\(&(\w+),\s*(SYS_\w+)", called)
            if order:
                yield match.start(), order[1], order[2]

    def _stated(self, body):
        orders = sorted(self._orders(body))
        for match in CHECKED.finditer(body):
            status, what, rest = match.groups()
            if rest.startswith("("):
                operation = performed(what, rest, self._stubs)
            else:
                last = [call for place, agent, call in orders if agent == what and place < match.start()]
                operation = last[-1] if last else None
            if operation:
                yield operation, status


def tests_by_outcome(kernel, folder=HERE):
    """(operation, status) to the names of the tests that state it."""
    found = defaultdict(list)
    for path in sorted(folder.glob("*.c")):
        for name, outcomes in Source(path.read_text(), stub_names(kernel)).tests():
            for outcome in outcomes:
                found[outcome].append(name)
    return found


def documented(kernel):
    """(operation, status) of every outcome that the manual names for an operation: success and its errors. What all
    methods share (wrong capabilities, missing rights) is tested for all of them in decode.c."""
    for operation in (*kernel.system_calls, *kernel.methods):
        own = {error.status for error in operation.errors} | {"OUT_OF_RANGE"}
        yield operation.name, "OK"
        for status in operation.all_statuses():
            if status in own:
                yield operation.name, status


def main():
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    kernel = interface.load()
    found = tests_by_outcome(kernel)
    for operation, status in documented(kernel):
        print(f"{operation:26}{status:20}{', '.join(found[operation, status]) or '(none)'}")
    return 0


if __name__ == "__main__":
    sys.exit(tool_run("errors", main))
