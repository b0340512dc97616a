# SPDX-License-Identifier: BSD-2-Clause
"""The command line: one subcommand per module, each of which registers itself.

A module offers `register(subparsers)`; its handler gets the parsed options and returns an exit code (errors.py).
"""

import argparse
import importlib
import importlib.util

from bulkhead.errors import tool_run

COMMANDS = ("adl.command", "gen.command", "gen.interface_command", "graph", "audit.command", "audit.why", "audit.who",
            "audit.blast", "package", "profile", "flash", "run", "sbom", "receipt")


def make_parser():
    parser = argparse.ArgumentParser(prog="bulkhead", description="Bulkhead's tools.")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in COMMANDS:
        if importlib.util.find_spec(f"bulkhead.{name}"):
            module = importlib.import_module(f"bulkhead.{name}")
            if hasattr(module, "register"):
                module.register(subparsers)
    return parser


def main(arguments):
    options = make_parser().parse_args(arguments)
    return tool_run("bulkhead", options.handler, options)
