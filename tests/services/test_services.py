# SPDX-License-Identifier: BSD-2-Clause
"""The native services in QEMU, without guests: console, trusted prompt, entropy, restarts.

services.camkes connects two testers, `tester` (restarted when it faults) and `fragile` (not), which do what is
typed at their terminal lines. Tests that leave everything as it was share one boot (`tester`); the others
get their own (`fresh`). What the UART printed is kept under build/test/.
"""

import contextlib
import sys
import termios
from pathlib import Path

import pexpect
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "lib"))

from bulkhead.run import RunOptions, qemu_arguments  # noqa: E402  (found through the line above)

IMAGE = ROOT / "build" / "services.img"
TIMEOUT_S = 40
SWITCH = "\x1d"
TERMINAL_SIZE = "\x1b[24;80R"


@contextlib.contextmanager
def booted(name):
    """A system whose console has taken over and shows the tester; the terminal has not told its size."""
    log = ROOT / "build" / "test" / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    program, *arguments = qemu_arguments(RunOptions(image=str(IMAGE), flash=None))
    with log.open("wb") as file:
        phone = pexpect.spawn(program, arguments, timeout=TIMEOUT_S, logfile=file)
        phone.delaybeforesend = None
        try:
            phone.expect_exact("Bulkhead loader")
            show_line_ends_as_they_are(phone)
            phone.expect_exact("--- log ---")
            phone.expect_exact("Ctrl-] ? is help")
            phone.expect_exact("the source is healthy")
            select(phone, "1", "tester")
            phone.expect_exact("tester ready")
            yield phone
        finally:
            phone.close(force=True)


def show_line_ends_as_they_are(phone):
    """QEMU, once it runs, has asked the terminal to put a carriage return before each line feed."""
    modes = termios.tcgetattr(phone.child_fd)
    modes[1] &= ~termios.OPOST
    termios.tcsetattr(phone.child_fd, termios.TCSANOW, modes)


@pytest.fixture(scope="module")
def shared():
    with booted("services_shared") as phone:
        yield phone


@pytest.fixture
def tester(shared):
    select(shared, "1", "tester")
    return shared


@pytest.fixture
def fresh(request):
    with booted(request.node.name) as phone:
        yield phone


def select(phone, key, name):
    phone.send(SWITCH + key)
    phone.expect_exact(f"--- {name} ---")


def ask(phone, command, answer):
    """Types a command and returns the match of its answer, a regular expression."""
    phone.send(command + "\r")
    phone.expect(answer)
    return phone.match


def count(phone):
    return int(ask(phone, "count", r"count (\d+) tls 7\r\n")[1])


# --- runtime ------------------------------------------------------------------------------------------


def test_runtime__data_and_thread_locals_are_initialised(fresh):
    assert count(fresh) == 101
    assert count(fresh) == 102


def test_runtime__malloc_gives_clear_memory(tester):
    ask(tester, "heap", r"heap: clear\r\n")


def test_runtime__sleep_lasts(tester):
    ask(tester, "time", r"time: slept\r\n")


def test_runtime__log_and_standard_output_reach_the_log(tester):
    tester.send("say\r")
    select(tester, "l", "log")
    tester.expect(r"\[ *\d+\.\d{3}\] tester: said\r\n")
    tester.expect(r"\[ *\d+\.\d{3}\] tester: printed\r\n")


# --- console ------------------------------------------------------------------------------------------


def test_console__input_goes_to_the_selected_stream_alone(tester):
    first = count(tester)
    select(tester, "2", "fragile")
    count(tester)
    select(tester, "1", "tester")
    assert count(tester) == first + 1


def test_console__shows_what_was_written_meanwhile(fresh):
    select(fresh, "2", "fragile")
    fresh.expect_exact("tester ready")


def test_console__drops_queries_and_titles(tester):
    tester.send("escape\r")
    tester.expect_exact("beforeafter\r\n")


def test_console__help_lists_the_views(tester):
    tester.send(SWITCH + "?")
    for line in ("1   tester   (this one)", "2   fragile", "3   log"):
        tester.expect_exact(line)


def test_console__has_a_status_line_once_the_terminal_tells_its_size(fresh):
    fresh.send(SWITCH + "r")
    fresh.expect_exact("\x1b[6n")
    fresh.send(TERMINAL_SIZE)
    fresh.expect_exact("\x1b[1;23r")
    fresh.expect_exact("\x1b[24;1H")
    fresh.expect_exact(" tester | Ctrl-] 1 tester 2 fragile")
    count(fresh)


def test_console__moves_the_status_line_when_the_window_changes(fresh):
    fresh.send(SWITCH + "r" + TERMINAL_SIZE)
    fresh.expect_exact("\x1b[24;1H")
    fresh.expect_exact("\x1b[6n")
    fresh.send("\x1b[10;40R")
    fresh.expect_exact("\x1b[1;9r")
    fresh.expect_exact("\x1b[10;1H")


# --- trusted prompt -----------------------------------------------------------------------------------


def test_prompt__answer_reaches_the_service_and_is_not_echoed(tester):
    tester.send("ask\r")
    tester.expect_exact("=== trusted prompt: tester ===\r\nA test asks\r\nAny word, then Enter.\r\n> ")
    tester.send("pinx\x7f\r")
    tester.expect_exact("****\b \b\r\n=== end of trusted prompt ===")
    tester.expect_exact("answer 0 'pin'\r\n")


def test_prompt__ctrl_c_cancels(tester):
    tester.send("ask\r")
    tester.expect_exact("=== trusted prompt: tester ===")
    tester.send("pi\x03")
    tester.expect_exact("answer 2 ''\r\n")


def test_prompt__times_out(tester):
    tester.send("ask\r")
    tester.expect_exact("=== trusted prompt: tester ===")
    tester.expect_exact("answer 3 ''\r\n")


def test_prompt__covers_other_output_and_input(tester):
    tester.send("ask\r")
    tester.expect_exact("=== trusted prompt: tester ===")
    tester.send(SWITCH + "2" + "word\r")
    tester.expect_exact("=== end of trusted prompt ===")
    tester.expect_exact("answer 0 'word'\r\n")


# --- entropy ------------------------------------------------------------------------------------------


def test_entropy__bytes_differ(tester):
    answers = {ask(tester, "random", r"random 8 ([0-9a-f]{16})\r\n")[1] for _ in range(3)}
    assert len(answers) == 3 and b"0" * 16 not in answers


# --- supervisor ---------------------------------------------------------------------------------------


def test_supervisor__restarts_a_component_with_fresh_data(fresh):
    assert count(fresh) == 101
    ask(fresh, "heap", r"heap: clear")
    ask(fresh, "crash", r"tester ready")
    assert count(fresh) == 101
    ask(fresh, "heap", r"heap: clear")


def test_supervisor__restarts_after_a_fault_of_the_interface_thread(fresh):
    ask(fresh, "crash0", r"armed")
    ask(fresh, "x", r"tester ready")
    ask(fresh, "\rcount", r"count 101 tls 7\r\n")


def test_supervisor__tells_of_a_fault_and_gives_up_after_too_many(fresh):
    for _ in range(3):
        ask(fresh, "crash", r"tester ready")
    fresh.send("crash\r")
    select(fresh, "l", "log")
    fresh.expect(r"supervisor: error: tester: thread 1: memory fault at 0x8, pc 0x[0-9a-f]+, syndrome 0x9[23]")
    fresh.expect_exact("supervisor: warning: tester: will be restarted in 100 ms")
    fresh.expect_exact("supervisor: warning: tester: restarted")
    fresh.expect_exact("supervisor: warning: tester: will be restarted in 200 ms")
    fresh.expect_exact("supervisor: warning: tester: will be restarted in 400 ms")
    fresh.expect_exact("supervisor: error: tester: restarted too often, stays stopped")


def test_supervisor__leaves_alone_who_is_not_to_be_restarted(fresh):
    select(fresh, "2", "fragile")
    fresh.expect_exact("tester ready")
    fresh.send("crash\r")
    select(fresh, "l", "log")
    fresh.expect_exact("supervisor: error: fragile: stays stopped")
    select(fresh, "1", "tester")
    assert count(fresh) == 101
    ask(fresh, "random", r"random 8 [0-9a-f]{16}")


def test_supervisor__crashed_server_s_client_is_told_and_both_go_on(fresh):
    ask(fresh, "ring", r"ring 0 1\r\n")
    ask(fresh, "ring", r"ring 0 2\r\n")
    ask(fresh, "topple", r"topple -1\r\n")
    ask(fresh, "ring", r"ring 0 1\r\n")
    assert count(fresh) == 101
    ask(fresh, "random", r"random 8 [0-9a-f]{16}")
