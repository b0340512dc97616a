# SPDX-License-Identifier: BSD-2-Clause
"""Tests of the audit. They start from small.camkes, in which two clients share a server, and change one thing each."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "lib"))

from bulkhead import cli  # noqa: E402  (found through the line above)
from bulkhead.audit.index import Index  # noqa: E402
from bulkhead.gen.plan_connections import plan_make  # noqa: E402
from bulkhead.graph import graph_data  # noqa: E402
from bulkhead.model.read import read_system  # noqa: E402

SMALL = ROOT / "tests" / "audit" / "small.camkes"
PHONE = ROOT / "apps" / "phone" / "phone.camkes"
STRICT = ROOT / "apps" / "phone" / "strict.camkes"


class Description:
    """The text of a description, to be edited; read_* check it."""

    def __init__(self, path, text):
        self.path = path
        self.text = text
        path.write_text(text)

    def edit(self, old, new):
        assert self.text.count(old) == 1, f"{old!r} is there {self.text.count(old)} times"
        self.text = self.text.replace(old, new)
        self.path.write_text(self.text)
        return self

    def index(self):
        return index_of(self.path)


def index_of(path, assembly=None):
    reading = read_system(path, [ROOT], assembly)
    system = reading.system or reading.violating
    assert system, reading.report.diagnostics
    return Index(graph_data(plan_make(system), reading.verdicts))


@pytest.fixture
def small(tmp_path):
    return Description(tmp_path / "small.camkes", SMALL.read_text())


@pytest.fixture
def detour(small):
    """From right to left there is a way past the separator, longer than the one through it."""
    small.edit("component Watcher {", "component Relay { consumes Wake woken; emits Wake wake; } component Watcher {")
    return small.edit("component Disk disk;", """component Disk disk;
        component Relay first; component Relay second; component Relay third;
        connection seL4Notification a(from right.wake, to first.woken);
        connection seL4Notification b(from first.wake, to second.woken);
        connection seL4Notification c(from second.wake, to third.woken);
        connection seL4Notification d(from third.wake, to left.woken);""")


@pytest.fixture(scope="session")
def phone():
    """The phone's Index."""
    return index_of(PHONE, "phone")


@pytest.fixture(scope="session")
def strict_phone():
    """The Index of the phone with strict partitions."""
    return index_of(STRICT, "phone_strict")


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
