# SPDX-License-Identifier: BSD-2-Clause
"""Boots the phone in QEMU.

qemu_arguments() is the one place that knows the emulated board; tests, benchmarks and the demo start QEMU with
what it returns. The command `run` is for a person: the terminal is the phone's UART, every key goes to the phone
(Ctrl-C too), and the terminal is as it was when QEMU ends, however that happens.
"""

import contextlib
import shlex
import signal
import subprocess
import sys
import termios
from dataclasses import dataclass
from pathlib import Path

from bulkhead.errors import InputError, ToolError

QEMU = "qemu-system-aarch64"

# virtio-mmio transports, 0x200 bytes apart from 0xa000000. Devices of different owners sit on different pages.
BLOCK_SLOT = 31
ENTROPY_SLOT = 16

# Ends QEMU even if the phone hangs: this key, then x.
EMULATOR_KEY = 0x1C
EMULATOR_KEY_NAME = "Ctrl-\\"

# Undoes what a full-screen program may have left: scroll region, attributes, hidden cursor.
TERMINAL_RESET = "\x1b[r\x1b[0m\x1b[?25h\n"


@dataclass
class RunOptions:
    """What to boot and how. Deterministic (icount): one instruction takes 1 ns of virtual time, fixed seed and
    date, so that two runs are the same. One thread of the host for all cores: a core that waits for another costs
    next to nothing, where several cost a turn of the host's scheduler each time if the host is busy."""

    image: str = "build/phone.img"
    flash: str | None = "build/flash.img"
    smp: int = 1
    gic: int = 3
    memory: str = "1G"
    cpu: str = "cortex-a53"
    icount: bool = False
    one_thread: bool = False
    gdb: int | None = None
    log: str | None = None
    snapshot: bool = False
    dtb: str | None = None
    interactive: bool = False


def _escaped(path):
    """A file name inside one of QEMU's comma-separated options."""
    return str(path).replace(",", ",,")


def _serial(options):
    """The UART on standard input and output; for a person, with a key that reaches QEMU itself."""
    device = "stdio,id=uart,signal=off"
    if options.log:
        device += f",logfile={_escaped(options.log)},logappend=off"
    if not options.interactive:
        return ["-chardev", device, "-serial", "chardev:uart", "-monitor", "none"]
    return ["-chardev", device + ",mux=on", "-serial", "chardev:uart", "-mon", "chardev=uart,mode=readline",
            "-echr", str(EMULATOR_KEY)]


def _storage(options):
    if options.flash is None:
        return []
    drive = f"if=none,id=flash,file={_escaped(options.flash)},format=raw"
    if options.snapshot:
        drive += ",snapshot=on"
    return ["-drive", drive, "-device", f"virtio-blk-device,drive=flash,bus=virtio-mmio-bus.{BLOCK_SLOT}"]


def qemu_arguments(options):
    """QEMU's command line, program first, as a list of strings."""
    machine = f"virt,gic-version={options.gic},virtualization=on"
    arguments = [QEMU, "-machine", machine + (",dtb-randomness=off" if options.icount else ""),
                 "-cpu", options.cpu, "-m", options.memory, "-smp", str(options.smp),
                 "-display", "none", "-nodefaults", "-no-reboot",
                 "-kernel", str(options.image), "-global", "virtio-mmio.force-legacy=false"]
    arguments += _serial(options) + _storage(options)
    arguments += ["-device", f"virtio-rng-device,bus=virtio-mmio-bus.{ENTROPY_SLOT}"]
    if options.icount:
        arguments += ["-icount", "shift=0,sleep=off", "-seed", "1", "-rtc", "base=2024-01-01,clock=vm"]
    if options.one_thread:
        arguments += ["-accel", "tcg,thread=single"]
    if options.gdb is not None:
        arguments += ["-gdb", f"tcp:127.0.0.1:{options.gdb}", "-S"]
    if options.dtb:
        arguments += ["-dtb", str(options.dtb)]
    return arguments


@contextlib.contextmanager
def _terminal_kept():
    """Puts the terminal back, if there is one, when the body ends."""
    if not sys.stdin.isatty():
        yield
        return
    saved = termios.tcgetattr(sys.stdin)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, saved)
        if sys.stdout.isatty():
            print(TERMINAL_RESET, end="", flush=True)


def _run(arguments):
    """Runs QEMU to its end and returns its exit code; being told to stop stops QEMU first."""
    with _terminal_kept():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        process = subprocess.Popen(arguments)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: process.terminate())
        return process.wait()


def command_run(options):
    options.interactive = sys.stdin.isatty() and not options.icount
    arguments = qemu_arguments(options)
    if options.print:
        print(shlex.join(arguments))
        return 0
    for path in filter(None, (options.image, options.flash, options.dtb)):
        if not Path(path).is_file():
            raise InputError(path, "no such file; `make` builds the phone")
    if options.interactive:
        print(f"Booting the phone. If it ever hangs, {EMULATOR_KEY_NAME} x stops the emulator.", flush=True)
    code = _run(arguments)
    if code != 0:
        raise ToolError(f"QEMU ended with {code}")
    return 0


def register(subparsers):
    """Adds `run` to the command line."""
    default = RunOptions()
    parser = subparsers.add_parser("run", help="boot the phone in QEMU")
    parser.add_argument("--image", default=default.image, metavar="FILE", help="what boots (%(default)s)")
    parser.add_argument("--flash", default=default.flash, metavar="FILE", help="the phone's storage (%(default)s)")
    parser.add_argument("--snapshot", action="store_true", help="throw away what the phone writes to its storage")
    parser.add_argument("--smp", type=int, default=default.smp, metavar="N", help="cores (%(default)s)")
    parser.add_argument("--one-thread", action="store_true", help="emulate all cores in one thread of the host")
    parser.add_argument("--gic", type=int, default=default.gic, choices=(2, 3), metavar="VERSION",
                        help="interrupt controller's version, 2 or 3 (%(default)s)")
    parser.add_argument("--memory", default=default.memory, metavar="SIZE", help="RAM (%(default)s)")
    parser.add_argument("--cpu", default=default.cpu, metavar="MODEL", help="core (%(default)s)")
    parser.add_argument("--dtb", metavar="FILE", help="device tree to boot with, instead of QEMU's own")
    parser.add_argument("--icount", action="store_true", help="deterministic: one instruction is one nanosecond")
    parser.add_argument("--log", metavar="FILE", help="write what the UART prints to FILE as well")
    parser.add_argument("--gdb", type=int, nargs="?", const=1234, metavar="PORT",
                        help="wait for a debugger on PORT (1234) before the first instruction")
    parser.add_argument("--print", action="store_true", help="print QEMU's command line and do nothing")
    parser.set_defaults(handler=command_run)
