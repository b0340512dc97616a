#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Proves the contracts of the shipped kernel files with Frama-C WP; called by `make prove`.

Each unit is a file, the functions of it that are proved, and the facts they may use. A unit runs with one
prover and a short limit first; functions that this leaves with open goals are tried by all. Fails on any open
goal, on a proved function that is missing, and on every warning that would make a proof worthless (casts between
object types, ignored annotations). WP's cache of results stays off: every run proves everything.
"""

import argparse
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools" / "lib"))

from bulkhead.errors import tool_run  # noqa: E402  (found through the line above)

ROOT = Path(__file__).resolve().parents[1]
HERE = Path("verification")
INCLUDES = [HERE, *(Path("kernel") / name for name in ("include", "api", "core", "objects", "arch/aarch64"))]
ALL = ("cvc5", "cvc4", "z3")
STAGES = ((("cvc5",), 6), (ALL, 100))
QUICK = ((("cvc5",), 5), (ALL, 20))
RUN_LIMIT_S = 3000

GOAL = re.compile(r"\[wp\] \[([^\]]+)\] Goal (\S+)")
SUMMARY = re.compile(r"Proved goals:\s+(\d+) / (\d+)")
# WP's memory model is unsound across these; an annotation that is ignored proves nothing.
FATAL = re.compile(r"[Ii]ncompatible pointers|cast with|[Ii]gnoring|annot-error|[Uu]ser [Ee]rror|[Uu]nknown function")


@dataclass(frozen=True)
class Unit:
    name: str
    source: str
    facts: str
    functions: tuple  # empty: all of the file
    lemmas: bool = False


UNITS = (
    Unit("slot", "kernel/core/slot.c", "invariants.h", ()),
    Unit("cnode", "kernel/objects/cnode.c", "invariants.h",
         ("has_badge", "is_thread", "is_single", "check_transfer", "cnode_mint", "cnode_copy", "badged_flags",
          "put_badge", "cnode_mutate", "cnode_move", "retire", "unmap", "disarm", "delete_plain", "delete_step")),
    Unit("untyped", "kernel/objects/untyped.c", "invariants.h",
         ("is_small", "object_bits", "are_empty", "describe_object", "create_capability")),
    Unit("objects", "kernel/objects/untyped.c", "products.h", ("make_objects",)),
    Unit("retype", "kernel/objects/untyped.c", "arithmetic.h",
         ("granule_count", "align_up", "batch_size", "tag_granules", "take_granules", "untyped_retype")),
    Unit("arithmetic", "kernel/objects/untyped.c", "arithmetic.h", (), lemmas=True),
)


@dataclass
class Outcome:
    total: int
    open: list
    complaints: list


def command(unit, options, provers, timeout_s):
    """Frama-C's command line, to be run in the tree under proof."""
    includes = " ".join(f"-I{path}" for path in INCLUDES)
    arguments = ["frama-c", "-c11", "-machdep", "gcc_x86_64",
                 f"-cpp-extra-args={includes} -include {HERE / unit.facts}", unit.source,
                 "-wp", "-wp-rte", "-wp-no-parasite", "-wp-no-filter", "-wp-par", str(options.jobs),
                 "-wp-prover", ",".join(provers), "-wp-timeout", str(timeout_s), "-wp-cache", "none"]
    if unit.lemmas:
        arguments += ["-wp-prop=@lemma"]
    elif unit.functions:
        arguments += ["-wp-fct", ",".join(unit.functions)]
    if options.smoke:
        arguments += ["-wp-smoke-tests"]
    return arguments


def run_stage(unit, source_root, options, provers, timeout_s):
    arguments = command(unit, options, provers, timeout_s)
    # Frama-C looks for relative paths where PWD says, whatever the working directory is.
    environment = dict(os.environ, WHY3CONFIG=str(ROOT / HERE / "why3.conf"), PWD=str(source_root))
    run = subprocess.run(arguments, cwd=source_root, env=environment, capture_output=True, text=True,
                         timeout=RUN_LIMIT_S)
    return run.stdout + run.stderr


def judge(unit, text):
    summary = SUMMARY.findall(text)
    complaints = [line for line in text.splitlines() if FATAL.search(line) and "Goal" not in line
                  and "Unknown error" not in line]
    complaints += [f"function {name} was not found" for name in unit.functions
                   if f"annotating function {name}\n" not in text]
    if not summary:
        return Outcome(0, [], complaints + [f"Frama-C gave no summary for {unit.source}", text[-2000:]])
    proved, total = map(int, summary[-1])
    unproved = [goal for verdict, goal in GOAL.findall(text)
                if f"Goal {goal} : Valid" not in text and verdict != "Passed"]
    if total - proved != len(set(unproved)):
        complaints.append(f"{total - proved} goals of {unit.name} are open, {len(set(unproved))} are named")
    return Outcome(total, sorted(set(unproved)), complaints)


def functions_of(goals, text):
    """The functions that the goals belong to; empty if one belongs to none (a lemma)."""
    names = sorted(re.findall(r"annotating function (\w+)", text), key=len, reverse=True)
    owners = [next((name for name in names if goal.startswith(f"typed_{name}_")), None) for goal in goals]
    return () if None in owners else tuple(sorted(set(owners)))


def prove(unit, source_root, options):
    """All goals with one prover, then those functions again, with all provers, that have open ones."""
    total, rest = 0, unit
    for provers, timeout_s in QUICK if options.quick else STAGES:
        text = run_stage(rest, source_root, options, provers, timeout_s)
        options.log.joinpath(f"{unit.name}.{len(provers)}.log").write_text(text)
        outcome = judge(rest, text)
        total = total or outcome.total
        if outcome.complaints or not outcome.open:
            break
        rest = replace(unit, functions=functions_of(outcome.open, text))
    return replace(outcome, total=total)


def report(outcomes, path):
    total = sum(outcome.total for outcome in outcomes.values())
    unproved = sum(len(outcome.open) for outcome in outcomes.values())
    path.write_text(json.dumps({
        "goals": total,
        "proved": total - unproved,
        "units": [{"name": unit.name, "source": unit.source, "functions": list(unit.functions),
                   "goals": outcome.total, "open": outcome.open} for unit, outcome in outcomes.items()],
    }, indent=2) + "\n")
    print(f"proof goals: {total}, proved: {total - unproved}")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tree", type=Path, default=ROOT, help="the tree to prove (default: this one)")
    parser.add_argument("--unit", action="append", help="only this unit; may be given again")
    parser.add_argument("--function", action="append", help="only this function of the unit; may be given again")
    parser.add_argument("--smoke", action="store_true", help="also look for contracts that contradict themselves")
    parser.add_argument("--quick", action="store_true", help="give up early; for mistakes that are to be noticed")
    parser.add_argument("--jobs", type=int, default=2, help="provers at a time")
    parser.add_argument("-o", "--output", type=Path, default=Path("build/prove.json"), help="result as JSON")
    options = parser.parse_args()
    options.output = options.output.absolute()
    options.log = options.output.parent / "prove"
    options.log.mkdir(parents=True, exist_ok=True)
    return options


def main():
    options = parse_arguments()
    outcomes = {}
    for unit in UNITS:
        if options.unit and unit.name not in options.unit:
            continue
        if options.function:
            unit = replace(unit, functions=tuple(options.function))
        outcomes[unit] = prove(unit, options.tree, options)
        print(f"  PROVE     {unit.name}: {outcomes[unit].total - len(outcomes[unit].open)} of "
              f"{outcomes[unit].total}", flush=True)
        for line in [*(f"open: {goal}" for goal in outcomes[unit].open), *outcomes[unit].complaints]:
            print(f"    {line}", flush=True)
    report(outcomes, options.output)
    sound = all(outcome.total and not outcome.open and not outcome.complaints for outcome in outcomes.values())
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(tool_run("prove", main))
