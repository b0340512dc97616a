# SPDX-License-Identifier: BSD-2-Clause
"""Packs a guest's initramfs: a gzipped cpio archive ("newc", Linux's buffer-format.rst) of what a list names.

The same inputs give the same bytes: owner 0, time 0, the list's order. The list's format is explained at the top
of apps/guest/initramfs.txt. Called by apps/guest/guest.mk, as `python3 -m bulkhead.initramfs`.
"""

import argparse
import gzip
import stat
import string
import sys
from pathlib import Path

from bulkhead.errors import InputError, tool_run


class Archive:
    """A cpio archive in memory."""

    def __init__(self):
        self.data = bytearray()
        self.entries = 0

    def add(self, path, mode, content=b""):
        """Appends one entry; mode holds the type bits too, content is a link's target for links."""
        self.entries += 1
        name = path.lstrip("/").encode() + b"\0"
        links = 2 if stat.S_ISDIR(mode) else 1
        fields = (self.entries, mode, 0, 0, links, 0, len(content), 0, 0, 0, 0, len(name), 0)
        self._append(b"070701" + b"".join(b"%08x" % field for field in fields) + name)
        self._append(content)

    def finish(self):
        self.entries = -1
        self.add("TRAILER!!!", 0)
        return bytes(self.data)

    def _append(self, data):
        self.data += data + bytes(-(len(self.data) + len(data)) % 4)


def module_path(directory, name):
    """The one file NAME.ko under a kernel's module directory; '-' and '_' in a module's name are the same."""
    names = {f"{name}.ko", f"{name.replace('_', '-')}.ko", f"{name.replace('-', '_')}.ko"}
    found = [path for path in Path(directory).rglob("*.ko") if path.name in names]
    if len(found) != 1:
        raise InputError(directory, f"holds {len(found)} modules named {name}")
    return found[0]


def module_depends(content):
    """The names of the modules that a module says it needs (its .modinfo's `depends`)."""
    for field in content.split(b"\0"):
        if field.startswith(b"depends="):
            return [name for name in field[len(b"depends="):].decode().split(",") if name]
    return []


class Packer:
    """Adds what the list names, line by line."""

    def __init__(self, directories):
        self.archive = Archive()
        self.directories = directories
        self.modules = []

    def dir(self, path):
        self.archive.add(path, stat.S_IFDIR | 0o755)

    def link(self, path, target):
        self.archive.add(path, stat.S_IFLNK | 0o777, target.encode())

    def file(self, path, mode, source):
        source = string.Template(source).substitute(self.directories)
        self.archive.add(path, stat.S_IFREG | int(mode, 8), Path(source).read_bytes())

    def module(self, name):
        content = module_path(self.directories["modules"], name).read_bytes()
        for needed in module_depends(content):
            if needed not in self.modules:
                raise ValueError(f"module {name} needs {needed}, which is not listed before it")
        self.modules.append(name)
        self.archive.add(f"/lib/modules/{name}.ko", stat.S_IFREG | 0o644, content)

    def finish(self):
        order = "".join(f"{name}\n" for name in self.modules)
        self.archive.add("/lib/modules/order", stat.S_IFREG | 0o644, order.encode())
        return self.archive.finish()


def pack(list_path, directories):
    """The archive that the list describes. InputError for a bad list."""
    packer = Packer(directories)
    verbs = {"dir": packer.dir, "file": packer.file, "link": packer.link, "module": packer.module}
    for number, line in enumerate(Path(list_path).read_text().splitlines(), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        try:
            verbs[words[0]](*words[1:])
        except (KeyError, TypeError, ValueError, OSError) as error:
            raise InputError(f"{list_path}:{number}", f"cannot pack `{' '.join(words)}`: {error}") from error
    return packer.finish()


def main():
    parser = argparse.ArgumentParser(description="packs a guest's initramfs")
    parser.add_argument("list")
    parser.add_argument("directories", nargs="*", metavar="NAME=DIR", help="what $NAME stands for in the list")
    parser.add_argument("-o", "--output", required=True)
    options = parser.parse_args()
    if not all("=" in entry for entry in options.directories):
        parser.error("directories are given as NAME=DIR")
    archive = pack(options.list, dict(entry.split("=", 1) for entry in options.directories))
    Path(options.output).write_bytes(gzip.compress(archive, compresslevel=6, mtime=0))
    return 0


if __name__ == "__main__":
    sys.exit(tool_run("bulkhead", main))
