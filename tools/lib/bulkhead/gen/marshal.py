# SPDX-License-Identifier: BSD-2-Clause
"""The C statements that carry one method's parameters: client side and server side.

Each function returns lines of C without the common indentation. What comes from
the other side is copied once, then checked, then used; on any doubt the method
ends with a typed error and nothing has been called or stored.
"""

from . import c_types

RESERVED = ("message", "buffer", "error", "result")


def local_names(wire):
    """Names for the stub's own variables that no parameter has."""
    taken = {p.name for p in wire.parameters} | {f"{p.name}_sz" for p in wire.parameters}
    return {n: next(c for c in (n, f"{n}_", f"{n}__") if c not in taken) for n in RESERVED}


def bound_name(prefix, p):
    return f"{prefix}_{p.name}_MAX".upper()


# --- client ---------------------------------------------------------------------


def client_stub(interface, wire, is_connected):
    """The body of the client's function for one method."""
    if not is_connected:
        unused = [f"(void){n};" for p in wire.parameters for n in parameter_names(p)]
        return unused + ["return -BULKHEAD_ERROR_NOT_CONNECTED;"]
    names = local_names(wire)
    prefix = f"{interface.name}_{wire.method.name}"
    lines = [client_message(prefix, wire, names)]
    if wire.in_buffer:
        lines.append(f"volatile struct {prefix}_buffer *{names['buffer']} = {interface.name}_buffer;")
    lines += [f"int {names['error']};", ""]
    for p in wire.parameters:
        if p.is_in and p.kind != "integer":
            lines += client_send(prefix, p, names)
    lines += [f"{names['error']} = glue_call({interface.name.upper()}_CAP, &{names['message']});",
              f"if ({names['error']} != 0)", f"\treturn {names['error']};"]
    for p in wire.parameters:
        if p.is_out:
            lines += client_receive(prefix, p, names)
    return lines + client_result(wire, names)


def parameter_names(p):
    return [f"{p.name}_sz", p.name] if p.kind == "list" else [p.name]


def client_message(prefix, wire, names):
    words = [word_out(p) for p in wire.parameters if p.in_word is not None]
    word_text = f", .word = {{ {', '.join(words)} }}" if words else ""
    return f"struct message {names['message']} = {{ .label = {prefix.upper()}{word_text} }};"


def word_out(p):
    """An `in` integer or length as a word, in the client."""
    if p.kind == "list":
        return f"*{p.name}_sz" if p.is_out else f"{p.name}_sz"
    return c_types.to_word(p, f"*{p.name}" if p.is_out else p.name)


def client_send(prefix, p, names):
    buffer = f"{names['buffer']}->{p.name}"
    if p.kind == "string":
        bound = bound_name(prefix, p)
        return [f"if (strnlen({p.name}, {bound} + 1) > {bound})", "\treturn -BULKHEAD_ERROR_TOO_LONG;",
                f"glue_copy_out({buffer}, {p.name}, strlen({p.name}) + 1);"]
    if p.kind == "list":
        length = f"*{p.name}_sz" if p.is_out else f"{p.name}_sz"
        return [f"if ({length} > {bound_name(prefix, p)})", "\treturn -BULKHEAD_ERROR_TOO_LONG;",
                f"glue_copy_out({buffer}, {p.name}, {length} * sizeof {p.name}[0]);"]
    if p.kind == "struct":
        return [f"glue_copy_out(&{buffer}, {p.name}, sizeof *{p.name});"]
    return [f"glue_copy_out({buffer}, {p.name}, sizeof {buffer});"]


def client_receive(prefix, p, names):
    word = f"{names['message']}.word[{p.out_word}]"
    buffer = f"{names['buffer']}->{p.name}"
    malformed = "\treturn -BULKHEAD_ERROR_MALFORMED;"
    if p.kind == "integer":
        check = c_types.out_of_range(p.type, word)
        checks = [f"if ({check})", malformed] if check else []
        return [*checks, f"*{p.name} = {c_types.from_word(p.type, word)};"]
    if p.kind == "string":
        return [f"glue_copy_in({p.name}, {buffer}, sizeof {buffer});",
                f"if (memchr({p.name}, 0, sizeof {buffer}) == NULL)", malformed]
    if p.kind == "list":
        return [f"if ({word} > {bound_name(prefix, p)})", malformed,
                f"*{p.name}_sz = {word};",
                f"glue_copy_in({p.name}, {buffer}, *{p.name}_sz * sizeof {p.name}[0]);"]
    if p.kind == "struct":
        return [f"glue_copy_in({p.name}, &{buffer}, sizeof *{p.name});"]
    return [f"glue_copy_in({p.name}, {buffer}, sizeof {buffer});"]


def client_result(wire, names):
    returns = wire.method.returns
    if returns is None:
        return ["return 0;"]
    word = f"{names['message']}.word[0]"
    check = c_types.out_of_range(returns, word)
    checks = [f"if ({check})", "\treturn -BULKHEAD_ERROR_MALFORMED;"] if check else []
    return [*checks, f"return {c_types.from_word(returns, word)};"]


# --- server ---------------------------------------------------------------------


def server_stub(interface, wire):
    """The body of `static enum bulkhead_error I_M_serve(struct message *message)`."""
    names = local_names(wire)
    prefix = f"{interface.name}_{wire.method.name}"
    lines = []
    if wire.in_buffer:
        lines.append(f"volatile struct {prefix}_buffer *{names['buffer']} = {interface.name}_buffers[{interface.name}_sender - 1];")
    for p in wire.parameters:
        lines += server_local(p)
    if wire.method.returns:
        lines.append(f"{wire.method.returns.name} {names['result']};")
    lines += [""] if lines else []
    for p in wire.parameters:
        if p.is_in:
            lines += server_receive(prefix, p, names)
    call = f"{prefix}({', '.join(server_argument(p, names) for p in wire.parameters)})"
    lines.append(f"{names['result']} = {call};" if wire.method.returns else f"{call};")
    lines += server_checks(prefix, wire, names)
    for p in wire.parameters:
        if p.is_out:
            lines += server_send(p, names)
    value = f"(uint64_t){names['result']}" if wire.method.returns else "0"
    return lines + [f"{names['message']}->word[0] = {value};", "return BULKHEAD_OK;"]


def server_local(p):
    """A variable for a parameter that is not used straight from its word; cleared if it goes out."""
    if p.kind == "integer":
        return [f"{p.type.name} {p.name} = 0;"] if p.is_out else []
    length = [f"size_t {p.name}_sz = 0;"] if p.kind == "list" else []
    clear = " = { 0 }" if p.is_out else ""
    return [*length, f"{c_types.declare(p.type, p.name)}{clear};"]


def server_receive(prefix, p, names):
    word = f"{names['message']}->word[{p.in_word}]"
    buffer = f"{names['buffer']}->{p.name}"
    malformed = "\treturn BULKHEAD_ERROR_MALFORMED;"
    if p.kind == "integer":
        check = c_types.out_of_range(p.type, word)
        checks = [f"if ({check})", malformed] if check else []
        store = [f"{p.name} = {c_types.from_word(p.type, word)};"] if p.is_out else []
        return checks + store
    if p.kind == "string":
        return [f"glue_copy_in({p.name}, {buffer}, sizeof {p.name});",
                f"if (memchr({p.name}, 0, sizeof {p.name}) == NULL)", malformed]
    if p.kind == "list":
        return [f"if ({word} > {bound_name(prefix, p)})", "\treturn BULKHEAD_ERROR_TOO_LONG;",
                f"{p.name}_sz = {word};",
                f"glue_copy_in({p.name}, {buffer}, {p.name}_sz * sizeof {p.name}[0]);"]
    reference = "&" if p.kind == "struct" else ""
    return [f"glue_copy_in({reference}{p.name}, {reference}{buffer}, sizeof {p.name});"]


def server_argument(p, names):
    if p.kind == "integer":
        return f"&{p.name}" if p.is_out else c_types.from_word(p.type, f"{names['message']}->word[{p.in_word}]")
    if p.kind == "list":
        return f"&{p.name}_sz, {p.name}" if p.is_out else f"{p.name}_sz, {p.name}"
    return f"&{p.name}" if p.kind == "struct" else p.name


def server_checks(prefix, wire, names):
    """What the component's own code must have kept to: bounds of what goes out."""
    lines = []
    for p in wire.parameters:
        if p.is_out and p.kind == "list":
            lines += [f"if ({p.name}_sz > {bound_name(prefix, p)})", "\treturn BULKHEAD_ERROR_TOO_LONG;"]
        elif p.is_out and p.kind == "string":
            lines += [f"if (memchr({p.name}, 0, sizeof {p.name}) == NULL)", "\treturn BULKHEAD_ERROR_TOO_LONG;"]
    return lines


def server_send(p, names):
    word = f"{names['message']}->word[{p.out_word}]"
    buffer = f"{names['buffer']}->{p.name}"
    if p.kind == "integer":
        return [f"{word} = {c_types.to_word(p, p.name)};"]
    if p.kind == "list":
        return [f"{word} = {p.name}_sz;", f"glue_copy_out({buffer}, {p.name}, {p.name}_sz * sizeof {p.name}[0]);"]
    reference = "&" if p.kind == "struct" else ""
    return [f"glue_copy_out({reference}{buffer}, {reference}{p.name}, sizeof {p.name});"]
