# SPDX-License-Identifier: BSD-2-Clause
"""What the documents name exists: files, links and their headings, make targets, commands, and the kernel's names."""

import re
import subprocess
from pathlib import Path

import pytest

from bulkhead import cli

ROOT = Path(__file__).resolve().parents[2]


def git(*arguments):
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True).stdout


DOCUMENTS = [path for path in git("ls-files", "*.md").split()]
FILES = set(git("ls-files").split())
FOLDERS = {str(parent) for path in FILES for parent in Path(path).parents}
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", "".join((ROOT / path).read_text() for path in FILES
                                                      if path.endswith(".mk") or path == "Makefile"), re.MULTILINE))
CODE_FOLDERS = ("kernel/", "components/", "tools/lib/bulkhead/")
NAMES = set(re.findall(r"\w+", "".join((ROOT / path).read_text() for path in FILES if path.startswith(CODE_FOLDERS))))
CODE = re.compile(r"`([^`\n]+)`")
PLACE = re.compile(r"^(?:\.\./)*(?:kernel|platform|components|idl|apps|verification|tests|tools|docs)/[\w./-]*$")
IDENTIFIER = re.compile(r"^[a-z]+(?:_[a-z0-9]+)+(?:\(\))?$")


def text_of(document):
    return (ROOT / document).read_text()


def spans(document):
    """What stands in backticks, outside of blocks of code."""
    return CODE.findall(re.sub(r"^```.*?^```", "", text_of(document), flags=re.MULTILINE | re.DOTALL))


def lines_of_code(document):
    return [*spans(document), *re.findall(r"^(?: {4}|\$ )(.*)$", text_of(document), re.MULTILINE),
            *(line for block in re.findall(r"^```\w*\n(.*?)^```", text_of(document), re.MULTILINE | re.DOTALL)
              for line in block.splitlines())]


def headings(document):
    """Each heading as a link names it."""
    found = re.findall(r"^#+ (.*)$", text_of(document), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_document__names_files_that_exist(document):
    named = {span.rstrip("/") for span in spans(document) if PLACE.match(span)}
    folder = Path(document).parent
    missing = {name for name in named if name not in FILES | FOLDERS and str(folder / name) not in FILES | FOLDERS}
    assert missing == set()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_document__links_lead_somewhere(document):
    for target in re.findall(r"\]\(([^)\s:]+)\)", text_of(document)):
        path, _, heading = target.partition("#")
        file = (ROOT / document).parent / path if path else ROOT / document
        assert file.exists(), target
        assert not heading or heading in headings(file), target


@pytest.mark.parametrize("document", DOCUMENTS)
def test_document__names_make_targets_that_exist(document):
    named = {word for line in lines_of_code(document) for word in re.findall(r"^make ([a-z][a-z-]*)\b(?![./])", line)}
    assert named <= TARGETS


@pytest.mark.parametrize("document", DOCUMENTS)
def test_document__names_commands_that_exist(document):
    (choices,) = (action.choices for action in cli.make_parser()._actions if isinstance(action.choices, dict))
    named = {word for line in lines_of_code(document) for word in re.findall(r"tools/bulkhead ([a-z]+(?:-[a-z]+)*)", line)}
    assert named <= set(choices)


@pytest.mark.parametrize("document", ["docs/walkthrough.md", "docs/manual.md", "docs/design.md"])
def test_document__names_parts_of_the_code_that_exist(document):
    assert {span.removesuffix("()") for span in spans(document) if IDENTIFIER.match(span)} <= NAMES
