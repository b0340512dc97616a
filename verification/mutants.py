#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Plants one mistake at a time in a copy of the kernel and checks that the proof fails; see `make mutants`.

A mutant replaces text that occurs exactly once in its file. It is caught if the function that it names has an
open goal afterwards (an unprovable contract), and missed if everything still holds. As a control, the same
functions must hold without any mutant, under the same limits.
"""

import argparse
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools" / "lib"))

from bulkhead.errors import InputError, ToolError, tool_run  # noqa: E402  (found through the line above)

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("kernel", "verification")


@dataclass(frozen=True)
class Mutant:
    name: str
    unit: str
    function: str
    path: str
    right: str
    wrong: str


MUTANTS = (
    Mutant("a copy gets all rights", "slot", "slot_derive", "kernel/core/slot.c",
           ".rights = slots[source].rights & rights,", ".rights = slots[source].rights | rights,"),
    Mutant("a slot is linked in one direction only", "slot", "slot_link", "kernel/core/slot.c",
           "\tslots[before].next = slot;\n", ""),
    Mutant("a badge may be changed", "cnode", "check_transfer", "kernel/objects/cnode.c",
           "!has_badge(slots[source].type) || slots[source].badge != 0", "!has_badge(slots[source].type)"),
    Mutant("an occupied slot is overwritten", "cnode", "check_transfer", "kernel/objects/cnode.c",
           "\tif (!slot_is_empty(destination))\n\t\treturn SLOT_OCCUPIED;\n", ""),
    Mutant("retype forgets what is used already", "retype", "untyped_retype", "kernel/objects/untyped.c",
           "if (start + total > granule_count(slots[untyped].bits))",
           "if (total > granule_count(slots[untyped].bits))"),
    Mutant("retype tags one granule too few", "retype", "tag_granules", "kernel/objects/untyped.c",
           "for (u64 next = first; next", "for (u64 next = first + 1; next"),
    Mutant("retype forgets an object's tag", "untyped", "describe_object", "kernel/objects/untyped.c",
           "\tgranules[granule].type = type;\n", ""),
    Mutant("a capability that cannot be emptied yet keeps its rights", "cnode", "disarm", "kernel/objects/cnode.c",
           "\tslots[slot].rights = 0;\n", ""),
)


def plant(mutant, tree):
    path = tree / mutant.path
    text = path.read_text()
    if text.count(mutant.right) != 1:
        raise InputError(mutant.path, f"the text of mutant '{mutant.name}' occurs {text.count(mutant.right)} times")
    path.write_text(text.replace(mutant.right, mutant.wrong))


def copy_tree(directory):
    shutil.rmtree(directory, ignore_errors=True)
    for folder in COPIED:
        shutil.copytree(ROOT / folder, directory / folder)


def has_open_goal(directory, mutant):
    """Whether the copy's proof fails, for want of a proof and for nothing else."""
    run = subprocess.run([sys.executable, str(ROOT / "verification" / "prove.py"), "--tree", str(directory), "--quick",
                          "--unit", mutant.unit, "--function", mutant.function, "-o", str(directory / "prove.json")],
                         capture_output=True, text=True)
    if run.returncode != 0 and "open: " not in run.stdout:
        raise ToolError(f"the proof did not run:\n{run.stdout}{run.stderr}")
    return run.returncode != 0


def is_caught(mutant, directory):
    copy_tree(directory)
    plant(mutant, directory)
    return has_open_goal(directory, mutant)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-o", "--output", type=Path, default=Path("build/mutants"), help="where the copies go")
    options = parser.parse_args()
    control = options.output.absolute() / "control"
    copy_tree(control)
    caught = 0
    for number, mutant in enumerate(MUTANTS):
        if has_open_goal(control, mutant):
            raise InputError(mutant.function, "has open goals without any mutant")
        found = is_caught(mutant, options.output.absolute() / str(number))
        caught += found
        print(f"  MUTANT    {mutant.name}: {'caught' if found else 'MISSED'}", flush=True)
    print(f"mutants: {len(MUTANTS)}, caught: {caught}")
    return 0 if caught == len(MUTANTS) else 1


if __name__ == "__main__":
    sys.exit(tool_run("mutants", main))
