# SPDX-License-Identifier: BSD-2-Clause
"""Tests of the language and the generator. They start from data/pair.camkes and break one thing each."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "lib"))

from bulkhead import cli  # noqa: E402  (found through the line above)
from bulkhead.gen.plan_connections import plan_make  # noqa: E402
from bulkhead.model.read import read_system  # noqa: E402

PAIR = ROOT / "tests" / "idl" / "data" / "pair.camkes"


class Description:
    """The text of a description, to be edited and checked."""

    def __init__(self, folder, text):
        self.path = folder / "pair.camkes"
        self.text = text

    def edit(self, old, new):
        assert self.text.count(old) == 1, f"{old!r} is there {self.text.count(old)} times"
        self.text = self.text.replace(old, new)
        return self

    def add(self, section, text):
        """Put text at the start of `composition` or `configuration`, or before `assembly`."""
        if section == "assembly":
            return self.edit("assembly pair {", f"{text}\nassembly pair {{")
        return self.edit(f"{section} {{", f"{section} {{\n{text}")

    def policy(self, rules):
        return self.edit("    configuration {", f"    policy {{ {rules} }}\n    configuration {{")

    def read(self, assembly=None):
        self.path.write_text(self.text)
        return read_system(self.path, [], assembly)

    def system(self):
        reading = self.read()
        assert reading.report.diagnostics == []
        return reading.system

    def plan(self):
        return plan_make(self.system())

    def errors(self):
        """(rule, line's text from the caret on, message) of each diagnostic."""
        return [Found(d) for d in self.read().report.sorted()]

    def error(self):
        """The only error."""
        found = self.errors()
        assert len(found) == 1, [f.rule + ": " + f.message for f in found]
        return found[0]


class Found:
    def __init__(self, diagnostic):
        self.rule = diagnostic.rule
        self.message = diagnostic.message
        self.notes = [n.text for n in diagnostic.notes]
        span = diagnostic.span
        self.at = span.source.text[span.start:span.end]


@pytest.fixture
def pair(tmp_path):
    return Description(tmp_path, PAIR.read_text())


@pytest.fixture
def describe(tmp_path):
    """A description of its own text."""
    return lambda text: Description(tmp_path, text)


@pytest.fixture
def bulkhead(capsys):
    """Runs a command line; gives (exit code, standard output, standard error)."""
    def run(*arguments):
        try:
            code = cli.main([str(a) for a in arguments])
        except SystemExit as stop:
            code = stop.code
        output = capsys.readouterr()
        return code, output.out, output.err
    return run
