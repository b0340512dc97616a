/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The processor as the loader sees it: caches, translation, firmware. Everything that host unit tests must
 * do without is here or in start.S.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define CPU_CACHE_LINE 64 /* loops use it as the step: the smallest line that an Armv8 application core has */

/* start.S */
int cpu_probe_read(uint64_t address, uint32_t *value);
void cpu_power_off(int conduit);
void cpu_mmu_on(uint64_t root);
_Noreturn void cpu_enter_kernel(uint64_t entry, uint64_t boot_info);

/* Forgets what the caches hold of memory that was written with caches off. */
static inline void cpu_cache_invalidate(uint64_t base, uint64_t size)
{
	for (uint64_t at = base & ~(uint64_t)(CPU_CACHE_LINE - 1); at < base + size; at += CPU_CACHE_LINE)
		__asm__ volatile("dc ivac, %0" ::"r"(at) : "memory");
	__asm__ volatile("dsb sy" ::: "memory");
}

/* Writes memory back to the point of coherency and forgets it. */
static inline void cpu_cache_clean(uint64_t base, uint64_t size)
{
	for (uint64_t at = base & ~(uint64_t)(CPU_CACHE_LINE - 1); at < base + size; at += CPU_CACHE_LINE)
		__asm__ volatile("dc civac, %0" ::"r"(at) : "memory");
	__asm__ volatile("dsb sy" ::: "memory");
}

/* Zeroes whole granules, by the block that DC ZVA clears, up to the point of coherency. */
static inline void cpu_clear(uint64_t base, uint64_t size)
{
	uint64_t id;

	__asm__("mrs %0, dczid_el0" : "=r"(id));
	uint64_t block = 4ULL << (id & 15);
	for (uint64_t at = base; at < base + size; at += block)
		__asm__ volatile("dc zva, %0" ::"r"(at) : "memory");
	cpu_cache_clean(base, size);
}

static inline uint64_t cpu_timer_frequency(void)
{
	uint64_t hz;

	__asm__("mrs %0, cntfrq_el0" : "=r"(hz));
	return hz;
}

static inline uint32_t cpu_read_device(uint64_t address)
{
	return *(const volatile uint32_t *)(uintptr_t)address;
}

static inline void cpu_write_device(uint64_t address, uint32_t value)
{
	*(volatile uint32_t *)(uintptr_t)address = value;
}
