# SPDX-License-Identifier: BSD-2-Clause
"""What the audit says of strict partitions: small.camkes with each client in one, and the strict phone."""

import json
import re
from pathlib import Path

import pytest

from bulkhead.audit.golden import authority_lines
from bulkhead.audit.page import page_html
from bulkhead.audit.picture import picture_dot

STRICT = Path(__file__).resolve().parents[2] / "apps" / "phone" / "strict.camkes"
WINDOWS = """left.partition = 1; right.partition = 2;
        windows = [{"partition": 0, "length_us": 500}, {"partition": 1, "length_us": 900}, {"partition": 2, "length_us": 900}];"""


@pytest.fixture
def divided(small):
    return small.edit("configuration {", f"configuration {{ {WINDOWS}")


def test_audit__lists_windows_channels_and_crossing_flows(divided, bulkhead):
    code, out, err = bulkhead("audit", divided.path)
    assert (code, err) == (0, "")
    assert "window: partition 1, 900 us, its threads after 16 us\n" in out
    assert "time channel: vault answers to 1, 2, and its partition 0 works for 1, 2" in out
    assert int(re.search(r"declared flows from one partition to another: (\d+)", out)[1]) > 0


def test_audit__says_nothing_of_time_without_windows(small, bulkhead):
    assert not re.search("window|channel|partition", bulkhead("audit", small.path)[1])


def test_why__tells_where_a_way_crosses(divided, bulkhead):
    assert "1. left → vault  (from partition 1 to 0)\n" in bulkhead("why", "left", "vault", divided.path)[1]
    data = json.loads(bulkhead("why", "left", "vault", divided.path, "--json")[1])
    assert data["ways"][0]["steps"][0]["crosses"] == [1, 0]


def test_page__has_windows_channels_and_flows(divided):
    page = page_html(divided.index(), "<svg></svg>")
    assert "Strict partitions" in page and "900 µs" in page and "1 → 0" in page and "vault answers to 1, 2" in page
    assert "in partition 2" in page


def test_page__has_no_section_of_time_without_windows(small):
    assert "Strict partitions" not in page_html(small.index(), "<svg></svg>")


def test_picture__marks_partitions_and_crossings(divided):
    dot = picture_dot(divided.index().graph)
    assert r'label="left\npartition 1"' in dot
    crossing = [line for line in dot.splitlines() if "crosses" in line]
    assert any('"component:left" -> "component:vault"' in line and "(partitions 1 and 0)" in line for line in crossing)


def test_strict_phone__is_the_phone_but_for_windows_and_partitions(phone, strict_phone):
    """Strict partitions give no authority and take none."""
    windows = [line for line in authority_lines(strict_phone) if line.startswith("window ")]
    others = [re.sub(r" in partition \d$", "", line) for line in authority_lines(strict_phone) if line not in windows]
    assert others == authority_lines(phone)
    assert len(windows) == 4


def test_strict_phone__each_profile_is_alone_in_its_partition(strict_phone):
    places = {n["name"]: n["partition"] for n in strict_phone.graph["nodes"] if "partition" in n and "line" not in n}
    alone = {p: [n for n, place in places.items() if place == p and "." not in n] for p in (1, 2)}
    assert alone == {1: ["vmm_corporate"], 2: ["vmm_personal"]}
    assert (places["vmm_corporate.guest"], places["vmm_personal.guest"]) == (1, 2)


def test_strict_phone__audit_passes(bulkhead):
    code, out, err = bulkhead("audit", STRICT, "--assembly", "phone_strict")
    assert (code, err) == (0, "")
    assert set(re.findall(r"time channel: (\w+)", out)) >= {"console", "store", "entropy", "auth", "wallet", "billing", "supervisor"}
