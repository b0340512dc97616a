#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Checks of `make check` that need no compiler: licence lines, layers of the kernel, what may stand where.

Prints `file:line: rule` for each violation; exit 0 only without any.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools" / "lib"))

from bulkhead.errors import tool_run  # noqa: E402  (found through the line above)

ROOT = Path(__file__).resolve().parents[2]
SPDX = "SPDX-License-Identifier: BSD-2-Clause"
SOURCES = {".c", ".h", ".S", ".py", ".mk", ".ld", ".camkes", ".idl4", ".sh", ".lark"}
MAX_LINE = 140

# Each layer of the kernel may include itself and what stands left of it. arch is one interface: its
# headers below kernel/arch/<arch>/ count as arch.
LAYERS = ["api", "include", "arch", "core", "objects", "calls"]
INCLUDE = re.compile(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]')
CONDITIONAL = re.compile(r"^\s*#\s*(if|ifdef|ifndef)\b")
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b")


def tracked():
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                            capture_output=True, check=True)
    paths = (Path(name) for name in listed.stdout.decode().split("\0") if name)
    return [path for path in paths if (ROOT / path).is_file()]


def is_source(path):
    return path.suffix in SOURCES or path.name == "Makefile"


def layer_of(path):
    parts = path.parts
    return parts[1] if len(parts) > 2 and parts[0] == "kernel" and parts[1] in LAYERS else None


def kernel_headers(paths):
    """Header name to layer."""
    return {path.name: layer_of(path) for path in paths if path.suffix == ".h" and layer_of(path)}


def check_text(path, lines):
    head = "\n".join(lines[:2])
    if SPDX not in head:
        yield 1, "no SPDX line at the top"
    for number, line in enumerate(lines, 1):
        if line != line.rstrip():
            yield number, "trailing white space"
        if UNFINISHED.search(line):
            yield number, "unfinished business in a comment"
        if len(line) > MAX_LINE:
            yield number, f"longer than {MAX_LINE} columns"


def check_kernel(path, lines, headers):
    """Layers, and no variants by preprocessor outside arch."""
    layer = layer_of(path)
    if not layer:
        return
    for number, line in enumerate(lines, 1):
        included = INCLUDE.match(line)
        if included and layer != "arch":
            target = headers.get(Path(included[1]).name)
            if target and LAYERS.index(target) > LAYERS.index(layer):
                yield number, f"layer {layer} includes {included[1]} of the higher layer {target}"
        if CONDITIONAL.match(line) and layer != "arch" and path.name != "check.h":
            yield number, "#if outside arch"
    if path.suffix == ".h" and "#pragma once" not in lines:
        yield 1, "no #pragma once"


def violations():
    paths = tracked()
    headers = kernel_headers(paths)
    for path in filter(is_source, paths):
        lines = (ROOT / path).read_text().splitlines()
        for number, rule in (*check_text(path, lines), *check_kernel(path, lines, headers)):
            yield f"{path}:{number}: {rule}"


def main():
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    found = list(violations())
    print("\n".join(found) if found else "style and layers: no violation")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(tool_run("style", main))
