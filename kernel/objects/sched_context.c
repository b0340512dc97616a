/* SPDX-License-Identifier: BSD-2-Clause */
/* Scheduling contexts; see sched_context.h. */
#include <arch.h>
#include <arrays.h>
#include <partition.h>
#include <ipc.h>
#include <sched_context.h>
#include <schedule.h>

/* Charges what has been used until now. Whoever runs on the context goes on. */
static void settle(u32 context)
{
	struct core *core = &cores[sched_contexts[context].core];

	if (core->sched_context != context)
		return;
	schedule_charge(core);
	core->timer_changed = true;
}

enum status sched_context_configure(u32 context, u64 core, u64 budget, u64 period)
{
	struct sched_context *s = &sched_contexts[context];
	u32 thread = s->thread;

	if (budget < SCHED_MIN_BUDGET || budget > period || period > SCHED_MAX_PERIOD)
		return OUT_OF_RANGE;
	u32 index = partition_core(core);

	if (index == CORE_SLOTS)
		return OUT_OF_RANGE;
	bool ready = thread != NONE && threads[thread].state == THREAD_READY;

	settle(context);
	if (ready)
		schedule_stop(thread);
	s->core = index;
	s->budget = budget;
	s->period = period;
	s->remaining = budget;
	s->refill_at = 0;
	if (ready)
		schedule_ready(thread);
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

/* The thread's context has gone to another: it goes on with its own if that is free. */
static void lose(u32 thread)
{
	threads[thread].sched_context = NONE;
	bool has_own = schedule_take_own(thread) != NONE;

	if (threads[thread].state != THREAD_READY || (has_own && this_core()->current == thread))
		return;
	schedule_stop(thread);
	schedule_ready(thread);
}

/* Nobody runs on the context: its home may. */
static void go_home(u32 context)
{
	u32 home = sched_contexts[context].home;

	if (home == NONE || threads[home].sched_context != NONE)
		return;
	threads[home].sched_context = context;
	sched_contexts[context].thread = home;
	if (threads[home].state == THREAD_READY)
		schedule_ready(home);
}

void sched_context_give(u32 context, u32 thread)
{
	u32 holder = sched_contexts[context].thread;
	u32 before = thread == NONE ? NONE : threads[thread].sched_context;

	if (holder == thread)
		return;
	sched_contexts[context].thread = thread;
	if (thread != NONE)
		threads[thread].sched_context = context;
	if (before != NONE) {
		sched_contexts[before].thread = NONE;
		go_home(before);
	}
	if (holder != NONE)
		lose(holder);
}

void sched_context_return(u32 thread)
{
	u32 context = threads[thread].sched_context;

	if (context == NONE || context == threads[thread].bound_context)
		return;
	sched_context_give(context, NONE);
	go_home(context);
}

/* Nobody runs on the context or will. */
static void release(u32 context)
{
	u32 home = sched_contexts[context].home;

	if (home != NONE)
		threads[home].bound_context = NONE;
	sched_contexts[context].home = NONE;
	sched_context_give(context, NONE);
}

enum status sched_context_unbind(u32 context)
{
	if (sched_contexts[context].home == NONE)
		return WRONG_STATE;
	while (reply_forget_context(context))
		if (preemption_pending())
			return STATUS_PREEMPTED;
	release(context);
	return OK;
}

u64 sched_context_consumed(u32 context)
{
	settle(context);
	return sched_contexts[context].consumed;
}

bool sched_context_finalise(u32 context)
{
	struct core *core = &cores[sched_contexts[context].core];

	if (reply_forget_context(context))
		return false;
	settle(context);
	if (core->sched_context == context)
		core->sched_context = NONE;
	release(context);
	return true;
}

void sched_context_forget_thread(u32 thread)
{
	u32 own = threads[thread].bound_context;
	u32 used = threads[thread].sched_context;

	if (own != NONE)
		sched_contexts[own].home = NONE;
	if (used == NONE)
		return;
	sched_contexts[used].thread = NONE;
	go_home(used);
}
