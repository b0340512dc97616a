# SPDX-License-Identifier: BSD-2-Clause
"""A component's ELF file, as far as the system table depends on it."""

from functools import cached_property

from elftools.common.exceptions import ELFError
from elftools.elf.elffile import ELFFile

from ..errors import InputError
from ..model.types import PAGE_BYTES


class Program:
    """Raises InputError when the file is no ELF or lacks what is asked for."""

    def __init__(self, path):
        self.path = path
        try:
            with open(path, "rb") as file:
                elf = ELFFile(file)
                self.segments = [(s["p_vaddr"], s["p_memsz"]) for s in elf.iter_segments("PT_LOAD")]
                table = elf.get_section_by_name(".symtab")
                self.symbols = {s.name: s["st_value"] for s in table.iter_symbols()} if table else {}
        except ELFError as error:
            raise InputError(path, f"not an ELF file ({error})") from None

    @cached_property
    def pages(self):
        """The numbers of all pages that the program's segments touch."""
        return {page for start, size in self.segments
                for page in range(start // PAGE_BYTES, -(-(start + size) // PAGE_BYTES))}

    def symbol(self, name):
        if name not in self.symbols:
            raise InputError(self.path, f"has no variable '{name}'")
        return self.symbols[name]
