# SPDX-License-Identifier: BSD-2-Clause
"""A hostile guest in corporate's place does everything of attacks.h; the guest in personal's place measures what that
does to it (victim.c), and a native component looks after its own memory and registers (witness/). Time is counted in
instructions, so a run beside a neighbour that does nothing tells what is undisturbed. docs/security.md has the table of
the attacks and of what is not promised.
"""

import re
import struct
import subprocess
import time
from pathlib import Path

import pytest
from elftools.elf.constants import P_FLAGS
from elftools.elf.elffile import ELFFile

from machine import BUILD, ROOT, Machine, RunOptions
from ram import PAGE, POLL_S, RAM_OPTIONS, Ram
from rogue import differing_parts

HERE = Path(__file__).parent
SILENCE_S = 180
RUNS = 3  # at most, until one has room for every attack
KEY = "\x1d"  # Ctrl-], the console's escape key
ATTACKS = re.findall(r"^ATTACK\((\w+)\)", (HERE / "attacks.h").read_text(), re.MULTILINE)[1:]
ANSWERS = ("timer", "disk", "random", "auth", "wallet", "billing")
PHASE = re.compile(r"phase (\w+) " + "".join(rf"{answer} (\d+) (\d+) " for answer in ANSWERS)
                   + r"work (\d+) output (\d+) damage (\d+)")

FACTOR = 2
# These keep the emulator's disk at work, which answers in the host's time: answers beside them are bounded by a turn alone.
DISK_ATTACKS = {"disk_flood", "reset_storm"}
# Whoever has used its time slice up waits for its neighbour's: 10 ms of the guest, 10 ms of its VMM's worker thread.
TURN_TICKS = 2 * 625000
MEASURED = [answer for answer in ANSWERS if answer != "disk"]  # the emulator's disk has no virtual time

# Services come before guests and work on their own time: while they serve a flood, all guests wait.
SERVED_FLOODS = {"disk_flood", "entropy_flood", "console_flood", "escape_sequences", "imitated_prompt", "reset_storm"}
SHARE = 0.45  # of the processor, over all other attacks

ROWS, COLUMNS = 24, 80
TERMINAL_SIZE = f"\x1b[{ROWS};{COLUMNS}R"
CONSOLE_DRAWS = re.compile(rf"\x1b7\x1b\[{ROWS};1H\x1b\[0;[0-9;]*m[^\x1b]*\x1b\[0m\x1b8"  # its status line
                           r"|\x1b7\x1b\[999;999H\x1b\[6n\x1b8"  # how large is the terminal?
                           rf"|\x1b\[0m\x1b\[2J\x1b\[1;{ROWS - 1}r\x1b\[H")
SEQUENCE = re.compile(r"\x1b(?:\[([0-9;]*)([@-~]))?")

IMAGE = BUILD / "phone_witness.img"
NOTICE_S = 30

# witness/report.h: a header, and two numbers a phase; what comes after all phases is the last. main.c's pattern.
WITNESS_MAGIC = 0x315353454E544957
WITNESS_PHASES = ["nothing", *ATTACKS, "after"]
WITNESS_HEADER_BYTES = 16
WITNESS_PHASE = struct.Struct("<2Q")
WITNESS_PATTERN = struct.pack("<512Q", *(n * 0x9E3779B97F4A7C15 & (1 << 64) - 1 ^ 0x00C0000001234000 for n in range(512)))
WITNESS_ROUNDS = 25  # at least, in a phase of 50 ms; one is begun each ms

pytestmark = pytest.mark.slow


class Phase:
    """What the victim measured in one phase: (median, worst) of each kind of answer in ticks of 16 ns, and the rest."""

    def __init__(self, match):
        numbers = [int(number) for number in match.groups()[1:]]
        times, (self.work, self.output, self.damage) = numbers[:-3], numbers[-3:]
        self.answers = dict(zip(ANSWERS, zip(times[0::2], times[1::2])))


class Programs:
    """The pages of programs, the kernel's and all components', that lie in the RAM of a running phone."""

    def __init__(self, ram):
        self._ram = ram
        wanted = {page for program in self._files() for page in self._code(program)} - {bytes(PAGE)}
        self.pages = {at: page for at in ram.pages() if (page := ram.read(at)) in wanted}

    @staticmethod
    def _files():
        return [BUILD / "kernel.elf", *(BUILD / IMAGE.stem).glob("*.elf")]

    @staticmethod
    def _code(program):
        """Full pages of what the program never writes."""
        with program.open("rb") as file:
            for segment in ELFFile(file).iter_segments("PT_LOAD"):
                data = segment.data()
                if not segment["p_flags"] & P_FLAGS.PF_W:
                    yield from (data[at:at + PAGE] for at in range(0, len(data) - PAGE + 1, PAGE))

    def changed(self):
        """Where they are not what they were."""
        return [at for at, page in self.pages.items() if self._ram.read(at) != page]


class Witness:
    """The report of the native witness (witness/report.h) in the RAM of a running phone."""

    def __init__(self, ram):
        self._ram, self._at = ram, ram.find_report(WITNESS_MAGIC)

    def phases(self):
        """(rounds, differences) of each phase."""
        page = self._ram.read(self._at)
        return {phase: WITNESS_PHASE.unpack_from(page, WITNESS_HEADER_BYTES + n * WITNESS_PHASE.size)
                for n, phase in enumerate(WITNESS_PHASES)}

    def notices_a_change(self):
        """Changes a word of one of the witness's pages behind its back."""
        at = next(at for at in self._ram.pages() if self._ram.read(at) == WITNESS_PATTERN)
        self._ram.write(at + PAGE // 2, bytes(8))
        deadline = time.monotonic() + NOTICE_S
        while not (noticed := self.phases()["after"][1]) and time.monotonic() < deadline:
            time.sleep(POLL_S)
        return noticed > 0


def flash_with(neighbour, directory):
    flash = directory / f"{neighbour}.img"
    subprocess.run(["cp", "--sparse=always", BUILD / "flash.img", flash], check=True)
    for partition, profile in (("corporate", neighbour), ("personal", "victim")):
        subprocess.run([ROOT / "tools" / "bulkhead", "flash", "write-profile", "--force", "--image", flash, "--partition",
                        f"{partition}.boot", BUILD / "test" / "hostile" / f"{profile}.fit"], check=True, capture_output=True)
    return flash


class Run:
    """A run of the victim beside a neighbour: its phases by attack, which pages of programs there were and which changed,
    what the native witness saw in each phase, whether it sees anything, and what the neighbour's own screen shows in the end."""

    def __init__(self, neighbour, directory):
        options = RunOptions(image=IMAGE, flash=str(flash_with(neighbour, directory)), icount=True, snapshot=True)
        with Machine(f"hostile-{neighbour}", options, RAM_OPTIONS, timeout=SILENCE_S) as machine:
            for _ in range(2):
                machine.expect(r"starting (corporate|personal)")
            machine.send(TERMINAL_SIZE + KEY + "2")
            with Ram(machine) as ram:
                self._watch(machine, ram)

    def _watch(self, machine, ram):
        programs, witness = Programs(ram), Witness(ram)
        machine.expect(r"\nend")
        self.phases = {match[1]: Phase(match) for match in PHASE.finditer(machine.console.before)}
        self.program_pages, self.changed_pages = len(programs.pages), programs.changed()
        machine.send(KEY + "1")
        machine.expect(r"hostile_guest__.*?\nend")
        self.screen = machine.console.before + machine.console.after
        self.witnessed, self.witness_notices = witness.phases(), witness.notices_a_change()

    def goes(self):
        """How often each attack was made, as the hostile guest says."""
        return {attack: int(times) for attack, times in re.findall(r"row (\w+) (\d+) times", self.screen)}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    return Run("quiet", tmp_path_factory.mktemp("quiet")).phases


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    """The emulator's disk answers in the host's time. On a busy host an attack on the disk can outlast its phase and
    take the turns of those after it; that run shows nothing of them, so there is another. The last one counts."""
    for _ in range(RUNS):
        run = Run("hostile", tmp_path_factory.mktemp("hostile"))
        if all(run.goes().values()):
            break
    return run


@pytest.mark.parametrize("attack", ATTACKS)
def test_attack(attack, attacked, undisturbed):
    phase, quiet = attacked.phases[attack], undisturbed[attack]
    assert phase.damage == 0, "memory or registers of the victim changed"
    assert phase.output == quiet.output, "the victim computed or was told something else"
    for kind in MEASURED:
        limit = FACTOR * max(one.answers[kind][1] for one in undisturbed.values())
        median, worst = phase.answers[kind]
        assert median <= limit + (TURN_TICKS if attack in DISK_ATTACKS else 0), f"{kind}: {median} ticks, at most {limit}"
        assert worst <= limit + TURN_TICKS, f"{kind}: {worst} ticks once, at most {limit + TURN_TICKS}"


@pytest.mark.parametrize("attack", ATTACKS)
def test_native_witness__goes_on_and_sees_no_difference(attack, attacked):
    rounds, differences = attacked.witnessed[attack]
    assert differences == 0, "memory or registers of a native component changed"
    assert rounds >= WITNESS_ROUNDS


def test_native_witness__notices_what_is_changed_from_outside(attacked):
    assert attacked.witnessed["after"][1] == 0
    assert attacked.witness_notices


def test_native_witness__is_all_that_differs_from_the_phone():
    assert differing_parts(BUILD / "phone.img", IMAGE) == {"witness", "system-table"}


def test_attacks_together__leave_the_victim_its_share_of_the_processor(attacked, undisturbed):
    attacks = [attack for attack in ATTACKS if attack not in SERVED_FLOODS]
    work, quiet = (sum(phases[attack].work for attack in attacks) for phases in (attacked.phases, undisturbed))
    assert work >= SHARE * quiet, f"{work} of {quiet}"


def test_attacks_together__change_no_page_of_any_program(attacked):
    assert attacked.program_pages > 100
    assert not attacked.changed_pages, [hex(at) for at in attacked.changed_pages]


def test_attacks_together__get_nothing(attacked):
    assert "ok hostile_guest__got_nothing" in attacked.screen and "not ok" not in attacked.screen, attacked.screen[-2000:]
    assert set(ATTACKS) - set(attacked.goes()) == {"lost_processor"}
    assert all(attacked.goes().values()), attacked.goes()


def test_hostile_screen__stays_in_its_rows_and_asks_nothing(attacked):
    screen = CONSOLE_DRAWS.sub("", attacked.screen)
    assert "TRUSTED" in screen, "the imitated prompt is not there"
    for match in SEQUENCE.finditer(screen):
        parameters, final = match.groups()
        assert final and final in "ABCDGHdfJKLMPX@m", f"{match[0]!r} reached the terminal"
        row = int(parameters.split(";")[0] or 1) if final in "Hfd" else 1
        assert row < ROWS, f"{match[0]!r} reaches the status line"
