# SPDX-License-Identifier: BSD-2-Clause
"""The tables of docs/manual.md, made of the kernel's interface.

A table stands between `<!-- interface: NAME -->` and `<!-- end -->`. NAME is rights, statuses, types, calls, faults,
or methods and the types that they are invoked on. Everything outside is written by hand and stays as it is.
"""

import re

from ..errors import InputError

PLACE = re.compile(r"(<!-- interface: ([a-zA-Z_ ]+) -->\n).*?(<!-- end -->)", re.DOTALL)
SPELLED = {"CNODE": "CNode", "VSPACE": "VSpace", "VCPU": "VCPU", "IRQ": "IRQ"}
REGISTERS = {"REPLY": "x11", "DEADLINE": "x12", "RECEIVE_SLOT": "x13", "SEND": "x14"}
INVOKED = {"ENDPOINT_OR_NOTIFICATION": "Endpoint or Notification", "NOTHING": "", "ANYTHING": "any"}


def reference_fill(text, interface, subject):
    """The manual with its tables up to date. InputError: a table is unknown, or what it should hold is missing."""
    filled = []

    def table(match):
        words = match[2].split()
        filled.extend(words[1:] or words)
        return match[1] + "\n".join(_table(words, interface, subject)) + "\n" + match[3]

    text = PLACE.sub(table, text)
    wanted = ["rights", "statuses", "types", "calls", "faults", *dict.fromkeys(m.type for m in interface.methods)]
    missing = [name for name in wanted if name not in filled]
    if missing:
        raise InputError(subject, f"has no table of {missing[0]}")
    return text


def type_spelled(name):
    """SCHED_CONTEXT as SchedContext."""
    return "".join(SPELLED.get(part, part.capitalize()) for part in name.split("_"))


def _table(words, interface, subject):
    kind, *types = words
    if kind == "methods" and types:
        return _methods([method for method in interface.methods if method.type in types])
    lists = {"rights": (_rights, interface.rights), "statuses": (_statuses, interface.statuses),
             "types": (_types, interface.object_types), "calls": (_calls, interface.system_calls),
             "faults": (_faults, interface.faults)}
    if kind not in lists or types:
        raise InputError(subject, f"no such table: {' '.join(words)}")
    make, rows = lists[kind]
    return make(rows)


def _lines(heads, rows):
    for row in (heads, ["---"] * len(heads), *rows):
        yield re.sub(" +", " ", f"| {' | '.join(row)} |")


def _rights(rights):
    return _lines(["Right", "Lets its holder"], ((f"`{r.name}` 0x{r.number:02x}", r.meaning) for r in rights))


def _statuses(statuses):
    return _lines(["", "Name", "Meaning"], ((str(s.number), f"`{s.name}`", s.meaning) for s in statuses))


def _types(types):
    return _lines(["", "Name", "An object is"], ((str(t.number), f"`{t.name}`", t.meaning) for t in types))


def _faults(faults):
    return _lines(["Label", "Name", "What happened"], ((str(f.number), f"`{f.name}`", f.meaning) for f in faults))


def _short(rights):
    return ", ".join(right.removeprefix("RIGHT_") for right in rights)


def _errors(operation):
    return "; ".join(f"`{error.status}` {error.reason}".rstrip() for error in operation.errors)


def _calls(calls):
    rows = []
    for call in calls:
        needs = " ".join([INVOKED.get(call.type, type_spelled(call.type)), f"({_short(call.rights)})" if call.rights else ""])
        takes = [REGISTERS[operand] for operand in REGISTERS if operand in call.arguments]
        takes = (["message"] if "MESSAGE" in call.arguments else []) + takes
        results = "".join(f"; x{n} = {result.meaning}" for n, result in enumerate(call.results))
        rows.append((str(call.number), f"`{call.name}`", needs.strip(), ", ".join(takes), call.effect + results, _errors(call)))
    return _lines(["", "Call", "x9", "Also", "Effect", "Errors"], rows)


def _argument(argument):
    if argument.kind == "PAIR":
        return f"{argument.name} + {argument.high}<<32"
    if argument.kind in ("CAP", "MAYBE"):
        also = ", 0 for none" if argument.kind == "MAYBE" else ""
        return f"{argument.name}: {type_spelled(argument.type)} ({_short(argument.rights)}){also}"
    return f"{argument.name} (in it)" if argument.kind == "IN_CNODE" else argument.name


def _methods(methods):
    rows = []
    for method in methods:
        rights = f" ({_short(method.rights)})" if method.rights else ""
        results = "".join(f"; x{n} = {result.meaning}" for n, result in enumerate(method.results))
        rows.append((f"`{method.name}` {method.number}{rights}", "; ".join(map(_argument, method.arguments)),
                     method.effect + results, _errors(method)))
    return _lines(["Method", "Arguments", "Effect", "Errors"], rows)
