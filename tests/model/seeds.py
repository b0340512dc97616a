# SPDX-License-Identifier: BSD-2-Clause
"""Writes the fuzzer's first inputs: random bytes from fixed seeds. usage: seeds.py FOLDER"""

import random
import sys
from pathlib import Path

COUNT, BYTES = 24, 8192


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for seed in range(COUNT):
        (folder / f"seed-{seed}").write_bytes(random.Random(seed).randbytes(BYTES))


if __name__ == "__main__":
    main()
