/* SPDX-License-Identifier: BSD-2-Clause */
/* vCPUs that record what the VMM does to them. */
#pragma once

#include <cpu.h>

#define FAKE_CPUS 4

struct fake_cpu {
	uint32_t list_registers; /* free ones */
	uint32_t injected[64];   /* in order */
	uint32_t injected_count;
	uint8_t priority; /* of the last one */
	bool timer_enabled;
	uint8_t timer_priority;
	uint32_t timer_calls;
	uint32_t stops, starts;
	uint64_t entry, argument;
};

extern struct fake_cpu fake_cpus[FAKE_CPUS];

/* New ones with four free list registers each. */
void fake_cpu_reset(void);
