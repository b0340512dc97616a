/* SPDX-License-Identifier: BSD-2-Clause */
/* TPIDR_EL2 holds the address of this core's struct core from start.S on. Included by core/core.h. */
#pragma once

/* volatile, because the answer changes with the partition. */
static inline struct core *this_core(void)
{
	struct core *core;

	__asm__ volatile("mrs %0, tpidr_el2" : "=r"(core));
	return core;
}

/* The processor works for another partition's core from now on. */
static inline void core_become(struct core *core)
{
	__asm__ volatile("msr tpidr_el2, %0" : : "r"(core) : "memory");
}
