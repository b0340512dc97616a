# SPDX-License-Identifier: BSD-2-Clause
"""The graph as a picture: compartments and devices, one line for all that joins two of them.

Graphviz lays it out. Every node and edge has an id and classes, by which the page restyles
and focuses it; the colours here are those of the file on its own.
"""

import subprocess

from ..errors import InputError

NODE_STYLES = {
    "component": ("box", "#e8eef9"), "machine": ("box3d", "#e6f4ea"), "guest": ("oval", "#f6faf7"),
    "hardware": ("hexagon", "#f1f1ee"), "memory": ("cylinder", "#fdeceb"),
}
# What a line shows if several kinds of connection join the same two, strongest first.
EDGE_COLOURS = {
    "dma": "#b3261e", "guest": "#3d7a4f", "dataport": "#2f5fb3", "rpc": "#6b3fa0", "mmio": "#6b6b60",
    "interrupt": "#6b6b60", "event": "#8a8a8a", "time": "#b7791f", "fault": "#c4c4c4",
}
DASHED = ("event", "interrupt", "fault", "time", "dma")


def picture_svg(graph):
    """The picture as SVG; raises InputError without graphviz."""
    try:
        made = subprocess.run(["dot", "-Tsvg"], input=picture_dot(graph), capture_output=True, text=True, check=True)
    except FileNotFoundError:
        raise InputError("dot", "graphviz is not installed (tools/deps/packages.txt lists it)") from None
    return made.stdout


def picture_dot(graph):
    nodes = {n["id"]: n for n in graph["nodes"] if n["kind"] in NODE_STYLES}
    lines = [f'digraph "{graph["assembly"]}" {{', "\trankdir=LR; ranksep=0.9; nodesep=0.28; bgcolor=transparent;",
             '\tnode [fontname="Helvetica", fontsize=13, style=filled, color="#55606e", margin="0.14,0.07"];',
             '\tedge [fontname="Helvetica", fontsize=10, arrowsize=0.6];']
    lines += [node_line(n) for n in nodes.values()]
    flows = {(f["from"], f["to"]) for f in graph["flows"]}
    lines += [edge_line(nodes, pair, edges, flows) for pair, edges in joined(graph, nodes).items()]
    return "\n".join(lines + ["}"]) + "\n"


def node_line(node):
    shape, colour = NODE_STYLES[node["kind"]]
    name = node["name"] + (f"\\npartition {node['partition']}" if "partition" in node else "")
    return (f'\t"{node["id"]}" [id="node:{node["name"]}", class="{node["kind"]}", label="{name}", '
            f'tooltip="{node["name"]}", shape={shape}, fillcolor="{colour}"];')


def joined(graph, nodes):
    """(one end, other end) -> what joins them, each unordered pair once; guests first, so that they stand outside."""
    found = {}
    for edge in [*guest_edges(graph), *graph["edges"]]:
        ends = (edge["from"], edge["to"])
        if edge["kind"] in EDGE_COLOURS and ends[0] != ends[1] and all(e in nodes for e in ends):
            pair = ends if ends in found or ends[::-1] not in found else ends[::-1]
            found.setdefault(pair, []).append(edge)
    return found


def guest_edges(graph):
    return [{"from": n["id"], "to": f"component:{n['monitor']}", "kind": "guest", "connection": "memory and exits"}
            for n in graph["nodes"] if n["kind"] == "guest"]


def edge_line(nodes, pair, edges, flows):
    names = tuple(nodes[end]["name"] for end in pair)
    kinds = sorted({e["kind"] for e in edges}, key=list(EDGE_COLOURS).index)
    labels = list(dict.fromkeys(f"{e['kind']} {e.get('connection', '')}".strip() for e in edges))
    style = "dashed" if all(k in DASHED for k in kinds) else "solid"
    width = 1.8 if style == "solid" else 1.2
    crossing = crossing_mark(edges)
    return (f'\t"{pair[0]}" -> "{pair[1]}" [id="edge:{names[0]}:{names[1]}", class="{" ".join(kinds)}{crossing["class"]}", '
            f'dir={direction(names, flows)}, color="{EDGE_COLOURS[kinds[0]]}", style={style}, penwidth={width}, '
            f'tooltip="{names[0]} – {names[1]}: {", ".join(labels)}{crossing["words"]}"{crossing["label"]}];')


def crossing_mark(edges):
    """What a line gets that joins two strict partitions: a class, an hourglass, words."""
    pair = next((e["crosses"] for e in edges if "crosses" in e), None)
    if pair is None:
        return {"class": "", "label": "", "words": ""}
    return {"class": " crosses", "label": ', label="⧗"', "words": f" (partitions {pair[0]} and {pair[1]})"}


def direction(names, flows):
    """Where the arrow heads stand: where information can go. DMA is no flow and goes both ways."""
    there, back = names in flows, names[::-1] in flows
    return "both" if there == back else "forward" if there else "back"
