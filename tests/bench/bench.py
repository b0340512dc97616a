#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Runs the benchmarks and writes their rows; called by `make bench`.

What boots is the phone's own image with the benchmarks' root task in the place of init: the same loader, kernel and
package. Rows of real guests come from the phone itself (tests/guest/rows.py, tests/tax/tax.py). QEMU counts time in
instructions (icount: one is a nanosecond, the counter ticks every 16), so runs are the same each time. Rows and names
are those of the design's section "Anchors".
"""

import argparse
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / folder) for folder in ("tests", "tests/guest", "tests/tax", "tests/latency", "kernel",
                                               "tools/lib")]

import latency  # noqa: E402  (tests/latency/latency.py)
import rows as guest  # noqa: E402  (tests/guest/rows.py)
import size  # noqa: E402  (kernel/size.py)
import tax  # noqa: E402  (tests/tax/tax.py)
from bulkhead import package  # noqa: E402
from bulkhead.errors import ToolError, tool_run  # noqa: E402
from machine import Machine, RunOptions  # noqa: E402

INSTRUCTIONS_PER_TICK = 16
TIMEOUT_S = 300
ROW = re.compile(r"row (\w+) (\d+) (\d+) (\d+)")


@dataclass
class Anchor:
    """What a row is compared with: our target, and other systems' figures where they were measured."""

    meaning: str
    target: float | None = None
    others: str = ""


ANCHORS = {
    "null_call": Anchor("null system call", 60, "seL4 91, MCS 91"),
    "call_oneway": Anchor("call, one way, two address spaces", 110, "seL4 208, MCS 223"),
    "roundtrip_0": Anchor("call and reply, no words", 220, "seL4 440, MCS 502"),
    "roundtrip_8": Anchor("call and reply, 8 words", 230, "seL4 1,418, MCS 1,985"),
    "roundtrip_0_active": Anchor("the same, server on its own time"),
    "signal": Anchor("signal, no switch", 120, "seL4 377, MCS 446"),
    "signal_wake": Anchor("signal that wakes a higher priority", 250, "seL4 506-632, MCS 705"),
    "yield_switch": Anchor("yield with switch", 200, "seL4 365, MCS 541"),
    "map_page": Anchor("map one page", 250, "seL4 560, MCS 659"),
    "fault_roundtrip": Anchor("fault to its handler and back", 350, "seL4 1,173"),
    "mmio_exit": Anchor("guest reads GICD_TYPER", 600, "Bao 230, Xen 604, seL4 4,599"),
    "psci_exit": Anchor("guest calls PSCI_VERSION", 600, "Bao 212, Xen 480, seL4 5,238"),
    "guest_tick": Anchor("cost of a guest's timer tick (250 Hz)", 400, "Bao 185, Xen 2,400, seL4 4,400"),
    "cpu_tax_percent": Anchor("instructions outside Linux, of all, in five workloads", 0.05),
    "cpu_over_native_percent": Anchor("all instructions over Linux without the phone", 0.05, "Bao -0.001, Xen 0.05, seL4 0.32"),
    "cpu_over_native_sha256_percent": Anchor("the same for SHA-256"),
    "cpu_over_native_system_calls_percent": Anchor("the same for getppid"),
    "cpu_over_native_forks_percent": Anchor("the same for fork, exit and wait"),
    "cpu_over_native_page_faults_percent": Anchor("the same for page faults"),
    "cpu_over_native_ping_pong_percent": Anchor("the same for a pipe ping-pong"),
    "two_profiles_tax_percent": Anchor("instructions outside both Linuxes that compute, of all"),
    "two_profiles_throughput_percent": Anchor("what both get done together, of one without the phone", 99),
    "irq_latency": Anchor("device interrupt to its handler's thread"),
    "irqs_off_max": Anchor("longest time with interrupts off: boot and two Linuxes, and the rows below", 4500),
    **{f"irqs_off_{name}": Anchor(meaning) for name, meaning in latency.MEANINGS.items()},
    "boot_instructions": Anchor("loader's entry to init's first instruction"),
    "kernel_bytes": Anchor("kernel text, read-only data and data", size.LIMIT, "seL4 31,776-80,800, NOVA 77,496"),
}


def bench_image(phone, init):
    """The phone's image with another init."""
    content = phone.read_bytes()
    parts = package.read_package(content)
    for part in parts:
        if part.kind == "init":
            part.content = init.read_bytes()
    return package.make_image(content[:package.find_package(content)], package.make_package(parts))


def kernel_rows(image):
    """Instructions by row, as the root task prints them."""
    values = {}
    with Machine("bench", RunOptions(image=image, flash=None, icount=True), timeout=TIMEOUT_S) as machine:
        while True:
            machine.console.expect(r"([^\r\n]*)\r?\n")
            line = machine.console.match[1]
            found = ROW.match(line)
            if found:
                ticks, empty, rounds = map(int, found.groups()[1:])
                values[found[1]] = round((ticks - empty) * INSTRUCTIONS_PER_TICK / rounds, 1)
            elif line.startswith("bench: done"):
                return values
            elif line.startswith(("root:", "loader: ")) and "stopped" in line:
                raise ToolError(f"{line}; the console is in {machine.log}")


def unit_of(name):
    return "bytes" if name == "kernel_bytes" else "percent" if name.endswith("_percent") else "instructions"


def rows(values):
    for name, anchor in ANCHORS.items():
        if name in values:
            yield {"name": name, "value": values[name], "unit": unit_of(name), "target": anchor.target}


def table(result):
    yield f"{'':<38}{'ours':>13}{'target':>9}   others"
    for row in result:
        anchor = ANCHORS[row["name"]]
        target = "" if anchor.target is None else f"{anchor.target:,}"
        yield f"{row['name']:<38}{row['value']:>13,}{target:>9}   {anchor.others or '-':<42} {anchor.meaning}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("phone", "init", "kernel"):
        parser.add_argument(f"--{name}", type=Path, required=True, metavar="FILE")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    parser.add_argument("--kernel-only", action="store_true", help="leave out what the phone's guests measure")
    args = parser.parse_args()

    image = args.init.with_suffix(".phone.img")
    image.write_bytes(bench_image(args.phone, args.init))
    values = kernel_rows(image) | {"kernel_bytes": sum(size.measure(args.kernel).values())}
    if not args.kernel_only:
        values |= guest.guest_rows() | tax.measure() | latency.measure()
        values["irqs_off_max"] = max(value for name, value in values.items() if name.startswith("irqs_off_"))
    result = list(rows(values))
    args.output.write_text(json.dumps({"rows": result}, indent=2) + "\n")
    print("\n".join(table(result)))
    return 0


if __name__ == "__main__":
    sys.exit(tool_run("bench", main))
