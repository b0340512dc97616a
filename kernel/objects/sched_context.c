/* SPDX-License-Identifier: BSD-2-Clause */
/* Scheduling contexts; see sched_context.h. */
#include <arrays.h>
#include <sched_context.h>
#include <schedule.h>

enum status sched_context_configure(u32 context, u64 core, u64 budget, u64 period)
{
	struct sched_context *s = &sched_contexts[context];

	if (core >= CORE_MAX || budget < SCHED_MIN_BUDGET || budget > period || period > SCHED_MAX_PERIOD)
		return OUT_OF_RANGE;
	if (this_core()->sched_context == context) {
		schedule_charge();
		this_core()->timer_changed = true;
	}
	s->core = (u32)core;
	s->budget = budget;
	s->period = period;
	s->remaining = budget;
	s->refill_at = 0;
	return OK;
}

enum status sched_context_bind(u32 context, u32 thread)
{
	struct sched_context *s = &sched_contexts[context];

	if (s->period == 0)
		return WRONG_STATE;
	if (s->home != NONE || s->thread != NONE || threads[thread].bound_context != NONE
	    || threads[thread].sched_context != NONE)
		return ALREADY;
	s->home = thread;
	s->thread = thread;
	threads[thread].bound_context = context;
	threads[thread].sched_context = context;
	if (threads[thread].state == THREAD_READY)
		schedule_ready(thread);
	return OK;
}

void sched_context_leave(u32 thread)
{
	u32 own = threads[thread].bound_context;
	u32 used = threads[thread].sched_context;

	sched_contexts[used].thread = NONE;
	threads[thread].sched_context = NONE;
	if (own != NONE && own != used && sched_contexts[own].thread == NONE) {
		threads[thread].sched_context = own;
		sched_contexts[own].thread = thread;
	} else if (threads[thread].state == THREAD_READY) {
		schedule_stop(thread);
	}
}

/* Nobody who lent the context on gets it back. One step for each call that is in progress on it. */
static void dissolve_stack(u32 context)
{
	u32 reply = sched_contexts[context].reply;

	while (reply != NONE) {
		u32 previous = replies[reply].previous;

		replies[reply].sched_context = NONE;
		replies[reply].previous = NONE;
		replies[reply].next = NONE;
		reply = previous;
	}
	sched_contexts[context].reply = NONE;
}

enum status sched_context_unbind(u32 context)
{
	u32 home = sched_contexts[context].home;

	if (home == NONE)
		return WRONG_STATE;
	if (sched_contexts[context].thread != NONE)
		sched_context_leave(sched_contexts[context].thread);
	dissolve_stack(context);
	threads[home].bound_context = NONE;
	sched_contexts[context].home = NONE;
	return OK;
}

u64 sched_context_consumed(u32 context)
{
	if (this_core()->sched_context == context) {
		schedule_charge();
		this_core()->timer_changed = true;
	}
	return sched_contexts[context].consumed;
}

void sched_context_finalise(u32 context)
{
	struct core *core = this_core();

	if (core->sched_context == context) {
		schedule_charge();
		core->sched_context = NONE;
	}
	if (sched_contexts[context].thread != NONE)
		sched_context_leave(sched_contexts[context].thread);
	dissolve_stack(context);
	if (sched_contexts[context].home != NONE)
		threads[sched_contexts[context].home].bound_context = NONE;
	sched_contexts[context].home = NONE;
}

void sched_context_forget_thread(u32 thread)
{
	u32 own = threads[thread].bound_context;
	u32 used = threads[thread].sched_context;

	if (own != NONE) {
		sched_contexts[own].home = NONE;
		threads[thread].bound_context = NONE;
	}
	if (used == NONE)
		return;
	threads[thread].sched_context = NONE;
	sched_contexts[used].thread = NONE;
	u32 home = sched_contexts[used].home;

	if (home == NONE || threads[home].sched_context != NONE)
		return;
	threads[home].sched_context = used;
	sched_contexts[used].thread = home;
	if (threads[home].state == THREAD_READY)
		schedule_ready(home);
}
