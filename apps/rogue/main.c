/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rogue: thread 1 tries to get at what it was not given, thread 0 hears of the faults of thread 1 and lets it
 * go on. Whatever works is a breach and goes into the report.
 */
#include "component.h"
#include "rogue.h"

#include <bulkhead/syscall.h>

#define ADDRESS_MASK ((1ULL << IPA_BITS) - 1)

void post_init(void)
{
	report->physical = report_physical;
	report->phase = ROGUE_CALLS;
	__atomic_store_n(&report->magic, ROGUE_MAGIC, __ATOMIC_RELEASE);
}

static bool is_last(uint64_t kind, uint64_t where)
{
	uint64_t n = report->listed;

	return n > 0 && report->breach[n - 1].kind == kind && report->breach[n - 1].where == where;
}

void report_breach(enum rogue_breach kind, uint64_t where, uint64_t what)
{
	uint64_t n = report->listed;

	report->breaches++;
	if (n == ROGUE_BREACHES || is_last(kind, where))
		return;
	report->breach[n].kind = kind;
	report->breach[n].where = where;
	report->breach[n].what = what;
	report->listed = n + 1;
}

/* A load or store is stepped over. After a fetch, the program counter is at the foreign page: thread 1 starts anew. */
void faults_handle(uint32_t client, uint32_t thread, struct message *fault)
{
	uint64_t label = fault->label, address = fault->word[1];

	(void)client;
	if (label != FAULT_MEMORY || ((address ^ pages_touch.address) & ADDRESS_MASK) != 0)
		report_breach(pages_touch.kind == BREACH_FETCH ? BREACH_FETCH : BREACH_STRAY, address, label);
	pages_touch.faulted = 1;
	fault->label = FAULT_ADVANCE;
	if (pages_touch.kind == BREACH_FETCH) {
		thread_restart(faults_clients[0].threads[thread]);
		fault->label = FAULT_STOP; /* for a thread that no longer waits */
	}
}

int run(void)
{
	if (report->phase == ROGUE_CALLS) {
		calls_try();
		report->phase = ROGUE_PAGES;
	}
	pages_try();
	report->phase = ROGUE_DONE;
	return 0;
}
