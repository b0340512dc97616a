/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rules of authentication (see rules.h). Pure. Called by dialogue.c, sessions.c and main.c.
 */
#include "rules.h"

#include <string.h>

uint64_t rules_clock_read(struct rules_clock *clock, uint64_t raw_ms)
{
	if (raw_ms > clock->latest_ms)
		clock->latest_ms = raw_ms;
	return clock->latest_ms;
}

uint64_t rules_later(uint64_t now_ms, uint64_t ms)
{
	return ms > UINT64_MAX - now_ms ? UINT64_MAX : now_ms + ms;
}

uint32_t rules_seconds_until(uint64_t end_ms, uint64_t now_ms)
{
	if (end_ms <= now_ms)
		return 0;
	uint64_t seconds = (end_ms - now_ms - 1) / 1000 + 1;
	return seconds > UINT32_MAX ? UINT32_MAX : (uint32_t)seconds;
}

enum rules_verdict rules_check(const struct rules_lockout *lockout, uint64_t now_ms, uint64_t *wait_ms)
{
	*wait_ms = 0;
	if (lockout->is_locked)
		return RULES_LOCKED;
	if (now_ms >= lockout->not_before_ms)
		return RULES_ALLOWED;
	*wait_ms = lockout->not_before_ms - now_ms;
	return RULES_DELAYED;
}

/* The delay after `failures` of them: doubled for each one beyond the first that is not free. */
static uint64_t delay_after(uint32_t failures, const struct rules_limits *limits)
{
	if (failures <= limits->failures_free)
		return 0;
	uint32_t doublings = failures - limits->failures_free - 1;
	uint64_t delay_ms = limits->delay_first_ms;
	if (doublings >= 64 || delay_ms > limits->delay_max_ms >> doublings)
		return limits->delay_max_ms;
	return delay_ms << doublings;
}

void rules_fail(struct rules_lockout *lockout, const struct rules_limits *limits, uint64_t now_ms)
{
	if (lockout->failures < UINT32_MAX)
		lockout->failures++;
	if (limits->failures_max != RULES_NEVER_LOCK && lockout->failures >= limits->failures_max)
		lockout->is_locked = true;
	lockout->not_before_ms = rules_later(now_ms, delay_after(lockout->failures, limits));
}

void rules_forget(struct rules_lockout *lockout)
{
	*lockout = (struct rules_lockout){ .failures = 0 };
}

bool rules_name_ok(const char *name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789._-";
	size_t length = strlen(name);
	return length >= 1 && length <= AUTH_NAME_MAX && strspn(name, allowed) == length;
}

bool rules_pin_ok(const char *pin, uint32_t minimum)
{
	size_t length = strlen(pin);
	for (size_t i = 0; i < length; i++) {
		if ((unsigned char)pin[i] < ' ' || pin[i] == 0x7f)
			return false;
	}
	return length >= minimum && length <= RULES_PIN_MAX;
}
