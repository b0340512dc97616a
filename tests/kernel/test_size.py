# SPDX-License-Identifier: BSD-2-Clause
"""kernel/size.py: what it attributes is what the linker put there, and that is below the limit."""

import subprocess
import sys

from elftools.elf.elffile import ELFFile

from machine import BUILD, ROOT

sys.path.insert(0, str(ROOT / "kernel"))

import size  # noqa: E402

KERNEL = BUILD / "kernel.elf"


def test_size__sum_is_that_of_the_sections():
    with KERNEL.open("rb") as file:
        elf = ELFFile(file)
        sections = [elf.get_section_by_name(name) for name in size.SECTIONS]
        total = sum(section["sh_size"] for section in sections if section is not None)
    assert sum(size.measure(KERNEL).values()) == total


def test_size__every_source_is_of_a_module():
    stray = [source for source in size.measure(KERNEL) if source != size.UNATTRIBUTED and size.module_of(source) == "other"
             and not source.endswith(".h")]
    assert stray == []


def test_size__is_below_the_limit():
    run = subprocess.run([sys.executable, ROOT / "kernel" / "size.py", KERNEL], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stdout
    assert run.stdout.startswith("kernel bytes: ")


def test_size__fails_above_the_limit(monkeypatch, capsys):
    monkeypatch.setattr(size, "LIMIT", 1000)
    monkeypatch.setattr(sys, "argv", ["size.py", str(KERNEL)])
    assert size.main() == 1
    assert "(limit 1000)" in capsys.readouterr().out
