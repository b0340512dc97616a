/* SPDX-License-Identifier: BSD-2-Clause */
/* Which core the host pretends to be: a test may change it between two traps. Included by core/core.h. */
#pragma once

extern u32 host_core;

static inline struct core *this_core(void)
{
	return &cores[host_core];
}
