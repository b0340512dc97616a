# SPDX-License-Identifier: BSD-2-Clause
"""Capabilities, mappings and sizes in an auditor's words.

A line about an edge reads on from its holder's name: "auth | may call entropy …".
"""

CLIENT_MASK = 0xFFFF


def size_words(count):
    """4096 → 4 KiB."""
    for unit in ("bytes", "KiB", "MiB", "GiB"):
        if count < 1024 or count % 1024 or unit == "GiB":
            return f"{count} {unit}"
        count //= 1024
    raise AssertionError("unreachable")


def channel_words(shared):
    """What a component in a shared partition lets one partition learn of another."""
    hears, tells = (", ".join(map(str, shared[side])) for side in ("hears", "tells"))
    return (f"{shared['component']} answers to {tells}, and its partition {shared['partition']} works for {hears}: "
            "when it answers the one depends on what is done for the other")


def edge_words(index, edge):
    """What a capability or mapping lets its holder do."""
    target = index.nodes[edge["to"]]
    table = MAPPINGS if edge["kind"] == "mapping" else CAPABILITIES
    words = table.get(target["kind"], other_words)(index, edge, target)
    return f"{words} (connection {edge['connection']})" if edge.get("connection") else words


def is_own(edge, target):
    return target["owner"] == edge["holder"]


def endpoint_words(index, edge, target):
    if edge["rights"] == ["read"]:
        return "receives calls and faults at its own endpoint"
    verb = "may call" if "call" in edge["rights"] else "may send to"
    interface = server_interface(index, edge) or target["owner"]
    return f"{verb} {interface} as client {edge['badge'] & CLIENT_MASK}"


def server_interface(index, edge):
    """`auth.login` for a capability to call it."""
    sinks = {e["ends"][1] for e in index.connections(edge.get("connection"))}
    return sinks.pop() if len(sinks) == 1 else None


def notification_words(_index, edge, target):
    if edge["rights"] == ["read"]:
        return "waits for the events that are sent to it"
    if is_own(edge, target) and "read" in edge["rights"]:
        return f"wakes its own threads through {target['name']}"
    return f"may signal {target['owner']}, event {edge['badge'].bit_length() - 1}"


def reply_words(_index, _edge, _target):
    return "may answer the call that it has received last"


def thread_words(_index, edge, target):
    verbs = " and ".join({"restart": "restart", "control": "control"}.get(r, r) for r in edge["rights"])
    return f"may {verbs} {target['name']}, and nothing else with it"


def vcpu_words(_index, _edge, target):
    return f"controls {target['name']}: its registers and interrupts"


def sched_context_words(_index, edge, target):
    verb = "may read" if edge["rights"] == ["read"] else f"may {' and '.join(edge['rights'])}"
    return f"{verb} the processor time of {target['name']}"


def irq_words(_index, _edge, target):
    return f"acknowledges interrupt {target['line']} ({target['trigger']})"


def other_words(_index, edge, target):
    return f"may {' and '.join(edge['rights']) or 'do nothing with'} {target['name']} ({target['kind']})"


def mapping_words(index, edge, target):
    verb = access_words(edge["rights"])
    size = size_words(target["bytes"])
    if "gicv2_page" in target:
        return f"{verb} the state of its own virtual interrupts, page {target['gicv2_page']} (machines with a GICv2)"
    if "address" in target:
        return f"{verb} the device registers at {target['address']:#x}"
    others = [e["holder"] for e in index.holders_of(edge["to"]) if e is not edge]
    if not others:
        return f"{verb} {size} that nobody else maps: {target['name']}"
    return f"{verb} {size} shared with {', '.join(others)}: {target['name']}"


def access_words(rights):
    verbs = [{"read": "reads", "write": "writes", "execute": "runs"}[r] for r in rights]
    return f"{', '.join(verbs[:-1])} and {verbs[-1]}" if len(verbs) > 1 else verbs[0]


CAPABILITIES = {
    "endpoint": endpoint_words, "notification": notification_words, "reply": reply_words, "thread": thread_words,
    "vcpu": vcpu_words, "sched_context": sched_context_words, "irq_handler": irq_words,
}
MAPPINGS = {"frame": mapping_words}
