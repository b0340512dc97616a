/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When which attack runs, for the hostile guest and its victim. They share nothing but the virtual counter: in each
 * phase the victim first asks for answers, then computes.
 */
#pragma once

#include "guest.h"
#include "phases.h"

static inline uint32_t phase_now(void)
{
	return phase_at(guest_ticks());
}
