/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When the two profiles of tests/system/test_strict.py do what they do, in milliseconds of the virtual counter. Both have
 * been started by the first instant; the notes are taken between the second and the third.
 */
#pragma once

#include "guest.h"

#define DISTURBING_MS 1350u
#define OBSERVED_MS   1400u
#define QUIET_MS      1700u

static inline uint64_t ticks_of(uint64_t ms)
{
	return ms * (READ_REGISTER("cntfrq_el0") / 1000);
}

/* Does to the other profile what `disturb` does, again and again, while it takes its notes. Does not return. */
static inline void disturb_observer(void (*disturb)(void))
{
	guest_enable_interrupts();
	guest_sleep_until(ticks_of(DISTURBING_MS));
	while (guest_ticks() < ticks_of(QUIET_MS))
		disturb();
	for (;;)
		__asm__ volatile("wfi");
}
