/* SPDX-License-Identifier: BSD-2-Clause */
/* Scheduling contexts: time as an object. A context belongs to the thread it is bound to, and may be
 * lent to the server that the thread calls (reply.c). */
#pragma once

#include <object.h>
#include <status.h>

/* Sets budget and period in ticks. OUT_OF_RANGE: no such core, budget below SCHED_MIN_BUDGET or above
 * the period, period above SCHED_MAX_PERIOD. */
enum status sched_context_configure(u32 context, u64 core, u64 budget, u64 period) MUST_CHECK;

/* ALREADY: the context or the thread is bound, or the thread runs on a lent one.
 * WRONG_STATE: the context has not been configured. */
enum status sched_context_bind(u32 context, u32 thread) MUST_CHECK;

/* WRONG_STATE: it is not bound. PREEMPTED: between two of the calls in progress on it, which do not get it back. */
enum status sched_context_unbind(u32 context) MUST_CHECK;

/* Ticks that its threads have run since it was made, up to now. */
u64 sched_context_consumed(u32 context);

/* Moves the context from whoever runs on it to `thread` (NONE: nobody). Who loses it goes on with its own
 * if that is free, and stops otherwise; what `thread` ran on before goes home. */
void sched_context_give(u32 context, u32 thread);

/* The thread gives a lent context back to where that belongs; no effect while it runs on its own. */
void sched_context_return(u32 thread);

/* The context is being destroyed: one of the calls in progress on it forgets it, or, after the last one, its thread.
 * True after the last step. */
bool sched_context_finalise(u32 context);

/* A thread is being destroyed: its own context has no home, one lent to it goes back. */
void sched_context_forget_thread(u32 thread);
