# SPDX-License-Identifier: BSD-2-Clause
"""`bulkhead audit`: verdicts, what it writes, and violations that are planted."""

import json

import pytest

SEPARATES = '        separates vault "seals for each client under a key of its own";\n'


def test_audit__holds_and_names_the_separators(small, bulkhead):
    code, out, err = bulkhead("audit", small.path)
    assert (code, err) == (0, "")
    assert "deny left right: holds; only through vault\n" in out


def test_audit__says_when_there_is_no_path(small, bulkhead):
    small.edit("deny left right;", "deny left right; deny right left;")
    small.edit("from left.secrets, from right.secrets, to", "from left.secrets, to")
    small.edit("uses Secrets secrets; maybe", "maybe uses Secrets secrets; maybe")
    out = bulkhead("audit", small.path)[1]
    assert "deny left right: holds; no path at all\n" in out


def test_audit__says_when_nothing_is_forbidden(small, bulkhead):
    small.edit("deny left right;", "")
    assert "no deny rule: nothing is forbidden" in bulkhead("audit", small.path)[1]


def test_violation__has_exit_code_3_place_caret_and_witness(small, bulkhead):
    code, out, err = bulkhead("audit", small.edit(SEPARATES, "").path)
    lines = err.splitlines()
    assert code == 3
    assert lines[0] == f"{small.path}:49:9: error: information can flow from 'left' to 'right'"
    assert lines[2].strip() == "^~~~~~~~~~~~~~~~"
    assert lines[3:5] == ["note: left calls vault.secrets (the request) (connection secrets)",
                          "note: vault answers right.secrets (the reply) (connection secrets)"]
    assert "deny left right: VIOLATED\n" in out


def test_violation__by_a_planted_direct_connection(small, bulkhead):
    small.edit("connection seL4Notification wake(", "connection seL4Notification plant(from left.wake, to right.woken); "
               "connection seL4Notification wake(").edit("(from left.wake, to vault.woken)", "(from right.wake, to vault.woken)")
    code, _out, err = bulkhead("audit", small.path)
    assert code == 3 and "left signals right.woken (connection plant)" in err


def test_violation__still_writes_the_report_with_the_witness(small, bulkhead, tmp_path):
    assert bulkhead("audit", small.edit(SEPARATES, "").path, "-o", tmp_path / "out")[0] == 3
    page = (tmp_path / "out" / "index.html").read_text()
    assert "Policy violated" in page and "calls vault.secrets (the request)" in page
    denied = json.loads((tmp_path / "out" / "graph.json").read_text())["policy"]["denied"]
    assert [d["holds"] for d in denied] == [False] and len(denied[0]["witness"]) == 2


def test_violation__dma_that_is_not_acknowledged(small, bulkhead, tmp_path):
    small.edit('        acknowledges dma driver "takes addresses from its own frames alone";\n', "")
    code, out, err = bulkhead("audit", small.path, "-o", tmp_path / "out")
    assert code == 3 and "'driver' can reach all memory" in err and "driver through disk: NOT ACKNOWLEDGED" in out
    assert "Policy violated" in (tmp_path / "out" / "index.html").read_text()


def test_audit__other_errors_write_no_report(small, bulkhead, tmp_path):
    assert bulkhead("audit", small.edit("deny left right", "deny left rihgt").path, "-o", tmp_path / "out")[0] == 1
    assert not (tmp_path / "out").exists()


def test_audit__writes_json_dot_svg_and_html(small, bulkhead, tmp_path):
    assert bulkhead("audit", small.path, "-o", tmp_path / "out")[0] == 0
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["graph.dot", "graph.json", "graph.svg", "index.html"]
    svg = (tmp_path / "out" / "graph.svg").read_text()
    for name in ("left", "left.guest", "vault", "driver", "disk", "watcher", "all memory"):
        assert f'id="node:{name}"' in svg


@pytest.mark.parametrize("arguments", [["a", "b"], ["diff", "a"], ["--accept"]])
def test_audit__usage(arguments, bulkhead):
    assert bulkhead("audit", *arguments)[0] == 2


def test_phone__holds(phone):
    assert phone.graph["policy"]["denied"] and all(d["holds"] for d in phone.graph["policy"]["denied"])
