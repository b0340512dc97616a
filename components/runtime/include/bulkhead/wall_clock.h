/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The time of day, as the clock component tells it to whoever maps its page: what to add to the virtual
 * counter. Written once; readers only read.
 */
#pragma once

#include <bulkhead/clock.h>
#include <stdint.h>

struct wall_clock {
	uint64_t epoch_s; /* seconds since 1970 when the counter was zero; 0: not known yet */
};

/* Seconds since 1970, or since the phone started if the time of day is not known. */
static inline uint64_t wall_clock_seconds(const volatile struct wall_clock *clock)
{
	return clock->epoch_s + clock_ms() / 1000;
}
