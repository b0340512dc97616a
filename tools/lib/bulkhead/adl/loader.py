# SPDX-License-Identifier: BSD-2-Clause
"""A description and everything it imports, as one syntax tree.

`import <x>` is looked for in the -I folders, then in idl/, idl/interfaces/ and the repository;
`import "x"` beside the importing file first.
Each file is read once, so imports may form cycles.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path

from . import ast
from .diagnostics import note
from .parser import parser_parse
from .source import Source, SourceError, Span, source_read

REPOSITORY = Path(os.path.relpath(Path(__file__).resolve().parents[4]))
STANDARD_FOLDERS = [REPOSITORY / "idl", REPOSITORY / "idl" / "interfaces", REPOSITORY]


@dataclass
class Loader:
    """Reads files into `tree`; `sources` lists them in the order of reading."""

    report: object
    include_folders: list[Path] = field(default_factory=list)
    tree: ast.File = field(default_factory=ast.File)
    sources: list[Source] = field(default_factory=list)

    def load(self, path):
        """Read a description and its imports; raises Stop if any syntax is wrong."""
        waiting = [source_read(path)]
        seen = {Path(path).resolve()}
        while waiting:
            source = waiting.pop(0)
            self.sources.append(source)
            parsed = parser_parse(source, self.report)
            self.tree.extend(parsed)
            for item in parsed.imports:
                found = self.find(item, source)
                if found and found.resolve() not in seen:
                    seen.add(found.resolve())
                    waiting += self.read(found, item.span)
        self.report.stop_on_errors()
        return self.tree

    def find(self, item, source):
        """The file an import means, or None with an error."""
        beside = [] if item.is_standard else [source.path.parent]
        folders = [*beside, *self.include_folders, *STANDARD_FOLDERS]
        for folder in folders:
            if (folder / item.path).is_file():
                return Path(os.path.normpath(folder / item.path))
        looked = ", ".join(str(f) for f in folders)
        self.report.error(
            "unknown-import", item.span, f"cannot find '{item.path}'", note(f"looked in {looked}")
        )
        return None

    def read(self, path, span: Span):
        try:
            return [source_read(path)]
        except SourceError as error:
            self.report.error("unknown-import", span, str(error))
            return []


def loader_load(path, report, include_folders=()):
    """(tree, sources) of a description; raises Stop or SourceError."""
    loader = Loader(report, [Path(f) for f in include_folders])
    return loader.load(Path(path)), loader.sources
