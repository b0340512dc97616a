# SPDX-License-Identifier: BSD-2-Clause
"""Strict partitions in a description: one test per rule, named after it, and what becomes of them."""

import re
import struct
from pathlib import Path

import pytest

from bulkhead import cli
from bulkhead.gen import table
from bulkhead.gen.abi import Type
from bulkhead.graph import graph_data
from bulkhead.model.read import read_system
from bulkhead.model.settings import setting_get
from bulkhead.model.windows import DEFAULT_PADDING_US, PARTITION, WINDOW_MAX, Window

ROOT = Path(__file__).resolve().parents[2]
TWO = 'windows = [{"partition": 0, "length_us": 1000}, {"partition": 2, "length_us": 3000, "padding_us": 20}];'


def with_windows(pair, windows=TWO, partition="client.partition = 2;"):
    return pair.add("configuration", f"{windows}\n{partition}")


def with_window(pair, text):
    return pair.add("configuration", f'windows = [{{"partition": 0, "length_us": 1000}}, {text}];')


# --- rules -----------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["1", "[]", "[1]", '{"partition": 0, "length_us": 1}', '"no"'])
def test_mistyped_setting__windows_are_a_list_of_dictionaries(pair, value):
    error = pair.add("configuration", f"windows = {value};").error()
    assert (error.rule, error.at) == ("mistyped-setting", value)


@pytest.mark.parametrize("name, value", [("partition", "4"), ("partition", "true"), ("length_us", "0"),
                                         ("length_us", '"1000"'), ("padding_us", "10000001"), ("padding_us", "0")])
def test_mistyped_setting__of_a_window(pair, name, value):
    parts = {"partition": "0", "length_us": "1000", name: value}
    error = with_window(pair, "{" + ", ".join(f'"{n}": {v}' for n, v in parts.items()) + "}").error()
    assert (error.rule, error.at) == ("mistyped-setting", value)


@pytest.mark.parametrize("setting", ["server.partition = 4;", 'client.partition = "0";'])
def test_mistyped_setting__partition(pair, setting):
    assert pair.add("configuration", setting).error().rule == "mistyped-setting"


def test_unknown_setting__of_a_window_offers_the_nearest(pair):
    error = with_window(pair, '{"partition": 0, "length_ms": 4}').error()
    assert (error.rule, error.at, error.notes) == ("unknown-setting", "4", ["did you mean 'length_us'?"])


@pytest.mark.parametrize("window, missing", [('{"partition": 0}', "length_us"), ('{"length_us": 10}', "partition"),
                                             ("{}", "partition")])
def test_incomplete_window__names_what_is_missing(pair, window, missing):
    error = with_window(pair, window).error()
    assert (error.rule, error.at, error.message) == ("incomplete-window", window, f"this window has no '{missing}'")


@pytest.mark.parametrize("window", ['{"partition": 0, "length_us": 16}', '{"partition": 0, "length_us": 9, "padding_us": 9}'])
def test_window_below_padding__nothing_would_run_in_it(pair, window):
    error = with_window(pair, window).error()
    assert (error.rule, error.at) == ("window-below-padding", window)


def test_too_many_windows__for_the_kernel(pair):
    window = '{"partition": 0, "length_us": 1000}'
    assert pair.add("configuration", f"windows = [{', '.join([window] * WINDOW_MAX)}];").errors() == []
    pair.edit("windows = [", f"windows = [{window}, ")
    assert pair.error().rule == "too-many-windows"


def test_no_window__for_the_partition_of_a_component(pair):
    error = with_windows(pair, partition="client.partition = 1;").error()
    assert (error.rule, error.at) == ("no-window", "client.partition")
    assert error.notes[0] == "the windows are set here" and "or set 'client.partition' to 0 or 2" in error.notes[1]


def test_no_window__for_a_component_that_is_in_partition_0_by_default(pair):
    errors = pair.add("configuration", 'windows = [{"partition": 1, "length_us": 1000}];').errors()
    assert {(e.rule, e.at) for e in errors} == {("no-window", "client"), ("no-window", "server")}


def test_no_window__without_windows_there_is_partition_0_alone(pair):
    error = pair.add("configuration", "client.partition = 1;").error()
    assert error.rule == "no-window" and "add 'windows" in error.notes[0]


def test_duplicate_name__windows_are_set_once(pair):
    error = pair.add("configuration", "".join(2 * ['windows = [{"partition": 0, "length_us": 9000}];'])).error()
    assert (error.rule, error.at) == ("duplicate-name", "windows")


def test_unknown_setting__windows_are_the_one_setting_of_an_assembly(pair):
    error = pair.add("configuration", "window = 1;").error()
    assert (error.rule, error.at) == ("unknown-setting", "window")


# --- what becomes of them --------------------------------------------------------------


def test_windows__have_a_default_padding(pair):
    assert with_windows(pair).system().windows == [Window(0, 1000, DEFAULT_PADDING_US), Window(2, 3000, 20)]


def test_partition__is_of_all_threads_and_vcpus_of_a_component(pair):
    pair.add("configuration", 'client.guest_memory = "64M"; client.guest_vcpus = 2;')
    contexts = [o for o in with_windows(pair).plan().objects if o.type == Type.SCHED_CONTEXT]
    found = {c.name: c.partition for c in contexts}
    assert {p for n, p in found.items() if n.startswith("client.")} == {2} and len(found) >= 5
    assert {p for n, p in found.items() if n.startswith("server.")} == {0}


def test_nothing_is_lent_across(pair):
    """Whoever runs on another's context is the monitor that serves its own guest's exit: all else has its own."""
    pair.add("configuration", 'client.guest_memory = "64M";')
    plan = with_windows(pair).plan()
    assert all(t.sched_context is not None for t in plan.threads)
    monitors = {t.object: plan.instances["client"].threads[0] for t in plan.threads if t.object.type == Type.VCPU}
    assert monitors
    for thread in plan.threads:
        if thread.object in monitors:
            assert thread.fault_endpoint is plan.instances["client"].endpoint
            assert thread.sched_context.partition == monitors[thread.object].sched_context.partition


def test_table__has_windows_and_partitions(pair):
    plan = with_windows(pair).plan()
    writer = table.TableWriter(plan, {})
    assert [struct.unpack(table.WINDOW, writer.window(w)) for w in plan.system.windows] == [
        (0, 0, 1000, DEFAULT_PADDING_US), (2, 0, 3000, 20)]
    context = next(o for o in plan.objects if o.name == "client.sched_context0")
    assert struct.unpack(table.OBJECT, writer.object(context))[-1] == 2


def graph_of(description):
    reading = description.read()
    return graph_data(description.plan(), reading.verdicts)


def test_graph__marks_partitions_and_what_crosses_them(pair):
    graph = graph_of(with_windows(pair))
    nodes = {n["name"]: n.get("partition") for n in graph["nodes"] if n["id"].startswith("component:")}
    assert nodes == {"client": 2, "server": 0}
    assert all(set(e["crosses"]) == {0, 2} for e in graph["edges"] if e["id"].startswith("connection:"))
    assert {tuple(f["crosses"]) for f in graph["flows"]} == {(0, 2), (2, 0)}
    assert graph["time"]["shared"] == []  # one client: nobody to tell


def test_graph__says_nothing_of_partitions_without_windows(pair):
    graph = graph_of(pair)
    assert "time" not in graph and not any("crosses" in e for e in graph["edges"] + graph["flows"])


SHARED = """
import <std_connector.camkes>;
procedure Questions { int ask(in int what); }
component Client { uses Questions questions; }
component Server { provides Questions questions; emits Hint hint; }
component Reader { consumes Hint hint; }
assembly shared {
    composition {
        component Client one; component Client two; component Server server; component Reader reader;
        connection seL4RPCCall calls(from one.questions, from two.questions, to server.questions);
        connection seL4Notification hints(from server.hint, to reader.hint);
    }
    configuration {
        one.partition = 1; two.partition = 2; reader.partition = READER;
        windows = [{"partition": 0, "length_us": 90}, {"partition": 1, "length_us": 90}, {"partition": 2, "length_us": 90}];
    }
}
"""


def test_graph__names_what_two_partitions_share(describe):
    graph = graph_of(describe(SHARED.replace("READER", "0")))
    assert graph["time"]["shared"] == [{"component": "server", "partition": 0, "hears": [1, 2], "tells": [1, 2]}]
    crossing = {(f["from"], f["to"]) for f in graph["flows"] if "crosses" in f}
    assert crossing == {("one", "server"), ("two", "server"), ("server", "one"), ("server", "two")}


def test_graph__a_partition_shares_its_windows_among_its_components(describe):
    """The reader tells nobody; the server in partition 0 tells partition 1 of its partition's work for 2."""
    description = describe(SHARED.replace("READER", "1").replace("(from one.questions, from two.questions, to", "(from two.questions, to")
                           .replace("uses Questions", "maybe uses Questions"))
    assert graph_of(description)["time"]["shared"] == [
        {"component": "server", "partition": 0, "hears": [2], "tells": [1, 2]}]


# --- limits and documents --------------------------------------------------------------


def test_limits__are_the_kernels():
    partition, core = ((ROOT / "kernel" / f).read_text() for f in ("objects/partition.h", "core/core.h"))
    assert int(re.search(r"WINDOW_MAX (\d+)", partition)[1]) == WINDOW_MAX
    last = int(re.search(r"PARTITION_MAX (\d+)", core)[1]) - 1
    assert PARTITION.takes(last) and not PARTITION.takes(last + 1)


def test_language_document__example_builds(tmp_path):
    text = (ROOT / "docs" / "language.md").read_text().partition("### Strict partitions")[2]
    path = tmp_path / "strict.camkes"
    path.write_text(re.search(r"```c\n(.*?)```", text, re.DOTALL)[1])
    assert cli.main(["gen", "glue", str(path), "-o", str(tmp_path / "glue")]) == 0
    system = read_system(path, []).system
    assert [w.partition for w in system.windows] == [1, 0, 2, 0]
    assert {i.name: setting_get(i, "partition") for i in system.software()} == {"corporate": 1, "personal": 2, "server": 0}


def test_language_document__default_padding_is_the_tools():
    row = re.search(r'^\| `"padding_us"` \|.*\| (\d+) \|$', (ROOT / "docs" / "language.md").read_text(), re.MULTILINE)
    assert int(row[1]) == DEFAULT_PADDING_US
