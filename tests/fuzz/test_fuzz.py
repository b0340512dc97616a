# SPDX-License-Identifier: BSD-2-Clause
"""Fuzzing of the running kernel: what the rogue called, how its victims fared, and that its memory came back whole.

The short run is part of `make test`; `make soak` makes ten times as many calls with each of several seeds. Time is
counted in instructions, so a seed always gives the same run.
"""

import struct
import subprocess

import pytest

from machine import BUILD, ROOT, Machine, RunOptions

from bulkhead import interface

SILENCE_S = 120  # from one sign of life to the next, on a busy machine
CALLS = 1_000_000
SOAK_CALLS = 10_000_000
SOAK_SEEDS = (2, 3)
SEVERAL_CALLS = 200_000  # on several cores
ENOUGH = 1 / 1000  # successes of each method, of all calls
NEVER_CALLED = ("SCHED_CONTROL_WINDOW", "SCHED_CONTROL_START")  # windows would end the run

# Slack for what no priority shortens, the kernel's longest stretch with interrupts off, in ticks of 16 ns: retype
# marks each page that it gives out, here up to 16 MiB at once.
UNINTERRUPTED_TICKS = 1500

KERNEL = interface.load()
STATUSES = {status.number: status.name for status in KERNEL.statuses}
CALL_NAMES = {call.number: call.name for call in KERNEL.system_calls}
METHOD_NAMES = {method.number: method.name for method in KERNEL.methods}


class Findings:
    """What the root task prints at the end of a run."""

    def __init__(self, lines):
        self.calls, self.methods, self.victims, self.dirty = {}, {}, {}, None
        self.ends = {}  # (call or method, number) to the names of the statuses that it ended with
        for words in (line.split() for line in lines):
            if words[0] in ("call", "method"):
                number, called, succeeded, statuses = map(int, words[1:])
                (self.calls if words[0] == "call" else self.methods)[number] = (called, succeeded)
                self.ends[words[0], number] = {name for n, name in STATUSES.items() if statuses >> n & 1}
            elif words[0] == "victim":
                rounds, failures, alone, beside = (int(words[n]) for n in (3, 5, 7, 8))
                self.victims[words[1]] = {"rounds": rounds, "failures": failures, "alone": alone, "beside": beside}
            elif words[:3] == ["memory", "not", "zero"]:
                self.dirty = int(words[3])

    def total(self):
        return tuple(sum(column) for column in zip(*self.calls.values()))

    def table(self):
        rows = [(CALL_NAMES.get(n, "(no such call)"), *row) for n, row in self.calls.items()]
        rows += [(METHOD_NAMES.get(n, "(no such method)"), *row) for n, row in self.methods.items()]
        return "\n".join(f"{name:26}{called:10}{succeeded:10}" for name, called, succeeded in rows)


def run(name, image, cores=1):
    lines = []
    with Machine(name, RunOptions(image=image, flash=None, icount=True, smp=cores), timeout=SILENCE_S) as machine:
        while True:
            line = machine.expect(r"(?m)^((?:fuzz|root|call|method|victim|memory)\b[^\r\n]*)\r?\n")[1]
            if line.startswith("root:"):
                pytest.fail(f"the root task stopped: {line}", pytrace=False)
            if line.startswith("fuzz: over"):
                return Findings(lines)
            lines.append(line)


def image_with(calls, seed, folder):
    """The same program with other parameters, which it finds in place of the system table."""
    table, image = folder / "parameters", folder / "fuzz.img"
    table.write_bytes(struct.pack("<QQ", calls, seed))
    subprocess.run([ROOT / "tools" / "bulkhead", "package", "make", "--loader", BUILD / "loader.bin",
                    "--kernel", BUILD / "kernel.bin", "--init", BUILD / "tests" / "fuzz.elf", "--table", table,
                    "-o", image], check=True, cwd=ROOT)
    return image


def check_victims(findings, cores=1):
    """Times are looked at on one core alone: on several, the emulator counts all cores' instructions as time and gives each a
    turn of its own choice."""
    for name, victim in findings.victims.items():
        assert victim["rounds"] > 100, f"{name} hardly ran"
        assert victim["failures"] == 0, f"{name} found something changed, or was not answered rightly"
        assert cores > 1 or victim["beside"] <= 2 * victim["alone"] + UNINTERRUPTED_TICKS, f"{name} waited too long"


def check_calls(findings, at_least):
    called, succeeded = findings.total()
    assert called >= at_least
    assert succeeded >= called / 5
    few = [f"{METHOD_NAMES[n]}: {row[1]}" for n, row in findings.methods.items()
           if n and row[1] < at_least * ENOUGH and METHOD_NAMES[n] not in NEVER_CALLED]
    assert not few, "methods that hardly ever succeeded"


def check_ends(findings):
    """Nothing ended with what the interface does not document for it."""
    ends = {("call", call.number): call for call in KERNEL.system_calls if call.name != "SYS_INVOKE"}
    ends |= {("method", method.number): method for method in KERNEL.methods}
    known = {key: {"OK", *operation.all_statuses()} for key, operation in ends.items()}
    known["call", len(KERNEL.system_calls)] = {"INVALID_METHOD"}
    known["method", 0] = {"INVALID_METHOD", "INVALID_CAPABILITY"}
    wrong = {key: findings.ends[key] - names for key, names in known.items()}
    assert not any(wrong.values()), {key: names for key, names in wrong.items() if names}
    assert sum(len(findings.ends[key]) for key in known) > 2 * len(known), "hardly any error was tried"


@pytest.fixture(scope="session")
def findings():
    found = run("fuzz", BUILD / "tests" / "fuzz.img")
    print(found.table())
    return found


@pytest.mark.slow
def test_fuzz__calls_are_many_and_of_every_kind(findings):
    check_calls(findings, CALLS)


@pytest.mark.slow
def test_fuzz__calls_end_as_the_interface_says(findings):
    check_ends(findings)


@pytest.mark.slow
def test_fuzz__victims_are_unharmed_and_answered_in_time(findings):
    check_victims(findings)


@pytest.mark.slow
def test_fuzz__memory_comes_back_zero(findings):
    assert findings.dirty == 0


def check_run(name, calls, seed, cores, folder):
    found = run(name, image_with(calls, seed, folder), cores)
    print(found.table())
    check_calls(found, calls)
    check_ends(found)
    check_victims(found, cores)
    assert found.dirty == 0


@pytest.mark.slow
@pytest.mark.parametrize("cores", [2])
def test_fuzz__from_several_cores_does_no_harm(cores, tmp_path):
    check_run(f"fuzz-{cores}-cores", SEVERAL_CALLS, 4, cores, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("cores", [1, 2, 4])
@pytest.mark.parametrize("seed", SOAK_SEEDS)
def test_soak__ten_million_calls(seed, cores, tmp_path):
    check_run(f"soak-{seed}-{cores}", SOAK_CALLS, seed, cores, tmp_path)
