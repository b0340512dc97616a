# SPDX-License-Identifier: BSD-2-Clause
"""Paths of information flow over a graph's `flows`: the shortest one, everything reached, and every way there is.

A way is listed only if it cannot be shortened: no flow leads from one of its stops
to a later one but the next. What else leads from A to B makes a detour from one of these.
"""

from collections import deque

MAX_WAYS = 100
MAX_STEPS = 20_000


def neighbours(flows):
    """name -> the names that information flows to directly, in order of declaration."""
    found = {}
    for flow in flows:
        found.setdefault(flow["from"], {})[flow["to"]] = None
    return {name: list(targets) for name, targets in found.items()}


def reached(after, origin, barriers=()):
    """Everything that origin's information reaches; it ends at a barrier, and does not pass it."""
    seen, waiting = {origin}, deque([origin])
    while waiting:
        here = waiting.popleft()
        if here in barriers and here != origin:
            continue
        for name in after.get(here, ()):
            if name not in seen:
                seen.add(name)
                waiting.append(name)
    return seen - {origin}


def ways_between(flows, origin, target):
    """(ways, complete): each way a tuple of names, the shortest first; complete: these are all."""
    after = neighbours(flows)
    before = neighbours([{"from": f["to"], "to": f["from"]} for f in flows])
    useful = reached(before, target) | {target}
    found, steps = [], 0
    waiting = deque([(origin,)])
    while waiting and len(found) < MAX_WAYS and steps < MAX_STEPS:
        way = waiting.popleft()
        steps += 1
        if way[-1] == target:
            found.append(way)
            continue
        nexts = [n for n in after.get(way[-1], ()) if n in useful and not is_shortcut(after, way, n)]
        waiting.extend((*way, n) for n in nexts)
    return [w for w in found if len(w) > 1], not waiting


def is_shortcut(after, way, name):
    """Would name be reached from an earlier stop as well, or has it been passed already?"""
    return name in way or any(name in after.get(earlier, ()) for earlier in way[:-1])


def way_flows(flows, way):
    """For each step of a way, (from, to, the flows that it can take)."""
    return [(here, there, [f for f in flows if (f["from"], f["to"]) == (here, there)])
            for here, there in zip(way, way[1:])]
