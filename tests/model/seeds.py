# SPDX-License-Identifier: BSD-2-Clause
"""Writes the fuzzer's first inputs: random bytes from fixed seeds."""

import argparse
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools" / "lib"))

from bulkhead.errors import tool_run  # noqa: E402  (found through the line above)

COUNT, BYTES = 24, 8192


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for seed in range(COUNT):
        (folder / f"seed-{seed}").write_bytes(random.Random(seed).randbytes(BYTES))
    return 0


if __name__ == "__main__":
    sys.exit(tool_run("seeds", main))
