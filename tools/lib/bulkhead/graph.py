# SPDX-License-Identifier: BSD-2-Clause
"""The graph of an assembly: components, kernel objects, and everything that joins them.

`build/graph.json` holds it; ids are stable: `component:auth`, `connection:login`
(`connection:login:FROM:TO` where a connection has several ends), `object:auth.cspace`,
`capability:auth.cspace:8`, `mapping:auth.vspace:0x10000000`. `bulkhead graph` prints
it, `bulkhead why A B` explains how information gets from A to B.
"""

import json
import sys

from .adl.ast import Acknowledges, Deny, Separates
from .adl.command import PHONE, add_description_arguments, read_description
from .errors import InputError
from .flows import access, flows_list, flows_path, path_words
from .gen.plan_connections import plan_make
from .model.settings import setting_get
from .policy import dma_drivers

ALL_MEMORY = "memory:all"
SHAPES = {"component": "box", "machine": "box3d", "hardware": "hexagon", "memory": "cylinder"}


def register(subparsers):
    graph = subparsers.add_parser("graph", help="print the graph of an assembly")
    add_description_arguments(graph, PHONE)
    graph.add_argument("--dot", action="store_true", help="for graphviz: components and connections alone")
    graph.set_defaults(handler=graph_command)
    why = subparsers.add_parser("why", help="explain whether information can flow from A to B")
    why.add_argument("origin", metavar="A")
    why.add_argument("target", metavar="B")
    add_description_arguments(why, PHONE)
    why.set_defaults(handler=why_command)


def graph_command(options):
    reading, code = read_description(options)
    if reading.system is None:
        return code
    plan = plan_make(reading.system)
    sys.stdout.write(dot(plan.system) if options.dot else graph_write(plan, reading.verdicts))
    return 0


# --- the graph as data ---------------------------------------------------------------


def graph_write(plan, verdicts):
    """The text of graph.json."""
    system = plan.system
    nodes = component_nodes(system) + [object_node(o) for o in plan.objects]
    edges = connection_edges(system) + dma_edges(system)
    edges += [capability_edge(c) for c in plan.capabilities] + [mapping_edge(m) for m in plan.mappings]
    data = {"assembly": system.name, "nodes": nodes, "edges": edges, "policy": policy_data(system, verdicts)}
    return json.dumps(data, indent=1) + "\n"


def component_nodes(system):
    nodes = []
    for instance in system.instances.values():
        nodes.append({"id": f"component:{instance.name}", "kind": kind_of(instance),
                      "name": instance.name, "type": instance.component.name})
    if dma_drivers(system):
        nodes.append({"id": ALL_MEMORY, "kind": "memory", "name": "all memory"})
    return nodes


def kind_of(instance):
    if instance.is_hardware:
        return "hardware"
    return "machine" if setting_get(instance, "guest_memory") else "component"


def object_node(item):
    return {"id": item.id, "kind": item.type.name.lower(), "name": item.name,
            "owner": item.group.name, "count": item.count}


def connection_edges(system):
    edges = []
    for connection in system.connections.values():
        single = len(connection.ends) == 2
        for source in connection.from_ends:
            for sink in connection.to_ends:
                suffix = "" if single else f":{source}:{sink}"
                edges.append({"id": f"connection:{connection.name}{suffix}",
                              "from": f"component:{source.instance.name}",
                              "to": f"component:{sink.instance.name}",
                              "kind": connection.kind,
                              "rights": [rights_of(connection, source), rights_of(connection, sink)],
                              "ends": [str(source), str(sink)]})
    return edges


def rights_of(connection, end):
    """What an end may do: its access for memory, else its role."""
    return access(end) if connection.kind == "dataport" else end.interface.role


def dma_edges(system):
    return [{"id": f"dma:{device.name}", "from": f"component:{driver.name}", "to": ALL_MEMORY, "kind": "dma",
             "rights": ["RW"], "ends": [device.name]} for driver, device, _connection in dma_drivers(system)]


def capability_edge(item):
    return {"id": f"capability:{item.cnode.name}:{item.slot}", "from": item.cnode.id, "to": item.object.id,
            "kind": "capability", "rights": rights_words(item.rights), "badge": item.badge,
            "connection": item.connection}


def mapping_edge(item):
    return {"id": f"mapping:{item.vspace.name}:{item.address:#x}", "from": item.vspace.id, "to": item.object.id,
            "kind": "mapping", "rights": rights_words(item.rights), "connection": item.connection}


def rights_words(rights):
    return [r.name.lower() for r in type(rights) if r in rights]


def policy_data(system, verdicts):
    return {
        "denied": [{"from": v.origin, "to": v.target, "only_through": list(v.crossings)} for v in verdicts],
        "separators": [{"component": str(r.component), "reason": r.reason}
                       for r in system.policy if isinstance(r, Separates)],
        "acknowledged": [{"what": r.what.text, "component": str(r.component), "reason": r.reason}
                         for r in system.policy if isinstance(r, Acknowledges)],
        "rules": [f"deny {r.origin} {r.target}" for r in system.policy if isinstance(r, Deny)],
    }


# --- the graph as a picture -----------------------------------------------------------


def dot(system):
    lines = [f'digraph "{system.name}" {{', "\trankdir=LR;", '\tnode [fontname="sans"];']
    for node in component_nodes(system):
        lines.append(f'\t"{node["id"]}" [label="{node["name"]}", shape={SHAPES[node["kind"]]}];')
    for edge in connection_edges(system) + dma_edges(system):
        style = ", style=dashed" if edge["kind"] in ("event", "interrupt", "fault", "time", "dma") else ""
        lines.append(f'\t"{edge["from"]}" -> "{edge["to"]}" [label="{edge["id"].split(":")[1]}"{style}];')
    return "\n".join(lines + ["}"]) + "\n"


# --- why -----------------------------------------------------------------------------


def why_command(options):
    reading, code = read_description(options)
    system = reading.system
    if system is None:
        return code
    for name in (options.origin, options.target):
        if name not in system.instances:
            raise InputError(options.file, f"no instance is called '{name}'")
    sys.stdout.write(why_text(system, options.origin, options.target))
    return 0


def why_text(system, origin, target):
    """In words: the shortest path without separators, else the one through them, else none."""
    flows = flows_list(system)
    reasons = {str(r.component): r.reason for r in system.policy if isinstance(r, Separates)}
    free = flows_path(flows, origin, target, frozenset(reasons))
    if free:
        return f"information can flow from {origin} to {target}:\n{indented(path_words(free))}"
    path = flows_path(flows, origin, target)
    if not path:
        return f"no information can flow from {origin} to {target}\n"
    passed = [f.target for f in path[:-1] if f.target in reasons]
    notes = [f"{name} separates: {reasons[name]}" for name in passed]
    return (f"from {origin} to {target} only through what separates them:\n"
            f"{indented(path_words(path))}{indented(notes)}")


def indented(lines):
    return "".join(f"  {line}\n" for line in lines)
