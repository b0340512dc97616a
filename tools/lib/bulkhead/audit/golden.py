# SPDX-License-Identifier: BSD-2-Clause
"""The authority of an assembly as sorted lines, one per capability, mapping, thread, device, rule.

A golden file is this text, accepted by a person and checked in. Slot numbers and virtual
addresses are not in it: they name authority and do not add to it, and would make every
line behind a new capability differ.
"""

import json
from collections import Counter

from ..errors import InputError
from .index import Index
from .words import size_words

HEADER = """# SPDX-License-Identifier: BSD-2-Clause
# Every capability of assembly {name}, and what else gives authority, as accepted by an auditor: one a line, sorted.
# `bulkhead audit` compares; after review, `make audit-accept` writes it anew.
"""


def golden_text(index):
    return HEADER.format(name=index.graph["assembly"]) + "".join(f"{line}\n" for line in authority_lines(index))


def authority_lines(index):
    """Sorted; equal capabilities in two slots are two lines."""
    lines = [capability_line(index, e) for e in index.edges("capability")]
    lines += [mapping_line(index, e) for e in index.edges("mapping")]
    lines += [f"{index.nodes[e['from']]['name']} faults to {index.nodes[e['to']]['name']} badge {e['badge']:#x}"
              for e in index.edges("faults")]
    lines += [f"{driver} drives {device}, whose DMA reaches all memory" for driver, device in index.dma_drivers()]
    lines += [line for n in index.graph["nodes"] for line in node_lines(n)]
    return sorted(lines + policy_lines(index.graph["policy"]) + window_lines(index.graph))


def capability_line(index, edge):
    return (f"{edge['holder']} holds {index.nodes[edge['to']]['name']} {' '.join(edge['rights'])}"
            f"{badge_of(edge)}{purpose(edge)}")


def mapping_line(index, edge):
    frame = index.nodes[edge["to"]]
    return (f"{edge['holder']} maps {frame['name']} {' '.join(edge['rights'])}, "
            f"{size_words(frame['bytes'])}{place(frame)}{purpose(edge)}")


def place(frame):
    if "gicv2_page" in frame:
        return " of its virtual interrupts, with a GICv2"
    return f" registers at {frame['address']:#x}" if "address" in frame else ""


def badge_of(edge):
    return f" badge {edge['badge']:#x}" if edge["badge"] else ""


def purpose(edge):
    return f" for {edge['connection']}" if edge["connection"] else ""


def node_lines(node):
    if node["kind"] in ("component", "machine", "hardware"):
        place = f" in partition {node['partition']}" if "partition" in node else ""
        yield f"{node['name']} is a {node['kind']} of type {node['type']}{place}"
    elif node["kind"] == "irq_handler":
        yield f"{node['name']} is interrupt {node['line']}, {node['trigger']}"
    elif node["kind"] == "sched_context":
        yield f"{node['name']} gives {node['budget_us']} us every {node['period_us']} us on core {node['core']}"
    elif "priority" in node:
        yield f"{node['name']} runs at priority {node['priority']}"


def window_lines(graph):
    windows = graph.get("time", {"windows": []})["windows"]
    return [f"window {number}: partition {w['partition']}, {w['length_us']} us, padding {w['padding_us']} us"
            for number, w in enumerate(windows)]


def policy_lines(policy):
    lines = [f"policy: {rule}" for rule in policy["rules"]]
    lines += [f"policy: separates {r['component']}: {r['reason']}" for r in policy["separators"]]
    return lines + [f"policy: acknowledges {r['what']} {r['component']}: {r['reason']}" for r in policy["acknowledged"]]


# --- comparing -------------------------------------------------------------------------


def lines_load(path):
    """The lines of a golden file or of a graph.json; raises InputError."""
    try:
        if path.suffix == ".json":
            return authority_lines(Index(json.loads(path.read_text())))
        return [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    except (ValueError, KeyError, TypeError, AttributeError):  # what is no JSON, or JSON of another shape
        raise InputError(path, "is neither a graph.json nor a list of capabilities") from None


def golden_difference(old, new):
    """(lost, gained): the lines of only one side, as often as it has them more."""
    before, after = Counter(old), Counter(new)
    return sorted((before - after).elements()), sorted((after - before).elements())


def difference_text(lost, gained):
    """One line per capability, what is lost of a thing before what is gained, and a sum; empty if nothing differs."""
    if not lost and not gained:
        return ""
    lines = sorted([(line, "-") for line in lost] + [(line, "+") for line in gained], key=difference_order)
    return "".join(f"{sign} {line}\n" for line, sign in lines) + f"gained {len(gained)}, lost {len(lost)}\n"


def difference_order(item):
    """By holder, verb and object: then what is lost stands before what is gained."""
    line, sign = item
    return line.split(" ")[:3], sign == "+", line
