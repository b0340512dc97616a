/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A native component that nobody talks to. It keeps a pattern in its data, its bss, its stack and its FP registers
 * and looks at all of them every millisecond, for as long as the phone runs; what it saw goes into the report.
 */
#include "component.h"
#include "registers.h"

#include <bulkhead/clock.h>
#include <bulkhead/glue.h>
#include <bulkhead/syscall.h>

#define AREA_WORDS  1024u
#define FIRST_VALUE 0x00c0000001234000ULL

/* Page-aligned, so that the test can find a page of it in RAM and change it, to see that this is noticed. */
static _Alignas(4096) volatile uint64_t data_area[AREA_WORDS] = { 1 };
static _Alignas(4096) volatile uint64_t bss_area[AREA_WORDS];

void post_init(void)
{
	report->physical = report_physical;
	__atomic_store_n(&report->magic, WITNESS_MAGIC, __ATOMIC_RELEASE);
}

static uint64_t pattern_word(uint64_t n)
{
	return n * 0x9e3779b97f4a7c15ULL ^ FIRST_VALUE;
}

static void fill(volatile uint64_t area[AREA_WORDS])
{
	for (uint64_t n = 0; n < AREA_WORDS; n++)
		area[n] = pattern_word(n);
}

static uint64_t changed(const volatile uint64_t area[AREA_WORDS])
{
	uint64_t words = 0;

	for (uint64_t n = 0; n < AREA_WORDS; n++)
		words += area[n] != pattern_word(n);
	return words;
}

static void note(uint64_t differences)
{
	uint32_t phase = phase_at(clock_ticks(), PHASE_MS);

	report->phase[phase].differences += differences;
	report->phase[phase].rounds++;
}

int run(void)
{
	volatile uint64_t stack_area[AREA_WORDS];

	fill(data_area);
	fill(bss_area);
	fill(stack_area);
	registers_fill(FIRST_VALUE);
	for (uint64_t next = clock_ticks();; next += TICKS_PER_MS) {
		bulkhead_wait(GLUE_SLOT_SLEEP, next, 0);
		note(registers_changed(FIRST_VALUE) + changed(data_area) + changed(bss_area) + changed(stack_area));
	}
}
