/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A core's deadlines: a leftist heap of threads by thread.deadline, linked by thread.timer_*.
 * A thread is in it at most once, for the one thing that it waits for: the end of a wait, its
 * budget, or its virtual timer. Insertion and removal take O(log n) steps.
 */
#pragma once

#include <core.h>

/* Adds a thread that is not in the queue (THREAD_IN_TIMER clear). */
void timer_queue_insert(struct core *core, u32 thread, u64 deadline);

/* Takes it out of its core's queue; no effect when it is in none. */
void timer_queue_remove(u32 thread);

/* The earliest deadline, DEADLINE_NEVER when the queue is empty. */
u64 timer_queue_first(const struct core *core);
