/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which thread runs, and on whose time. A thread runs when it is READY and its scheduling context
 * has budget; the highest priority first, equal ones in turn. One that becomes ready in the middle of
 * its slice goes on with it at once, before its peers: who waits often does not wait for them, until its
 * slice is used up. Within each period from first use a
 * context's thread runs at most for its budget; budget == period means no limit, only a time slice.
 * Nothing switches until the kernel's work is done: schedule_choose is the last step of a trap.
 * A thread runs on the core of the context that it runs on, wherever it was before.
 */
#pragma once

#include <core.h>

#define SCHED_MIN_BUDGET 1000UL        /* ticks; less could not pay for its own timer interrupt */
#define SCHED_MAX_PERIOD (1UL << 40)

/* The thread may run from now on; its state becomes READY. It must be in no queue. */
void schedule_ready(u32 thread);

/* If nobody uses the thread's own context, it is what the thread runs on from now on: what it was lent is
 * used up or gone. Returns what it runs on, or NONE. */
u32 schedule_take_own(u32 thread);

/* The thread runs no more, on no core; it leaves the run queue and the timer queue. The caller sets its state. */
void schedule_stop(u32 thread);

/* The core's queues or windows have changed: it looks at them before it goes on. */
void schedule_look_again(struct core *core);

/* The current thread goes behind the others of its priority. */
void schedule_yield(void);

/* Blocks the current thread (or any other) in `state`, until `deadline` unless that is
 * DEADLINE_NEVER. It must be in no queue of an object yet. */
void schedule_block(u32 thread, u8 state, u64 deadline);

/* Charges the time since the last charge to the context that the core uses. */
void schedule_charge(struct core *core);

/* The kernel's timer fired: the thread whose deadline has passed, taken out of the queue, or NONE. One
 * that is READY waited for time to run. */
u32 schedule_expired(u64 now);

/* The running thread does not go on as it is: its budget is used up, and it goes behind its peers or waits for its next period,
 * or it runs on another core's context by now and goes there. Before schedule_choose. The thread, if that budget was lent to it
 * and it waits; otherwise NONE. */
u32 schedule_give_way(void);

/* Picks the thread to run, charges the one before, sets the timer. NONE: idle until an interrupt. */
u32 schedule_choose(void);
