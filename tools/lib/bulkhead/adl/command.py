# SPDX-License-Identifier: BSD-2-Clause
"""`bulkhead adl check`: read a description and say everything that is wrong with it."""

import json
import sys

from ..errors import InputError
from ..model.read import read_assemblies, read_system
from .diagnostics import Report, render_json, render_text
from .loader import REPOSITORY
from .source import SourceError


def register(subparsers):
    adl = subparsers.add_parser("adl", help="architecture descriptions")
    commands = adl.add_subparsers(dest="adl_command", required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="parse and check a description")
    add_description_arguments(check)
    check.add_argument("--json", action="store_true", help="print the result as JSON")
    check.set_defaults(handler=check_command)


PHONE = REPOSITORY / "apps" / "phone" / "phone.camkes"


def add_description_arguments(parser, default=None):
    """FILE, -I and --assembly, the same for every command that reads a description. A `default` may be left out."""
    help_text = "the .camkes description" + (f" ({default})" if default else "")
    parser.add_argument("file", metavar="FILE", nargs="?" if default else None, default=default, help=help_text)
    parser.add_argument("-I", dest="include", metavar="DIR", action="append", default=[],
                        help="also look for imports here (may be repeated)")
    parser.add_argument("--assembly", metavar="NAME", help="which assembly, if there are several")


def read_description(options):
    """(Reading, exit code) for parsed options; errors are printed."""
    try:
        reading = read_system(options.file, options.include, options.assembly)
    except SourceError as error:
        raise InputError("description", error) from None
    sys.stderr.write(render_text(reading.report))
    return reading, reading.report.exit_code


def check_command(options):
    try:
        readings = readings_of(options)
    except SourceError as error:
        raise InputError("description", error) from None
    report = merged(readings)
    if options.json:
        print(json.dumps({"ok": report.exit_code == 0, "diagnostics": render_json(report)}, indent=2))
        return report.exit_code
    sys.stderr.write(render_text(report))
    if report.exit_code == 0:
        print("\n".join(f"{options.file}: {summary(r)}" for r in readings))
    else:
        count = len(report.diagnostics)
        print(f"{options.file}: {count} error{'s' if count > 1 else ''}", file=sys.stderr)
    return report.exit_code


def readings_of(options):
    """The chosen assembly's reading, or all of the description."""
    if options.assembly:
        return [read_system(options.file, options.include, options.assembly)]
    return read_assemblies(options.file, options.include)


def merged(readings):
    """All diagnostics, each once (assemblies share their declarations)."""
    report = Report()
    seen = set()
    for diagnostic in (d for r in readings for d in r.report.diagnostics):
        key = (diagnostic.rule, str(diagnostic.span), diagnostic.message)
        if key not in seen:
            seen.add(key)
            report.diagnostics.append(diagnostic)
    return report


def summary(reading):
    if reading.system is None:
        return "no errors (it declares no assembly)"
    system = reading.system
    kept = [f"  deny {v.origin} {v.target}: holds{through(v)}" for v in reading.verdicts]
    line = f"assembly '{system.name}' with {len(system.instances)} components and {len(system.connections)} connections"
    return "\n".join([line, *kept])


def through(verdict):
    return f"; only through {', '.join(verdict.crossings)}" if verdict.crossings else "; no path at all"
