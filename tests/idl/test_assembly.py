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


def test_long_name__has_no_room_in_the_boot_package(pair):
    pair.text = pair.text.replace("server", "s" * 32)
    assert "long-name" in {e.rule for e in pair.errors()}


def test_too_many_regions__beyond_the_address_space(pair):
    pair.text = pair.text.replace("Buf(8192) shared;", "Buf(0x4000000) shared;" + "".join(
        f" dataport Buf(0x4000000) more{n};" for n in range(4)))
    for n in range(4):
        pair.add("configuration", f'client.more{n}_access = "R"; server.more{n}_access = "R";')
        pair.edit("        connection seL4RPCCall", f"""        connection seL4SharedData m{n}(from client.more{n}, to server.more{n});
        connection seL4RPCCall""")
    assert [e.rule for e in pair.errors()] == ["too-many-regions", "too-many-regions"]


def test_vm_setting__needs_guest_memory(pair):
    error = pair.add("configuration", "server.vcpu_priority = 5;").error()
    assert (error.rule, error.at) == ("vm-setting", "server.vcpu_priority")


@pytest.mark.parametrize("setting, value", [
    ("core", "99"), ("core", "-1"), ("core", "[0]"), ("guest_vcpus", "0"), ("guest_vcpus", "9"),
    ("vcpu_cores", "4"), ("vcpu_cores", "[4]"), ("vcpu_cores", '"0"')])
def test_mistyped_setting__cores_and_vcpus_that_no_machine_has(pair, setting, value):
    error = pair.add("configuration", f'server.guest_memory = "64M"; server.{setting} = {value};').error()
    assert (error.rule, error.at) == ("mistyped-setting", value)


@pytest.mark.parametrize("settings", ["server.vcpu_cores = [0, 1];", "server.guest_vcpus = 3; server.vcpu_cores = [0, 1];"])
def test_vcpu_cores__one_for_each_vcpu(pair, settings):
    error = pair.add("configuration", f'server.guest_memory = "64M"; {settings}').error()
    assert (error.rule, error.at) == ("vcpu-cores", "[0, 1]")


@pytest.mark.parametrize("setting", ["guest_vcpus", "vcpu_cores"])
def test_vm_setting__of_vcpus_needs_guest_memory(pair, setting):
    error = pair.add("configuration", f"server.{setting} = 1;").error()
    assert (error.rule, error.at) == ("vm-setting", f"server.{setting}")


def test_setting_reference__takes_the_other_value(pair):
    pair.edit("attribute string label", "attribute int more; attribute string label")
    system = pair.add("configuration", "client.more <- client.rounds;").system()
    assert system.instances["client"].settings["more"][0].data == 5


def test_reference_cycle__is_an_error(pair):
    pair.edit("attribute string label", "attribute int p; attribute int q; attribute string label")
    errors = pair.add("configuration", "client.p <- client.q; client.q <- client.p;").errors()
    assert {e.rule for e in errors} == {"reference-cycle"}


def test_unset_attribute__without_a_default(pair):
    error = pair.edit("attribute int rounds = 3;", "attribute int rounds = 3; attribute int more;").error()
    assert (error.rule, error.message) == ("unset-attribute", "'client.more' has no value")


EXTENSION = """
component Guest { uses Calculator calculator; }
assembly wider extends pair {
    composition {
        component Guest guest;
        connection seL4RPCCall more(from guest.calculator, to server.calculator);
    }
    configuration { guest.priority = 3; }
}
"""


def test_extends__adds_to_the_other_assembly(pair):
    pair.text += EXTENSION
    system = pair.read("wider").system
    assert list(system.instances) == ["client", "server", "guest"]
    assert list(pair.read("pair").system.instances) == ["client", "server"]


def test_extends__repeats_no_name(pair):
    pair.text += EXTENSION.replace("Guest guest;", "Guest server;")
    assert "duplicate-name" in {d.rule for d in pair.read("wider").report.diagnostics}


def test_recursive_assembly__extends_itself(pair):
    pair.edit("assembly pair {", "assembly pair extends pair {")
    assert pair.error().rule == "recursive-assembly"


COMPOUND = """
component Office {
    composition {
        component Server calc;
        component Clerk clerk;
        connection seL4RPCCall asks(from clerk.calculator, to calc.calculator);
        export calc.wake -> wake;
        export calc.done -> done;
        export calc.shared -> shared;
        export calc.calculator -> calculator;
    }
    configuration { calc.priority = 31; }
}
component Clerk { uses Calculator calculator; }
"""


def test_compound__inner_instances_and_exports(pair):
    pair.add("assembly", COMPOUND).edit("component Server server;", "component Office server;")
    pair.edit("server.shared_access", "server.calc.shared_access").edit("server.priority = 30;", "")
    system = pair.system()
    assert list(system.instances) == ["client", "server.calc", "server.clerk"]
    assert list(system.connections) == ["server.asks", "calls", "wakes", "dones", "memory"]
    assert str(system.connections["calls"].to_ends[0]) == "server.calc.calculator"
    assert system.instances["server.calc"].settings["priority"][0].data == 31


def test_recursive_component__contains_itself(pair):
    pair.add("assembly", "component Loop { composition { component Loop inner; } }")
    error = pair.edit("component Server server;", "component Server server; component Loop loop;").error()
    assert error.rule == "recursive-component"


def test_group__names_its_instances(pair):
    pair.edit("component Server server;", "group back { component Server server; }")
    pair.text = pair.text.replace("server.calculator", "back.server.calculator").replace("to server.wake", "to back.server.wake")
    pair.text = pair.text.replace("from server.done", "from back.server.done").replace("to server.shared", "to back.server.shared")
    pair.edit("server.shared_access", "back.server.shared_access").edit("server.priority", "back.server.priority")
    assert list(pair.system().instances) == ["client", "back.server"]


def test_unknown_export__of_an_assembly(pair):
    assert pair.add("composition", "export server.wake -> wake;").error().rule == "unknown-export"


def test_too_many_events__one_bit_each(pair):
    many = " ".join(f"maybe consumes Wake w{n};" for n in range(60))
    assert pair.edit("emits Done done;", f"emits Done done; {many}").error().rule == "too-many-events"
