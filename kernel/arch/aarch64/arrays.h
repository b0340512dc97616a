/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The typed arrays: all memory, seen as one global array per object type (object.h). Each has a
 * constant base in the kernel's linear map, so an index costs one shift and one add; the build
 * passes -fno-delete-null-pointer-checks, and the first 2 MiB are never mapped. An element may be
 * touched only while its granule's tag is the array's type: the proofs show that for capabilities.
 * The proofs see arrays apart from one another instead (verification/SOUNDNESS.md says what that
 * assumes).
 */
#pragma once

#include <boot_info.h>
#include <object.h>

#ifdef __FRAMAC__

/* Symbolic sizes: 4 GiB of RAM and devices below it. */
#define GRANULE_LIMIT (1u << 20)
#define SLOT_LIMIT    (GRANULE_LIMIT * SLOTS_PER_GRANULE)

extern struct granule granules[GRANULE_LIMIT];
extern struct slot slots[SLOT_LIMIT];
extern struct thread threads[GRANULE_LIMIT];
extern struct page_table page_tables[GRANULE_LIMIT];
extern struct endpoint endpoints[GRANULE_LIMIT * SMALL_PER_GRANULE];
extern struct notification notifications[GRANULE_LIMIT * SMALL_PER_GRANULE];
extern struct reply replies[GRANULE_LIMIT * SMALL_PER_GRANULE];
extern struct sched_context sched_contexts[GRANULE_LIMIT * SMALL_PER_GRANULE];

#else

#define granules       ((struct granule *)GRANULE_TABLE_BASE)
#define slots          ((struct slot *)0)
#define threads        ((struct thread *)0)
#define page_tables    ((struct page_table *)0)
#define endpoints      ((struct endpoint *)0)
#define notifications  ((struct notification *)0)
#define replies        ((struct reply *)0)
#define sched_contexts ((struct sched_context *)0)

#endif
