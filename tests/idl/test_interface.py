# SPDX-License-Identifier: BSD-2-Clause
"""kernel/api/interface.h: Python reads what the compiler reads, the manual says it, and stubs are made of it."""

import re
import subprocess
from pathlib import Path

import pytest

from bulkhead import cli, interface
from bulkhead.errors import InputError
from bulkhead.gen.reference import reference_fill
from bulkhead.gen.stubs import stubs_text

ROOT = Path(__file__).resolve().parents[2]
MANUAL = ROOT / "docs" / "manual.md"
KERNEL = interface.load()
NAMED = (KERNEL.rights, KERNEL.statuses, KERNEL.object_types, KERNEL.system_calls, KERNEL.methods, KERNEL.faults)

SMALL = """
#define EACH_RIGHT(ROW) ROW(RIGHT_READ, 0x01, "read")
#define EACH_STATUS(ROW) ROW(OK, 0, "done")
#define EACH_OBJECT_TYPE(ROW) ROW(TYPE_CUP, 1, "holds tea")
#define EACH_FAULT(ROW) ROW(FAULT_SPILL, 1, "it fell")
#define EACH_SYSTEM_CALL(ROW) \\
	ROW(SYS_SIP, 0, CUP, RIGHT_READ, OPERANDS(DEADLINE, MESSAGE), NO_RESULTS, "takes a sip", ERROR(TIMED_OUT, ""))
#define EACH_METHOD(ROW) \\
	ROW(CUP_FILL, 1, CUP, RIGHT_WRITE | RIGHT_READ, \\
	    ARGUMENTS(ENUM(drink, kind), PAIR(amount, sugar), CAP(pot, POT, RIGHT_READ), IN_CNODE(place)), \\
	    RESULTS(RESULT(degrees, "how hot it is")), \\
	    "fills it " /* a long text */ "to the brim", \\
	    ERROR(BUSY, "somebody drinks") \\
	    ERROR(NO_RIGHTS, ""))
"""

FILL = """\
/*
 * Fills it to the brim. `place` is in `pot`.
 * Rights: `cup` WRITE, READ; `pot` READ.
 * `degrees`: how hot it is.
 * INVALID_CAPABILITY, NO_RIGHTS, OUT_OF_RANGE.
 * BUSY: somebody drinks.
 */
static inline enum status cup_fill(uint64_t cup, enum drink kind, uint32_t amount, uint32_t sugar, uint64_t pot,
                                   uint64_t place, uint64_t *degrees)
{
	struct message result;
	enum status status = bulkhead_invoke(cup, CUP_FILL,
	                                     (uint64_t[5]){ kind, amount | (uint64_t)sugar << 32, pot, place }, &result);

	*degrees = result.label;
	return status;
}
"""

SIP = """\
/*
 * Takes a sip.
 * Rights: `cup` READ.
 * TIMED_OUT.
 */
static inline enum status bulkhead_sip(uint64_t cup, uint64_t deadline, struct message *message)
{
	const struct system_call_arguments arguments = {
		.capability = cup,
		.deadline = deadline,
	};

	return bulkhead_system_call(SYS_SIP, arguments, message);
}
"""


@pytest.fixture
def small(tmp_path):
    header = tmp_path / "interface.h"
    header.write_text(SMALL)
    return header


# --- reading -------------------------------------------------------------------------------------


def values(names, tmp_path):
    """What the compiler makes of the names."""
    source = tmp_path / "ask.c"
    lines = "\n".join(f'printf("%d\\n", (int){name});' for name in names)
    source.write_text(f"#include <stdio.h>\n#include <abi.h>\nint main(void) {{\n{lines}\n}}\n")
    subprocess.run(["gcc", "-std=c11", f"-I{ROOT}/kernel/api", source, "-o", tmp_path / "ask"], check=True)
    seen = subprocess.run([tmp_path / "ask"], check=True, capture_output=True, text=True).stdout
    return [int(line) for line in seen.split()]


def test_interface__numbers_are_those_that_the_compiler_sees(tmp_path):
    names = {name.name: name.number for names in NAMED for name in names}
    assert values(names, tmp_path) == list(names.values())


@pytest.mark.parametrize("names, first", [(KERNEL.statuses, 0), (KERNEL.object_types, 0), (KERNEL.system_calls, 0),
                                          (KERNEL.methods, 1)])
def test_interface__numbers_leave_no_gap(names, first):
    assert [name.number for name in names] == list(range(first, first + len(names)))


def test_interface__rights_are_single_bits():
    assert sorted(right.number for right in KERNEL.rights) == [1 << n for n in range(len(KERNEL.rights))]


def test_interface__rows_name_only_what_is_listed():
    rights = {right.name for right in KERNEL.rights}
    statuses = {status.name for status in KERNEL.statuses} - {"OK"}
    types = {kind.name.removeprefix("TYPE_") for kind in KERNEL.object_types}
    for operation in (*KERNEL.system_calls, *KERNEL.methods):
        assert set(operation.rights) <= rights, operation.name
        assert set(operation.all_statuses()) <= statuses, operation.name
    for method in KERNEL.methods:
        assert method.type in types, method.name
        for argument in method.arguments:
            assert set(argument.rights) <= rights, method.name
            assert argument.kind not in ("CAP", "MAYBE") or argument.type in types, method.name


def test_interface__a_row_has_all_its_parts(small):
    (method,) = interface.load(small).methods
    assert (method.name, method.number, method.type) == ("CUP_FILL", 1, "CUP")
    assert method.rights == ("RIGHT_WRITE", "RIGHT_READ")
    assert [(a.kind, a.name) for a in method.arguments] == [("ENUM", "kind"), ("PAIR", "amount"), ("CAP", "pot"),
                                                            ("IN_CNODE", "place")]
    assert method.effect == "fills it to the brim"
    assert method.all_statuses() == ["INVALID_CAPABILITY", "NO_RIGHTS", "OUT_OF_RANGE", "BUSY"]


@pytest.mark.parametrize("old, new, said", [
    ("EACH_FAULT", "EVERY_FAULT", "no list EACH_FAULT"),
    ('ROW(OK, 0, "done")', "OK", "EACH_STATUS: the end where ( should be"),
    ("ROW(OK", "LINE(OK", "EACH_STATUS: LINE where a ROW should begin"),
    ('"it fell")', '"it fell"', "EACH_FAULT: the end where ) should be"),
])
def test_interface__rejects_what_it_cannot_read(small, old, new, said):
    small.write_text(SMALL.replace(old, new))
    with pytest.raises(InputError, match=re.escape(said)):
        interface.load(small)


# --- stubs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [FILL, SIP])
def test_stub__is_a_typed_function_with_its_contract(small, text):
    assert text in stubs_text(interface.load(small))


def test_stub__each_operation_has_one():
    text = stubs_text(KERNEL)
    functions = re.findall(r"^static inline enum status (\w+)\(", text, re.MULTILINE)
    calls = [f"bulkhead_{call.name.removeprefix('SYS_').lower()}" for call in KERNEL.system_calls]
    calls.remove("bulkhead_invoke")
    assert functions == [*calls, *(method.name.lower() for method in KERNEL.methods)]


# --- the manual ----------------------------------------------------------------------------------


def table_lines():
    """(line number, line) of every row of a table in the manual that is made of the interface."""
    inside = False
    for number, line in enumerate(MANUAL.read_text().splitlines(), 1):
        inside = (inside or line.startswith("<!-- interface:")) and line != "<!-- end -->"
        if inside and re.match(r"\|.*\w", line):
            yield number, line


def test_manual__is_what_the_interface_says(capsys):
    assert cli.main(["interface", "manual", "--check", str(MANUAL)]) == 0, capsys.readouterr().err


@pytest.mark.parametrize("number, line", list(table_lines()), ids=lambda value: str(value)[:30])
def test_manual__any_wrong_line_is_found(number, line, tmp_path, capsys):
    copy = tmp_path / "manual.md"
    lines = MANUAL.read_text().splitlines(keepends=True)
    lines[number - 1] = re.sub(r"(\w)(\W*)$", r"\1x\2", line) + "\n"
    copy.write_text("".join(lines))
    assert cli.main(["interface", "manual", "--check", str(copy)]) == 1
    assert f"{copy}:{number}: not what the interface says" in capsys.readouterr().err


def test_manual__is_brought_up_to_date(tmp_path):
    copy = tmp_path / "manual.md"
    copy.write_text(MANUAL.read_text().replace("| 8 | `SYS_SIGNAL` ", "| 9 | `SYS_SHOUT` "))
    assert copy.read_text() != MANUAL.read_text()
    assert cli.main(["interface", "manual", str(copy)]) == 0
    assert copy.read_text() == MANUAL.read_text()


def test_manual__has_a_table_of_everything():
    text = re.sub(r"<!-- interface: methods CNODE -->\n.*?<!-- end -->\n", "", MANUAL.read_text(), flags=re.DOTALL)
    with pytest.raises(InputError, match="has no table of CNODE"):
        reference_fill(text, KERNEL, "manual")


def test_manual__rejects_a_table_that_does_not_exist():
    with pytest.raises(InputError, match="no such table: cups"):
        reference_fill("<!-- interface: cups -->\n<!-- end -->\n", KERNEL, "manual")


def test_manual__names_nothing_that_does_not_exist():
    """Every capital name in the manual's text, or how it begins before a star, is the interface's or abi.h's."""
    known = {name.name for names in NAMED for name in names}
    known |= set(re.findall(r"^#define (\w+)", (ROOT / "kernel/api/abi.h").read_text(), re.MULTILINE))
    named = set(re.findall(r"`([A-Z][A-Z0-9]*_[A-Z_0-9]+\*?)", MANUAL.read_text()))
    registers = {name for name in named if re.search(r"_EL\d$", name)}
    begun = {name for name in named if name.endswith("*") and any(k.startswith(name[:-1]) for k in known)}
    assert named - known - registers - begun == set()


def test_manual__gives_each_constant_the_value_that_the_compiler_sees(tmp_path):
    named = dict(re.findall(r"`((?:FAULT|MAP|EXIT)_[A-Z]+)` (\d+)\b", MANUAL.read_text()))
    assert len(named) > 5
    assert values(named, tmp_path) == [int(value) for value in named.values()]
