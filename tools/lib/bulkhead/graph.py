# SPDX-License-Identifier: BSD-2-Clause
"""The graph of an assembly: components, guests, kernel objects, and everything that joins them.

`build/graph.json` holds it; ids are stable: `component:auth`, `guest:vmm_corporate.guest`,
`connection:login` (`connection:login:FROM:TO` where a connection has several ends),
`object:auth.cspace`, `capability:auth.cspace:8`, `mapping:auth.vspace:0x10000000`.
`bulkhead graph` prints it; everything of bulkhead.audit reads it.
"""

import json
import sys

from .adl.ast import Acknowledges, Deny, Separates
from .adl.command import PHONE, add_description_arguments, read_description
from .flows import access, flows_list, guest_name, machines
from .gen import abi
from .gen.abi import Type
from .gen.plan_connections import plan_make
from .model.settings import setting_get, setting_size
from .partitions import partitions_crossed, partitions_map, partitions_shared
from .policy import covered, dma_drivers

ALL_MEMORY = "memory:all"


def register(subparsers):
    graph = subparsers.add_parser("graph", help="print the graph of an assembly")
    add_description_arguments(graph, PHONE)
    graph.add_argument("--dot", action="store_true", help="for graphviz: components and connections alone")
    graph.set_defaults(handler=graph_command)


def graph_command(options):
    from .audit.picture import picture_dot  # not needed by the build, which loads this module

    reading, code = read_description(options)
    if reading.system is None:
        return code
    graph = graph_data(plan_make(reading.system), reading.verdicts)
    sys.stdout.write(picture_dot(graph) if options.dot else graph_text(graph))
    return 0


def graph_write(plan, verdicts):
    """The text of graph.json."""
    return graph_text(graph_data(plan, verdicts))


def graph_text(graph):
    return json.dumps(graph, indent=1) + "\n"


def graph_data(plan, verdicts):
    """The graph as plain data; verdicts: of the policy's deny rules."""
    system = plan.system
    threads = {t.object: t for t in plan.threads}
    flows, places = flows_list(system), partitions_map(system)
    nodes = [node | partition_data(places, node["name"]) for node in component_nodes(system) + guest_nodes(system)]
    nodes += [object_node(o, threads) for o in plan.objects]
    edges = connection_edges(system, places) + dma_edges(system)
    edges += [capability_edge(c) for c in plan.capabilities] + [mapping_edge(m) for m in plan.mappings]
    edges += [fault_edge(t) for t in plan.threads if t.fault_endpoint]
    return {"assembly": system.name, "nodes": nodes, "edges": edges,
            "flows": [flow_data(f) | crossing_data(places, f.origin, f.target) for f in flows],
            "policy": policy_data(system, verdicts), **time_data(system, places, flows)}


# --- nodes -----------------------------------------------------------------------------


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


def guest_nodes(system):
    return [{"id": f"guest:{guest_name(m)}", "kind": "guest", "name": guest_name(m), "monitor": m.name,
             "bytes": setting_size(m, "guest_memory")} for m in machines(system)]


def object_node(item, threads):
    """A kernel object, with what is particular to its type."""
    return {"id": item.id, "kind": item.type.name.lower(), "name": item.name, "owner": item.group.name,
            "count": item.count, **particulars(item, threads)}


def particulars(item, threads):
    if item.type == Type.FRAME:
        return {"bytes": item.count << item.size_bits, **place(item)}
    if item.type == Type.IRQ_HANDLER:
        return {"line": item.address, "trigger": "level" if item.level else "edge", "bound": item.bound.id}
    if item.type == Type.SCHED_CONTEXT:
        return {"core": item.core, "partition": item.partition, "budget_us": item.budget_us,
                "period_us": item.period_us, "bound": item.bound.id}
    if item in threads:
        thread = threads[item]
        return {"priority": thread.priority, "vspace": thread.vspace.id}
    return {}


def place(frames):
    """Where frames are, if that matters. A page of a GICv2's CPU interface for guests is no device that guests share:
    each core shows there the state of the vCPU that it runs, which the kernel keeps apart from others'."""
    if frames.flags & abi.OBJECT_GUEST_GIC:
        return {"gicv2_page": frames.address >> frames.size_bits}
    if frames.flags & abi.OBJECT_DEVICE:
        return {"address": frames.address}
    return {"contiguous": True} if frames.flags & abi.OBJECT_CONTIGUOUS else {}


# --- edges -----------------------------------------------------------------------------


def connection_edges(system, places):
    edges = []
    for connection in system.connections.values():
        single = len(connection.ends) == 2
        for source in connection.from_ends:
            for sink in connection.to_ends:
                suffix = "" if single else f":{source}:{sink}"
                edges.append({"id": f"connection:{connection.name}{suffix}",
                              "from": f"component:{source.instance.name}",
                              "to": f"component:{sink.instance.name}",
                              "kind": connection.kind, "connection": connection.name,
                              "rights": [rights_of(connection, source), rights_of(connection, sink)],
                              "ends": [str(source), str(sink)], **methods_of(connection),
                              **crossing_data(places, source.instance.name, sink.instance.name)})
    return edges


def methods_of(connection):
    if connection.kind != "rpc":
        return {}
    return {"methods": [m.name for m in connection.to_ends[0].interface.type.methods]}


def rights_of(connection, end):
    """What an end may do: its access for memory and registers, else its role."""
    if connection.kind == "mmio" and not end.instance.is_hardware:
        return access(end) or "RW"
    return access(end) if connection.kind == "dataport" else end.interface.role


def dma_edges(system):
    return [{"id": f"dma:{device.name}", "from": f"component:{driver.name}", "to": ALL_MEMORY, "kind": "dma",
             "rights": ["RW"], "ends": [device.name]} for driver, device, _connection in dma_drivers(system)]


def capability_edge(item):
    return {"id": f"capability:{item.cnode.name}:{item.slot}", "from": item.cnode.id, "to": item.object.id,
            "kind": "capability", "holder": item.cnode.group.name, "rights": rights_words(item.rights),
            "badge": item.badge, "connection": item.connection}


def mapping_edge(item):
    return {"id": f"mapping:{item.vspace.name}:{item.address:#x}", "from": item.vspace.id, "to": item.object.id,
            "kind": "mapping", "holder": mapping_holder(item.vspace), "rights": rights_words(item.rights),
            "connection": item.connection}


def mapping_holder(vspace):
    """Who sees a VSpace: its component, or that component's guest."""
    return vspace.group.name if vspace is vspace.group.vspace else guest_name(vspace.group.instance)


def fault_edge(thread):
    """Where the kernel sends a thread's faults, or a guest's exits; whoever receives may answer."""
    return {"id": f"faults:{thread.object.name}", "from": thread.object.id, "to": thread.fault_endpoint.id,
            "kind": "faults", "rights": [], "badge": thread.fault_badge}


def rights_words(rights):
    return [r.name.lower() for r in type(rights) if r in rights]


# --- strict partitions -----------------------------------------------------------------


def partition_data(places, name):
    return {"partition": places[name]} if name in places else {}


def crossing_data(places, origin, target):
    """`crosses`: the two partitions that a flow or connection joins."""
    pair = partitions_crossed(places, origin, target)
    return {"crosses": list(pair)} if pair else {}


def time_data(system, places, flows):
    """`time`: the windows, and what several partitions share; nothing without windows."""
    if not system.windows:
        return {}
    return {"time": {"windows": [vars(w) for w in system.windows],
                     "shared": [vars(s) | {"hears": list(s.hears), "tells": list(s.tells)}
                                for s in partitions_shared(places, flows)]}}


# --- flows and policy ------------------------------------------------------------------


def flow_data(flow):
    return {"from": flow.origin, "to": flow.target, "connection": flow.connection, "kind": flow.kind,
            "words": flow.words}


def policy_data(system, verdicts):
    acknowledged = {name for r in system.policy if isinstance(r, Acknowledges) for name in covered(system, r.component)}
    return {
        "denied": [{"from": v.origin, "to": v.target, "holds": v.holds, "only_through": list(v.crossings),
                    "witness": [flow_data(f) for f in v.witness], "at": str(v.span)} for v in verdicts],
        "separators": [{"component": name, "reason": r.reason, "at": str(r.span)}
                       for r in system.policy if isinstance(r, Separates) for name in covered(system, r.component)],
        "acknowledged": [{"what": r.what.text, "component": name, "reason": r.reason, "at": str(r.span)}
                         for r in system.policy if isinstance(r, Acknowledges) for name in covered(system, r.component)],
        "unacknowledged": [driver.name for driver, _device, _connection in dma_drivers(system)
                           if driver.name not in acknowledged],
        "rules": [f"deny {r.origin} {r.target}" for r in system.policy if isinstance(r, Deny)],
    }
