# SPDX-License-Identifier: BSD-2-Clause
"""Directed information flow between the instances of a System.

A call flows both ways (request and reply), an event from its emitter to its
consumer, a dataport from who may write it to all others (whoever can write it can
also read it: the kernel has no write-only mapping), a device both ways unless its
driver may only read its registers. A fault tells the handler something and a
restart tells the faulting component something: both ways. Whose processor time is
metered tells the meter something. A guest (`vmm.guest`) and its virtual machine
monitor share the guest's memory and every exit: both ways. DMA is not a flow here:
an unconfined DMA device reaches everything, which the policy makes a named
exception of its own.
"""

from collections import deque
from dataclasses import dataclass
from itertools import permutations

from .model.settings import setting_get

BOTH_WAYS = {
    "rpc": ("calls {to} (the request)", "answers {from} (the reply)"),
    "mmio": ("drives the registers {to}", "gives device data to {from}"),
    "fault": ("tells {to} its faults", "may restart the threads of {from}"),
}
ONE_WAY = {"event": "signals {to}", "interrupt": "interrupts {to}", "time": "shows its processor time to {to}"}


@dataclass(frozen=True)
class Flow:
    """origin and target are names of instances or guests; words explains the step to a person."""

    origin: str
    target: str
    connection: str
    kind: str
    words: str


def flows_list(system):
    """Every direct flow between two different instances or guests, in order of declaration."""
    result = []
    for connection in system.connections.values():
        result += connection_flows(connection)
    for instance in machines(system):
        result += guest_flows(instance)
    return [f for f in result if f.origin != f.target]


def machines(system):
    """The instances that run a guest."""
    return [i for i in system.software() if setting_get(i, "guest_memory")]


def guest_name(instance):
    return f"{instance.name}.guest"


def guest_flows(instance):
    monitor, guest = instance.name, guest_name(instance)
    return [Flow(guest, monitor, guest, "guest", f"exits to {monitor}, which reads its memory"),
            Flow(monitor, guest, guest, "guest", f"runs {guest} and writes its memory")]


def connection_flows(connection):
    if connection.kind == "dataport":
        return dataport_flows(connection)
    result = []
    for source in connection.from_ends:
        for sink in connection.to_ends:
            names = {"from": str(source), "to": str(sink)}
            forward, backward = BOTH_WAYS.get(connection.kind) or (ONE_WAY[connection.kind], None)
            if connection.kind != "mmio" or access(source) != "R":
                result.append(make(connection, source, sink, forward.format(**names)))
            if backward:
                result.append(make(connection, sink, source, backward.format(**names)))
    return result


def dataport_flows(connection):
    result = []
    for writer, reader in permutations(connection.ends, 2):
        if "W" in access(writer):
            result.append(make(connection, writer, reader, f"writes memory that {reader} can read"))
    return result


def make(connection, origin, target, words):
    return Flow(origin.instance.name, target.instance.name, connection.name, connection.kind, words)


def access(end):
    return setting_get(end.instance, f"{end.interface.name}_access") or ""


def flows_path(flows, origin, target, barriers=frozenset()):
    """The shortest path of flows from origin to target, or None.

    A path may start or end at a barrier, but not pass through one.
    """
    outgoing = {}
    for flow in flows:
        outgoing.setdefault(flow.origin, []).append(flow)
    came_by = {origin: None}
    waiting = deque([origin])
    while waiting:
        here = waiting.popleft()
        if here in barriers and here != origin:
            continue
        for flow in outgoing.get(here, ()):
            if flow.target not in came_by:
                came_by[flow.target] = flow
                waiting.append(flow.target)
    return trace(came_by, target) if target in came_by and target != origin else None


def trace(came_by, target):
    path = []
    while came_by[target] is not None:
        path.insert(0, came_by[target])
        target = came_by[target].origin
    return path


def path_words(path):
    """One line per step, for people."""
    return [f"{f.origin} {f.words} (connection {f.connection})" for f in path]
