/* SPDX-License-Identifier: BSD-2-Clause */
/* The scheduler; see schedule.h. */
#include <arch.h>
#include <arrays.h>
#include <run_queue.h>
#include <schedule.h>
#include <timer_queue.h>

static struct core *core_of(u32 context)
{
	return &cores[sched_contexts[context].core];
}

void schedule_look_again(struct core *core)
{
	core->timer_changed = true;
	if (core != this_core() && core->active)
		core_poke(core);
}

static bool unlimited(u32 context)
{
	return sched_contexts[context].budget == sched_contexts[context].period;
}

/* A new period begins when the last one is over, a new time slice when the last one is used up: a
 * thread that often waits must not get more of it than one that never does. */
static void refill(u32 context, u64 now)
{
	struct sched_context *s = &sched_contexts[context];

	if (unlimited(context) ? s->remaining == 0 : now >= s->refill_at) {
		s->remaining = s->budget;
		s->refill_at = now + s->period;
	}
}

static void await_refill(u32 thread, u32 context)
{
	timer_queue_insert(core_of(context), thread, sched_contexts[context].refill_at);
	schedule_look_again(core_of(context));
}

/* A context that was lent is used up and let go of: its home waits for the next period itself if it no
 * longer waits for a reply. */
static void hand_back(u32 context)
{
	u32 home = sched_contexts[context].home;

	sched_contexts[context].thread = NONE;
	if (home == NONE || threads[home].state != THREAD_READY || threads[home].sched_context != NONE)
		return;
	sched_contexts[context].thread = home;
	threads[home].sched_context = context;
	await_refill(home, context);
}

u32 schedule_take_own(u32 thread)
{
	u32 own = threads[thread].bound_context, used = threads[thread].sched_context;

	if (own == NONE || sched_contexts[own].thread != NONE)
		return used;
	threads[thread].sched_context = own;
	sched_contexts[own].thread = thread;
	if (used != NONE)
		hand_back(used);
	return own;
}

/* Whether there is time left now: a new slice or period may have begun. */
static bool has_time(u32 context)
{
	if (context == NONE)
		return false;
	if (sched_contexts[context].remaining == 0)
		refill(context, arch_time());
	return sched_contexts[context].remaining != 0;
}

/* One that has begun its slice continues it: a VM exit must not cost a guest its turn. It is over if it was used
 * up while the context was lent. */
static bool has_begun(u32 thread, u32 context)
{
	if (context == NONE || sched_contexts[context].remaining == 0)
		return false;
	if (sched_contexts[context].turn_over && sched_contexts[context].home == thread) {
		sched_contexts[context].turn_over = false;
		return false;
	}
	return context == core_of(context)->sched_context || sched_contexts[context].remaining != sched_contexts[context].budget;
}

static bool is_woken(u32 thread)
{
	u32 context = thread == NONE ? NONE : threads[thread].sched_context;

	return context != NONE && sched_contexts[context].woken;
}

/* One that goes on with its slice goes before its peers, but behind the first of them if that woke and has not run since. */
static void queue_to_go_on(struct core *core, u32 thread)
{
	u32 *head = &core->ready_head[threads[thread].priority];
	u32 first = *head;

	if (is_woken(first)) {
		*head = threads[first].next;
		run_queue_push_back(core, thread);
		*head = first;
	} else {
		run_queue_push_front(core, thread);
	}
}

void schedule_ready(u32 thread)
{
	u32 context = threads[thread].sched_context;

	threads[thread].state = THREAD_READY;
	if (this_core()->current == thread)
		return;
	bool begun = has_begun(thread, context);

	if (!has_time(context)) {
		context = schedule_take_own(thread);
		if (context == NONE)
			return;
		if (!has_time(context)) {
			await_refill(thread, context);
			return;
		}
	}
	struct core *core = core_of(context);
	bool wakes = begun && context != core->sched_context;

	sched_contexts[context].woken = wakes;
	if (wakes)
		run_queue_push_front(core, thread);
	else if (begun)
		queue_to_go_on(core, thread);
	else
		run_queue_push_back(core, thread);
	if (core->current == NONE || threads[thread].priority > threads[core->current].priority) {
		core->reschedule = true;
	} else if (wakes && threads[thread].priority == threads[core->current].priority) {
		core->reschedule = true;
		core->interrupts_turn = true;
	} else {
		return;
	}
	schedule_look_again(core);
}

/* Takes the core's thread away. Another core waits in the kernel by then, and charges no more for it. */
static void vacate(struct core *core)
{
	if (core != this_core()) {
		core_park(core);
		schedule_charge(core);
		core->sched_context = NONE;
	}
	core->current = NONE;
	core->reschedule = true;
}

void schedule_stop(u32 thread)
{
	if (threads[thread].flags & THREAD_QUEUED)
		run_queue_remove(thread);
	timer_queue_remove(thread);
	for (u32 i = 0; i < core_limit; i++)
		if (cores[i].current == thread)
			vacate(&cores[i]);
}

void schedule_block(u32 thread, u8 state, u64 deadline)
{
	schedule_stop(thread);
	threads[thread].state = state;
	if (deadline != DEADLINE_NEVER)
		timer_queue_insert(this_core(), thread, deadline);
}

void schedule_yield(void)
{
	struct core *core = this_core();

	run_queue_push_back(core, core->current);
	core->current = NONE;
	core->reschedule = true;
}

void schedule_charge(struct core *core)
{
	u64 now = arch_time();

	if (core->sched_context != NONE) {
		struct sched_context *s = &sched_contexts[core->sched_context];
		u64 used = now - core->started;

		s->consumed += used;
		s->remaining = s->remaining > used ? s->remaining - used : 0;
	}
	core->started = now;
}

u32 schedule_expired(u64 now)
{
	struct core *core = this_core();

	u32 thread = core->timers;

	if (timer_queue_first(core) > now)
		return NONE;
	timer_queue_remove(thread);
	return thread;
}

static bool runnable(u32 thread)
{
	return thread != NONE && threads[thread].state == THREAD_READY && threads[thread].sched_context != NONE;
}

u32 schedule_give_way(void)
{
	struct core *core = this_core();
	u32 thread = core->current;
	u32 context = core->sched_context;
	bool late = false;

	if (thread != NONE && context != NONE && sched_contexts[context].remaining == 0) {
		late = sched_contexts[context].home != thread;
		sched_contexts[context].turn_over = late;
		core->timer_changed = true;
	} else if (!runnable(thread) || core_of(threads[thread].sched_context) == core) {
		return NONE;
	}
	core->current = NONE;
	core->reschedule = true;
	schedule_ready(thread);
	return late && (threads[thread].flags & THREAD_IN_TIMER) ? thread : NONE;
}

/* Leaves the thread to run in core->current. Who goes before its peers also goes before the one that runs. */
static void pick(struct core *core)
{
	u32 current = core->current;
	bool stays = runnable(current);
	u32 lowest = stays ? threads[current].priority + (core->interrupts_turn ? 0u : 1u) : 0;

	core->reschedule = false;
	core->interrupts_turn = false;
	if (stays && (core->ready == 0 || run_queue_top(core) < lowest))
		return;
	core->current = NONE;
	if (core->ready != 0) {
		core->current = core->ready_head[run_queue_top(core)];
		run_queue_remove(core->current);
	}
	if (stays)
		run_queue_push_front(core, current);
}

static void set_timer(struct core *core)
{
	u64 deadline = timer_queue_first(core);

	deadline = core->window_end < deadline ? core->window_end : deadline;
	core->deadline = deadline;
	if (core->sched_context != NONE) {
		u64 end = core->started + sched_contexts[core->sched_context].remaining;

		deadline = end < deadline ? end : deadline;
	}
	core->timer_changed = false;
	arch_set_timer(deadline);
}

u32 schedule_choose(void)
{
	struct core *core = this_core();

	if (core->reschedule || !runnable(core->current))
		pick(core);
	u32 context = core->current == NONE ? NONE : threads[core->current].sched_context;

	if (context != core->sched_context) {
		schedule_charge(core);
		core->sched_context = context;
		if (context != NONE) {
			sched_contexts[context].woken = false;
			refill(context, core->started);
		}
		core->timer_changed = true;
	}
	if (core->timer_changed)
		set_timer(core);
	return core->current;
}
