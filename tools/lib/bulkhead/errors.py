# SPDX-License-Identifier: BSD-2-Clause
"""How every tool of this repository ends: its exit code, and what it raises when it cannot do what it was asked."""

import os
import sys
from enum import IntEnum


class ExitCode(IntEnum):
    """The table in docs/manual.md; argparse itself ends with USAGE."""

    DONE = 0      # done, and nothing to object to
    REJECTED = 1  # the input is bad, or what was checked is not in order; the message says where and why
    USAGE = 2     # wrong usage
    VIOLATED = 3  # the description violates its policy, or its graph is not the accepted one
    FAILED = 4    # the tool itself failed, or a program that it runs did


class InputError(Exception):
    """The input is bad: REJECTED. Names the file (or `file:line`) and says what is wrong with it."""

    def __init__(self, subject, message):
        super().__init__(f"{subject}: {message}")


class ToolError(Exception):
    """A program that the tool needs did not do its work: FAILED. The message is the user's."""


def tool_run(name, body, *arguments):
    """The exit code of `body(*arguments)`, which returns one; what it raises is told in one line."""
    def tell(code, text):
        print(f"{name}: {text}", file=sys.stderr)
        return code

    try:
        return body(*arguments)
    except InputError as error:
        return tell(ExitCode.REJECTED, f"error: {error}")
    except ToolError as error:
        return tell(ExitCode.FAILED, f"error: {error}")
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    except OSError as error:
        subject = f"{error.filename}: " if error.filename else ""
        return tell(ExitCode.REJECTED, f"error: {subject}{error.strerror}")
    except Exception as error:  # a mistake of ours: say so in one line, the details on request
        if "BULKHEAD_DEBUG" in os.environ:
            raise
        return tell(ExitCode.FAILED, f"internal error: {type(error).__name__}: {error}")
