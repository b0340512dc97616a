# SPDX-License-Identifier: BSD-2-Clause
"""The commands: what they print, and their exit codes."""

import json


def test_check__prints_file_line_column_and_caret(pair, bulkhead):
    pair.edit("out int sum", "out itn sum").read()
    code, _out, err = bulkhead("adl", "check", pair.path)
    assert code == 1
    lines = err.splitlines()
    assert lines[0] == f"{pair.path}:16:37: error: unknown type 'itn'"
    assert lines[1] == "      int add(in int a, in int b, out itn sum);"
    assert lines[2] == "                                      ^~~"
    assert lines[3] == "help: did you mean 'int'?"


def test_check__caret_stands_right_behind_tabs(pair, bulkhead):
    pair.edit("    emits Wake wake;", "\temits\tWake 7;").read()
    err = bulkhead("adl", "check", pair.path)[2].splitlines()
    assert err[1].index("7") == err[2].index("^")


def test_check__json_has_the_same_places(pair, bulkhead):
    pair.edit("out int sum", "out itn sum").read()
    code, out, _err = bulkhead("adl", "check", "--json", pair.path)
    data = json.loads(out)
    assert code == 1 and data["ok"] is False
    assert data["diagnostics"][0]["rule"] == "unknown-type"
    assert (data["diagnostics"][0]["line"], data["diagnostics"][0]["column"]) == (16, 37)


def test_check__success_names_the_assembly(pair, bulkhead):
    pair.read()
    code, out, err = bulkhead("adl", "check", pair.path)
    assert (code, err) == (0, "")
    assert "assembly 'pair' with 2 components and 4 connections" in out


def test_check__checks_every_assembly(pair, bulkhead):
    pair.add("assembly", "assembly other { composition { component Nothing n; } }").read()
    code, _out, err = bulkhead("adl", "check", pair.path)
    assert code == 1 and "unknown component 'Nothing'" in err


def test_check__missing_file_is_bad_input(tmp_path, bulkhead):
    code, _out, err = bulkhead("adl", "check", tmp_path / "nowhere.camkes")
    assert code == 1 and "No such file" in err


def test_check__folder_is_bad_input(tmp_path, bulkhead):
    assert bulkhead("adl", "check", tmp_path)[0] == 1


def test_check__binary_file_is_bad_input(tmp_path, bulkhead):
    (tmp_path / "x.camkes").write_bytes(b"\x80\x81")
    assert bulkhead("adl", "check", tmp_path / "x.camkes")[0] == 1


def test_usage__is_exit_code_2(bulkhead):
    assert bulkhead("adl", "check")[0] == 2
    assert bulkhead("nothing")[0] == 2


def test_graph__has_stable_ids(pair, bulkhead):
    pair.read()
    code, out, _err = bulkhead("graph", pair.path)
    graph = json.loads(out)
    assert code == 0
    assert {"component:client", "component:server", "object:client.cspace"} <= {n["id"] for n in graph["nodes"]}
    edges = {e["id"]: e for e in graph["edges"]}
    assert edges["connection:calls"]["kind"] == "rpc"
    assert edges["connection:memory"]["rights"] == ["W", "R"]
    assert edges["capability:client.cspace:8"]["rights"] == ["write", "call"]
    assert len(edges) == len(graph["edges"])


def test_graph__every_edge_joins_two_nodes(pair, bulkhead):
    pair.read()
    graph = json.loads(bulkhead("graph", pair.path)[1])
    nodes = {n["id"] for n in graph["nodes"]}
    assert all(e["from"] in nodes and e["to"] in nodes for e in graph["edges"])


def test_graph__dot_lists_components_and_connections(pair, bulkhead):
    pair.read()
    out = bulkhead("graph", "--dot", pair.path)[1]
    assert '"component:client" -> "component:server" [id="edge:client:server"' in out
    assert "rpc calls, event wakes, event dones, dataport memory" in out


def test_glue__writes_only_what_changed(pair, bulkhead, tmp_path):
    pair.read()
    output = tmp_path / "gen"
    assert bulkhead("gen", "glue", pair.path, "-o", output)[0] == 0
    before = {p: p.stat().st_mtime_ns for p in output.rglob("component.[ch]")}
    assert len(before) == 4
    assert bulkhead("gen", "glue", pair.path, "-o", output)[0] == 0
    assert {p: p.stat().st_mtime_ns for p in before} == before


def test_glue__nothing_is_written_for_a_broken_description(pair, bulkhead, tmp_path):
    pair.policy("deny client server;").read()
    assert bulkhead("gen", "glue", pair.path, "-o", tmp_path / "gen")[0] == 3
    assert not (tmp_path / "gen").exists()


def test_table__missing_program_is_bad_input(pair, bulkhead, tmp_path):
    pair.read()
    code, _out, err = bulkhead("gen", "table", pair.path, "--elf", tmp_path, "-o", tmp_path / "table")
    assert code == 1 and "client.elf" in err


def test_table__broken_program_is_bad_input(pair, bulkhead, tmp_path):
    pair.read()
    (tmp_path / "client.elf").write_bytes(b"no ELF")
    code, _out, err = bulkhead("gen", "table", pair.path, "--elf", tmp_path, "-o", tmp_path / "table")
    assert code == 1 and "not an ELF file" in err
