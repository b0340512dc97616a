# SPDX-License-Identifier: BSD-2-Clause
"""What is wrong with a description, and how it is told.

A Report collects diagnostics while parsing and checking go on, so that one run
shows as many mistakes as possible. Each diagnostic has the name of the rule it
breaks (`unknown-type`); tests are named after these rules.
"""

from dataclasses import dataclass, field
from difflib import get_close_matches

from ..errors import ExitCode
from .source import Span

TAB_WIDTH = 4
POLICY_RULES = frozenset({"policy-deny", "policy-dma"})
POLICY_VIOLATED = ExitCode.VIOLATED


@dataclass(frozen=True)
class Note:
    """A further line under an error: kind is `note` or `help`."""

    kind: str
    text: str
    span: Span | None = None


@dataclass(frozen=True)
class Diagnostic:
    rule: str
    span: Span
    message: str
    notes: tuple[Note, ...] = ()

    @property
    def is_policy(self):
        return self.rule in POLICY_RULES


class Stop(Exception):
    """Nothing further can be checked; the report says why."""


@dataclass
class Report:
    """The diagnostics of one run."""

    diagnostics: list[Diagnostic] = field(default_factory=list)

    def error(self, rule, span, message, *notes):
        diagnostic = Diagnostic(rule, span, message, tuple(n for n in notes if n))
        if diagnostic not in self.diagnostics:
            self.diagnostics.append(diagnostic)

    def stop_on_errors(self):
        if self.diagnostics:
            raise Stop

    @property
    def exit_code(self):
        """0 without errors, 3 if policy violations are all there is, else 1."""
        if not self.diagnostics:
            return 0
        return POLICY_VIOLATED if all(d.is_policy for d in self.diagnostics) else 1

    def sorted(self):
        return sorted(self.diagnostics, key=lambda d: d.span.order)


def note(text, span=None):
    return Note("note", text, span)


def help_text(text, span=None):
    return Note("help", text, span)


def nearest(name, known):
    """`help: did you mean …` for a misspelt name, or None if nothing is near."""
    matches = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return help_text(f"did you mean '{matches[0]}'?") if matches else None


def declared_at(what, span):
    return note(f"{what} is declared here", span)


def render_text(report):
    """The report as a compiler would print it."""
    return "".join(render_diagnostic(d) for d in report.sorted())


def render_diagnostic(diagnostic):
    lines = [f"{diagnostic.span}: error: {diagnostic.message}"]
    lines += excerpt(diagnostic.span)
    for item in diagnostic.notes:
        where = f"{item.span}: " if item.span else ""
        lines.append(f"{where}{item.kind}: {item.text}")
        if item.span:
            lines += excerpt(item.span)
    return "\n".join(lines) + "\n"


def excerpt(span):
    """The source line and a caret line under the span's first line."""
    number, column = span.source.locate(span.start)
    text = span.source.line_text(number)
    before = printable(text[: column - 1])
    marked = printable(text[column - 1 : column - 1 + max(1, span.end - span.start)])
    underline = "^" + "~" * max(0, len(marked) - 1)
    return [f"  {printable(text)}", f"  {' ' * len(before)}{underline}"]


def printable(text):
    """Tabs widened and control characters made harmless for a terminal."""
    widened = text.expandtabs(TAB_WIDTH)
    return "".join(c if c.isprintable() else "?" for c in widened)


def render_json(report):
    """The report as plain data for tools."""
    return [diagnostic_json(d) for d in report.sorted()]


def diagnostic_json(diagnostic):
    notes = [{"kind": n.kind, "message": n.text, **place_json(n.span)} for n in diagnostic.notes]
    return {
        "severity": "error",
        "rule": diagnostic.rule,
        "message": diagnostic.message,
        **place_json(diagnostic.span),
        "notes": notes,
    }


def place_json(span):
    if span is None:
        return {}
    line, column = span.source.locate(span.start)
    return {"file": str(span.source.path), "line": line, "column": column}
