/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One step after another of a random life of the machine: whichever thread runs uses memory, makes a system call
 * with more or less sensible arguments, or traps in another way; interrupts come when they are due, or while the
 * kernel works. Everything goes in by the kernel's own entries (trap.h). After each entry all rules are checked:
 * invariants.h, host_tlb.h, host_cache.h, and that the processor holds nothing of another thread.
 */
#pragma once

#include <abi.h>
#include <types.h>

/* What happened, over all sequences of a program. */
struct sequence_counts {
	u64 steps, traps, switches, faults;
	u64 calls[SYS_COUNT], calls_ok[SYS_COUNT];
	u64 methods[METHOD_COUNT], methods_ok[METHOD_COUNT];
	u64 preempted, tags_taken, init_without_time;
};
extern struct sequence_counts *sequence_counts;

/* Boots, and has init make something of every kind. */
void sequence_start(void);

/* One step; false when no thread runs and no interrupt will ever come. */
bool sequence_step(void);

/* The checks that read all memory: after a sequence, and now and then. */
void sequence_check_memory(void);
