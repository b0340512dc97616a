# SPDX-License-Identifier: BSD-2-Clause
"""The phone scenario, step by step. Each step is a function of the Scenario whose docstring is its title; it returns
what a reader should see of it, and fails through pytest.fail or an assertion. `make demo` prints them as a
transcript, test_demo.py runs each as a test."""

import re
import subprocess
import time

from machine import BUILD, ROOT
from money_steps import MONEY_STEPS
from phone import PROFILES, Phone, fresh_flash, plain
from ram import PAGE, RAM_BYTES, RAM_OPTIONS
from rogue import DONE, RogueMemory, differing_parts

PIN = {"corporate": "4711", "personal": "0815"}
WRONG_PIN = "9999"
FAILURES_THAT_LOCK = 5
EXIT_REFUSED, EXIT_NO_CONNECTION, EXIT_LOCKED = 1, 3, 5
ROGUE_S, ROGUE_TURN_S = 300, 1  # for all that it tries; for the rogue alone, while nobody types


class Scenario:
    """What the steps share: the storage, and the phone that is switched on, on so many cores."""

    def __init__(self, cores=1):
        self.cores = cores
        self.flash = fresh_flash(f"demo-{cores}")
        self.phone = None

    def switch_on(self, name, **options):
        self.switch_off()
        self.phone = Phone(f"{name}-{self.cores}", self.flash, cores=self.cores, **options)
        return self.phone.boot()

    def switch_off(self):
        if self.phone:
            self.phone.machine.stop()
        self.phone = None


def guest_kernel_version():
    """The version that Debian's kernel Image names in itself."""
    image = (BUILD / "deps" / "guest" / "linux" / "Image").read_bytes()
    return re.search(rb"Linux version (\S+)", image)[1].decode()


def boot(scenario):
    """The phone boots; its kernel is smaller than 20 kB"""
    sizes = subprocess.run(["make", "-s", "size"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    scenario.switch_on("demo-first-boot")
    return re.search(r"kernel bytes: \d+ \(limit \d+\)", sizes)[0]


def self_check(scenario):
    """Every access right and memory mapping was read back before the start, and is as declared"""
    log = scenario.phone.machine.log.read_text(errors="replace")
    said = re.search(r"init: (self-check: .* agree with the table)", scenario.phone.machine.console_text())[1]
    return f"init, the program that builds the phone from its description, says: {said}"


def shells(scenario):
    """Both profiles run Debian's own Linux kernel, at the same time"""
    version = guest_kernel_version()
    for profile in PROFILES:
        scenario.phone.log_in_to_shell(profile)
    for profile in PROFILES:
        assert version in scenario.phone.must(profile, "uname -r"), "not the kernel of the Debian package"
    return f"Linux {version} in both"


def responsive(scenario):
    """Each profile answers while the other one keeps its processor busy"""
    phone = scenario.phone
    for busy, other in (PROFILES, PROFILES[::-1]):
        phone.must(busy, "(while :; do :; done) & spin=$!")
        assert "alive" in phone.must(other, "echo al''ive")
        phone.must(busy, "kill $spin")
    return "corporate loops for ever, personal answers; then the other way round"


def log_in(scenario):
    """Log-in: the PIN is typed at the console's trusted prompt, which no Linux sees"""
    for profile in PROFILES:
        must_log_in(profile, scenario.phone.set_up_user)
    return re.search(r"logged in as .*", must_log_in("corporate", scenario.phone.log_in))[0]


def must_log_in(profile, log_in_or_set_up):
    """What the shell of a profile says to a successful log-in."""
    status, output = log_in_or_set_up(profile, "anna", PIN[profile])
    assert status == 0, output
    return plain(output)


def lock_out(scenario):
    """Wrong PINs lock the user of one profile, not the user of the other"""
    phone = scenario.phone
    for failure in range(FAILURES_THAT_LOCK):
        if failure > 1:
            phone.must("corporate", f"sleep {2 ** (failure - 2)}")  # the delay that every failure after the first doubles
        status, output = phone.log_in("corporate", "anna", WRONG_PIN)
        assert status in (EXIT_REFUSED, EXIT_LOCKED), output
    status, output = phone.run("corporate", "phone auth login --user anna")
    assert status == EXIT_LOCKED, output
    other, _ = phone.log_in("personal", "anna", PIN["personal"])
    assert other == 0, "the other profile's user is locked as well"
    return f"corporate: locked after {FAILURES_THAT_LOCK} failures; personal: logged in"


def undeclared_service(scenario):
    """A service that only corporate is connected to does not exist for personal"""
    status, output = scenario.phone.run("personal", "phone admin list")
    assert status == EXIT_NO_CONNECTION, output
    assert scenario.phone.run("corporate", "phone admin list")[0] == 0
    return f"personal asks and is told: {plain(output).strip().splitlines()[-1]}"


def files(scenario):
    """Files survive power-off; neither profile can read the other's disk"""
    for profile in PROFILES:
        scenario.phone.must(profile, f"echo secret-of-{profile} > /data/note && sync")
    scenario.switch_off()
    scenario.switch_on("demo-second-boot")
    for profile, other in (PROFILES, PROFILES[::-1]):
        scenario.phone.log_in_to_shell(profile)
        assert f"secret-of-{profile}" in scenario.phone.must(profile, "cat /data/note")
        disks = plain(scenario.phone.must(profile, "ls /sys/block | grep -v -e loop -e ram | tr '\\n' ' '"))
        assert "vda" in disks and "vdb" not in disks, disks
        assert is_on_disk(scenario.phone, profile, f"secret-of-{profile}"), "a search that finds nothing proves nothing"
        assert not is_on_disk(scenario.phone, profile, f"secret-of-{other}"), f"{profile} has {other}'s file on its disk"
    return "both notes are there after the second boot; searching all of its disk, each profile finds its own note alone"


def is_on_disk(phone, profile, text):
    """Whether a text is anywhere on the disk that a profile sees. Without the empty parts grep is fast."""
    status, _ = phone.run(profile, f"tr -d '\\0' < /dev/vda | grep -q {text}")
    return status == 0


def panic(scenario):
    """personal's Linux kernel panics and is started again; corporate goes on"""
    phone = scenario.phone
    phone.must("corporate", "echo before > /tmp/mark")
    phone.show("personal")
    phone.machine.send("echo c > /proc/sysrq-trigger\r")
    phone.expect(r"Kernel panic - not syncing")
    phone.log_in_to_shell("personal")
    assert "before" in phone.must("corporate", "cat /tmp/mark"), "corporate was started again too"
    return "personal is back at its prompt; corporate kept its memory"


def rogue(scenario):
    """A hostile component in the same phone tries all that it can, and nobody is harmed"""
    differing = differing_parts(BUILD / "phone.img", BUILD / "phone_rogue.img")
    assert differing == {"rogue", "system-table"}, f"more than the rogue is different: {differing}"
    scenario.switch_on("demo-rogue", image=BUILD / "phone_rogue.img", extra=RAM_OPTIONS)
    phone = scenario.phone
    for profile in PROFILES:
        phone.log_in_to_shell(profile)
        must_log_in(profile, phone.set_up_user)
    with RogueMemory(phone.machine) as memory:
        answers, deadline = 0, time.monotonic() + ROGUE_S
        while (report := memory.read()).phase != DONE:
            assert time.monotonic() < deadline, f"the rogue does not come to an end: {report}"
            answers += everybody_answers(phone)
            time.sleep(ROGUE_TURN_S)
    assert report.breaches == 0, "; ".join(report.breach_texts)
    assert report.pages == report.loads == report.stores > report.fetches > RAM_BYTES // PAGE, report
    for profile in PROFILES:
        must_log_in(profile, phone.log_in)
    assert not phone.crashes()
    return (f"{report.calls:,} system calls on what it was not given: all refused. {report.pages:,} pages that are not "
            "its own: none could be read, written or run.\n"
            f"Meanwhile both shells and the log-in service answered, {answers} times; afterwards log-in works and no "
            "component has crashed. Loader, kernel and all other programs are the phone's own, byte for byte.")


def everybody_answers(phone):
    """Both shells, and a service behind each; returns how many answers that is."""
    for profile in PROFILES:
        assert "alive" in phone.must(profile, "echo al''ive")
        phone.must(profile, "phone auth check")
    return 2 * len(PROFILES)


STEPS = (boot, self_check, shells, responsive, log_in, lock_out, undeclared_service, files, panic, *MONEY_STEPS, rogue)
