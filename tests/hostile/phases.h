/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The phases of a hostile run, in ticks of the virtual counter, which shows everybody in the phone the same time: the
 * hostile guest, its victim and the native witness. attacks.h lists the attacks, each has a phase of its own; the
 * first phase is quiet.
 */
#pragma once

#include <stdint.h>

enum {
#define ATTACK(name) PHASE_##name,
#include "attacks.h"
#undef ATTACK
	PHASE_COUNT,
};

#define PHASE_MS      56u                   /* unless the guests are told another length: schedule.h */
#define TICKS_PER_MS  62500ull
#define START_TICKS   (650 * TICKS_PER_MS)  /* by then both guests have been loaded */

static inline uint64_t phase_start(uint32_t phase, uint64_t phase_ms)
{
	return START_TICKS + phase * phase_ms * TICKS_PER_MS;
}

/* The phase at a time: 0 before the first, PHASE_COUNT after the last. */
static inline uint32_t phase_at(uint64_t ticks, uint64_t phase_ms)
{
	uint64_t phase = ticks < START_TICKS ? 0 : (ticks - START_TICKS) / (phase_ms * TICKS_PER_MS);

	return phase < PHASE_COUNT ? (uint32_t)phase : PHASE_COUNT;
}
