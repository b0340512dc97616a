#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""The kernel's size: text, read-only data and data of kernel.elf, without the padding between them.

Prints `kernel bytes: N (limit 20480)` and where they come from: by module against its budget, and by source file.
The kernel is linked as one program, so code is attributed through the line table (inlined code counts where it is
written), data through the debug entries of variables. Exit 1 over the limit. Called by `make size` and `make bench`.
"""

import argparse
import sys
from bisect import bisect_right
from collections import Counter
from pathlib import Path, PurePosixPath

from elftools.dwarf.descriptions import describe_form_class
from elftools.elf.elffile import ELFFile

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools" / "lib"))

from bulkhead.errors import tool_run  # noqa: E402  (found through the line above)

LIMIT = 20480
SECTIONS = (".text", ".rodata", ".data")
UNATTRIBUTED = "(alignment, constants)"
OP_ADDR = 0x03

# Budgets in bytes, and what each module is made of (files below kernel/, without their extension).
MODULES = {
    "decode and dispatch": (3072, "calls/decode calls/method calls/syscall calls/trap"),
    "IPC, notifications, faults": (3072, "objects/endpoint objects/reply objects/notification objects/message "
                                         "objects/queue objects/fault"),
    "scheduling": (2867, "core/schedule core/run_queue core/timer_queue core/core objects/sched_context "
                         "objects/thread arch/aarch64/core_pointer arch/aarch64/lock "
                         "objects/partition"),
    "capabilities": (2662, "core/slot objects/cnode objects/untyped objects/finalise"),
    "vCPU and GIC": (4301, "objects/vcpu objects/irq arch/aarch64/gic arch/aarch64/context "
                           "arch/aarch64/exception"),
    "address spaces": (1024, "objects/vspace arch/aarch64/stage2 arch/aarch64/cpu"),
    "vectors, entry, fast path": (2662, "arch/aarch64/vectors arch/aarch64/fastpath arch/aarch64/memset"),
    "init": (614, "arch/aarch64/start"),
}
MODULE_OF = {name: module for module, (_, names) in MODULES.items() for name in names.split()}


class Spans:
    """Who owns which addresses. `starts` are pairs (address, owner, None behind an end); where one thing ends and
    another begins, the beginning counts."""

    def __init__(self, starts):
        ordered = dict(sorted(starts, key=lambda start: (start[0], start[1] is not None)))
        self._starts, self._owners = list(ordered), list(ordered.values())

    def count(self, begin, end):
        """Bytes of begin..end by owner."""
        counts = Counter()
        at = begin
        while at < end:
            i = bisect_right(self._starts, at)
            stop = min(self._starts[i], end) if i < len(self._starts) else end
            counts[(self._owners[i - 1] if i else None) or UNATTRIBUTED] += stop - at
            at = stop
        return counts


def _file_name(header, index):
    """A file of a line table, relative to the source tree."""
    entry = header.file_entry[index if header.version >= 5 else index - 1]
    directories = header.include_directory
    directory = directories[entry.dir_index if header.version >= 5 else entry.dir_index - 1]
    path = PurePosixPath(directory.decode()) / entry.name.decode()
    parts = path.parts
    return "/".join(parts[parts.index("kernel"):]) if "kernel" in parts else str(path)


def code_starts(dwarf):
    """(address, source file) wherever the line table changes; None at the end of a sequence."""
    for unit in dwarf.iter_CUs():
        program = dwarf.line_program_for_CU(unit)
        if program is None:
            continue
        for entry in program.get_entries():
            state = entry.state
            if state is not None:
                yield state.address, None if state.end_sequence else _file_name(program.header, state.file)


def _written_in(die):
    """The source file of the compilation unit that declares what a debug entry describes."""
    while "DW_AT_abstract_origin" in die.attributes or "DW_AT_specification" in die.attributes:
        name = "DW_AT_abstract_origin" if "DW_AT_abstract_origin" in die.attributes else "DW_AT_specification"
        die = die.get_DIE_from_attribute(name)
    path = die.cu.get_top_DIE().attributes["DW_AT_name"].value.decode()
    return path[path.index("kernel/"):] if "kernel/" in path else path


def data_owners(dwarf):
    """Address of every variable with a fixed place: its source file."""
    owners = {}
    for unit in dwarf.iter_CUs():
        for die in unit.iter_DIEs():
            location = die.attributes.get("DW_AT_location")
            if die.tag != "DW_TAG_variable" or location is None or describe_form_class(location.form) != "exprloc":
                continue
            if location.value and location.value[0] == OP_ADDR:
                owners[int.from_bytes(bytes(location.value[1:9]), "little")] = _written_in(die)
    return owners


def data_starts(elf, owners):
    """(address, source file) of every object in the symbol table; None behind it."""
    for symbol in elf.get_section_by_name(".symtab").iter_symbols():
        if symbol["st_info"]["type"] == "STT_OBJECT" and symbol["st_size"]:
            end = symbol["st_value"] + symbol["st_size"]
            yield end, None
            yield symbol["st_value"], owners.get(symbol["st_value"])


def measure(path):
    """Bytes by source file; the sum is the kernel's size."""
    with open(path, "rb") as file:
        elf = ELFFile(file)
        dwarf = elf.get_dwarf_info()
        spans = {".text": Spans(code_starts(dwarf))}
        spans[".rodata"] = spans[".data"] = Spans(data_starts(elf, data_owners(dwarf)))
        counts = Counter()
        for name in SECTIONS:
            section = elf.get_section_by_name(name)
            if section is not None:
                counts += spans[name].count(section["sh_addr"], section["sh_addr"] + section["sh_size"])
        return counts


def module_of(source):
    return MODULE_OF.get(str(PurePosixPath(source).relative_to("kernel").with_suffix(""))
                         if source.startswith("kernel/") else source, "other")


def report(counts):
    modules = Counter()
    for source, size in counts.items():
        modules[module_of(source)] += size
    yield f"kernel bytes: {sum(counts.values())} (limit {LIMIT})"
    yield ""
    for module, (budget, _) in MODULES.items():
        mark = "" if modules[module] <= budget else f"  over by {modules[module] - budget}"
        yield f"  {module:<34}{modules[module]:>7} of {budget:>5}{mark}"
    yield f"  {'other':<34}{modules['other']:>7}"
    yield ""
    for source, size in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"  {source:<34}{size:>7}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("elf", type=Path)
    counts = measure(parser.parse_args().elf)
    print("\n".join(report(counts)))
    return 0 if sum(counts.values()) <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(tool_run("size", main))
