# SPDX-License-Identifier: BSD-2-Clause
"""The generator's numbers and record layouts are those of the C headers: the compiler is asked."""

import struct
import subprocess
from pathlib import Path

import pytest

from bulkhead.gen import abi, table

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ["kernel/api", "components/init", "components/runtime/include"]

RECORDS = {
    "table_header": table.HEADER, "table_component": table.COMPONENT, "table_object": table.OBJECT,
    "table_capability": table.CAPABILITY, "table_mapping": table.MAPPING, "table_thread": table.THREAD,
    "table_window": table.WINDOW,
}


def ask(tmp_path, expressions):
    """The values of C expressions, as the compiler sees them."""
    lines = "\n".join(f'printf("%llu\\n", (unsigned long long)({e}));' for e in expressions)
    source = tmp_path / "ask.c"
    source.write_text("#include <stdio.h>\n#include <stddef.h>\n#include <abi.h>\n#include <system_table.h>\n"
                      f"#include <bulkhead/glue.h>\nint main(void) {{\n{lines}\n}}\n")
    program = tmp_path / "ask"
    folders = [f"-I{ROOT / f}" for f in FOLDERS]
    subprocess.run(["gcc", "-std=c11", *folders, str(source), "-o", str(program)], check=True)
    output = subprocess.run([str(program)], check=True, capture_output=True, text=True).stdout
    return [int(line) for line in output.split()]


def test_abi__types_rights_and_slots(tmp_path):
    expected = {f"TYPE_{t.name}": t for t in abi.Type}
    expected |= {f"RIGHT_{r.name}": r for r in abi.Right}
    expected |= {f"GLUE_SLOT_{s.name}": s for s in abi.Slot}
    expected |= {
        "MAP_NORMAL": abi.MAP_NORMAL, "MAP_DEVICE": abi.MAP_DEVICE,
        "TABLE_OBJECT_DEVICE": abi.OBJECT_DEVICE, "TABLE_OBJECT_CONTIGUOUS": abi.OBJECT_CONTIGUOUS,
        "TABLE_OBJECT_GUEST_GIC": abi.OBJECT_GUEST_GIC,
        "FRAME_SMALL_BITS": abi.FRAME_SMALL_BITS, "FRAME_LARGE_BITS": abi.FRAME_LARGE_BITS,
        "CNODE_MIN_BITS": abi.CNODE_MIN_BITS, "GLUE_BADGE_VM_EXIT": abi.BADGE_VM_EXIT,
        "TABLE_MAGIC": table.MAGIC, "TABLE_VERSION": table.VERSION, "TABLE_NONE": table.NONE,
    }
    assert dict(zip(expected, ask(tmp_path, expected))) == expected


def test_abi__badges_are_taken_apart_as_they_are_put_together(tmp_path):
    badge = 3 << abi.BADGE_THREAD_SHIFT | 2 << abi.BADGE_INTERFACE_SHIFT | 7
    parts = [f"GLUE_BADGE_{p}({badge}ULL)" for p in ("THREAD", "INTERFACE", "CLIENT")]
    assert ask(tmp_path, parts) == [3, 2, 7]


@pytest.mark.parametrize("record", RECORDS)
def test_table__record_has_the_size_of_the_struct(tmp_path, record):
    assert ask(tmp_path, [f"sizeof(struct {record})"]) == [struct.calcsize(RECORDS[record])]


def test_table__fields_lie_where_the_struct_has_them(tmp_path):
    fields = {
        ("table_object", "count"): "<IIBBH", ("table_object", "address"): "<IIBBHI",
        ("table_object", "badge"): "<IIBBHIQQQII", ("table_capability", "badge"): "<4I",
        ("table_mapping", "physical_to"): "<IIQII", ("table_thread", "fault_badge"): "<4I",
        ("table_thread", "priority"): "<4IQII", ("table_thread", "entry"): "<4IQIIII",
        ("table_thread", "start"): "<4IQIIIIQQQ", ("table_object", "partition"): "<IIBBHIQQQIIQI",
        ("table_window", "length_us"): "<II",
    }
    offsets = ask(tmp_path, [f"offsetof(struct {s}, {f})" for s, f in fields])
    assert offsets == [struct.calcsize(before) for before in fields.values()]
