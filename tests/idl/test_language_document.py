# SPDX-License-Identifier: BSD-2-Clause
"""docs/language.md names every rule and every setting that the tools know, and no others."""

import re
from pathlib import Path

from bulkhead.model.settings import HARDWARE, SOFTWARE

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = (ROOT / "docs" / "language.md").read_text()
RULE = re.compile(r'"([a-z]+(?:-[a-z]+)+|syntax|unconnected)"')
NOT_RULES = {"on-fault", "utf-8"}


def rules_in_the_tools():
    files = [*(ROOT / "tools/lib/bulkhead/adl").glob("*.py"), *(ROOT / "tools/lib/bulkhead/model").glob("*.py"),
             ROOT / "tools/lib/bulkhead/gen/wire.py", ROOT / "tools/lib/bulkhead/policy.py"]
    return {rule for f in files for rule in RULE.findall(f.read_text())} - NOT_RULES


def test_document__lists_exactly_the_rules():
    table = DOCUMENT.split("| Rules | About |")[1].split("\n\n")[0]
    assert set(re.findall(r"`([a-z-]+)`", table)) - {"extends"} == rules_in_the_tools()


def test_document__lists_every_setting():
    table = DOCUMENT.split("| Setting | Value | Default |")[1].split("\n\n")[0]
    assert {*SOFTWARE, *HARDWARE} <= set(re.findall(r"`([a-z_]+)`", table))


def test_every_rule_has_a_test():
    here = Path(__file__)
    texts = "".join(f.read_text() for f in here.parent.glob("test_*.py") if f != here)
    assert {r for r in rules_in_the_tools() if f'"{r}"' not in texts} == set()
