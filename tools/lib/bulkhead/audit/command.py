# SPDX-License-Identifier: BSD-2-Clause
"""`bulkhead audit`: the verdict on an assembly, its report, and its difference from what was accepted."""

import sys
from pathlib import Path

from ..adl.command import PHONE, add_description_arguments
from ..adl.diagnostics import POLICY_VIOLATED
from ..graph import graph_text
from .authority import authority_differences
from .golden import authority_lines, difference_text, golden_difference, golden_text, lines_load
from .page import page_html
from .picture import picture_dot, picture_svg
from .reading import read_index
from .words import channel_words

USAGE = """bulkhead audit [FILE] [-I DIR] [--assembly NAME] -o DIR [--golden FILE [--accept]]
       bulkhead audit diff OLD NEW"""


def register(subparsers):
    audit = subparsers.add_parser("audit", usage=USAGE, help="check the policy and write the auditor's report")
    add_description_arguments(audit, PHONE)
    audit.add_argument("compared", nargs="*", type=Path, metavar="OLD NEW",
                       help="with `diff` for FILE: two graph.json or golden files")
    audit.add_argument("-o", "--output", metavar="DIR", type=Path,
                       help="folder for index.html, graph.svg, graph.dot, graph.json")
    audit.add_argument("--golden", metavar="FILE", type=Path, help="the accepted graph: a difference is a failure")
    audit.add_argument("--accept", action="store_true", help="write the golden file anew instead of comparing")
    audit.set_defaults(handler=audit_command, usage_error=audit.error)


def audit_command(options):
    if str(options.file) == "diff":
        return diff_command(options)
    if options.compared or (options.accept and not options.golden):
        options.usage_error("expected one FILE, and --accept together with --golden")
    index, code = read_index(options)
    if index is None:
        return code
    if options.output:
        report_write(index, options.output)
    sys.stdout.write(verdict_text(index))
    mistakes = authority_differences(index)
    print("\n".join(mistakes) or "declared and handed out agree: every flow has its capability, and the other way round")
    return code or (POLICY_VIOLATED if mistakes else golden_check(index, options))


def report_write(index, folder):
    folder.mkdir(parents=True, exist_ok=True)
    svg = picture_svg(index.graph)
    (folder / "graph.json").write_text(graph_text(index.graph))
    (folder / "graph.dot").write_text(picture_dot(index.graph))
    (folder / "graph.svg").write_text(svg)
    (folder / "index.html").write_text(page_html(index, svg))
    print(f"report: {folder / 'index.html'}")


def verdict_text(index):
    """One line per deny rule and DMA driver; of the violated ones the diagnostics have told the witness."""
    policy = index.graph["policy"]
    lines = [f"deny {d['from']} {d['to']}: {outcome(d)}" for d in policy["denied"]]
    lines = lines or ["no deny rule: nothing is forbidden"]
    for driver, device in index.dma_drivers():
        known = "NOT ACKNOWLEDGED" if driver in policy["unacknowledged"] else "acknowledged"
        lines.append(f"all memory by DMA: {driver} through {device}: {known}")
    lines += time_lines(index.graph)
    return "".join(f"{line}\n" for line in lines)


def time_lines(graph):
    """The windows of strict partitions, and what they leave between them."""
    if "time" not in graph:
        return []
    lines = [f"window: partition {w['partition']}, {w['length_us']} us, its threads after {w['padding_us']} us"
             for w in graph["time"]["windows"]]
    lines += [f"time channel: {channel_words(s)}" for s in graph["time"]["shared"]]
    crossing = sum("crosses" in f for f in graph["flows"])
    return [*lines, f"declared flows from one partition to another: {crossing}"]


def outcome(denied):
    if not denied["holds"]:
        return "VIOLATED"
    through = denied["only_through"]
    return f"holds; only through {', '.join(through)}" if through else "holds; no path at all"


def golden_check(index, options):
    """Exit code; an accepted graph that differs is said to, with the way to accept the new one."""
    if not options.golden:
        return 0
    if options.accept:
        options.golden.write_text(golden_text(index))
        print(f"accepted: {options.golden}")
        return 0
    text = difference_text(*golden_difference(lines_load(options.golden), authority_lines(index)))
    if not text:
        print(f"the graph is the accepted one ({options.golden})")
        return 0
    sys.stdout.flush()
    sys.stderr.write(f"{options.golden}: error: the graph is not the accepted one\n{text}"
                     "help: if every line is meant, accept them with `make audit-accept` and commit the file\n")
    return POLICY_VIOLATED


def diff_command(options):
    if len(options.compared) != 2:
        options.usage_error("diff compares two files: bulkhead audit diff OLD NEW")
    old, new = (lines_load(path) for path in options.compared)
    text = difference_text(*golden_difference(old, new))
    sys.stdout.write(text or "no capability gained or lost\n")
    return 1 if text else 0
