# SPDX-License-Identifier: BSD-2-Clause
"""Strict partitions: the assembly's windows of time, and which components run in which.

`windows = [{"partition": 1, "length_us": 4000}, …]` cuts time on every processor into windows,
which follow each other in this order for ever; in a window its partition's components alone run.
Without windows there is one partition, 0, which is shared by priorities and budgets.

Rules that are reported here: incomplete-window, window-below-padding, too-many-windows, no-window,
and mistyped-setting and unknown-setting for what a window says.
"""

from dataclasses import dataclass

from ..adl.diagnostics import help_text, nearest, note
from .settings import PARTITION, Kind, integer_kind, setting_get

WINDOW_MAX = 8  # of the kernel's (objects/partition.h)
EXAMPLE = '{"partition": 1, "length_us": 4000}'
# The longest that the kernel runs with interrupts off, a switch, and some room: docs/performance.md.
DEFAULT_PADDING_US = 16

DURATION = integer_kind(1, 10_000_000)
PARTS = {"partition": (PARTITION, None), "length_us": (DURATION, None), "padding_us": (DURATION, DEFAULT_PADDING_US)}
WINDOWS = Kind(f"a list of windows such as [{EXAMPLE}]",
               lambda v: isinstance(v, list) and bool(v) and all(isinstance(w, dict) for w in v))


@dataclass(frozen=True)
class Window:
    """Its threads begin padding_us after it does, so that they never learn when the window before ended."""

    partition: int
    length_us: int
    padding_us: int


def windows_check(system, report):
    """Fill in system.windows; every component is in a partition that has one."""
    before = len(report.diagnostics)
    if system.windows_setting:
        system.windows = windows_read(system.windows_setting[0], report)
    if len(report.diagnostics) == before:
        partitions_check(system, report)


def windows_read(value, report):
    if not WINDOWS.takes(value.plain()):
        report.error("mistyped-setting", value.span, f"'windows' must be {WINDOWS.words}")
        return []
    if len(value.data) > WINDOW_MAX:
        report.error("too-many-windows", value.data[WINDOW_MAX].span, f"there can be at most {WINDOW_MAX} windows")
    return [w for w in (window_read(v, report) for v in value.data) if w]


def window_read(value, report):
    """The Window that a dictionary describes, or None after an error."""
    parts = {name: default for name, (_kind, default) in PARTS.items()}
    before = len(report.diagnostics)
    for name, given in value.data.items():
        if name not in PARTS:
            report.error("unknown-setting", given.span, f"a window has no '{name}'", nearest(str(name), PARTS))
        elif not PARTS[name][0].takes(given.plain()):
            report.error("mistyped-setting", given.span, f"a window's '{name}' must be {PARTS[name][0].words}")
        else:
            parts[name] = given.data
    if len(report.diagnostics) > before:
        return None
    for name, part in parts.items():
        if part is None:
            report.error("incomplete-window", value.span, f"this window has no '{name}'",
                         help_text(f"write {EXAMPLE}"))
            return None
    window = Window(**parts)
    if window.padding_us >= window.length_us:
        report.error("window-below-padding", value.span,
                     f"a window of {window.length_us} us would be over before its padding of {window.padding_us} us",
                     help_text("make it longer; threads run in what is left of it after the padding"))
        return None
    return window


def partitions_check(system, report):
    """A component whose partition never has a processor would never run."""
    served = {w.partition for w in system.windows} or {0}
    for instance in system.software():
        partition = setting_get(instance, "partition")
        if partition in served or not PARTITION.takes(partition):
            continue
        span = instance.settings["partition"][1] if "partition" in instance.settings else instance.span
        report.error("no-window", span,
                     f"'{instance.name}' is in partition {partition}, which has no window: it would never run",
                     note("the windows are set here", system.windows_setting[1]) if system.windows else None,
                     help_text(advice(instance, partition, served, system.windows)))


def advice(instance, partition, served, windows):
    """How to let an instance run that has no window."""
    window = f'{{"partition": {partition}, "length_us": 1000}}'
    if not windows:
        return f"without windows there is partition 0 alone; add 'windows = [{window}, …];' to the assembly's configuration"
    return f"add {window} to 'windows', or set '{instance.name}.partition' to {' or '.join(map(str, sorted(served)))}"


def partition_of(instance):
    """The partition that a software instance, its guest included, runs in."""
    return setting_get(instance, "partition")
