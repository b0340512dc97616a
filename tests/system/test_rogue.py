# SPDX-License-Identifier: BSD-2-Clause
"""The rogue finds what it should not have. That it has nothing of the kind in the phone is a step of the demo; here it
gets one capability and one mapping too many, through the table from which init builds the system, and must tell."""

import time

import pytest
from bulkhead import package
from bulkhead.gen.abi import Right
from bulkhead.gen.plan_connections import plan_make
from bulkhead.gen.table import programs_load, table_make
from bulkhead.model.read import read_system
from machine import BUILD, ROOT, Machine, RunOptions
from ram import POLL_S, RAM_OPTIONS
from rogue import DONE, RogueMemory, differing_parts

SLOT, ADDRESS = 100, 0x40000000
PATIENCE_S = 120


@pytest.fixture
def planted(tmp_path):
    """The rogue's phone with a capability to call auth, and entropy's heap where the rogue looks for RAM."""
    plan = plan_make(read_system(ROOT / "apps/rogue/rogue.camkes", [ROOT], "phone_rogue").system)
    rogue = plan.instances["rogue"]
    heap = next(o for o in plan.objects if o.name == "entropy.heap")
    plan.grant(rogue.cspace, SLOT, plan.instances["auth"].endpoint, Right.WRITE | Right.CALL)
    plan.map(rogue.vspace, heap, ADDRESS, Right.READ | Right.WRITE)
    table = table_make(plan, programs_load(plan, BUILD / "phone_rogue"))
    image = (BUILD / "phone_rogue.img").read_bytes()
    parts = [package.Part(p.kind, p.name, table if p.kind == "table" else p.content) for p in package.read_package(image)]
    path = tmp_path / "planted.img"
    path.write_bytes(package.make_image(image[:package.find_package(image)], package.make_package(parts)))
    return path


def test_rogue__nothing_else_differs_from_the_phone():
    assert differing_parts(BUILD / "phone.img", BUILD / "phone_rogue.img") == {"rogue", "system-table"}


def test_rogue__tells_of_a_planted_capability_and_mapping(planted):
    assert differing_parts(BUILD / "phone_rogue.img", planted) == {"system-table"}
    wanted = {f"system call worked: capability {SLOT:#x}", f"page could be read: {ADDRESS:#x}",
              f"page could be written: {ADDRESS:#x}"}
    with Machine("planted_rogue", RunOptions(image=planted, flash=None), RAM_OPTIONS) as machine:
        machine.expect("init: the system runs")
        with RogueMemory(machine) as memory:
            deadline = time.monotonic() + PATIENCE_S
            while not wanted <= {text.split(",")[0] for text in memory.read().breach_texts}:
                report = memory.read()
                assert report.phase != DONE and time.monotonic() < deadline, report
                time.sleep(POLL_S)
