/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Touches pages that are not the rogue's own: reads and writes them, and runs those of the dense ranges. A fetch ends
 * in a restart of thread 1, so the place in the list of pages lies in static variables, which a restart of thread 1
 * alone leaves as they are.
 */
#include "attempt.h"
#include "component.h"
#include "rogue.h"

#include <abi.h>
#include <bulkhead/glue.h>
#include <stdbool.h>

#define PAGE       4096ULL
#define SPARSE     (2ULL << 20)
#define SPACE_END  (1ULL << IPA_BITS)
#define BEYOND     (1ULL << 38) /* steps above that; addresses of 48 bits */
#define BEYOND_END (1ULL << 48)
#define STACK_TOP  0x20000000ULL /* thread i's stack ends at STACK_TOP + (i + 1) * STACK_STEP */
#define STACK_STEP 0x100000ULL
#define THREADS    2
#define RANGES     (sizeof dense_from / sizeof dense_from[0])

/* component.ld: the program in memory */
extern const char __ehdr_start[], start_bss_end[];

volatile struct pages_touch pages_touch;

static volatile uint64_t range; /* RANGES: the sparse rest */
static volatile uint64_t next;  /* page to touch next, once `started` */
static volatile bool started;

static bool within(uint64_t page, uint64_t start, uint64_t end)
{
	return page + PAGE > start && page < end;
}

static bool is_own(uint64_t page)
{
	for (uint64_t i = 1; i <= THREADS; i++)
		if (within(page, STACK_TOP + i * STACK_STEP - stack_bytes, STACK_TOP + i * STACK_STEP))
			return true;
	return within(page, (uintptr_t)__ehdr_start, (uintptr_t)start_bss_end)
	       || within(page, glue_component.heap_address, glue_component.heap_address + glue_component.heap_size)
	       || within(page, (uintptr_t)report, (uintptr_t)report + REPORT_SIZE);
}

/* Before the attempt, so that a fault finds it and a fetch's restart goes on behind it. */
static void announce(enum rogue_breach kind, uint64_t address)
{
	pages_touch.address = address;
	pages_touch.kind = kind;
	pages_touch.faulted = 0;
}

/* True if it faulted, as it must. */
static bool verdict(volatile uint64_t *count)
{
	if (!pages_touch.faulted) {
		report_breach(pages_touch.kind, pages_touch.address, 0);
		return false;
	}
	++*count;
	return true;
}

/* What could be read is written back as it was: the breach is known, more harm helps nobody. */
static void touch(uint64_t page)
{
	announce(BREACH_LOAD, page);
	uint8_t value = attempt_load(page);
	if (verdict(&report->loads))
		value = 0;
	announce(BREACH_STORE, page);
	attempt_store(page, value);
	verdict(&report->stores);
	report->pages++;
}

static void run_at(uint64_t page)
{
	announce(BREACH_FETCH, page);
	report->fetches++; /* before: the restart leaves no other time */
	attempt_fetch(page);
	report->fetches--;
	report_breach(BREACH_FETCH, page, 0);
}

static void begin(uint64_t first)
{
	next = first;
	started = true;
}

static void touch_range(uint64_t from, uint64_t to, uint64_t step)
{
	if (!started)
		begin(from);
	while (next < to) {
		uint64_t page = next;
		next = page + step;
		if (is_own(page))
			continue;
		touch(page);
		if (step == PAGE)
			run_at(page);
	}
	started = false;
	range++;
}

void pages_try(void)
{
	while (range < RANGES)
		touch_range(dense_from[range], dense_to[range], PAGE);
	if (range == RANGES)
		touch_range(0, SPACE_END, SPARSE);
	if (range == RANGES + 1)
		touch_range(SPACE_END, BEYOND_END, BEYOND);
}
