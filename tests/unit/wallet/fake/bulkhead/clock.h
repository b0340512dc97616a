/* SPDX-License-Identifier: BSD-2-Clause */
/* Time as the test sets it: a tick is a millisecond. */
#pragma once

#include <stdint.h>

extern uint64_t fake_now_ms;

static inline uint64_t clock_ticks(void)
{
	return fake_now_ms;
}

static inline uint64_t clock_frequency(void)
{
	return 1000;
}

static inline uint64_t clock_ms(void)
{
	return fake_now_ms;
}

static inline uint64_t clock_deadline_ms(uint64_t ms)
{
	return fake_now_ms + ms;
}
