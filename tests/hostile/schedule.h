/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When which attack runs. The hostile guest and its victim share nothing but the virtual counter, which shows both
 * the same time: each attack has a phase of its own, in which the victim first asks for answers, then computes.
 * attacks.h lists the attacks; the first phase is quiet.
 */
#pragma once

#include "guest.h"

enum {
#define ATTACK(name) PHASE_##name,
#include "attacks.h"
#undef ATTACK
	PHASE_COUNT,
};

#ifndef PHASE_MS
#define PHASE_MS 50u
#endif

#define TICKS_PER_MS  62500ull
#define START_TICKS   (1000 * TICKS_PER_MS) /* by then both guests have been loaded */
#define PHASE_TICKS   (PHASE_MS * TICKS_PER_MS)
#define ANSWERS_TICKS (20 * TICKS_PER_MS)   /* the first part of a phase */

static inline uint64_t phase_start(uint32_t phase)
{
	return START_TICKS + phase * PHASE_TICKS;
}

/* The phase that runs now: 0 before the first, PHASE_COUNT after the last. */
static inline uint32_t phase_now(void)
{
	uint64_t now = guest_ticks();
	uint64_t phase = now < START_TICKS ? 0 : (now - START_TICKS) / PHASE_TICKS;

	return phase < PHASE_COUNT ? (uint32_t)phase : PHASE_COUNT;
}
