# SPDX-License-Identifier: BSD-2-Clause
"""What strict partitions leave between them: the flows that cross, and the services that several share.

Windows keep apart the time in which partitions compute. A declared flow from one partition to another carries what
it carries, and when. The components of one partition share its windows, so if it works for one other partition and
answers to another, it is a channel in time between the two, also if it separates what they say: when the one is
answered depends on what is done for the other. Nothing is ever lent across: every thread has a scheduling context of
its own, in its component's partition, and a guest's vCPUs, on whose contexts its monitor runs while it serves them,
are in the monitor's.
"""

from dataclasses import dataclass

from .flows import guest_name, machines
from .model.windows import partition_of


@dataclass(frozen=True)
class Shared:
    """component tells the partitions in `tells`; its partition hears of those in `hears`."""

    component: str
    partition: int
    hears: tuple[int, ...]
    tells: tuple[int, ...]


def partitions_map(system):
    """name -> partition of every software instance and guest; empty without windows."""
    if not system.windows:
        return {}
    found = {i.name: partition_of(i) for i in system.software()}
    return found | {guest_name(m): partition_of(m) for m in machines(system)}


def partitions_crossed(places, origin, target):
    """(partition of one, partition of the other) if they differ, else None."""
    pair = (places.get(origin), places.get(target))
    return None if None in pair or pair[0] == pair[1] else pair


def partitions_shared(places, flows):
    """A Shared for each component through which one partition can tell another by time, in order of declaration."""
    crossing = [(f, pair) for f in flows if (pair := partitions_crossed(places, f.origin, f.target))]
    result = []
    for name, own in places.items():
        hears = {origin for _flow, (origin, target) in crossing if target == own}
        tells = {target for flow, (_origin, target) in crossing if flow.origin == name}
        if any(a != b for a in hears for b in tells):
            result.append(Shared(name, own, tuple(sorted(hears)), tuple(sorted(tells))))
    return result
