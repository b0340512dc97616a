# SPDX-License-Identifier: BSD-2-Clause
"""A graph (see bulkhead.graph), ready to be asked: nodes by id, edges by kind, who holds what.

A compartment is whatever can hold authority or information of its own: a component
(a virtual machine monitor included) or a guest. Hardware is named like one in flows.
"""

from functools import cached_property


class Index:
    """The tables behind the questions are made at the first one; the graph does not change after it."""

    def __init__(self, graph):
        self.graph = graph
        self.nodes = {n["id"]: n for n in graph["nodes"]}
        self.by_name = {n["name"]: n for n in graph["nodes"]}
        self.flows = graph["flows"]
        self.separators = {s["component"]: s for s in graph["policy"]["separators"]}

    def edges(self, *kinds):
        return [e for e in self.graph["edges"] if e["kind"] in kinds]

    def kind_nodes(self, *kinds):
        return [n for n in self.graph["nodes"] if n["kind"] in kinds]

    def compartments(self):
        """Names of all components and guests, in order of declaration."""
        return [n["name"] for n in self.kind_nodes("component", "machine", "guest")]

    def parties(self):
        """Names of everything that flows can join: compartments and devices."""
        return self.compartments() + [n["name"] for n in self.kind_nodes("hardware")]

    def held_by(self, name):
        """Capabilities and mappings of a compartment."""
        return self.edges_by_holder.get(name, [])

    def holders_of(self, object_id):
        """Capabilities to an object and mappings of it."""
        return self.edges_by_object.get(object_id, [])

    def connections(self, name):
        """The edges of a connection, one for each pair of ends."""
        return self.edges_by_connection.get(name, [])

    @cached_property
    def edges_by_holder(self):
        return grouped(self.edges("capability", "mapping"), "holder")

    @cached_property
    def edges_by_object(self):
        return grouped(self.edges("capability", "mapping"), "to")

    @cached_property
    def edges_by_connection(self):
        return grouped([e for e in self.graph["edges"] if "ends" in e and "connection" in e], "connection")

    def dma_drivers(self):
        """(driver, device) for each driver whose device could reach all memory."""
        return [(self.nodes[e["from"]]["name"], e["ends"][0]) for e in self.edges("dma")]


def grouped(edges, key):
    found = {}
    for edge in edges:
        found.setdefault(edge[key], []).append(edge)
    return found
