# SPDX-License-Identifier: BSD-2-Clause
"""Does what is handed out agree with what is declared?

The flows that the policy judges come from the description's connections. Here they
are derived a second time, from the capabilities, mappings, interrupts and faults
alone, knowing nothing of connections but their devices' names. The two must be
the same, or the policy has judged something else than what init builds.
"""


def authority_pairs(index):
    """(origin, target) -> the edges that let information flow from origin to target."""
    found = {}
    for edge in index.edges("capability"):
        for pair in capability_pairs(index, edge):
            found.setdefault(pair, []).append(edge)
    for pair, edge in [*memory_pairs(index), *fault_pairs(index)]:
        found.setdefault(pair, []).append(edge)
    return {pair: edges for pair, edges in found.items() if pair[0] != pair[1]}


def capability_pairs(index, edge):
    holder, target, rights = edge["holder"], index.nodes[edge["to"]], edge["rights"]
    owner, kind = target["owner"], target["kind"]
    if kind == "irq_handler":
        return [(device_of(index, edge), holder)]
    if kind == "vcpu":
        return [(holder, f"{owner}.guest"), (f"{owner}.guest", holder)]
    if kind == "sched_context":
        return [(owner, holder)]
    pairs = []
    if {"write", "control", "restart"} & set(rights) and kind != "reply":
        pairs.append((holder, owner))
    if {"read", "call", "control"} & set(rights):
        pairs.append((owner, holder))
    return pairs


def memory_pairs(index):
    """From each who may write a frame to every other who maps it; registers: to and from the device."""
    for frame in index.kind_nodes("frame"):
        maps = [e for e in index.holders_of(frame["id"]) if e["kind"] == "mapping"]
        if "address" in frame:
            yield from device_pairs(index, maps)
        for writer in (e for e in maps if "write" in e["rights"]):
            yield from (((writer["holder"], reader["holder"]), writer) for reader in maps)


def device_pairs(index, maps):
    for edge in maps:
        device = device_of(index, edge)
        yield (device, edge["holder"]), edge
        if "write" in edge["rights"]:
            yield (edge["holder"], device), edge


def device_of(index, edge):
    """The hardware at the other end of a register mapping's or interrupt's connection."""
    (connection,) = index.connections(edge["connection"])
    ends = [index.nodes[connection[side]] for side in ("from", "to")]
    return next(n["name"] for n in ends if n["kind"] == "hardware")


def fault_pairs(index):
    """A thread's faults are told to whoever owns the endpoint, whose answer comes back."""
    for edge in index.edges("faults"):
        thread, endpoint = index.nodes[edge["from"]], index.nodes[edge["to"]]
        owner = f"{thread['owner']}.guest" if thread["kind"] == "vcpu" else thread["owner"]
        yield (owner, endpoint["owner"]), edge
        yield (endpoint["owner"], owner), edge


def authority_differences(index):
    """In words, what is handed out without being declared, and the other way round; empty if they agree."""
    handed_out = authority_pairs(index)
    declared = {(f["from"], f["to"]): f for f in index.flows}
    lines = []
    for pair in sorted(handed_out.keys() - declared.keys()):
        lines.append(f"{handed_out[pair][0]['id']} lets information flow from {pair[0]} to {pair[1]}, "
                     "and no connection declares it")
    for pair in sorted(declared.keys() - handed_out.keys()):
        lines.append(f"connection {declared[pair]['connection']} is declared to carry information from {pair[0]} "
                     f"to {pair[1]}, and no capability or mapping does")
    return lines
