# SPDX-License-Identifier: BSD-2-Clause
"""The stubs of the kernel's system calls and methods: <bulkhead/calls.h>, a C function for each with its contract.

Who gives what comes from kernel/api/interface.h; here is only how a function of each kind looks.
"""

import textwrap
from dataclasses import dataclass

from .render import render

WIDTH = 120
TAB = 8
INVOKED = {"ENDPOINT_OR_NOTIFICATION": "capability", "NOTHING": None}
FIELDS = {"REPLY": "reply", "DEADLINE": "deadline", "SEND": "send", "RECEIVE_SLOT": "receive_slot"}
WITHOUT_STUB = ("SYS_INVOKE",)  # bulkhead_invoke is written by hand
POINTERS_AT_MOST = 2            # a method with more results leaves them in the message
UNBROKEN = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Stub:
    """What the template fills in: lines of the comment, the signature and the body."""

    contract: list
    signature: list
    body: list


def stubs_text(interface):
    calls = [call for call in interface.system_calls if call.name not in WITHOUT_STUB]
    return render("calls.h.j2", calls=[_system_call(call) for call in calls],
                  methods=[_method(method) for method in interface.methods])


def _invoked(operation):
    return INVOKED.get(operation.type, operation.type.lower())


# --- contracts ---------------------------------------------------------------------------------


def _paragraph(text):
    return textwrap.wrap(text, WIDTH - 3, subsequent_indent="  ", break_on_hyphens=False, break_long_words=False)


def _rights(operation):
    """Which parameters are capabilities that need rights, as text."""
    needs = [(_invoked(operation), operation.rights)]
    needs += [(argument.name, argument.rights) for argument in operation.arguments if not isinstance(argument, str)]
    named = (f"`{name}` {', '.join(right.removeprefix('RIGHT_') for right in rights)}"
             for name, rights in needs if name and rights)
    return "; ".join(named)


def _places(operation):
    """In which CNode a slot is, where another argument says it."""
    pairs = zip(operation.arguments, operation.arguments[1:])
    return [f"`{slot.name}` is in `{cnode.name}`." for cnode, slot in pairs if getattr(slot, "kind", "") == "IN_CNODE"]


def _contract(operation):
    """The effect, then a line for each of: rights, results, errors that explain themselves, every other error."""
    reasons = {error.status: error.reason for error in operation.errors}
    plain = [status for status in operation.all_statuses() if not reasons.get(status)]
    rights = _rights(operation)
    texts = [" ".join([f"{operation.effect[0].upper()}{operation.effect[1:]}.", *_places(operation)])]
    texts += [f"Rights: {rights}."] if rights else []
    texts += [f"`{result.name}`: {result.meaning}." for result in operation.results]
    texts += [f"{', '.join(plain)}."] if plain else []
    texts += [f"{status}: {reason}." for status, reason in reasons.items() if reason]
    return [line for text in texts for line in _paragraph(text)]


# --- code ----------------------------------------------------------------------------------------


def _broken(line, open_at):
    """The line, broken between items and aligned behind its bracket if it is too long."""
    broken = textwrap.wrap(line.replace(", ", ",\0").replace(" ", UNBROKEN).replace("\0", " "), WIDTH,
                           subsequent_indent=" " * (open_at + 1), break_on_hyphens=False)
    return [part.replace(UNBROKEN, " ") for part in broken]


def _signature(name, parameters):
    line = f"static inline enum status {name}({', '.join(parameters) or 'void'})"
    return _broken(line, line.index("("))


def _call(lead, function, first, structure, last):
    """`lead function(first, structure, last);` on one line or two."""
    tail = f", {last});" if last else ");"
    line = f"{lead} {function}({', '.join(first)}, {structure}{tail}"
    if TAB + len(line) <= WIDTH:
        return [line]
    return [f"{lead} {function}({', '.join(first)},", " " * (line.index("(") + 1) + structure + tail]


def _lead(operation, in_message):
    """A result that is taken from the message afterwards makes the call a declaration."""
    return "enum status status =" if operation.results and not in_message else "return"


def _taken(operation, message):
    """The results, from the registers that the message holds."""
    registers = [f"{message}.label", *(f"{message}.word[{n}]" for n in range(POINTERS_AT_MOST))]
    taken = [f"*{result.name} = {register};" for result, register in zip(operation.results, registers)]
    return ["", *taken, "return status;"]


def _call_with(lead, name, fields, message):
    """A system call with these operands; many of them get a structure of their own."""
    given = f"(struct system_call_arguments){{ {', '.join(fields) or '0'} }}"
    body = _call(lead, "bulkhead_system_call", [name], given, message)
    if len(body) == 1:
        return body
    return ["const struct system_call_arguments arguments = {", *(f"\t{field}," for field in fields), "};", "",
            f"{lead} bulkhead_system_call({name}, arguments, {message});"]


def _fields(call):
    """Of struct system_call_arguments, those that the stub's caller gives."""
    operands = [operand for operand in FIELDS if operand in call.arguments]
    if "SEND" not in operands:
        operands = [operand for operand in operands if operand != "RECEIVE_SLOT"]
    return [FIELDS[operand] for operand in operands]


def _system_call(call):
    fields, invoked, has_message = _fields(call), _invoked(call), "MESSAGE" in call.arguments
    parameters = [f"uint64_t {name}" for name in ([invoked] if invoked else []) + fields]
    parameters += [f"uint64_t *{result.name}" for result in call.results]
    parameters += ["struct message *message"] if has_message else []
    given = [f".capability = {invoked}"] if invoked else []
    body = _call_with(_lead(call, has_message), call.name, given + [f".{field} = {field}" for field in fields],
                      "message" if has_message else "&message")
    if not has_message:
        body = ["struct message message = { 0 };", *([] if call.results else [""]), *body]
        body += _taken(call, "message") if call.results else []
    return Stub(_contract(call), _signature(f"bulkhead_{call.name.removeprefix('SYS_').lower()}", parameters), body)


def _parameters(argument):
    """What a caller gives for a method's argument."""
    if argument.kind == "PAIR":
        return [f"uint32_t {argument.name}", f"uint32_t {argument.high}"]
    return [f"enum {argument.type} {argument.name}" if argument.kind == "ENUM" else f"uint64_t {argument.name}"]


def _word(argument):
    return f"{argument.name} | (uint64_t){argument.high} << 32" if argument.kind == "PAIR" else argument.name


def _method(method):
    invoked = _invoked(method)
    in_message = len(method.results) > POINTERS_AT_MOST
    parameters = [f"uint64_t {invoked}", *(p for argument in method.arguments for p in _parameters(argument))]
    parameters += ["struct message *result"] if in_message else [f"uint64_t *{r.name}" for r in method.results]
    words = f"(uint64_t[5]){{ {', '.join(map(_word, method.arguments)) or '0'} }}"
    function, last = ("bulkhead_invoke", "result" if in_message else "&result") if method.results \
        else ("bulkhead_method", "")
    body = _call(_lead(method, in_message), function, [invoked, method.name], words, last)
    if last == "&result":
        body = ["struct message result;", *body, *_taken(method, "result")]
    return Stub(_contract(method), _signature(method.name.lower(), parameters), body)
