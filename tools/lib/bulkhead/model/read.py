# SPDX-License-Identifier: BSD-2-Clause
"""From a file name to a checked System: the one way in for every command."""

from contextlib import suppress

from ..adl.diagnostics import POLICY_VIOLATED, Report, Stop
from ..adl.loader import loader_load
from ..gen.wire import words_check
from ..policy import policy_check
from .build import assembly_choose, assembly_parts, build
from .checks import system_check
from .resolve import resolve


class Reading:
    """What came of reading a description: report, and system if there are no errors.

    violating: the system if nothing but its policy is violated, for the audit; verdicts:
    what became of the deny rules; sources: every file that was read.
    """

    def __init__(self):
        self.report = Report()
        self.system = None
        self.violating = None
        self.verdicts = []
        self.sources = []
        self.base = None  # name of the assembly that was extended


def read_system(path, include_folders=(), assembly_name=None):
    """Read, check and expand one assembly, the only one if no name is given.

    Raises SourceError if the file itself cannot be read.
    """
    reading = Reading()
    with suppress(Stop):
        tree, declarations = read_declarations(reading, path, include_folders)
        if tree.assemblies or assembly_name:
            chosen = assembly_choose(tree, assembly_name, reading.sources[0], reading.report)
            expand(reading, chosen, tree, declarations)
    return reading


def read_assemblies(path, include_folders=()):
    """As read_system, one Reading for each assembly of the description, at least one."""
    first = Reading()
    with suppress(Stop):
        tree, declarations = read_declarations(first, path, include_folders)
        first.report.stop_on_errors()
        names = [a.name.text if a.name else None for a in tree.assemblies]
        if len(names) > 1 and None not in names and len(set(names)) == len(names):
            return [read_system(path, include_folders, name) for name in names]
        return [read_system(path, include_folders)]
    return [first]


def read_declarations(reading, path, include_folders):
    tree, reading.sources = loader_load(path, reading.report, include_folders)
    declarations = resolve(tree, reading.report)
    for procedure in declarations.procedures.values():
        words_check(procedure, reading.report)
    return tree, declarations


def expand(reading, assembly, tree, declarations):
    """Fill in the reading's system; raises Stop on any error so far."""
    report = reading.report
    parts = assembly_parts(assembly, tree, report)
    reading.base = parts[-2].name.text if len(parts) > 1 else None
    system = build(parts, declarations, report)
    system_check(system, report)
    report.stop_on_errors()
    reading.verdicts = policy_check(system, report)
    if report.exit_code == POLICY_VIOLATED:
        reading.violating = system
    report.stop_on_errors()
    reading.system = system
