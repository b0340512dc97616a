/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The typed arrays on the host: as on the machine, all of them are one memory (host_memory.c), here a
 * small pretend one. The granule table is apart from it.
 */
#pragma once

#include <boot_info.h>
#include <object.h>

#ifndef GRANULE_LIMIT
#define GRANULE_LIMIT 512u
#endif
#define SLOT_LIMIT    (GRANULE_LIMIT * SLOTS_PER_GRANULE)
#define MEMORY_BYTES  ((u64)GRANULE_LIMIT << GRANULE_BITS)

extern u8 host_memory[MEMORY_BYTES];

/* What lives in a granule. The table says it, but of a large frame's granules it marks only the first. */
u8 host_kind(u32 granule);

extern struct granule granules[GRANULE_LIMIT];
extern struct slot slots[SLOT_LIMIT];
extern struct thread threads[GRANULE_LIMIT];
extern struct page_table page_tables[GRANULE_LIMIT];
extern struct endpoint endpoints[GRANULE_LIMIT * SMALL_PER_GRANULE];
extern struct notification notifications[GRANULE_LIMIT * SMALL_PER_GRANULE];
extern struct reply replies[GRANULE_LIMIT * SMALL_PER_GRANULE];
extern struct sched_context sched_contexts[GRANULE_LIMIT * SMALL_PER_GRANULE];
