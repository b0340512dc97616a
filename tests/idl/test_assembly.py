# SPDX-License-Identifier: BSD-2-Clause
"""Rules of instances, connections and settings: one test per rule, named after it."""

import pytest

SECOND = "assembly second { composition { component Server only; } }"


def test_ambiguous_assembly__asks_for_a_name(pair):
    error = pair.add("assembly", SECOND).error()
    assert error.rule == "ambiguous-assembly" and "'second', 'pair'" in error.notes[0]


def test_assembly__is_chosen_by_name(pair):
    pair.edit("dataport Buf(8192) shared;\n}\n\nassembly", "maybe dataport Buf(8192) shared;\n}\n\nassembly")
    pair.edit("consumes Wake wake;", "maybe consumes Wake wake;")
    reading = pair.add("assembly", SECOND).read("second")
    assert list(reading.system.instances) == ["only"]


def test_no_assembly__of_that_name(pair):
    report = pair.read("pear").report
    assert report.diagnostics[0].rule == "no-assembly"
    assert report.diagnostics[0].notes[-1].text == "did you mean 'pair'?"


def test_unknown_component__offers_the_nearest(pair):
    errors = pair.edit("component Server server;", "component Sever server;").errors()
    assert errors[0].rule == "unknown-component" and "did you mean 'Server'?" in errors[0].notes


def test_duplicate_name__instance(pair):
    assert pair.add("composition", "component Server server;").error().rule == "duplicate-name"


def test_duplicate_name__connection(pair):
    assert pair.edit("seL4Notification dones", "seL4Notification wakes").error().rule == "duplicate-name"


def test_duplicate_name__setting(pair):
    assert pair.add("configuration", "client.rounds = 7;").error().rule == "duplicate-name"


def test_unknown_connector__says_where_the_standard_ones_are(pair):
    errors = pair.edit("import <std_connector.camkes>;", "").errors()
    assert {e.rule for e in errors} == {"unknown-connector"}
    assert any("std_connector" in n for n in errors[0].notes)


def test_unknown_instance__in_a_connection(pair):
    error = pair.edit("to server.wake)", "to sever.wake)").error()
    assert (error.rule, error.at) == ("unknown-instance", "sever.wake")


def test_unknown_interface__in_a_connection(pair):
    error = pair.edit("to server.wake)", "to server.wakes)").error()
    assert (error.rule, error.at) == ("unknown-interface", "wakes")


def test_unconnected__uses(pair):
    error = pair.edit("connection seL4RPCCall calls(from client.calculator, to server.calculator);", "").error()
    assert (error.rule, error.message) == ("unconnected", "'client.calculator' is not connected")


def test_unconnected__consumes(pair):
    error = pair.edit("connection seL4Notification wakes(from client.wake, to server.wake);", "").error()
    assert error.message == "'server.wake' is not connected"


def test_unconnected__both_ends_of_a_dataport(pair):
    errors = pair.edit("connection seL4SharedData memory(from client.shared, to server.shared);", "").errors()
    assert [e.rule for e in errors] == ["unconnected", "unconnected"]


def test_unconnected__maybe_and_providers_need_no_connection(pair):
    pair.edit("uses Calculator calculator;", "maybe uses Calculator calculator;")
    pair.edit("connection seL4RPCCall calls(from client.calculator, to server.calculator);", "")
    assert pair.errors() == []


def test_connected_twice__uses(pair):
    again = "connection seL4RPCCall again(from client.calculator, to server.calculator);"
    error = pair.add("composition", again).error()
    assert (error.rule, error.at) == ("connected-twice", "client.calculator")


def test_connected_twice__dataport(pair):
    line = "connection seL4SharedData memory(from client.shared, to server.shared);"
    errors = pair.edit(line, line + line.replace("memory", "again")).errors()
    assert [e.rule for e in errors] == ["connected-twice", "connected-twice"]


def test_connected_twice__a_provider_may_have_many_clients(pair):
    extra = "component Other other; connection seL4RPCCall more(from other.calculator, to server.calculator);"
    pair.add("assembly", "component Other { uses Calculator calculator; }")
    assert pair.edit("connection seL4RPCCall calls", f"{extra} connection seL4RPCCall calls").errors() == []


def test_wrong_direction__exchanged_ends(pair):
    errors = pair.edit("from client.wake, to server.wake", "to client.wake, from server.wake").errors()
    assert {e.rule for e in errors} == {"wrong-direction"}
    assert any("exchange 'from' and 'to'" in n for n in errors[0].notes)


def test_wrong_direction__connector_of_another_kind(pair):
    errors = pair.edit("seL4RPCCall calls", "seL4Notification calls").errors()
    assert {e.rule for e in errors} == {"wrong-direction"}


def test_wrong_direction__software_where_hardware_must_be(pair):
    errors = pair.edit("seL4SharedData memory", "seL4HardwareMMIO memory").errors()
    assert errors[0].message == "'server' must be a hardware component here"


def test_type_mismatch__procedures(pair):
    pair.add("assembly", "procedure Other { void f(); } component Third { provides Other other; }")
    pair.edit("component Server server;", "component Server server; component Third third;")
    error = pair.edit("to server.calculator)", "to third.other)").error()
    assert error.rule == "type-mismatch"


def test_type_mismatch__events(pair):
    assert pair.edit("consumes Wake wake;", "consumes Sleep wake;").error().rule == "type-mismatch"


def test_type_mismatch__sizes_of_memory(pair):
    error = pair.edit("dataport Buf(8192) shared;\n    attribute", "dataport Buf(4096) shared;\n    attribute").error()
    assert error.message == "'client.shared' is of type 'Buf(4096)', but 'server.shared' is of type 'Buf(8192)'"


def test_too_many_ends__two_servers(pair):
    pair.edit("component Server server;", "component Server server; component Calc calc;")
    pair.add("assembly", "component Calc { provides Calculator calculator; }")
    error = pair.edit("to server.calculator)", "to server.calculator, to calc.calculator)").error()
    assert error.rule == "too-many-ends"


def test_missing_end__no_server(pair):
    assert "missing-end" in {e.rule for e in pair.edit(", to server.calculator)", ")").errors()}


def test_unknown_setting__offers_the_nearest(pair):
    error = pair.add("configuration", "client.priorty = 3;").error()
    assert error.rule == "unknown-setting" and "did you mean 'priority'?" in error.notes


@pytest.mark.parametrize("value", ['"five"', "true", "2.5", "[5]", "2147483648"])
def test_mistyped_setting__integer(pair, value):
    error = pair.edit("client.rounds = 5;", f"client.rounds = {value};").error()
    assert (error.rule, error.at) == ("mistyped-setting", value)


@pytest.mark.parametrize("setting", [
    "server.budget_us = 0", "server.restart = \"always\"", "server.heap_size = 5000", "server.heap_size = \"4X\"",
    "server.stack_size = \"2M\"", "client.label = 4", "server.heap_size = \"128M\"",
])
def test_mistyped_setting__standard_settings(pair, setting):
    assert pair.add("configuration", f"{setting};").error().rule == "mistyped-setting"


def test_missing_access__is_denied_by_default(pair):
    error = pair.edit('server.shared_access = "R";', "").error()
    assert error.rule == "missing-access"
    assert "server.shared_access" in error.notes[0]


def test_budget_over_period__is_an_error(pair):
    error = pair.add("configuration", "server.budget_us = 2000; server.period_us = 1000;").error()
    assert error.rule == "budget-over-period"


def test_control_above_interface__is_an_error(pair):
    error = pair.add("configuration", "client.control_priority = 40;").error()
    assert error.rule == "control-above-interface"


def test_vm_setting__needs_guest_memory(pair):
    error = pair.add("configuration", "server.vcpu_priority = 5;").error()
    assert (error.rule, error.at) == ("vm-setting", "server.vcpu_priority")


def test_setting_reference__takes_the_other_value(pair):
    pair.edit("attribute string label", "attribute int more; attribute string label")
    system = pair.add("configuration", "client.more <- client.rounds;").system()
    assert system.instances["client"].settings["more"][0].data == 5


def test_reference_cycle__is_an_error(pair):
    pair.edit("attribute string label", "attribute int p; attribute int q; attribute string label")
    errors = pair.add("configuration", "client.p <- client.q; client.q <- client.p;").errors()
    assert {e.rule for e in errors} == {"reference-cycle"}
