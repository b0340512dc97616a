/* SPDX-License-Identifier: BSD-2-Clause */
/* The pretend memory under all typed arrays, and the end of a host program whose kernel has a bug. */

#include <arrays.h>
#include <check.h>
#include <host_require.h>
#include <stdio.h>
#include <stdlib.h>

#define ALIAS __attribute__((alias("host_memory")))

u8 host_memory[MEMORY_BYTES] __attribute__((aligned(4096)));
struct granule granules[GRANULE_LIMIT];

extern struct slot slots[SLOT_LIMIT] ALIAS;
extern struct thread threads[GRANULE_LIMIT] ALIAS;
extern struct page_table page_tables[GRANULE_LIMIT] ALIAS;
extern struct endpoint endpoints[GRANULE_LIMIT * SMALL_PER_GRANULE] ALIAS;
extern struct notification notifications[GRANULE_LIMIT * SMALL_PER_GRANULE] ALIAS;
extern struct reply replies[GRANULE_LIMIT * SMALL_PER_GRANULE] ALIAS;
extern struct sched_context sched_contexts[GRANULE_LIMIT * SMALL_PER_GRANULE] ALIAS;

u8 host_kind(u32 granule)
{
	const u32 first = granule & ~((1u << (FRAME_LARGE_BITS - GRANULE_BITS)) - 1);

	if (granules[granule].type != TYPE_UNTYPED || granules[first].type != TYPE_FRAME)
		return granules[granule].type;
	return granules[first].bits == FRAME_LARGE_BITS ? TYPE_FRAME : TYPE_UNTYPED;
}

void check_failed(void)
{
	fputs("CHECK failed\n", stderr);
	abort();
}

void host_broken(const char *rule, const char *condition, u64 subject)
{
	fprintf(stderr, "broken: %s (%s) at %#lx\n", rule, condition, subject);
	abort();
}
