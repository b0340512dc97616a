/* SPDX-License-Identifier: BSD-2-Clause */
/* Which processor the host pretends to be, a test may change it between two traps, and for which partition each works.
 * Included by core/core.h. */
#pragma once

extern u32 host_core;
extern u32 host_partition[CORE_MAX];

static inline struct core *this_core(void)
{
	return &cores[host_partition[host_core] * CORE_MAX + host_core];
}

static inline void core_become(const struct core *core)
{
	host_partition[host_core] = core->index / CORE_MAX;
}
