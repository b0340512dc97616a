# SPDX-License-Identifier: BSD-2-Clause
"""Each rule of the pretend machine is able to fail: a mistake planted in the kernel breaks it.

A mistake is a piece of a kernel file's text and what takes its place. The file is compiled with it, linked with the
rest as it is, and run; the run has to end with the name of the rule.
"""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "build" / "test" / "model"
STEPS, SEEDS = 3000, 40
TIMEOUT_S = 240


@dataclass(frozen=True)
class Mistake:
    name: str
    rule: str  # a regular expression
    path: str
    right: str
    wrong: str = ""


VSPACE, CPU, CONTEXT = "kernel/objects/vspace.c", "kernel/arch/aarch64/cpu.c", "kernel/arch/aarch64/context.c"
STALE = "no_stale_translation"

MISTAKES = (
    # the TLB
    Mistake("page_stays_in_tlb", STALE, VSPACE, "\t\ttlb_invalidate_page(vspace, address);\n", "\t\t;\n"),
    Mistake("table_stays_in_tlb", STALE, VSPACE, "\t\ttlb_invalidate_vspace(vspace);\n", "\t\t;\n"),
    Mistake("both_stages_together_stay_in_tlb", STALE, CPU, '\tOP("tlbi vmalle1is");\n'),
    Mistake("stage_2_stays_in_tlb", STALE, CPU, '\tOP1("tlbi ipas2e1is, %0", address >> GRANULE_BITS);\n'),
    Mistake("invalidation_before_the_tag_is_loaded", STALE, CPU, '\tOP("isb");\n\treturn true;\n', "\treturn true;\n"),
    Mistake("invalidation_is_not_awaited", STALE, CPU, '\tOP("dsb ish");\n\tWRITE(vttbr_el2, saved);\n',
            "\tWRITE(vttbr_el2, saved);\n"),
    Mistake("tag_given_back_with_translations", STALE, CONTEXT,
            "\ttlb_invalidate_vspace(vspace);\n\tvmid_owner", "\tvmid_owner"),
    Mistake("tag_taken_with_translations", STALE, CONTEXT, "\t\ttlb_invalidate_vspace(owner);\n"),
    Mistake("two_owners_of_a_tag", "vmids_ok|no_stale_translation", CONTEXT, "\t\tgranules[owner].vmid = 0;\n"),
    Mistake("destroyed_vspace_stays_loaded", "loaded_vspace_ok", CONTEXT,
            "\tload_vspace(core, NONE);\n\tcore->loaded = NONE;\n}\n", "\tcore->loaded = NONE;\n}\n"),
    Mistake("other_guests_translations", "guest_translates_by_itself", CONTEXT, '\t\tOP("tlbi vmalle1");\n'),
    Mistake("entry_of_a_table_unpublished", "tables_are_published", CPU,
            "void arch_publish_table(void)\n{\n\tOP(\"dsb ishst\");\n", "void arch_publish_table(void)\n{\n"),
    Mistake("unmapped_table_keeps_its_entries", "tables_ok|no_stale_translation", VSPACE,
            "\t\tarch_clear_granule(slots[slot].object);\n", "\t\t;\n"),
    Mistake("page_stays_in_its_table", "tables_ok", VSPACE, "\t*entry = 0;\n"),
    # caches
    Mistake("cleared_memory_not_cleaned", "memory_is_clean", CPU, '\t\tOP1("dc civac, %0", at);\n', "\t\t;\n"),
    Mistake("cleaning_not_awaited", "memory_is_clean", CPU,
            '\tOP("dsb sy");\n}\n\nvoid arch_publish_table', "}\n\nvoid arch_publish_table"),
    Mistake("memory_not_zeroed", "memory_is_zero|tables_ok", CPU, '\t\tOP1("dc zva, %0", at);\n', "\t\t;\n"),
    Mistake("memory_not_cleared_at_reset", "memory_is_clean", "kernel/objects/untyped.c",
            "\t\t\tarch_clear_granule(granule);\n", "\t\t\t;\n"),
    Mistake("device_memory_cleared", "device_is_not_cleared", "kernel/objects/untyped.c",
            "if (!(slots[untyped].flags & SLOT_DEVICE))\n\t\t\tarch_clear_granule", "\t\t\tarch_clear_granule"),
    Mistake("old_instructions", "instructions_are_invalidated", VSPACE,
            "\tif (to.rights & RIGHT_EXECUTE)\n\t\tarch_invalidate_instructions();\n"),
    Mistake("instructions_not_awaited", "instructions_are_invalidated", CPU,
            '\tOP("ic ialluis");\n\tOP("dsb ish");\n', '\tOP("ic ialluis");\n'),
    # what the processor holds
    Mistake("fp_of_another", "fp_state", CONTEXT, "\tfp_restore(&threads[thread].fp);\n"),
    Mistake("fp_trap_left_open", "fp_state", CONTEXT,
            "core->fp_owner == thread ? CPTR_OPEN : CPTR_CLOSED", "core->fp_owner != NONE ? CPTR_OPEN : CPTR_CLOSED"),
    Mistake("fp_of_a_dead_thread", "fp_state|zero_ok", CONTEXT, "\tif (core->fp_owner == thread)\n\t\tcore->fp_owner = NONE;\n"),
    Mistake("native_feels_a_guests_tcr", "native_state", CONTEXT,
            "\tWRITE(tcr_el1, 0);\n\tWRITE(cntkctl_el1, CNTKCTL_NATIVE);\n\tWRITE(hcr",
            "\tWRITE(cntkctl_el1, CNTKCTL_NATIVE);\n\tWRITE(hcr"),
    Mistake("guest_finds_anothers_ttbr", "guest_state", CONTEXT, "PAIR(ttbr0, ttbr1) "),
    Mistake("guest_state_not_saved", "guest_state", CONTEXT, "\tEACH_OTHER_PAIR(SAVE_PAIR)\n"),
    # several cores
    Mistake("other_core_keeps_what_it_holds", "fp_state|guest_state|loaded_vspace_ok|no_stale_translation", CONTEXT,
            "\t\t\tcore_park(core);\n", "\t\t\t;\n"),
    Mistake("other_core_keeps_its_thread", "core_runs_its_thread|loaded_vspace_ok|states_ok|fp_state|guest_state|current_ok",
            "kernel/core/schedule.c", "\t\tcore_park(core);\n"),
    Mistake("thread_stays_on_the_wrong_core", "current_ok|run_queue_ok|states_ok", "kernel/core/schedule.c",
            "} else if (!runnable(thread) || core_of(threads[thread].sched_context) == core) {", "} else {"),
    # capabilities
    Mistake("linked_one_way", "prev_ok|next_ok|both_ok", "kernel/core/slot.c", "\tslots[before].next = slot;\n"),
    Mistake("occupied_slot_overwritten", "prev_ok|next_ok", "kernel/objects/cnode.c",
            "\tif (!slot_is_empty(destination))\n\t\treturn SLOT_OCCUPIED;\n"),
    Mistake("moved_capability_loses_its_place", "side_by_side_ok|pairs_ok", "kernel/core/slot.c",
            "\tslot_link(destination, source);\n\t/*@ assert copied", "\tslot_link(destination, 128);\n\t/*@ assert copied"),
    Mistake("retype_forgets_what_is_used", "fresh_ok|untypeds_ok", "kernel/objects/untyped.c",
            "if (start + total > granule_count(slots[untyped].bits))", "if (total > granule_count(slots[untyped].bits))"),
    Mistake("retype_tags_too_few", "tags_ok", "kernel/objects/untyped.c",
            "next < first + count; next++)\n\t\tgranules", "next + 1 < first + count; next++)\n\t\tgranules"),
    # threads, queues, time
    Mistake("queue_keeps_its_tail", "queues_ok", "kernel/objects/queue.c", "\t\tqueue->tail = prev;\n", "\t\t;\n"),
    Mistake("ready_bit_stays", "run_queue_ok", "kernel/core/run_queue.c", "\t\tcore->ready &= ~BIT(priority);\n"),
    Mistake("run_queue_linked_one_way", "run_queue_ok", "kernel/core/run_queue.c", "\t\tthreads[next].prev = prev;\n"),
    Mistake("latest_deadline_first", "timers_ok", "kernel/core/timer_queue.c",
            "if (threads[b].deadline < threads[a].deadline)", "if (threads[b].deadline > threads[a].deadline)"),
    Mistake("heap_out_of_balance", "timers_ok", "kernel/core/timer_queue.c",
            "\tif (rank(left) < rank(right)) {", "\tif (0) {"),
    Mistake("context_forgotten_with_its_thread", "contexts_ok", "kernel/objects/thread.c",
            "\tsched_context_forget_thread(thread);\n"),
    Mistake("lent_context_not_returned", "stacks_ok", "kernel/objects/reply.c", "\treplies[reply].caller = NONE;\n\tunlend(reply, NONE);\n",
            "\treplies[reply].caller = NONE;\n"),
    Mistake("stack_of_replies_broken", "stacks_ok", "kernel/objects/reply.c", "\t\treplies[next].previous = previous;\n"),
    Mistake("reply_remembers_its_server", "replies_ok", "kernel/objects/thread.c",
            "\t\t\treplies[t->reply].server = NONE;\n", "\t\t\t;\n"),
    Mistake("home_does_not_go_on", "nobody_lost|contexts_ok", "kernel/objects/sched_context.c",
            "\tif (threads[home].state == THREAD_READY)\n\t\tschedule_ready(home);\n"),
    Mistake("thread_keeps_a_lost_cspace", "spaces_ok", "kernel/objects/thread.c", "\t\tthreads[thread].cspace = NONE;\n"),
    Mistake("thread_runs_without_a_vspace", "current_ok|states_ok", "kernel/objects/thread.c",
            "\t\tthread_cancel(thread);\n\t\tthreads[thread].vspace = NONE;\n", "\t\tthreads[thread].vspace = NONE;\n"),
    Mistake("thread_bound_to_no_notification", "notifications_ok", "kernel/objects/notification.c",
            "\t\tthreads[bound].notification = NONE;\n", "\t\t;\n"),
)


def build(mistake, directory):
    """The program with the mistake in it."""
    command, objects = (BUILT / "commands").read_text().splitlines()
    text = (ROOT / mistake.path).read_text()
    assert text.count(mistake.right) == 1, f"not once in {mistake.path}: {mistake.right}"
    source = directory / Path(mistake.path).name
    source.write_text(text.replace(mistake.right, mistake.wrong))
    right = f"build/test/model/{Path(mistake.path).with_suffix('.o')}"
    assert right in objects.split()
    rest = [name for name in objects.split() if name != right]
    include = f"-I{Path(mistake.path).parent}"
    subprocess.run([*command.split(), "-Wno-error", "-w", include, source, *rest, "-o", directory / "program"], cwd=ROOT,
                   check=True, timeout=TIMEOUT_S)
    return directory / "program"


def run(program, seeds=SEEDS):
    return subprocess.run([program, str(STEPS), "1", str(seeds)], capture_output=True, text=True, timeout=TIMEOUT_S)


@pytest.mark.soak
def test_sequences__many_break_no_rule():
    program = ROOT / "build" / "test" / "unit" / "kernel_sequences"
    outcome = subprocess.run([program, "20000", "1000", "200"], capture_output=True, text=True, timeout=3600)
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


@pytest.mark.soak
@pytest.mark.parametrize("target", ("fuzz", "coverage", "analyze"))
def test_make__succeeds(target):
    outcome = subprocess.run(["make", target, "FUZZ_SECONDS=600"], cwd=ROOT, capture_output=True, text=True, timeout=3600)
    assert outcome.returncode == 0, outcome.stdout[-4000:] + outcome.stderr[-4000:]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_model__notices(mistake, tmp_path):
    outcome = run(build(mistake, tmp_path))
    broken = re.findall(r"^broken: (\w+)", outcome.stderr, re.MULTILINE)
    assert outcome.returncode != 0, "the mistake went unnoticed"
    assert broken and re.fullmatch(mistake.rule, broken[0]), f"broken: {broken}, expected: {mistake.rule}"
