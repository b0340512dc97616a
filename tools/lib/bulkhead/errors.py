# SPDX-License-Identifier: BSD-2-Clause
"""What a command of tools/bulkhead raises when it cannot do what it was asked; the command line tells the user."""


class InputError(Exception):
    """The input is bad: exit code 1. Names the file (or `file:line`) and says what is wrong with it."""

    def __init__(self, subject, message):
        super().__init__(f"{subject}: {message}")
