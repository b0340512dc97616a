# SPDX-License-Identifier: BSD-2-Clause
"""Rules of structs, procedures, components and connectors: one test per rule, named after it."""

import pytest


def test_duplicate_name__method(pair):
    error = pair.edit("int add(", "int total(in int x);\n    int add(").error()
    assert (error.rule, error.at) == ("duplicate-name", "total")


def test_duplicate_name__parameter(pair):
    assert pair.edit("in int a, in int b", "in int a, in int a").error().rule == "duplicate-name"


def test_duplicate_name__interface_and_attribute(pair):
    error = pair.edit("attribute int rounds = 3;", "attribute int rounds = 3; attribute int shared = 1;").error()
    assert (error.rule, error.at) == ("duplicate-name", "shared")


def test_duplicate_name__component(pair):
    error = pair.add("assembly", "component Server { }").error()
    assert error.rule == "duplicate-name" and "the first one is declared here" in error.notes


def test_unknown_type__parameter(pair):
    error = pair.edit("out int sum", "out uint33_t sum").error()
    assert (error.rule, error.at) == ("unknown-type", "uint33_t")
    assert "did you mean 'uint32_t'?" in error.notes


def test_unknown_type__struct(pair):
    error = pair.edit("inout struct point where", "inout struct pint where").error()
    assert error.rule == "unknown-type" and "did you mean 'point'?" in error.notes


def test_unknown_type__procedure(pair):
    errors = pair.edit("uses Calculator calculator;", "uses Calculater calculator;").errors()
    assert errors[0].rule == "unknown-type" and "did you mean 'Calculator'?" in errors[0].notes


def test_unknown_type__dataport(pair):
    pair.text = pair.text.replace("dataport Buf(8192) shared;", "dataport nothing shared;")
    assert {e.rule for e in pair.errors()} >= {"unknown-type"}


@pytest.mark.parametrize("name", ["float", "double", "real"])
def test_unsupported_type__floating_point(pair, name):
    assert pair.edit("out int sum", f"out {name} sum").error().rule == "unsupported-type"


def test_unsupported_type__array_of_strings(pair):
    assert pair.edit("in string first", "in string first[]").error().rule == "unsupported-type"


def test_unsupported_type__string_in_a_struct(pair):
    error = pair.edit("int32_t y;", "string y;").error()
    assert error.rule == "unsupported-type" and "char y[N]" in error.notes[0]


@pytest.mark.parametrize("returned", ["string", "uint32_t", "int8_t", "struct point"])
def test_unsupported_type__result_has_no_room_for_errors(pair, returned):
    assert "unsupported-type" in {e.rule for e in pair.edit("int add(", f"{returned} add(").errors()}


def test_unsupported_type__bool_in_shared_memory(pair):
    assert pair.edit("int32_t y;", "bool y;").error().rule == "unsupported-type"


def test_recursive_struct__is_an_error(pair):
    assert "recursive-struct" in {e.rule for e in pair.edit("int32_t y;", "struct point y;").errors()}


def test_empty_struct__is_an_error(pair):
    assert pair.add("assembly", "struct nothing { }").error().rule == "empty-struct"


@pytest.mark.parametrize("count", ["0", "-1", "2000000", '"four"'])
def test_bad_count__array(pair, count):
    if count == '"four"':
        assert pair.edit("uint8_t tag[4]", f"uint8_t tag[{count}]").error().rule == "syntax"
    else:
        assert pair.edit("uint8_t tag[4]", f"uint8_t tag[{count}]").error().rule == "bad-count"


def test_missing_bound__names_the_attribute_to_add(pair):
    errors = pair.edit("    attribute int max_length = 32;\n", "").errors()
    assert {e.rule for e in errors} == {"missing-bound"}
    assert "add 'attribute int name_first_max = 64;' to the procedure" in errors[0].notes


def test_bad_bound__zero(pair):
    assert "bad-bound" in {e.rule for e in pair.edit("name_greeting_max = 80", "name_greeting_max = 0").errors()}


def test_unknown_bound__is_a_misspelt_bound(pair):
    error = pair.edit("name_greeting_max", "name_greting_max").error()
    assert error.rule == "unknown-bound" and "did you mean 'name_greeting_max'?" in error.notes


def test_too_many_parameters__beyond_one_message(pair):
    many = ", ".join(f"in int p{n}" for n in range(9))
    assert pair.edit("in int a, in int b, out int sum", many).error().rule == "too-many-parameters"


def test_hardware_control__exclude_each_other(pair):
    error = pair.add("assembly", "component Odd { hardware; control; }").error()
    assert (error.rule, error.at) == ("hardware-control", "control;")


def test_reserved_name__c_keyword(pair):
    error = pair.edit("in int a, in int b", "in int while, in int b").error()
    assert (error.rule, error.at) == ("reserved-name", "while")


def test_bad_connector__two_to_ends(pair):
    error = pair.add("assembly", "connector X { to Procedure; from Procedure; }").error()
    assert error.rule == "bad-connector"


def test_bad_connector__kinds_that_do_not_fit(pair):
    error = pair.add("assembly", "connector X { from Procedure; to Event; }").error()
    assert error.message == "nothing can connect Procedure to Event"


def test_mistyped_setting__default_of_an_attribute(pair):
    error = pair.edit("attribute int rounds = 3;", 'attribute int rounds = "three";').error()
    assert (error.rule, error.at) == ("mistyped-setting", '"three"')


@pytest.mark.parametrize("kind", ["mutex", "semaphore", "binary_semaphore"])
def test_unsupported_feature__locks(pair, kind):
    error = pair.edit("    control;", f"    control; has {kind} m;").error()
    assert (error.rule, error.message) == ("unsupported-feature", f"'has {kind}' is not supported")


def test_unsupported_feature__connector_template(pair):
    error = pair.add("assembly", 'connector X { from Procedure template "a"; to Procedure; }').error()
    assert error.rule == "unsupported-feature"


def test_unsupported_type__attribute_of_a_struct(pair):
    error = pair.edit("attribute int rounds = 3;", "attribute int rounds = 3; attribute point p;").error()
    assert error.rule == "unsupported-type"
