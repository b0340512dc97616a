/* SPDX-License-Identifier: BSD-2-Clause */
/* A clock for host tests: auth_test.c sets the time, 1000 ticks a second. */
#pragma once

#include <stdint.h>

extern uint64_t fake_now_ms;

static inline uint64_t clock_ms(void)
{
	return fake_now_ms;
}

static inline uint64_t clock_deadline_ms(uint64_t ms)
{
	return fake_now_ms + ms;
}
