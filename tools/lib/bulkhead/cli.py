# SPDX-License-Identifier: BSD-2-Clause
"""The command line: one subcommand per module, each of which registers itself.

A module offers `register(subparsers)`; its handler gets the parsed options and returns the exit code. Exit
codes: 0 done, 1 the input is bad, 2 usage, 3 a policy violation, 4 an internal failure.
"""

import argparse
import importlib
import importlib.util
import os
import sys

from bulkhead.errors import InputError

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
    try:
        return options.handler(options)
    except InputError as error:
        print(f"bulkhead: error: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        subject = f"{error.filename}: " if error.filename else ""
        print(f"bulkhead: error: {subject}{error.strerror}", file=sys.stderr)
        return 1
    except Exception as error:  # a mistake of ours: say so in one line, the details on request
        if "BULKHEAD_DEBUG" in os.environ:
            raise
        print(f"bulkhead: internal error: {type(error).__name__}: {error}", file=sys.stderr)
        return 4
