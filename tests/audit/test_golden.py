# SPDX-License-Identifier: BSD-2-Clause
"""The accepted list of capabilities, and differences from it."""

from pathlib import Path

from bulkhead.audit.golden import authority_lines, golden_difference, golden_text

PHONE_GOLDEN = Path(__file__).resolve().parents[2] / "apps" / "phone" / "golden-graph.txt"


def difference(small, old, new):
    before = authority_lines(small.index())
    return golden_difference(before, authority_lines(small.edit(old, new).index()))


def accept(small, bulkhead):
    golden = small.path.with_name("golden.txt")
    assert bulkhead("audit", small.path, "--golden", golden, "--accept")[0] == 0
    return golden


def test_phone__is_the_accepted_one(phone):
    assert golden_text(phone) == PHONE_GOLDEN.read_text(), "review `make audit`, then `make audit-accept`"


def test_golden__is_sorted_and_names_every_capability_once(small):
    index = small.index()
    lines = authority_lines(index)
    assert lines == sorted(lines)
    assert sum(" holds " in line for line in lines) == len(index.edges("capability"))
    assert sum(" maps " in line for line in lines) == len(index.edges("mapping"))


def test_golden__unchanged_is_accepted(small, bulkhead):
    golden = accept(small, bulkhead)
    code, out, err = bulkhead("audit", small.path, "--golden", golden)
    assert (code, err) == (0, "") and "the graph is the accepted one" in out


def test_golden__difference_fails_and_tells_how_to_accept(small, bulkhead):
    golden = accept(small, bulkhead)
    small.edit('vault.log_access = "R"', 'vault.log_access = "RW"')
    code, _out, err = bulkhead("audit", small.path, "--golden", golden)
    assert code == 3
    assert err.splitlines()[1:4] == ["- vault maps connection.log.frames read, 4 KiB for log",
                                     "+ vault maps connection.log.frames read write, 4 KiB for log",
                                     "gained 1, lost 1"]
    assert "make audit-accept" in err
    assert accept(small, bulkhead) == golden and bulkhead("audit", small.path, "--golden", golden)[0] == 0


def test_golden__missing_file_is_bad_input(small, bulkhead, tmp_path):
    assert bulkhead("audit", small.path, "--golden", tmp_path / "none.txt")[0] == 1


def test_difference__new_slot_numbers_are_none(small):
    lost, gained = difference(small, "maybe dataport Buf(4096) log; maybe emits",
                              "maybe emits Wake other; maybe dataport Buf(4096) log; maybe emits")
    assert (lost, gained) == ([], [])


def test_difference__a_new_connection_is_its_capabilities(small):
    lost, gained = difference(small, "connection FaultHandler faults(from vault.fault,",
                              "connection FaultHandler faults(from vault.fault, from right.fault,")
    assert lost == []
    assert gained == ["right.thread0 faults to watcher.endpoint badge 0x10002",
                      "watcher holds right.thread0 restart for faults"]


def test_difference__a_wider_right_a_moved_device_and_a_lost_reason(small):
    assert len(difference(small, "0xa000e00", "0xa001e00")[1]) == 1
    lost, gained = difference(small, "under a key of its own", "somehow")
    assert lost == ["policy: separates vault: seals for each client under a key of its own"]
    assert gained == ["policy: separates vault: seals for each client somehow"]


def test_diff__of_two_builds(small, bulkhead, tmp_path):
    for name in ("old", "new"):
        assert bulkhead("audit", small.path, "-o", tmp_path / name)[0] == 0
        if name == "old":
            small.edit('vault.log_access = "R"', 'vault.log_access = "RW"')
    old, new = (tmp_path / name / "graph.json" for name in ("old", "new"))
    code, out, _err = bulkhead("audit", "diff", old, new)
    assert code == 1 and out.endswith("gained 1, lost 1\n")
    assert bulkhead("audit", "diff", old, old)[:2] == (0, "no capability gained or lost\n")


def test_diff__golden_file_and_graph(small, bulkhead, tmp_path):
    golden = accept(small, bulkhead)
    bulkhead("audit", small.path, "-o", tmp_path / "out")
    assert bulkhead("audit", "diff", golden, tmp_path / "out" / "graph.json")[0] == 0


def test_diff__what_is_no_graph_is_bad_input(bulkhead, tmp_path):
    edge = b'{"nodes": [], "edges": [{"kind": "capability", "holder": "x", "to": "y"}], "flows": [], "policy": {"separators": []}}'
    for name, text in (("a.json", b"{}"), ("b.json", b"no JSON"), ("c.txt", b"\xff\xfe"), ("d.json", edge), ("e.json", b"[1]")):
        (tmp_path / name).write_bytes(text)
        assert bulkhead("audit", "diff", tmp_path / name, tmp_path / name)[0] == 1
