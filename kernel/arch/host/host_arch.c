/* SPDX-License-Identifier: BSD-2-Clause */
/* The little that the capability core alone asks of a processor, for its unit tests; the whole kernel runs on
 * host_machine.c instead. */

#include <arch.h>
#include <arrays.h>
#include <host_arch.h>
#include <string.h>

static u32 preempt_period;
static u32 questions;
static u32 clears[GRANULE_LIMIT];

void host_reset(void)
{
	memset(host_memory, 0, sizeof(host_memory));
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
	clears[granule]++;
	memset(&host_memory[(u64)granule << GRANULE_BITS], 0, BIT(GRANULE_BITS));
}
