# SPDX-License-Identifier: BSD-2-Clause
"""docs/auditing.md shows what its commands really print. `…` stands for anything that is left out."""

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLACE = re.compile(r"(\.camkes):\d+:\d+")  # moves with every edit
PROGRESS = re.compile(r"^  [A-Z]+ +\S+\n", re.MULTILINE)  # make's, of what it builds on the way


def examples():
    """(command, what is shown of its output)."""
    text = (ROOT / "docs" / "auditing.md").read_text()
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for example in block.removeprefix("$ ").split("\n$ "):
            command, _, shown = example.partition("\n")
            yield command, shown


def pattern(shown):
    return ".*".join(re.escape(part) for part in PLACE.sub(r"\1", shown.strip()).split("…"))


@pytest.mark.parametrize(("command", "shown"), examples(), ids=[command for command, _shown in examples()])
def test_document__shows_what_the_command_prints(command, shown):
    environment = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    done = subprocess.run(command.split(), cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, timeout=120, check=False)
    printed = PLACE.sub(r"\1", PROGRESS.sub("", done.stdout)).strip()
    assert re.fullmatch(pattern(shown), printed, re.DOTALL), printed
