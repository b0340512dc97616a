# SPDX-License-Identifier: BSD-2-Clause
"""`bulkhead blast-radius COMPONENT`: what whoever has taken a component over can influence and learn.

A full compromise means: any system call with any value, any access that its mappings
allow. What follows is what the graph lets it do, not what its program does.
"""

import json
import sys

from ..adl.command import PHONE, add_description_arguments
from .reading import party_known, read_index
from .ways import neighbours, reached
from .words import edge_words


def register(subparsers):
    blast = subparsers.add_parser("blast-radius", help="what a fully compromised component reaches")
    blast.add_argument("component", metavar="COMPONENT")
    add_description_arguments(blast, PHONE)
    blast.add_argument("--json", action="store_true", help="print the answer as JSON")
    blast.set_defaults(handler=blast_command)


def blast_command(options):
    index, code = read_index(options)
    if index is None:
        return code
    party_known(index, options.component)
    answer = blast_answer(index, options.component)
    sys.stdout.write(json.dumps(answer, indent=1) + "\n" if options.json else blast_text(answer))
    return code


def blast_answer(index, name):
    """influences, learns_from: name -> connections of the direct flows; then what lies behind those.

    beyond: reached without passing a separator; contained: reached only if a separator fails too.
    """
    after = neighbours(index.flows)
    direct = direct_flows(index.flows, name, "from", "to")
    free = reached(after, name, index.separators)
    every = reached(after, name)
    parties = [p for p in index.parties() if p != name]
    return {
        "component": name,
        "separator": index.separators.get(name),
        "holds": [edge_words(index, e) for e in index.held_by(name)],
        "influences": direct,
        "learns_from": direct_flows(index.flows, name, "to", "from"),
        "beyond": [p for p in parties if p in free and p not in direct],
        "contained": [p for p in parties if p in every and p not in free],
        "untouched": [p for p in parties if p not in every],
        "dma": [device for driver, device in index.dma_drivers() if name in (driver, device)],
    }


def direct_flows(flows, name, here, there):
    found = {}
    for flow in flows:
        if flow[here] == name:
            found.setdefault(flow[there], {})[f"{flow['kind']} {flow['connection']}"] = None
    return {other: list(connections) for other, connections in found.items()}


def blast_text(answer):
    name = answer["component"]
    lines = [f"If {name} is taken over completely", ""]
    if answer["dma"]:
        lines += [f"  EVERYTHING is lost: {', '.join(answer['dma'])} can read and write all memory by DMA.", ""]
    if answer["separator"]:
        lines += [f"  It no longer separates what it kept apart: {answer['separator']['reason']}", ""]
    lines += section("it influences directly", joined(answer["influences"]))
    lines += section("it learns directly from", joined(answer["learns_from"]))
    lines += section("through these, without passing a separator, it influences", answer["beyond"])
    lines += section("only if a separator fails as well", answer["contained"])
    lines += section("never", answer["untouched"])
    return "\n".join(lines + section("because it holds", answer["holds"])).rstrip() + "\n"


def joined(flows):
    return [f"{other}  [{', '.join(connections)}]" for other, connections in flows.items()]


def section(title, items):
    return [f"  {title}:", *(f"    {item}" for item in items or ["nothing"]), ""]
