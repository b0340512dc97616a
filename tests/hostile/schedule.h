/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When which attack runs, for the hostile guest and its victim. They share nothing but the virtual counter: in each
 * phase the victim first asks for answers, then computes. Words on a guest's command line can change the schedule.
 */
#pragma once

#include "guest.h"
#include "phases.h"

extern struct schedule {
	uint64_t phase_ms; /* "phase_ms=56": the same for both guests */
	uint64_t phases;   /* "phases=4": of the victim, which ends after them */
	uint64_t seed;     /* "seed=1": of the hostile guest's nonsense */
} schedule;

/* Reads the command line out of the device tree at this address, where the guest found it in x0. */
void schedule_read(uint64_t device_tree);

static inline uint64_t phase_begin(uint32_t phase)
{
	return phase_start(phase, schedule.phase_ms);
}

static inline uint32_t phase_now(void)
{
	return phase_at(guest_ticks(), schedule.phase_ms);
}
