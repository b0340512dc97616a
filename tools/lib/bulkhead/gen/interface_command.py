# SPDX-License-Identifier: BSD-2-Clause
"""`bulkhead interface`: what the build and the manual make of the kernel's interface, kernel/api/interface.h."""

from pathlib import Path

from .. import interface
from ..errors import InputError
from .reference import reference_fill
from .stubs import stubs_text


def register(subparsers):
    parser = subparsers.add_parser("interface", help="make stubs and the manual's tables of the kernel's interface")
    commands = parser.add_subparsers(dest="interface_command", required=True, metavar="COMMAND")
    stubs = commands.add_parser("stubs", help="C functions for every system call and method")
    stubs.add_argument("-o", "--output", metavar="FILE", type=Path, required=True)
    stubs.set_defaults(handler=stubs_command)
    manual = commands.add_parser("manual", help="bring the tables of a manual up to date")
    manual.add_argument("file", metavar="FILE", type=Path)
    manual.add_argument("--check", action="store_true", help="change nothing, fail if a table is not up to date")
    manual.set_defaults(handler=manual_command)


def stubs_command(options):
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(stubs_text(interface.load()))
    return 0


def manual_command(options):
    old = options.file.read_text()
    new = reference_fill(old, interface.load(), options.file)
    if options.check and new != old:
        line = next(n for n, (a, b) in enumerate(zip(old.splitlines() + [""], new.splitlines() + [""]), 1) if a != b)
        raise InputError(f"{options.file}:{line}", "not what the interface says; `make manual` brings it up to date")
    if new != old:
        options.file.write_text(new)
    return 0
