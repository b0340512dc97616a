# SPDX-License-Identifier: BSD-2-Clause
"""Does what is handed out agree with what is declared?

The flows that the policy judges come from the description's connections. Here they
are derived a second time, from the capabilities, mappings, interrupts and faults:
who holds them over whose object, and for which connection. The two must be the same
for every connection and direction, or the policy has judged something else than
what init builds.
"""


def authority_flows(index):
    """(origin, target, connection or None) -> in words, the edges that let information flow there."""
    found = {}
    for origin, target, connection, words in [*capability_flows(index), *memory_flows(index), *fault_flows(index)]:
        if origin != target:
            found.setdefault((origin, target, connection), []).append(words)
    return found


def purpose(index, edge):
    """What an edge is for: its connection; a guest, if its monitor or itself holds what belongs to it; else None."""
    target = index.nodes[edge["to"]]
    guest = guest_of(target["owner"]) if target["kind"] == "vcpu" else target["owner"]
    node = index.by_name.get(guest)
    if edge["connection"] is None and node and edge["holder"] in (guest, node.get("monitor")):
        return guest
    return edge["connection"]


def guest_of(monitor):
    return f"{monitor}.guest"


def capability_flows(index):
    for edge in index.edges("capability"):
        for origin, target in capability_pairs(index, edge):
            yield origin, target, purpose(index, edge), edge["id"]


def capability_pairs(index, edge):
    holder, target, rights = edge["holder"], index.nodes[edge["to"]], set(edge["rights"])
    owner, kind = target["owner"], target["kind"]
    if kind == "irq_handler":
        return [(device_of(index, edge), holder)]
    if kind == "vcpu":
        return [(holder, guest_of(owner)), (guest_of(owner), holder)]
    if kind == "sched_context":
        return [(owner, holder)]
    pairs = []
    if {"write", "control", "restart"} & rights:
        pairs.append((holder, owner))
    if {"read", "call", "control"} & rights:
        pairs.append((owner, holder))
    return pairs


def memory_flows(index):
    """From each who may write a frame to every other who maps it; registers: to and from the device."""
    for frame in index.kind_nodes("frame"):
        maps = [e for e in index.holders_of(frame["id"]) if e["kind"] == "mapping"]
        if "address" in frame:
            yield from device_flows(index, maps)
        for writer in (e for e in maps if "write" in e["rights"]):
            for reader in maps:
                connections = {purpose(index, writer), purpose(index, reader)}
                yield (writer["holder"], reader["holder"], connections.pop() if len(connections) == 1 else None,
                       f"{writer['id']} with {reader['id']}")


def device_flows(index, maps):
    for edge in maps:
        device = device_of(index, edge)
        yield device, edge["holder"], edge["connection"], edge["id"]
        if "write" in edge["rights"]:
            yield edge["holder"], device, edge["connection"], edge["id"]


def device_of(index, edge):
    """The hardware at the other end of a register mapping's or interrupt's connection; the object itself without one."""
    ends = [index.nodes[c[side]] for c in index.connections(edge["connection"]) for side in ("from", "to")]
    return next((n["name"] for n in ends if n["kind"] == "hardware"), index.nodes[edge["to"]]["name"])


def fault_flows(index):
    """A thread's faults are told to whoever owns the endpoint, whose answer comes back."""
    declared = {(e["from"], e["to"]): e["connection"] for e in index.edges("fault")}
    for edge in index.edges("faults"):
        thread, handler = index.nodes[edge["from"]], index.nodes[edge["to"]]["owner"]
        connection = declared.get((f"component:{thread['owner']}", f"component:{handler}"))
        owner = thread["owner"]
        if thread["kind"] == "vcpu":
            owner = guest_of(owner)
            connection = owner if thread["owner"] == handler else None
        yield owner, handler, connection, edge["id"]
        yield handler, owner, connection, edge["id"]


def authority_differences(index):
    """In words, what is handed out without being declared, and the other way round; empty if they agree."""
    handed_out = authority_flows(index)
    declared = {(f["from"], f["to"], f["connection"]) for f in index.flows}
    lines = []
    for origin, target, connection in sorted(handed_out.keys() - declared, key=str):
        for_what = f"connection {connection} does not declare that" if connection else "no connection declares that"
        lines.append(f"{handed_out[origin, target, connection][0]} lets information flow from {origin} to {target}; {for_what}")
    for origin, target, connection in sorted(declared - handed_out.keys()):
        lines.append(f"connection {connection} is declared to carry information from {origin} to {target}; "
                     "no capability or mapping does")
    return lines
