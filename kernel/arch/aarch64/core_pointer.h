/* SPDX-License-Identifier: BSD-2-Clause */
/* TPIDR_EL2 holds the address of this core's struct core from start.S on. Included by core/core.h. */
#pragma once

static inline struct core *this_core(void)
{
	struct core *core;

	__asm__("mrs %0, tpidr_el2" : "=r"(core));
	return core;
}
