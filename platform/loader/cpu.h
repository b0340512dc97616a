/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The processor as the loader sees it: caches, translation, firmware, system registers. Everything that host unit
 * tests must do without is here, in cpu.c or in start.S.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define CPU_CACHE_LINE 64 /* loops use it as the step: the smallest line that an Armv8 application core has */

/* start.S */
int cpu_probe_read(uint64_t address, uint32_t *value);
int64_t cpu_call_firmware(uint64_t function, uint64_t x1, uint64_t x2, uint64_t x3, int conduit);
void cpu_mmu_on(uint64_t root);
void cpu_other_entry(void);
_Noreturn void cpu_enter_kernel(uint64_t entry, uint64_t boot_info, uint64_t root);

/* cpu.c */

/* This core's affinity as device tree and PSCI write it: MPIDR_EL1's four bytes. */
uint64_t cpu_affinity(void);

/* Ticks of the system counter, cpu_timer_frequency() a second. */
uint64_t cpu_counter(void);

/* Asks firmware for SYSTEM_OFF (PSCI 5.10); returns if it does not know how. */
void cpu_power_off(int conduit);

uint64_t cpu_timer_frequency(void);

/* What guests read as ID registers (boot_info.h): this core's, without the features that the kernel does not switch. */
void cpu_id_registers(uint64_t values[64]);

/* Asks firmware to start a core at cpu_other_entry with `start` in x0 (PSCI 5.6), of which `size` bytes are cleaned to
 * memory for it; 0, or firmware's error. */
int64_t cpu_start_other(int conduit, uint64_t affinity, uint64_t start, uint64_t size);

/* Wakes cores that wait in cpu_wait(). */
void cpu_wake_others(void);
void cpu_wait(void);

/* This core's registers as the kernel wants to find them (boot_info.h): those of EL1 and its traps, with stage 2
 * translating by the empty table `no_translation`; and the GIC's CPU interface, where that is registers (version 3). */
void cpu_set_registers(uint64_t no_translation);
void cpu_set_interrupt_registers(void);

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

static inline uint32_t cpu_read_device(uint64_t address)
{
	return *(const volatile uint32_t *)(uintptr_t)address;
}

static inline void cpu_write_device(uint64_t address, uint32_t value)
{
	*(volatile uint32_t *)(uintptr_t)address = value;
}
