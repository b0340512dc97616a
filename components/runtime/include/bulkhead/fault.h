/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the supervisor knows of the components that it watches; the table is generated from the
 * connection of their `fault` ends and their `restart` settings.
 */
#pragma once

#include <stdint.h>

enum fault_policy {
	FAULT_POLICY_STOP = 0,    /* a faulted component stays stopped */
	FAULT_POLICY_RESTART = 1, /* it is restarted, with back-off */
};

struct fault_client {
	const char *name;      /* instance */
	uint32_t thread_slot;  /* Thread capabilities (RESTART), thread 0 first, in a row */
	uint32_t thread_count; /* 1 or 2 */
	enum fault_policy policy;
};

/* Index = client number - 1, as in the badge of the fault endpoint. */
extern const struct fault_client faults_clients[];
extern const uint32_t faults_client_count;
