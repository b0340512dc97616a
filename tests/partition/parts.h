/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two partitions: the observer, which notes what it sees and when, and its neighbour, which does its worst. The root
 * makes both in partition 0 and lets the windows begin.
 */
#pragma once

#include <world.h>

#define OBSERVER_PARTITION  1
#define NEIGHBOUR_PARTITION 2
#define OF(partition)       ((partition) * 256u) /* a core's name: processor 0 of the partition */

/* Stops the root task unless the status is OK. */
void must(enum status status, const char *what);

/* Makes the observer's threads, which print what they saw when they have seen enough. `start`: when windows begin. */
void observer_make(uint64_t start);

/* Makes the neighbour's threads. False: there is no such behaviour. */
bool neighbour_make(const char *behaviour);
