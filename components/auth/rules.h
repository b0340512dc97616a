/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rules of authentication that need nothing but their arguments: which names and PINs are acceptable,
 * and how long somebody who fails has to wait. Time is in milliseconds of a clock that rules_clock_read
 * keeps from going backwards.
 */
#pragma once

#include <bulkhead/auth.h>
#include <stdbool.h>
#include <stdint.h>

#define RULES_PIN_MAX 64u

/* The largest time that was seen. All zero at the start. */
struct rules_clock {
	uint64_t latest_ms;
};

/* `raw_ms`, or the latest time seen if that is later: a clock that goes back never shortens a wait. */
uint64_t rules_clock_read(struct rules_clock *clock, uint64_t raw_ms);

struct rules_limits {
	uint32_t failures_free;   /* failures without a delay */
	uint32_t failures_max;    /* the failure that locks; RULES_NEVER_LOCK */
	uint64_t delay_first_ms;  /* after the first failure that is not free; doubles with each one more */
	uint64_t delay_max_ms;
};
#define RULES_NEVER_LOCK 0xffffffffu

/* What is remembered of somebody's failures. All zero: none. */
struct rules_lockout {
	uint32_t failures;
	bool is_locked;
	uint64_t not_before_ms;
};

enum rules_verdict {
	RULES_ALLOWED,
	RULES_DELAYED, /* wait */
	RULES_LOCKED,  /* until rules_forget */
};

/* May a try begin at `now_ms`? For RULES_DELAYED, *wait_ms (else 0) is how long to wait. */
enum rules_verdict rules_check(const struct rules_lockout *lockout, uint64_t now_ms, uint64_t *wait_ms);

/* A try has failed. Sums and counts saturate. */
void rules_fail(struct rules_lockout *lockout, const struct rules_limits *limits, uint64_t now_ms);

/* A try has succeeded, or an administrator forgives. */
void rules_forget(struct rules_lockout *lockout);

/* `now_ms` plus `ms`, at most the end of time. */
uint64_t rules_later(uint64_t now_ms, uint64_t ms);

/* Seconds until `end_ms`, rounded up, at most 2^32-1; 0 if it has come. */
uint32_t rules_seconds_until(uint64_t end_ms, uint64_t now_ms);

/* A user's, a profile's or a purpose's name: 1 to AUTH_NAME_MAX characters out of a-z 0-9 . _ - */
bool rules_name_ok(const char *name);

/* A new PIN or password: `minimum` to RULES_PIN_MAX bytes, no control characters. */
bool rules_pin_ok(const char *pin, uint32_t minimum);
