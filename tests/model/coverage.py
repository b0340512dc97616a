# SPDX-License-Identifier: BSD-2-Clause
"""Prints for each kernel file how many of its branches were taken, and the lines that nothing reached."""

import argparse
import json
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools" / "lib"))

from bulkhead.errors import tool_run  # noqa: E402  (found through the line above)


def lines_of(path):
    """The lines of one object's own source file, from gcov."""
    output = subprocess.run(["gcov", "--branch-probabilities", "--json-format", "--stdout", str(path)],
                            capture_output=True, check=True, text=True).stdout
    files = json.loads(output.splitlines()[0])["files"]
    source = f"{path.stem}.c"
    return next((file["lines"] for file in files if Path(file["file"]).name == source), [])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("objects", nargs="+", type=Path, help="of `make coverage`; gcov's notes and counts lie beside them")
    objects = parser.parse_args().objects
    total = taken = 0
    unreached = []
    print(f"{'file':34}{'branches':>9}{'taken':>7}{'lines not reached':>19}")
    for path in objects:
        lines = lines_of(path)
        source = path.relative_to("build/coverage").with_suffix(".c")
        branches = [branch["count"] for line in lines for branch in line["branches"]]
        missed = [line["line_number"] for line in lines if line["count"] == 0]
        count = sum(1 for branch in branches if branch)
        print(f"{str(source):34}{len(branches):9}{count:7}{len(missed):19}")
        unreached += [f"{source}:{number}" for number in missed]
        total, taken = total + len(branches), taken + count
    print(f"branches: {total}, taken: {taken} ({100 * taken / max(total, 1):.1f} %)")
    print("not reached: " + (" ".join(unreached) or "nothing"))
    return 0 if total else 1


if __name__ == "__main__":
    sys.exit(tool_run("coverage", main))
