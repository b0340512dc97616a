# SPDX-License-Identifier: BSD-2-Clause
"""Flows and the policy over them."""

import pytest

from bulkhead.flows import flows_list, flows_path

RELAY = """
component Relay { maybe uses Calculator calculator; maybe emits Wake wake; maybe consumes Done done; }
"""
DEVICE = """
component Disk { hardware; dataport Buf(4096) registers; emits Interrupt interrupt; }
component Driver { dataport Buf(4096) registers; consumes Interrupt interrupt; }
"""


def direct(system):
    return {(f.origin, f.target, f.kind) for f in flows_list(system)}


def test_flows__call_both_ways_event_and_memory_one_way(pair):
    assert direct(pair.system()) == {
        ("client", "server", "rpc"), ("server", "client", "rpc"), ("client", "server", "event"),
        ("server", "client", "event"), ("client", "server", "dataport"),
    }


def test_flows__memory_that_both_write_flows_both_ways(pair):
    system = pair.edit('server.shared_access = "R"', 'server.shared_access = "W"').system()
    assert ("server", "client", "dataport") in direct(system)


def test_flows__fault_and_restart_both_ways(pair):
    pair.add("assembly", "component Watch { provides FaultHandler faults; }")
    pair.edit("component Server server;", "component Server server; component Watch watch;")
    pair.edit("        connection seL4RPCCall", "connection FaultHandler f(from server.fault, to watch.faults); connection seL4RPCCall")
    assert {("server", "watch", "fault"), ("watch", "server", "fault")} <= direct(pair.system())


def test_flows__processor_time_to_its_reader_alone(pair):
    pair.add("assembly", "component Meter { provides SchedContextRead meter; }")
    pair.edit("component Server server;", "component Server server; component Meter meter;")
    pair.edit("        connection seL4RPCCall", "connection SchedContextRead t(from server.time, to meter.meter); connection seL4RPCCall")
    flows = direct(pair.system())
    assert ("server", "meter", "time") in flows and ("meter", "server", "time") not in flows


def third(pair, connections):
    """Adds a component `relay` beside client and server."""
    pair.add("assembly", RELAY)
    return pair.edit("component Server server;", f"component Server server; component Relay relay; {connections}")


def test_path__is_the_shortest(pair):
    system = third(pair, "connection seL4Notification r(from relay.wake, to server.wake);").system()
    path = flows_path(flows_list(system), "relay", "client")
    assert [(f.origin, f.target) for f in path] == [("relay", "server"), ("server", "client")]


def test_path__does_not_pass_a_barrier_but_may_end_at_one(pair):
    flows = flows_list(third(pair, "connection seL4Notification r(from relay.wake, to server.wake);").system())
    assert flows_path(flows, "relay", "client", {"server"}) is None
    assert flows_path(flows, "relay", "server", {"server"})


def test_policy_deny__names_the_rule_and_a_witness(pair):
    error = pair.policy("deny client server;").error()
    assert (error.rule, error.at) == ("policy-deny", "deny client server;")
    assert error.notes[0] == "client calls server.calculator (the request) (connection calls)"


def test_policy_deny__through_a_third(pair):
    third(pair, "connection seL4Notification r(from relay.wake, to server.wake);")
    error = pair.policy("deny relay client;").error()
    assert len([n for n in error.notes if n.startswith(("relay ", "server "))]) == 2


def test_policy_deny__is_directed(pair):
    third(pair, "connection seL4Notification r(from relay.wake, to server.wake);")
    assert pair.policy("deny client relay;").errors() == []


def test_separates__lets_the_rule_hold_and_is_listed(pair):
    third(pair, "connection seL4Notification r(from relay.wake, to server.wake);")
    verdicts = pair.policy('deny relay client; separates server "tells nobody";').read().verdicts
    assert [(v.origin, v.target, v.crossings) for v in verdicts] == [("relay", "client", ("server",))]


def test_separates__does_not_excuse_a_direct_flow_to_it(pair):
    assert pair.policy('deny client server; separates server "no";').error().rule == "policy-deny"


@pytest.mark.parametrize("rule", ['separates server "";', 'acknowledges dma server " ";'])
def test_missing_reason__is_an_error(pair, rule):
    assert pair.policy(rule).error().rule == "missing-reason"


def test_unknown_exception__is_an_error(pair):
    assert pair.policy('acknowledges luck server "hm";').error().rule == "unknown-exception"


def test_unknown_instance__in_a_rule(pair):
    error = pair.policy("deny client sever;").error()
    assert error.rule == "unknown-instance" and "did you mean 'server'?" in error.notes


def with_disk(pair):
    pair.add("assembly", DEVICE)
    pair.edit("component Server server;", """component Server server; component Disk disk; component Driver driver;
        connection seL4HardwareMMIO m(from driver.registers, to disk.registers);
        connection seL4HardwareInterrupt i(from disk.interrupt, to driver.interrupt);""")
    return pair.add("configuration", """disk.registers_paddr = 0xa000000; disk.registers_size = 0x1000;
        disk.interrupt_irq_number = 40; disk.dma = true;""")


def test_policy_dma__must_be_acknowledged(pair):
    error = with_disk(pair).error()
    assert (error.rule, error.message) == ("policy-dma", "'driver' can reach all memory through the DMA of 'disk'")


def test_policy_dma__acknowledged_with_a_reason(pair):
    assert with_disk(pair).policy('acknowledges dma driver "no SMMU";').errors() == []


def test_policy__alone_has_exit_code_3(pair, bulkhead):
    pair.policy("deny client server;").read()
    assert bulkhead("adl", "check", pair.path)[0] == 3
    pair.edit("deny client", "deny clint").read()
    assert bulkhead("adl", "check", pair.path)[0] == 1


# --- devices --------------------------------------------------------------------


def test_missing_hardware_setting__address(pair):
    error = with_disk(pair).edit("disk.registers_paddr = 0xa000000;", "").error()
    assert error.rule == "missing-hardware-setting" and "disk.registers_paddr" in error.notes[0]


def test_missing_hardware_setting__interrupt(pair):
    assert with_disk(pair).edit("disk.interrupt_irq_number = 40;", "").error().rule == "missing-hardware-setting"


def second_disk(pair):
    with_disk(pair).edit("component Driver driver;", """component Driver driver; component Disk disk2; component Driver driver2;
        connection seL4HardwareMMIO m2(from driver2.registers, to disk2.registers);
        connection seL4HardwareInterrupt i2(from disk2.interrupt, to driver2.interrupt);""")
    return pair.policy('acknowledges dma driver "no SMMU";')


def test_shared_device_page__of_two_drivers(pair):
    second_disk(pair).add("configuration", """disk2.registers_paddr = 0xa000200; disk2.registers_size = 0x200;
        disk2.interrupt_irq_number = 41;""")
    error = pair.error()
    assert (error.rule, error.message) == ("shared-device-page", "'driver' and 'driver2' would share a page of registers")


def test_shared_interrupt__of_two_drivers(pair):
    second_disk(pair).add("configuration", """disk2.registers_paddr = 0xa001000; disk2.registers_size = 0x200;
        disk2.interrupt_irq_number = 40;""")
    assert pair.error().rule == "shared-interrupt"
