# SPDX-License-Identifier: BSD-2-Clause
"""`bulkhead why A B`: can information get from A to B, by which steps, and what of the policy bears on it."""

import json
import sys

from ..adl.command import PHONE, add_description_arguments
from .reading import party_known, read_index
from .ways import way_flows, ways_between

FREE, SEPARATED, NONE = "free", "separated", "none"


def register(subparsers):
    why = subparsers.add_parser("why", help="explain whether and how information can flow from A to B")
    why.add_argument("origin", metavar="A", help="a component, guest (NAME.guest) or device")
    why.add_argument("target", metavar="B")
    add_description_arguments(why, PHONE)
    why.add_argument("--json", action="store_true", help="print the answer as JSON")
    why.set_defaults(handler=why_command)


def why_command(options):
    index, code = read_index(options)
    if index is None:
        return code
    for name in (options.origin, options.target):
        party_known(index, name)
    answer = why_answer(index, options.origin, options.target)
    sys.stdout.write(json.dumps(answer, indent=1) + "\n" if options.json else why_text(answer))
    return code


def why_answer(index, origin, target):
    """The answer as data.

    verdict: `free` if some way passes no separator, `separated` if every way passes one, else `none`.
    ways: those that cannot be shortened; the ones through fewer separators first.
    """
    found, complete = ways_between(index.flows, origin, target)
    ways = sorted((way_data(index, w) for w in found), key=lambda w: (len(w["separators"]) > 0, len(w["steps"])))
    verdict = NONE if not ways else SEPARATED if ways[0]["separators"] else FREE
    rules = [d for d in index.graph["policy"]["denied"] if (d["from"], d["to"]) == (origin, target)]
    return {"from": origin, "to": target, "verdict": verdict, "ways": ways, "complete": complete, "denied": rules}


def way_data(index, way):
    """separators: those that are passed; where a way begins or ends is not passed."""
    steps = [{"from": here, "to": there, "flows": [step_data(index, f) for f in flows], **crossing(flows)}
             for here, there, flows in way_flows(index.flows, way)]
    passed = [index.separators[name] for name in way[1:-1] if name in index.separators]
    return {"stops": list(way), "steps": steps, "separators": passed}


def crossing(flows):
    """`crosses`: the partitions of a step's two ends if they differ."""
    return {"crosses": flows[0]["crosses"]} if "crosses" in flows[0] else {}


def step_data(index, flow):
    return {"connection": flow["connection"], "kind": flow["kind"], "words": flow["words"],
            "rights": step_rights(index, flow)}


def step_rights(index, flow):
    """`auth.login uses` for each end of the connection between the two."""
    for edge in index.connections(flow["connection"]):
        names = [index.nodes[edge[side]]["name"] for side in ("from", "to")]
        if sorted(names) == sorted((flow["from"], flow["to"])):
            return [f"{end} {right}" for end, right in zip(edge["ends"], edge["rights"])]
    return []


# --- in words --------------------------------------------------------------------------


def why_text(answer):
    lines = [headline(answer), ""] if answer["ways"] else [headline(answer)]
    if answer["ways"]:
        lines += way_lines(answer["ways"][0])
        lines += other_lines(answer)
    return "\n".join(lines + policy_lines(answer)) + "\n"


def headline(answer):
    pair = f"from {answer['from']} to {answer['to']}"
    if answer["verdict"] == NONE:
        return f"No information can flow {pair}."
    if answer["verdict"] == FREE:
        return f"Information can flow {pair}."
    return f"Information can flow {pair} only through what separates them."


def way_lines(way):
    lines = []
    for number, step in enumerate(way["steps"], 1):
        lines.append(f"  {number}. {step['from']} → {step['to']}{crossing_words(step)}")
        lines += [f"       {step['from']} {flow['words']}  [{flow_place(flow)}]" for flow in step["flows"]]
    return lines + [f"  {s['component']} separates: {s['reason']} ({s['at']})" for s in way["separators"]]


def crossing_words(step):
    return "  (from partition {} to {})".format(*step["crosses"]) if "crosses" in step else ""


def flow_place(flow):
    return ": ".join([f"{flow['kind']} {flow['connection']}", ", ".join(flow["rights"])]).removesuffix(": ")


def other_lines(answer):
    if len(answer["ways"]) == 1:
        return []
    lines = ["", "Every other way that cannot be shortened:" if answer["complete"] else "Some of the other ways:"]
    for way in answer["ways"][1:]:
        names = ", ".join(s["component"] for s in way["separators"])
        lines.append(f"  {' → '.join(way['stops'])}" + (f"  (separated by {names})" if names else ""))
        lines += [f"    {s['component']} separates: {s['reason']}" for s in way["separators"]]
    return lines


def policy_lines(answer):
    return ["", *(f"Policy: deny {d['from']} {d['to']} ({d['at']}) {'holds' if d['holds'] else 'IS VIOLATED'}."
                  for d in answer["denied"])] if answer["denied"] else []
