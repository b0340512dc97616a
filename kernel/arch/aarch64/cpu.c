/* SPDX-License-Identifier: BSD-2-Clause */
/* Time, idling, cache and TLB maintenance. Called by every layer through arch.h. */
#include <arch.h>
#include <arrays.h>
#include <core.h>
#include <lock.h>
#include "stage2.h"
#include <sysreg.h>

#define CACHE_LINE_BYTES 64 /* smallest of any core that we run on; checked at boot */

u64 arch_time(void)
{
	OP("isb");
	return READ(cntpct_el0);
}

void arch_set_timer(u64 deadline)
{
	WRITE(cnthp_cval_el2, deadline);
}

bool preemption_pending(void)
{
	return (READ(isr_el1) & (BIT(7) | BIT(6))) != 0 || lock_is_wanted();
}

void arch_idle(void)
{
	OP("dsb sy");
	OP("wfi");
}

void arch_sleep_until(u64 instant)
{
	arch_set_timer(instant);
	while (arch_time() < instant)
		arch_idle();
}

void arch_clear_granule(u32 granule)
{
	u64 start = (u64)granule << GRANULE_BITS;

	for (u64 at = start; at < start + BIT(GRANULE_BITS); at += CACHE_LINE_BYTES)
		OP1("dc zva, %0", at);
	OP("dmb sy");
	for (u64 at = start; at < start + BIT(GRANULE_BITS); at += CACHE_LINE_BYTES)
		OP1("dc civac, %0", at);
	OP("dsb sy");
}

void arch_publish_table(void)
{
	OP("dsb ishst");
}

void arch_invalidate_instructions(void)
{
	OP("ic ialluis");
	OP("dsb ish");
}

/* Runs with the given VSpace's tag loaded, as the TLB instructions for stage 2 want it. Those
 * that have no tag were never loaded, or have been invalidated when they lost it. */
static bool enter_vspace(u32 vspace, u64 *saved)
{
	*saved = READ(vttbr_el2);
	if (granules[vspace].vmid == 0)
		return false;
	OP("dsb ishst");
	WRITE(vttbr_el2, stage2_vttbr(vspace));
	OP("isb");
	return true;
}

static void leave_vspace(u64 saved)
{
	OP("dsb ish");
	WRITE(vttbr_el2, saved);
	OP("isb");
}

void tlb_invalidate_page(u32 vspace, u64 address)
{
	u64 saved;

	if (!enter_vspace(vspace, &saved))
		return;
	OP1("tlbi ipas2e1is, %0", address >> GRANULE_BITS);
	OP("dsb ish");
	OP("tlbi vmalle1is");
	leave_vspace(saved);
}

void tlb_invalidate_vspace(u32 vspace)
{
	u64 saved;

	if (!enter_vspace(vspace, &saved))
		return;
	OP("tlbi vmalls12e1is");
	leave_vspace(saved);
}
