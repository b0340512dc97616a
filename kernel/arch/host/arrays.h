/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The typed arrays on the host: real arrays over a small pretend memory, for unit tests. Unlike on
 * the machine they do not alias; host_arch.c keeps what matters of that: a cleared granule is zero
 * in every array.
 */
#pragma once

#include <object.h>

#define GRANULE_LIMIT 512u
#define SLOT_LIMIT    (GRANULE_LIMIT * SLOTS_PER_GRANULE)

extern struct granule granules[GRANULE_LIMIT];
extern struct slot slots[SLOT_LIMIT];
extern struct thread threads[GRANULE_LIMIT];
extern struct endpoint endpoints[GRANULE_LIMIT * SMALL_PER_GRANULE];
extern struct notification notifications[GRANULE_LIMIT * SMALL_PER_GRANULE];
extern struct reply replies[GRANULE_LIMIT * SMALL_PER_GRANULE];
extern struct sched_context sched_contexts[GRANULE_LIMIT * SMALL_PER_GRANULE];
