# SPDX-License-Identifier: BSD-2-Clause
"""why, who-can, blast-radius."""

import json

import pytest
from bulkhead.audit.ways import ways_between


def rights(bulkhead, small, thing):
    code, out, _err = bulkhead("who-can", thing, small.path, "--json")
    assert code == 0
    return [(r["holder"], r["words"]) for r in json.loads(out)["rights"]]


# --- why --------------------------------------------------------------------------------


def test_why__tells_each_step_with_connection_rights_and_reason(small, bulkhead):
    code, out, _err = bulkhead("why", "left", "right", small.path)
    lines = out.splitlines()
    assert code == 0
    assert lines[0] == "Information can flow from left to right only through what separates them."
    assert "  1. left → vault" in lines
    assert ("       left writes memory that vault.log can read  "
            "[dataport log: left.log W, vault.log R]") in lines
    assert any(line.startswith("  vault separates: seals for each client") for line in lines)
    assert f"Policy: deny left right ({small.path}:49:9) holds." in lines


def test_why__free_flow(small, bulkhead):
    assert bulkhead("why", "left", "vault", small.path)[1].startswith("Information can flow from left to vault.\n")


def test_why__no_flow(small, bulkhead):
    small.edit("connection FaultHandler faults(from vault.fault, to watcher.faults);", "")
    out = bulkhead("why", "watcher", "left", small.path)[1]
    assert out == "No information can flow from watcher to left.\n"


def test_why__between_guests_goes_through_their_monitors(small, bulkhead):
    answer = json.loads(bulkhead("why", "left.guest", "right.guest", small.path, "--json")[1])
    assert answer["verdict"] == "separated"
    assert answer["ways"][0]["stops"] == ["left.guest", "left", "vault", "right", "right.guest"]
    assert [s["component"] for s in answer["ways"][0]["separators"]] == ["vault"]


def test_why__a_free_way_comes_before_a_shorter_separated_one(detour, bulkhead):
    answer = json.loads(bulkhead("why", "right", "left", detour.path, "--json")[1])
    assert answer["verdict"] == "free"
    assert [w["stops"] for w in answer["ways"]] == [["right", "first", "second", "third", "left"], ["right", "vault", "left"]]


def test_why__works_on_a_violated_policy(small, bulkhead):
    small.edit('separates vault "seals for each client under a key of its own";', "")
    code, out, _err = bulkhead("why", "left", "right", small.path)
    assert code == 3 and out.startswith("Information can flow from left to right.\n") and "IS VIOLATED" in out


@pytest.mark.parametrize(("name", "meant"), [("guest", "left.guest"), ("valut", "vault"), ("VAULT", "vault")])
def test_why__unknown_name_has_the_nearest_one(small, bulkhead, name, meant):
    code, _out, err = bulkhead("why", name, "right", small.path)
    assert code == 1 and f"no instance is called '{name}'; did you mean '{meant}'?" in err


def test_why__phone_profile_is_found_by_its_word(bulkhead):
    assert "did you mean 'vmm_corporate'?" in bulkhead("why", "corporate", "auth")[2]


# --- ways -------------------------------------------------------------------------------


def flows(*pairs):
    return [{"from": a, "to": b} for a, b in pairs]


def test_ways__are_all_that_cannot_be_shortened():
    found, complete = ways_between(flows("ab", "bd", "ac", "cd", "bc", "cb"), "a", "d")
    assert complete and found == [("a", "b", "d"), ("a", "c", "d")]


def test_ways__a_direct_flow_is_the_only_one():
    assert ways_between(flows("ab", "bd", "ad"), "a", "d") == ([("a", "d")], True)


def test_ways__none_to_itself_and_none_against_the_direction():
    assert ways_between(flows("ab", "ba"), "a", "a")[0] == []
    assert ways_between(flows("ab"), "b", "a") == ([], True)


def test_ways__says_when_there_are_more_than_it_lists():
    layers = [[f"{n}.{k}" for k in range(4)] for n in range(6)]
    pairs = [(a, b) for left, right in zip(layers, layers[1:]) for a in left for b in right]
    pairs += [("start", a) for a in layers[0]] + [(a, "end") for a in layers[-1]]
    found, complete = ways_between(flows(*pairs), "start", "end")
    assert not complete and len(found) <= 100


# --- who-can ----------------------------------------------------------------------------


def test_who_can__method_is_its_clients_alone(small, bulkhead):
    expected = [("left", "may call vault.secrets as client 1 (connection secrets)"),
                ("right", "may call vault.secrets as client 2 (connection secrets)")]
    assert rights(bulkhead, small, "vault.secrets.seal") == expected
    assert rights(bulkhead, small, "vault.secrets")[:2] == expected


def test_who_can__device_address_and_interrupt_are_the_same_driver(small, bulkhead):
    device = rights(bulkhead, small, "disk")
    registers = ("driver", "reads and writes the device registers at 0xa000000 (connection registers)")
    interrupt = ("driver", "acknowledges interrupt 79 (level) (connection interrupt)")
    assert sorted(device) == sorted([registers, interrupt])
    assert rights(bulkhead, small, "0xa000e04") == [registers]
    assert rights(bulkhead, small, "irq:79") == [interrupt]


def test_who_can__memory_names_who_maps_it_and_dma_past_it(small, bulkhead):
    answer = json.loads(bulkhead("who-can", "connection.log.frames", small.path, "--json")[1])
    assert [(r["holder"], r["words"].split(" ")[0:3]) for r in answer["rights"]] == [
        ("left", ["reads", "and", "writes"]), ("vault", ["reads", "4", "KiB"])]
    assert answer["dma"] == ["driver (through disk)"]


def test_who_can__component_is_everybody_else(small, bulkhead):
    holders = {holder for holder, _words in rights(bulkhead, small, "vault")}
    assert holders == {"left", "right", "driver", "watcher"}


def test_who_can__guest_is_its_monitor(small, bulkhead):
    assert {holder for holder, _words in rights(bulkhead, small, "left.guest")} == {"left"}


@pytest.mark.parametrize(("thing", "says"), [
    ("irq:80", "those given are irq:79"), ("0x9000000", "those given are 0xa000000"),
    ("vault.secrets.saeel", "did you mean 'vault.secrets.seal'?"), ("zzzz", "nothing is called 'zzzz'")])
def test_who_can__unknown_thing(small, bulkhead, thing, says):
    code, _out, err = bulkhead("who-can", thing, small.path)
    assert code == 1 and says in err


# --- blast-radius -----------------------------------------------------------------------


def blast(bulkhead, small, name):
    return json.loads(bulkhead("blast-radius", name, small.path, "--json")[1])


def test_blast__splits_direct_behind_and_contained(small, bulkhead):
    answer = blast(bulkhead, small, "left.guest")
    assert list(answer["influences"]) == ["left"]
    assert answer["beyond"] == ["vault"]
    assert set(answer["contained"]) == {"right", "right.guest", "driver", "watcher", "disk"}
    assert answer["untouched"] == [] and answer["dma"] == []


def test_blast__parties_are_divided_without_rest(phone):
    from bulkhead.audit.blast import blast_answer
    for name in phone.parties():
        answer = blast_answer(phone, name)
        found = [*answer["influences"], *answer["beyond"], *answer["contained"], *answer["untouched"]]
        assert sorted(found) == sorted(p for p in phone.parties() if p != name)


def test_blast__dma_driver_loses_everything(small, bulkhead):
    assert "EVERYTHING is lost: disk" in bulkhead("blast-radius", "driver", small.path)[1]


def test_blast__a_separator_says_what_it_no_longer_keeps_apart(small, bulkhead):
    assert "It no longer separates what it kept apart: seals for each" in bulkhead("blast-radius", "vault", small.path)[1]
    assert {"left", "right"} <= set(blast(bulkhead, small, "vault")["influences"])
