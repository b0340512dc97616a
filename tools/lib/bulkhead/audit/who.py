# SPDX-License-Identifier: BSD-2-Clause
"""`bulkhead who-can THING`: who holds which right over a component, connection, object, device,
physical address, interrupt line or method. Nobody else can do anything with it.

What a program's own segments are made of is not asked here: nobody but that program maps them.
"""

import json
import re
import sys

from ..adl.command import PHONE, add_description_arguments
from ..errors import InputError
from .reading import name_known, read_index
from .words import edge_words

THINGS = ("component (auth), interface (auth.login), method (auth.login.begin), connection (disk), "
          "object (blk.rings.frames), device (uart), address of a device (0x9000000) or interrupt (irq:33)")


def register(subparsers):
    who = subparsers.add_parser("who-can", help="who holds which right over a thing")
    who.add_argument("thing", metavar="THING", help=THINGS)
    add_description_arguments(who, PHONE)
    who.add_argument("--json", action="store_true", help="print the answer as JSON")
    who.set_defaults(handler=who_command)


def who_command(options):
    index, code = read_index(options)
    if index is None:
        return code
    answer = who_answer(index, options.thing)
    sys.stdout.write(json.dumps(answer, indent=1) + "\n" if options.json else who_text(answer))
    return code


def who_answer(index, thing):
    """rights: one entry per capability or mapping; dma: devices that could reach it past every right."""
    what, edges = find(index, thing)
    rights = [{"holder": e["holder"], "words": edge_words(index, e), "id": e["id"]} for e in edges]
    in_memory = any("bytes" in (n := index.nodes[e["to"]]) and not {"address", "gicv2_page"} & n.keys() for e in edges)
    drivers = [f"{driver} (through {device})" for driver, device in index.dma_drivers()] if in_memory else []
    return {"thing": thing, "what": what, "rights": rights, "dma": drivers}


def find(index, thing):
    """(what it is, the edges that give rights over it); raises InputError with the nearest name."""
    if re.fullmatch(r"irq:[0-9]+", thing):
        return f"interrupt {thing[4:]}", interrupt_edges(index, int(thing[4:]))
    if re.fullmatch(r"0x[0-9a-fA-F]+|[0-9]+", thing):
        return f"the registers at {thing}", address_edges(index, int(thing, 0))
    name_known(thing, known_things(index), f"nothing is called '{thing}'")
    return found_by_name(index, thing)


def found_by_name(index, thing):
    node = index.by_name.get(thing) or index.nodes.get(thing)
    interface, _, method = thing.rpartition(".")
    if node and "owner" in node:
        return f"a kernel object ({node['kind']})", index.holders_of(node["id"])
    if node and node["kind"] == "hardware":
        return "a device", edges_of(index, ends_at(index, thing))
    if node and node["kind"] != "memory":
        return f"a {node['kind']}", [e for e in over_compartment(index, node) if e["holder"] != thing]
    if node:
        return "all memory", []
    if index.connections(thing):
        return "a connection", edges_of(index, [thing])
    if thing in interfaces(index):
        return "an interface", over_interface(index, thing)
    return f"method {method} of {interface}", [e for e in over_interface(index, interface) if "call" in e["rights"]]


def interrupt_edges(index, line):
    found = [n for n in index.kind_nodes("irq_handler") if n["line"] == line]
    if not found:
        lines = ", ".join(f"irq:{n['line']}" for n in index.kind_nodes("irq_handler"))
        raise InputError("the graph", f"nobody is given interrupt {line}; those given are {lines}")
    return [e for n in found for e in index.holders_of(n["id"])]


def address_edges(index, address):
    frames = [n for n in index.kind_nodes("frame") if "address" in n]
    found = [n for n in frames if n["address"] <= address < n["address"] + n["bytes"]]
    if not found:
        given = ", ".join(f"{n['address']:#x}" for n in frames)
        raise InputError("the graph", f"no device page at {address:#x} is given to anybody; those given are {given}")
    return [e for n in found for e in index.holders_of(n["id"])]


def over_compartment(index, node):
    """Rights over a compartment's own objects; for a guest, those of its monitor over vCPU and memory."""
    if node["kind"] == "guest":
        vcpus = [n["id"] for n in index.kind_nodes("vcpu") if n["owner"] == node["monitor"]]
        owned = {*vcpus, *(n["id"] for n in index.graph["nodes"] if n.get("owner") == node["name"])}
    else:
        owned = {n["id"] for n in index.graph["nodes"] if n.get("owner") == node["name"]}
    shared = {e["to"] for e in index.edges("mapping") if e["holder"] == node["name"]}
    return [e for e in index.edges("capability", "mapping") if e["to"] in owned | shared]


def over_interface(index, interface):
    """Rights of the other ends of an interface's connections."""
    component = interface.rpartition(".")[0]
    return [e for e in edges_of(index, ends_at(index, component, interface)) if e["holder"] != component]


def ends_at(index, component, interface=None):
    """The names of the connections with an end at a component, or at one of its interfaces."""
    node = index.by_name[component]["id"]
    names = [e["connection"] for e in index.graph["edges"] if e.get("ends") and e.get("connection")
             and (interface in e["ends"] if interface else node in (e["from"], e["to"]))]
    return list(dict.fromkeys(names))


def edges_of(index, connections):
    return [e for e in index.edges("capability", "mapping") if e["connection"] in connections]


def interfaces(index):
    """`auth.login` -> names of its methods."""
    found = {}
    for edge in index.graph["edges"]:
        for end in edge.get("ends", ()):
            if "connection" in edge:
                found.setdefault(end, [])
        if edge["kind"] == "rpc":
            found[edge["ends"][1]] = edge["methods"]
    return found


def known_things(index):
    connections = [e["connection"] for e in index.graph["edges"] if e.get("ends") and e.get("connection")]
    methods = [f"{end}.{m}" for end, names in interfaces(index).items() for m in names]
    return [*index.by_name, *index.nodes, *connections, *interfaces(index), *methods]


def who_text(answer):
    lines = [f"{answer['thing']} is {answer['what']}."]
    lines += [f"  {r['holder']} {r['words']}" for r in answer["rights"]] or ["  Nobody holds a right over it."]
    if answer["dma"]:
        lines.append(f"  Past every right, by DMA that nothing confines: {', '.join(answer['dma'])}")
    return "\n".join(lines) + "\n"
