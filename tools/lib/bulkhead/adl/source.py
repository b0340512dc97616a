# SPDX-License-Identifier: BSD-2-Clause
"""Source texts and the places in them.

A Source is one description file, read once; a Span is a half-open range of its
characters. Everything that can be wrong later (tokens, declarations, settings)
keeps its Span, so that every error can show the line it is about.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path


class SourceError(Exception):
    """A file cannot be used as a source at all; the text says why."""


@dataclass(eq=False)
class Source:
    """The text of one file, with the offsets at which its lines begin."""

    path: Path
    text: str
    line_starts: list[int] = field(init=False)

    def __post_init__(self):
        self.line_starts = [0] + [i + 1 for i, c in enumerate(self.text) if c == "\n"]

    def locate(self, offset):
        """Line and column of an offset, both counted from 1."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line_text(self, line):
        """The text of a line, without its end."""
        start = self.line_starts[line - 1]
        end = self.line_starts[line] if line < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")


@dataclass(frozen=True)
class Span:
    """Characters [start, end) of a source."""

    source: Source
    start: int
    end: int

    def __str__(self):
        line, column = self.source.locate(self.start)
        return f"{self.source.path}:{line}:{column}"

    @property
    def order(self):
        return str(self.source.path), self.start, self.end


def source_read(path):
    """Read a file as UTF-8; raises SourceError with a reason in words."""
    try:
        text = Path(path).read_bytes().decode("utf-8")
    except OSError as error:
        raise SourceError(f"cannot read {path}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise SourceError(f"{path} is not UTF-8 text (byte {error.start})") from None
    if "\0" in text:
        raise SourceError(f"{path} is not text (it contains a zero byte)")
    return Source(Path(path), text)
