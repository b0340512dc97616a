/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A core's READY threads: one circular list per priority, linked by thread.next and prev, and a
 * bitmap of the lists that are not empty. The running thread is in none of them. All O(1).
 */
#pragma once

#include <core.h>

/* Puts a thread that is in no queue at the end or the start of its priority's list. */
void run_queue_push_back(struct core *core, u32 thread);
void run_queue_push_front(struct core *core, u32 thread);

/* Takes a thread out of its core's queue; it must be in it (THREAD_QUEUED). */
void run_queue_remove(u32 thread);

/* Highest priority of a queued thread; the queue must not be empty (core->ready). */
u32 run_queue_top(const struct core *core);
