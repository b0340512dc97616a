# SPDX-License-Identifier: BSD-2-Clause
"""What the audit's commands have in common: from options to an Index, and from a name to its bearer."""

from ..adl.command import read_description
from ..adl.diagnostics import nearest
from ..errors import InputError
from ..gen.plan_connections import plan_make
from ..graph import graph_data
from .index import Index


def read_index(options):
    """(Index, exit code); errors are printed. The Index is there also if only the policy is violated."""
    reading, code = read_description(options)
    system = reading.system or reading.violating
    if code == 0 and system is None:
        raise InputError(options.file, "declares no assembly")
    return Index(graph_data(plan_make(system), reading.verdicts)) if system else None, code


def party_known(index, name):
    """Raises InputError with the nearest name if nothing that flows can join is called so."""
    name_known(name, index.parties(), f"no instance is called '{name}'")


def name_known(name, known, message):
    if name not in known:
        likely = nearest_name(name, known)
        raise InputError("the graph", f"{message}; did you mean '{likely}'?" if likely else message)


def nearest_name(name, known):
    """The known name that ends with this word, is a part of this, or is spelt most like it; None without any."""
    words = [k for k in known if name.lower() in k.lower().replace(".", "_").split("_")]
    if words:
        return min(words, key=len)
    found = nearest(name, known)
    return found.text.split("'")[1] if found else None
