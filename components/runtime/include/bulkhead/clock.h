/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Time as components see it: the virtual counter, which never stops and never goes back.
 * Deadlines of system calls are absolute values of it.
 */
#pragma once

#include <stdint.h>

static inline uint64_t clock_ticks(void)
{
	uint64_t ticks;
	__asm__ volatile("isb; mrs %0, cntvct_el0" : "=r"(ticks)::"memory");
	return ticks;
}

/* Ticks per second. */
static inline uint64_t clock_frequency(void)
{
	uint64_t hz;
	__asm__("mrs %0, cntfrq_el0" : "=r"(hz));
	return hz;
}

/* The deadline that lies `ms` milliseconds (at most a year) ahead. */
static inline uint64_t clock_deadline_ms(uint64_t ms)
{
	return clock_ticks() + clock_frequency() * ms / 1000;
}

/* Milliseconds since the counter started. */
static inline uint64_t clock_ms(void)
{
	uint64_t ticks = clock_ticks(), hz = clock_frequency();
	return ticks / hz * 1000 + ticks % hz * 1000 / hz;
}
