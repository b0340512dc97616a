# SPDX-License-Identifier: BSD-2-Clause
"""What the parser says about text that is not in the language."""


def test_syntax__accepts_the_pair(pair):
    assert pair.errors() == []


def test_syntax__names_the_missing_semicolon_after_the_word_before_it(pair):
    error = pair.edit("emits Wake wake;", "emits Wake wake").error()
    assert (error.rule, error.message) == ("syntax", "expected ';' after 'wake'")


def test_syntax__offers_the_nearest_keyword(pair):
    error = pair.edit("    control;", "    contol;").error()
    assert error.at == "contol"
    assert "did you mean 'control'?" in error.notes


def test_syntax__says_what_was_expected(pair):
    error = pair.edit("component Server server;", "component Server 7;").error()
    assert error.at == "7"
    assert any("a name" in n for n in error.notes)


def test_syntax__reports_each_broken_declaration(pair):
    pair.edit("emits Wake wake;", "emits Wake;").edit("emits Done done;", "emits Done;")
    assert [e.rule for e in pair.errors()] == ["syntax", "syntax"]


def test_syntax__end_of_file_inside_a_block(pair):
    pair.text = pair.text.rstrip()[:-1]
    assert pair.error().message == "unexpected the end of the file"


def test_syntax__comment_without_end(pair):
    pair.text += "/* for ever"
    assert "this comment has no end" in pair.error().notes


def test_syntax__string_without_end(pair):
    assert "'\"'" in pair.edit('= "client";', '= "client;').error().notes[0]


def test_syntax__no_preprocessor(pair):
    assert "preprocessor" in pair.add("assembly", "#define N 3").error().notes[0]


def test_syntax__nesting_is_bounded(pair):
    error = pair.edit("client.rounds = 5;", f"client.rounds = {'(' * 5000}5{')' * 5000};").error()
    assert error.message == "nested more than 60 levels deep"


def test_syntax__keywords_may_be_names_where_a_name_is_meant(pair):
    pair.edit("in int a, in int b", "in int from, in int to")
    assert pair.errors() == []


def test_values__are_computed(pair):
    system = pair.edit("client.rounds = 5;", "client.rounds = (1 << 4 | 3) - 2 * 3 + 0x10 / 4 % 3;").system()
    assert system.instances["client"].settings["rounds"][0].data == (1 << 4 | 3) - 2 * 3 + 16 // 4 % 3


def test_bad_value__division_by_zero(pair):
    error = pair.edit("client.rounds = 5;", "client.rounds = 5 / 0;").error()
    assert (error.rule, error.at) == ("bad-value", "5 / 0")


def test_bad_value__more_than_64_bits(pair):
    assert pair.edit("client.rounds = 5;", f"client.rounds = {'9' * 60};").error().rule == "bad-value"
    assert pair.edit("9" * 60, "1 << 60 << 60").error().rule == "bad-value"


def test_bad_value__arithmetic_on_text(pair):
    errors = pair.edit("client.rounds = 5;", "client.rounds = 5 + 2.5;").errors()
    assert [e.rule for e in errors] == ["bad-value"]


def test_import__unknown_file(pair):
    error = pair.add("assembly", 'import "nowhere.camkes";').error()
    assert (error.rule, error.message) == ("unknown-import", "cannot find 'nowhere.camkes'")


def test_import__cycles_are_read_once(pair, tmp_path):
    (tmp_path / "other.camkes").write_text('import "pair.camkes";\n')
    assert pair.add("assembly", 'import "other.camkes";').errors() == []


def test_import__binary_file_is_an_error(pair, tmp_path):
    (tmp_path / "other.camkes").write_bytes(b"\xff\xfe\0")
    error = pair.add("assembly", 'import "other.camkes";').error()
    assert error.rule == "unknown-import" and "UTF-8" in error.message
