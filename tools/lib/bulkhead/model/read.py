# SPDX-License-Identifier: BSD-2-Clause
"""From a file name to a checked System: the one way in for every command."""

from ..adl.diagnostics import Report, Stop
from ..adl.loader import loader_load
from ..gen.wire import words_check
from ..policy import policy_check
from .build import assembly_choose, build
from .checks import system_check
from .resolve import resolve


class Reading:
    """What came of reading a description: report, and system if there are no errors."""

    def __init__(self):
        self.report = Report()
        self.system = None
        self.verdicts = []
        self.sources = []
        self.assemblies = []


def read_system(path, include_folders=(), assembly_name=None):
    """Read, check and expand; raises SourceError if the file itself cannot be read."""
    reading = Reading()
    try:
        fill(reading, path, include_folders, assembly_name)
    except Stop:
        reading.system = None
    return reading


def fill(reading, path, include_folders, assembly_name):
    report = reading.report
    tree, reading.sources = loader_load(path, report, include_folders)
    reading.assemblies = [a.name.text for a in tree.assemblies if a.name]
    declarations = resolve(tree, report)
    for procedure in declarations.procedures.values():
        words_check(procedure, report)
    if not tree.assemblies and assembly_name is None:
        report.stop_on_errors()
        return
    chosen = assembly_choose(tree, assembly_name, reading.sources[0], report)
    system = build(chosen, declarations, report)
    system_check(system, report)
    report.stop_on_errors()
    reading.verdicts = policy_check(system, report)
    report.stop_on_errors()
    reading.system = system
