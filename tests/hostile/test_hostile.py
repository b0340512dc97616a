# SPDX-License-Identifier: BSD-2-Clause
"""A hostile guest in corporate's place does everything of attacks.h; the guest in personal's place measures what that
does to it (victim.c), and a native component looks after its own memory and registers (witness/). Time is counted in
instructions and the processor never idles, so a run beside a neighbour that does nothing tells what is undisturbed.
docs/security.md has the table of the attacks and of what is not promised.

`make soak` takes longer phases and other nonsense, a processor with atomics, and sweeps every page of the board.
"""

import re
import statistics
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
SILENCE_S = 600  # on a busy machine; a run takes a minute
RUNS = 3  # at most, until one has room for every attack
KEY = "\x1d"  # Ctrl-], the console's escape key
ATTACKS = re.findall(r"^ATTACK\((\w+)\)", (HERE / "attacks.h").read_text(), re.MULTILINE)[1:]
ANSWERS = ("timer", "disk", "random", "auth", "wallet", "billing")
PHASE = re.compile(r"phase (\w+) " + "".join(rf"{answer} (\d+) (\d+) " for answer in ANSWERS)
                   + r"work (\d+) output (\d+) damage (\d+)")

FACTOR = 2
# Whoever has used its time slice up waits for its neighbour's, 10 ms of the guest and 1 ms of its VMM's worker thread. An
# answer takes the victim's own worker and the victim.
TURN_TICKS = 2 * 11 * 62500
MEASURED = [answer for answer in ANSWERS if answer != "disk"]  # the emulator's disk has no virtual time

SHARE = 0.45        # of the processor, over all attacks
LEAST_SHARE = 0.40  # beside any one of them, in phases that are many turns long

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
QUIET_PHASES = 5
EVERY_PAGE = (4 << 30) - (256 << 20) >> 12  # outside the guest's RAM, below 4 GiB, but for its own devices
SOAK_PHASE_MS = 200
SOAK_RUNS = (("cortex-a53", 2), ("cortex-a76", 3))  # processor, seed

WITNESS_ROUNDS = 28  # at least, in a phase of 56 ms; one is begun each ms

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

    def differences(self):
        return sum(differences for _, differences in self.phases().values())

    def notices_a_change(self):
        """Changes a word of one of the witness's pages behind its back."""
        at = next(at for at in self._ram.pages() if self._ram.read(at) == WITNESS_PATTERN)
        self._ram.write(at + PAGE // 2, bytes(8))
        deadline = time.monotonic() + NOTICE_S
        while not (noticed := self.differences()) and time.monotonic() < deadline:
            time.sleep(POLL_S)
        return noticed > 0


def bulkhead(*arguments):
    subprocess.run([ROOT / "tools" / "bulkhead", *arguments], check=True, capture_output=True)


def flash_with(neighbour, directory, command_line=""):
    flash = directory / f"{neighbour}.img"
    subprocess.run(["cp", "--sparse=always", BUILD / "flash.img", flash], check=True)
    for partition, profile in (("corporate", neighbour), ("personal", "victim")):
        fit = directory / f"{profile}.fit"
        bulkhead("profile", "pack", "--kernel", BUILD / "test" / "hostile" / f"{profile}.bin", "--memory", "64M",
                 "--append", command_line, "-o", fit)
        bulkhead("flash", "write-profile", "--force", "--image", flash, "--partition", f"{partition}.boot", fit)
    return flash


def read_until(machine, pattern):
    """What reaches the terminal up to a match, without what the console draws, which may stand in the middle of a line."""
    text = ""
    while not (match := re.search(pattern, text, re.DOTALL)):
        text = CONSOLE_DRAWS.sub("", text + machine.expect(r"(?s).+")[0])
    return text[:match.end()]


class Run:
    """A run of the victim beside a neighbour: its phases by attack, which pages of programs there were and which changed,
    what the native witness saw in each phase, whether it sees anything, and what the neighbour's own screen shows in the end."""

    def __init__(self, neighbour, directory, cpu="cortex-a53", command_line=""):
        flash = flash_with(neighbour, directory, command_line)
        options = RunOptions(image=IMAGE, flash=str(flash), icount=True, snapshot=True, cpu=cpu)
        with Machine(f"hostile-{directory.name}", options, RAM_OPTIONS, timeout=SILENCE_S) as machine:
            for _ in range(2):
                machine.expect(r"starting (corporate|personal)")
            machine.send(TERMINAL_SIZE + KEY + "2")
            with Ram(machine) as ram:
                self._watch(machine, ram)

    def _watch(self, machine, ram):
        programs, witness = Programs(ram), Witness(ram)
        self.phases = {match[1]: Phase(match) for match in PHASE.finditer(read_until(machine, r"\nend"))}
        self.program_pages, self.changed_pages = len(programs.pages), programs.changed()
        machine.send(KEY + "1")
        self.screen = read_until(machine, r"hostile_guest__.*\nend")
        self.witnessed, self.witness_notices = witness.phases(), witness.notices_a_change()

    def goes(self):
        """How often each attack was made, as the hostile guest says."""
        return {attack: int(times) for attack, times in re.findall(r"row (\w+) (\d+) times", self.screen)}


class Undisturbed(Run):
    """A few phases beside a neighbour that does nothing. They are all the same but for what time of the day it is."""

    def __init__(self, directory, cpu="cortex-a53"):
        super().__init__("quiet", directory, cpu, f"phases={QUIET_PHASES}")
        assert len(self.phases) == QUIET_PHASES and len({phase.output for phase in self.phases.values()}) == 1

    def output(self):
        return next(iter(self.phases.values())).output

    def answers(self, kind):
        """The longest median."""
        return max(phase.answers[kind][0] for phase in self.phases.values())

    def work(self):
        return statistics.mean(phase.work for phase in self.phases.values())


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    return Undisturbed(tmp_path_factory.mktemp("quiet"))


@pytest.fixture(scope="module")
def attacked(tmp_path_factory):
    """The emulator's disk answers in the host's time. Should an attack on the disk outlast its phase, and take the turns
    of those after it, that run shows nothing of them, so there is another. The last one counts."""
    for _ in range(RUNS):
        run = Run("hostile", tmp_path_factory.mktemp("hostile"))
        if all(run.goes().values()):
            break
    return run


def check_attack(attack, attacked, undisturbed):
    phase = attacked.phases[attack]
    assert phase.damage == 0, "memory or registers of the victim changed"
    assert phase.output == undisturbed.output(), "the victim computed or was told something else"
    for kind in MEASURED:
        limit = FACTOR * undisturbed.answers(kind)
        median, worst = phase.answers[kind]
        assert median <= limit, f"{kind}: {median} ticks, at most {limit}"
        assert worst <= limit + TURN_TICKS, f"{kind}: {worst} ticks once, at most {limit + TURN_TICKS}"


@pytest.mark.parametrize("attack", ATTACKS)
def test_attack(attack, attacked, undisturbed):
    check_attack(attack, attacked, undisturbed)


@pytest.mark.parametrize("attack", ATTACKS)
def test_native_witness__goes_on_and_sees_no_difference(attack, attacked):
    rounds, differences = attacked.witnessed[attack]
    assert differences == 0, "memory or registers of a native component changed"
    assert rounds >= WITNESS_ROUNDS


def test_native_witness__notices_what_is_changed_from_outside(attacked):
    assert attacked.witnessed["after"][1] == 0
    assert attacked.witness_notices


def test_native_witness__is_all_that_differs_from_the_phone():
    assert differing_parts(BUILD / "phone.img", IMAGE) == {"witness", "never_idle", "system-table"}


def test_attacks_together__leave_the_victim_its_share_of_the_processor(attacked, undisturbed):
    work = statistics.mean(attacked.phases[attack].work for attack in ATTACKS)
    assert work >= SHARE * undisturbed.work(), f"{work} of {undisturbed.work()}"


def check_programs(attacked):
    assert attacked.program_pages > 100
    assert not attacked.changed_pages, [hex(at) for at in attacked.changed_pages]


def check_breaches(attacked):
    assert "ok hostile_guest__got_nothing" in attacked.screen and "not ok" not in attacked.screen, attacked.screen[-2000:]
    assert set(ATTACKS) - set(attacked.goes()) == {"lost_processor"}
    assert all(attacked.goes().values()), attacked.goes()


def test_attacks_together__change_no_page_of_any_program(attacked):
    check_programs(attacked)


def test_attacks_together__get_nothing(attacked):
    check_breaches(attacked)


def test_hostile_screen__stays_in_its_rows_and_asks_nothing(attacked):
    assert "TRUSTED" in attacked.screen, "the imitated prompt is not there"
    for match in SEQUENCE.finditer(attacked.screen):
        parameters, final = match.groups()
        assert final and final in "ABCDGHdfJKLMPX@m", f"{match[0]!r} reached the terminal"
        row = int(parameters.split(";")[0] or 1) if final in "Hfd" else 1
        assert row < ROWS, f"{match[0]!r} reaches the status line"


@pytest.mark.soak
@pytest.mark.parametrize("cpu, seed", SOAK_RUNS)
def test_soak__longer_phases(cpu, seed, tmp_path_factory):
    """The second processor has the atomics of Armv8.1."""
    undisturbed = Undisturbed(tmp_path_factory.mktemp(f"quiet-{cpu}"), cpu)
    attacked = Run("hostile", tmp_path_factory.mktemp(f"hostile-{cpu}"), cpu, f"phase_ms={SOAK_PHASE_MS} seed={seed}")
    for attack in ATTACKS:
        check_attack(attack, attacked, undisturbed)
        share = attacked.phases[attack].work / attacked.phases["nothing"].work
        assert share >= LEAST_SHARE, f"{attack} left {share:.0%} of the processor"
    check_programs(attacked)
    check_breaches(attacked)
    assert not any(differences for _, differences in attacked.witnessed.values())


@pytest.mark.soak
@pytest.mark.parametrize("cpu, atomics", [("cortex-a53", False), ("cortex-a76", True)])
def test_soak__every_page_of_the_board(cpu, atomics, tmp_path):
    options = RunOptions(image=IMAGE, flash=str(flash_with("sweep", tmp_path)), icount=True, snapshot=True, cpu=cpu)
    with Machine(f"sweep-{cpu}", options, timeout=SILENCE_S) as machine:
        for _ in range(2):
            machine.expect(r"starting (corporate|personal)")
        machine.send(KEY + "1")
        text = read_until(machine, r"\nend")
    assert int(re.search(r"row swept (\d+) pages", text)[1]) > EVERY_PAGE
    assert ("swept_with_atomics" in text) == atomics
    assert "\nok sweep__got_nothing" in text, text[-500:]
