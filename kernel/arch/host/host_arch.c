/* SPDX-License-Identifier: BSD-2-Clause */
/* The pretend processor of host tests: memory, and interrupts that come when the test says so. */

#include <arch.h>
#include <arrays.h>
#include <check.h>
#include <host_arch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct granule granules[GRANULE_LIMIT];
struct slot slots[SLOT_LIMIT];
struct thread threads[GRANULE_LIMIT];
struct endpoint endpoints[GRANULE_LIMIT * SMALL_PER_GRANULE];
struct notification notifications[GRANULE_LIMIT * SMALL_PER_GRANULE];
struct reply replies[GRANULE_LIMIT * SMALL_PER_GRANULE];
struct sched_context sched_contexts[GRANULE_LIMIT * SMALL_PER_GRANULE];

static u32 preempt_period;
static u32 questions;
static u32 clears[GRANULE_LIMIT];

void host_reset(void)
{
	for (u32 granule = 0; granule < GRANULE_LIMIT; granule++)
		arch_clear_granule(granule);
	memset(granules, 0, sizeof(granules));
	memset(clears, 0, sizeof(clears));
	preempt_period = 0;
}

void host_preempt_every(u32 period)
{
	preempt_period = period;
}

u32 host_clears(u32 granule)
{
	return clears[granule];
}

bool preemption_pending(void)
{
	return preempt_period != 0 && ++questions % preempt_period == 0;
}

void arch_clear_granule(u32 granule)
{
	const u32 small = granule * SMALL_PER_GRANULE;

	clears[granule]++;
	memset(&slots[granule * SLOTS_PER_GRANULE], 0, SLOTS_PER_GRANULE * sizeof(struct slot));
	memset(&threads[granule], 0, sizeof(struct thread));
	memset(&endpoints[small], 0, SMALL_PER_GRANULE * sizeof(struct endpoint));
	memset(&notifications[small], 0, SMALL_PER_GRANULE * sizeof(struct notification));
	memset(&replies[small], 0, SMALL_PER_GRANULE * sizeof(struct reply));
	memset(&sched_contexts[small], 0, SMALL_PER_GRANULE * sizeof(struct sched_context));
}

void check_failed(void)
{
	fputs("CHECK failed\n", stderr);
	abort();
}
