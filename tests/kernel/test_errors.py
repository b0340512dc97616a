# SPDX-License-Identifier: BSD-2-Clause
"""Every outcome that the kernel's interface documents has a test that states it, and no test states another one."""

import re
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import errors  # noqa: E402  (found through the line above)

from bulkhead import interface  # noqa: E402

KERNEL = interface.load()
FOUND = errors.tests_by_outcome(KERNEL)
STATUSES = {status.name for status in KERNEL.statuses}
OPERATIONS = {operation.name: operation for operation in (*KERNEL.system_calls, *KERNEL.methods)}

SAMPLE = """
static bool takes(struct agent *agent)
{
	return agent_do(agent, SYS_RECV, ARGUMENTS(.capability = endpoint));
}

static enum status fill(uint64_t count)
{
	return untyped_retype(arena, TYPE_FRAME, 12, ROOT, 1, count);
}

static void test_sample__states_this_and_that(void)
{
	CHECK_EQUAL(NO_RIGHTS, frame_map(frame, vspace, 0, RIGHT_READ, MAP_NORMAL));
	CHECK_ITEM(f(n), NO_MEMORY, fill(2));
	CHECK(takes(&one));
	CHECK(agent_do(&two, SYS_CALL, ARGUMENTS(.capability = endpoint)));
	CHECK_EQUAL(BUSY, one.status);
	CHECK_EQUAL(CANCELLED, two.status);
	CHECK_EQUAL(OUT_OF_RANGE, bulkhead_method(vspace, VSPACE_LOOKUP, (uint64_t[5]){ ~0ULL }));
	CHECK_EQUAL(OK, number);
}
"""


@pytest.mark.parametrize("operation, status", errors.documented(KERNEL))
def test_outcome__has_a_test(operation, status):
    assert FOUND[operation, status], f"no test states that {operation} can end with {status}"


def test_outcome__that_a_test_states_is_documented():
    wrong = {f"{name}: {operation} with {status}" for (operation, status), names in FOUND.items() for name in names
             if status in STATUSES - {"OK"} and operation != "SYS_INVOKE"
             and status not in OPERATIONS[operation].all_statuses()}
    assert not wrong


def test_right__of_each_argument_has_a_row():
    """decode.c tries each capability that is an argument, without each right that it needs."""
    table = re.search(r"argument_rows\[\] = \{\n(.*?)^\};", (HERE / "decode.c").read_text(), re.MULTILINE | re.DOTALL)[1]
    rows = set(re.findall(r"\{ (\w+), (\d), TYPE_(\w+), (RIGHT_\w+),", table))
    wanted = {(method.name, str(at), argument.type, right) for method in KERNEL.methods
              for at, argument in enumerate(method.arguments) for right in argument.rights}
    assert rows == wanted


def test_list__finds_what_a_test_states():
    ((name, stated),) = errors.Source(SAMPLE, errors.stub_names(KERNEL)).tests()
    assert name == "sample__states_this_and_that"
    assert stated == [("FRAME_MAP", "NO_RIGHTS"), ("UNTYPED_RETYPE", "NO_MEMORY"), ("SYS_RECV", "BUSY"),
                      ("SYS_CALL", "CANCELLED"), ("VSPACE_LOOKUP", "OUT_OF_RANGE")]
