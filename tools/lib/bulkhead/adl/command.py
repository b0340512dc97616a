# SPDX-License-Identifier: BSD-2-Clause
"""`bulkhead adl check`: read a description and say everything that is wrong with it."""

import json
import sys

from ..errors import InputError
from ..model.read import read_system
from .diagnostics import render_json, render_text
from .source import SourceError


def register(subparsers):
    adl = subparsers.add_parser("adl", help="architecture descriptions")
    commands = adl.add_subparsers(dest="adl_command", required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="parse and check a description")
    add_description_arguments(check)
    check.add_argument("--json", action="store_true", help="print the result as JSON")
    check.set_defaults(handler=check_command)


def add_description_arguments(parser):
    """FILE, -I and --assembly, the same for every command that reads a description."""
    parser.add_argument("file", metavar="FILE", help="the .camkes description")
    parser.add_argument("-I", dest="include", metavar="DIR", action="append", default=[],
                        help="also look for imports here (may be repeated)")
    parser.add_argument("--assembly", metavar="NAME", help="which assembly, if there are several")


def read_description(options):
    """(Reading, exit code) for parsed options; errors are printed."""
    try:
        reading = read_system(options.file, options.include, options.assembly)
    except SourceError as error:
        raise InputError("description", error) from None
    if not getattr(options, "json", False):
        sys.stderr.write(render_text(reading.report))
    return reading, reading.report.exit_code


def check_command(options):
    reading, code = read_description(options)
    if options.json:
        print(json.dumps({"ok": code == 0, "diagnostics": render_json(reading.report)}, indent=2))
    elif code == 0:
        print(f"{options.file}: {summary(reading)}")
    else:
        count = len(reading.report.diagnostics)
        print(f"{options.file}: {count} error{'s' if count > 1 else ''}", file=sys.stderr)
    return code


def summary(reading):
    if reading.system is None:
        return "no errors (it declares no assembly)"
    system = reading.system
    kept = [f"  deny {v.origin} {v.target}: holds{through(v)}" for v in reading.verdicts]
    line = f"assembly '{system.name}' with {len(system.instances)} components and {len(system.connections)} connections"
    return "\n".join([line, *kept])


def through(verdict):
    return f"; only through {', '.join(verdict.crossings)}" if verdict.crossings else "; no path at all"
