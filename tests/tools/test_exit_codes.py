# SPDX-License-Identifier: BSD-2-Clause
"""Every tool ends with a code of one table, which docs/manual.md shows."""

import re
import subprocess
from pathlib import Path

import pytest

from bulkhead import cli
from bulkhead.errors import ExitCode, InputError, ToolError, tool_run

ROOT = Path(__file__).resolve().parents[2]
ERRORS = ROOT / "tools" / "lib" / "bulkhead" / "errors.py"
PYTHON = "/usr/bin/python3"
SCRIPTS = ("kernel/size.py", "verification/prove.py", "verification/mutants.py", "tests/bench/bench.py",
           "tests/style/style.py", "tests/system/demo.py", "tests/kernel/errors.py", "tests/model/seeds.py",
           "tests/model/coverage.py", "tools/lib/bulkhead/initramfs.py")
SHELL = ("tools/deps/install.sh", "tools/deps/apt-private.sh", "components/runtime/finish_elf.sh")


def run(*command):
    return subprocess.run([str(word) for word in command], cwd=ROOT, capture_output=True, text=True, timeout=60,
                          env={"PYTHONPATH": "tools/lib", "PATH": "/usr/bin:/bin"})


def commands(parser, words=()):
    """Every command line down to where the options begin."""
    for action in parser._actions:
        if hasattr(action, "choices") and isinstance(action.choices, dict):
            for word, child in action.choices.items():
                yield from commands(child, (*words, word))
            return
    yield words


COMMANDS = list(commands(cli.make_parser()))


def test_table__is_the_manuals():
    text = (ROOT / "docs" / "manual.md").read_text().split("## Exit codes of the tools")[1]
    meanings = dict(re.findall(r"^    \w+ = (\d)\s+# (.*)$", ERRORS.read_text(), re.MULTILINE))
    assert dict(re.findall(r"^\| (\d) \| (.*) \|$", text, re.MULTILINE)) == meanings
    assert {int(code) for code in meanings} == set(ExitCode)


def test_usage__each_command_refuses_an_option_that_it_does_not_know():
    assert len(COMMANDS) > 10
    for words in COMMANDS:
        with pytest.raises(SystemExit) as stop:
            cli.main([*words, "--no-such-option"])
        assert stop.value.code == ExitCode.USAGE, words


@pytest.mark.parametrize("script", SCRIPTS)
def test_usage__each_script_refuses_an_option_that_it_does_not_know(script):
    done = run(PYTHON, script, "--no-such-option")
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, "")
    assert "usage:" in done.stderr


@pytest.mark.parametrize("script", SHELL)
def test_usage__each_shell_script_needs_its_arguments(script):
    done = run(ROOT / script)
    assert (done.returncode, done.stdout) == (ExitCode.USAGE, "")
    assert "usage:" in done.stderr


def test_scripts__are_all_known():
    """Whatever can be run by itself is in this file, but for what makes test data."""
    listed = run("git", "grep", "-l", "^if __name__ == ", "--", "*.py").stdout.split()
    assert set(listed) - {"tests/unit/init/tables.py"} == set(SCRIPTS)
    shell = run("git", "ls-files", "*.sh").stdout.split()
    assert set(shell) == set(SHELL)


@pytest.mark.parametrize("command", [("kernel/size.py", "no-such-file"),
                                     ("tools/lib/bulkhead/initramfs.py", "no-such-file", "-o", "/dev/null")])
def test_rejected__a_file_that_is_not_there(command):
    done = run(PYTHON, *command)
    assert done.returncode == ExitCode.REJECTED
    assert "error: no-such-file: No such file" in done.stderr


def test_rejected__a_description_that_is_wrong(tmp_path, bulkhead):
    wrong = tmp_path / "wrong.camkes"
    wrong.write_text("component {")
    assert bulkhead("adl", "check", wrong)[0] == ExitCode.REJECTED


def test_violated__a_policy(tmp_path, bulkhead):
    description = tmp_path / "phone.camkes"
    text = (ROOT / "tests/idl/data/pair.camkes").read_text()
    description.write_text(text)
    assert bulkhead("adl", "check", description)[0] == ExitCode.DONE
    description.write_text(text.replace("    configuration {", "    policy { deny client server; }\n    configuration {"))
    assert bulkhead("adl", "check", description)[0] == ExitCode.VIOLATED


@pytest.mark.parametrize("raised, code, said", [
    (InputError("cup", "is empty"), ExitCode.REJECTED, "tool: error: cup: is empty"),
    (FileNotFoundError(2, "No such file", "cup"), ExitCode.REJECTED, "tool: error: cup: No such file"),
    (ToolError("the kettle is cold"), ExitCode.FAILED, "tool: error: the kettle is cold"),
    (ZeroDivisionError("tea"), ExitCode.FAILED, "tool: internal error: ZeroDivisionError: tea"),
])
def test_code__says_whose_fault_it_is(raised, code, said, capsys, monkeypatch):
    def body():
        raise raised

    monkeypatch.delenv("BULKHEAD_DEBUG", raising=False)
    assert tool_run("tool", body) == code
    assert capsys.readouterr().err == said + "\n"


def test_code__is_what_the_tool_returns():
    assert [tool_run("tool", lambda code: code, code) for code in ExitCode] == list(ExitCode)
