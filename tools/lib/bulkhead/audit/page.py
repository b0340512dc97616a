# SPDX-License-Identifier: BSD-2-Clause
"""The report as one HTML file that needs nothing else: no network, no other file.

Facts are written out here, so that the page says all of it without scripts too;
audit.js adds filter, focus and path. Its data are the graph's flows and separators.
"""

import json
import re

from ..gen.render import FOLDER, render
from .authority import authority_differences
from .why import why_answer
from .words import channel_words, edge_words, size_words

KIND_WORDS = {"component": "component", "machine": "virtual machine monitor", "guest": "guest"}


def page_html(index, svg):
    """The text of index.html; svg: the picture of the same graph."""
    graph = index.graph
    return render("audit.html.j2", graph=graph, policy=graph["policy"], rules=[rule(index, d) for d in denied(graph)],
                  mistakes=authority_differences(index), counts=counts(index), svg=svg_inline(svg),
                  compartments=[compartment(index, n) for n in index.kind_nodes(*KIND_WORDS)],
                  devices=[device(index, n) for n in index.kind_nodes("hardware")], parties=index.parties(),
                  drivers=index.dma_drivers(), time=time(graph), data=script_data(index),
                  css=(FOLDER / "audit.css").read_text(), js=(FOLDER / "audit.js").read_text())


def denied(graph):
    return graph["policy"]["denied"]


def rule(index, verdict):
    """A deny rule with every way that is left."""
    return {**verdict, **{k: v for k, v in why_answer(index, verdict["from"], verdict["to"]).items()
                          if k in ("ways", "complete")}}


def time(graph):
    """The windows, what several partitions share, and the flows that cross; None without windows."""
    if "time" not in graph:
        return None
    return {"windows": graph["time"]["windows"], "shared": [channel_words(s) for s in graph["time"]["shared"]],
            "crossing": [f for f in graph["flows"] if "crosses" in f]}


def counts(index):
    """What there is, how many of it, in words that fit the number."""
    shared = {e["to"] for e in index.edges("mapping") if len({h["holder"] for h in index.holders_of(e["to"])}) > 1}
    found = {
        "components": len(index.kind_nodes("component", "machine")), "guests": len(index.kind_nodes("guest")),
        "connections": len({e["connection"] for e in index.graph["edges"] if e.get("ends") and "connection" in e}),
        "capabilities": len(index.edges("capability")), "mappings": len(index.edges("mapping")),
        "shared memories": len(shared), "devices": len(index.kind_nodes("hardware")),
    }
    return {singular(words) if number == 1 else words: number for words, number in found.items()}


def singular(words):
    return words[:-3] + "y" if words.endswith("ies") else words[:-1]


def compartment(index, node):
    """own: what every component has for itself; given: what connects it."""
    held = [{"words": edge_words(index, e), "rights": ", ".join(e["rights"]), "place": place(e),
             "own": is_own(index, e)} for e in index.held_by(node["name"])]
    return {"name": node["name"], "kind": KIND_WORDS[node["kind"]], "type": node.get("type"),
            "threads": threads(index, node), "memory": size_words(node["bytes"]) if "bytes" in node else None,
            "given": [h for h in held if not h["own"]], "own": [h for h in held if h["own"]],
            "partition": node.get("partition"), "reason": index.separators.get(node["name"], {}).get("reason")}


def is_own(index, edge):
    """Does nobody else have anything to do with it?"""
    owner = index.nodes[edge["to"]]["owner"]
    return owner == edge["holder"] and edge["connection"] is None


def place(edge):
    """The slot or address: the id's last part."""
    part = edge["id"].rpartition(":")[2]
    return f"at {part}" if edge["kind"] == "mapping" else f"slot {part}"


def threads(index, node):
    found = [n for n in index.kind_nodes("thread", "vcpu") if n["owner"] == node["name"] and "priority" in n]
    return [f"{n['name']} at priority {n['priority']}" for n in found]


def device(index, node):
    """A device, its driver's rights over it."""
    names = {e["connection"] for e in index.graph["edges"] if node["id"] in (e["from"], e["to"]) and "connection" in e}
    held = [e for e in index.edges("capability", "mapping") if e["connection"] in names]
    return {"name": node["name"], "type": node["type"],
            "rights": [f"{e['holder']} {edge_words(index, e)}" for e in held]}


def svg_inline(svg):
    """The svg element alone, as wide as the page but not much wider than it is drawn."""
    element = svg[svg.index("<svg"):]
    return re.sub(r'<svg width="([0-9]+)pt" height="[^"]*"',
                  r'<svg role="group" aria-label="picture of the graph" style="max-width: \1pt"', element, count=1)


def script_data(index):
    """JSON that may stand inside a script element."""
    data = {"flows": index.flows, "separators": {n: s["reason"] for n, s in index.separators.items()},
            "parties": index.parties()}
    return json.dumps(data).replace("<", "\\u003c")
