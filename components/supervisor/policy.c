/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules of restarting; policy.h has the contract. Called by main.c. */
#include "policy.h"

#define MINUTE_MS 60000u

static uint64_t last_restart(const struct policy_record *record, uint32_t back)
{
	return record->restarted_ms[(record->restarts - back) % POLICY_RESTARTS_MAX];
}

/* Restarts that are less than a minute old, or still to come. */
static uint32_t recent(const struct policy_record *record, uint64_t now_ms)
{
	uint32_t kept = record->restarts < POLICY_RESTARTS_MAX ? record->restarts : POLICY_RESTARTS_MAX;
	uint32_t count = 0;

	while (count < kept && last_restart(record, count + 1) + MINUTE_MS > now_ms)
		count++;
	return count;
}

static uint64_t delay_ms(const struct policy_limits *limits, uint32_t in_a_row)
{
	uint64_t delay = limits->delay_first_ms;

	for (uint32_t i = 0; i < in_a_row && delay < limits->delay_max_ms; i++)
		delay *= 2;
	return delay < limits->delay_max_ms ? delay : limits->delay_max_ms;
}

bool policy_fault(struct policy_record *record, const struct policy_limits *limits, uint64_t now_ms, uint64_t *at_ms)
{
	uint32_t limit = limits->restarts_per_minute;
	uint32_t count = recent(record, now_ms);

	if (limit > POLICY_RESTARTS_MAX)
		limit = POLICY_RESTARTS_MAX;
	if (count >= limit)
		return false;
	if (count == 0)
		record->in_a_row = 0;
	*at_ms = now_ms + delay_ms(limits, record->in_a_row++);
	record->restarted_ms[record->restarts++ % POLICY_RESTARTS_MAX] = *at_ms;
	return true;
}
