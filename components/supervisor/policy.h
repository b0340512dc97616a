/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When a faulted component may run again: after a delay that doubles with every restart, not at all once it
 * has been restarted too often within a minute. A minute without a restart makes everything new. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define POLICY_RESTARTS_MAX 16 /* highest limit that can be set */

struct policy_limits {
	uint32_t restarts_per_minute; /* more than POLICY_RESTARTS_MAX counts as that */
	uint32_t delay_first_ms;
	uint32_t delay_max_ms;
};

/* One component's past; all zero: never restarted. */
struct policy_record {
	uint64_t restarted_ms[POLICY_RESTARTS_MAX]; /* the last ones, a ring */
	uint32_t restarts;                          /* ever */
	uint32_t in_a_row;                          /* without a quiet minute between them */
};

/*
 * The component has faulted at `now_ms`. True: it is to be restarted at `*at_ms`, which is entered in its
 * record. False: it has used up its restarts.
 */
bool policy_fault(struct policy_record *record, const struct policy_limits *limits, uint64_t now_ms, uint64_t *at_ms);
