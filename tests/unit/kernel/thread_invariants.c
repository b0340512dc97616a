/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What object.h, run_queue.h, timer_queue.h, ipc.h, schedule.h and sched_context.h promise about threads, checked
 * between two traps (invariants.h). A thread is in as many queues as its state says: none or one.
 */

#include <arrays.h>
#include <core.h>
#include <host_machine.h>
#include <invariants.h>
#include <string.h>
#include <world.h>

/* In how many queues of each kind a thread was found. */
static struct found {
	u8 running, ready, waiting, timed;
} found[GRANULE_LIMIT];

/* Which objects have a capability, by 64 bytes: the others are dead, nothing refers to them, and what they hold is void. */
static u8 alive[GRANULE_LIMIT * SMALL_PER_GRANULE];

static void mark_alive(void)
{
	memset(alive, 0, sizeof(alive));
	for (u32 slot = slots[HEAD].next; slot != HEAD; slot = slots[slot].next) {
		const u8 type = slots[slot].type;

		if (type == TYPE_THREAD || type == TYPE_VCPU)
			alive[slots[slot].object * SMALL_PER_GRANULE] = 1;
		else if (type >= TYPE_ENDPOINT && type <= TYPE_SCHED_CONTEXT)
			alive[slots[slot].object] = 1;
	}
}

static bool has_thread_tag(u32 granule)
{
	return granules[granule].type == TYPE_THREAD || granules[granule].type == TYPE_VCPU;
}

static bool is_thread(u32 thread)
{
	return thread != NONE && thread < GRANULE_LIMIT && has_thread_tag(thread) && alive[thread * SMALL_PER_GRANULE];
}

static bool is_small(u32 object, u8 type)
{
	return object != NONE && object / SMALL_PER_GRANULE < GRANULE_LIMIT &&
	       granules[object / SMALL_PER_GRANULE].type == type && alive[object];
}

static void check_current(const struct core *core)
{
	const u32 thread = core->current;

	REQUIRE(core_runs_its_thread, thread, host_runs(core->index) == thread);
	if (thread == NONE)
		return;
	REQUIRE(current_ok, thread, is_thread(thread) && threads[thread].state == THREAD_READY);
	REQUIRE(current_ok, thread, granules[threads[thread].vspace].type == TYPE_VSPACE);
	REQUIRE(current_ok, thread, threads[thread].sched_context != NONE);
	REQUIRE(current_ok, thread, core->sched_context == threads[thread].sched_context);
	REQUIRE(current_ok, thread, &cores[sched_contexts[core->sched_context].core] == core);
	found[thread].running++;
}

static void check_run_queue(const struct core *core, u32 priority)
{
	const u32 head = core->ready_head[priority];
	u32 thread = head;

	REQUIRE(run_queue_ok, priority, (head != NONE) == ((core->ready >> priority & 1) != 0));
	if (head == NONE)
		return;
	do {
		REQUIRE(run_queue_ok, thread, is_thread(thread) && found[thread].ready == 0);
		REQUIRE(run_queue_ok, thread, threads[threads[thread].next].prev == thread);
		REQUIRE(run_queue_ok, thread, threads[thread].priority == priority);
		REQUIRE(run_queue_ok, thread, threads[thread].state == THREAD_READY);
		REQUIRE(run_queue_ok, thread, threads[thread].sched_context != NONE);
		REQUIRE(run_queue_ok, thread, &cores[sched_contexts[threads[thread].sched_context].core] == core);
		found[thread].ready++;
		thread = threads[thread].next;
	} while (thread != head);
}

static u32 rank(u32 node)
{
	return node == NONE ? 0 : threads[node].timer_rank;
}

static void check_child(u32 parent, u32 child)
{
	if (child == NONE)
		return;
	REQUIRE(timers_ok, child, is_thread(child) && threads[child].timer_parent == parent);
	REQUIRE(timers_ok, child, threads[child].deadline >= threads[parent].deadline);
}

static void check_timer(u32 thread)
{
	const struct thread *t = &threads[thread];

	REQUIRE(timers_ok, thread, is_thread(thread) && found[thread].timed == 0);
	REQUIRE(timers_ok, thread, rank(t->timer_left) >= rank(t->timer_right));
	REQUIRE(timers_ok, thread, t->timer_rank == rank(t->timer_right) + 1);
	check_child(thread, t->timer_left);
	check_child(thread, t->timer_right);
	found[thread].timed++;
}

/* Depth first, by way of the parents' links. */
static void check_timers(const struct core *core)
{
	u32 thread = core->timers, from = NONE;

	if (thread != NONE)
		REQUIRE(timers_ok, thread, threads[thread].timer_parent == NONE);
	while (thread != NONE) {
		const u32 left = threads[thread].timer_left, right = threads[thread].timer_right;
		const u32 parent = threads[thread].timer_parent;
		u32 to = parent;

		if (from == parent)
			check_timer(thread);
		if (from == parent && left != NONE)
			to = left;
		else if ((from == parent || (from == left && left != right)) && right != NONE)
			to = right;
		from = thread;
		thread = to;
	}
}

static void check_queue(const struct queue *queue, u32 object, u8 state)
{
	u32 before = NONE;

	REQUIRE(queues_ok, object, (queue->head == NONE) == (queue->tail == NONE));
	for (u32 thread = queue->head; thread != NONE; thread = threads[thread].next) {
		REQUIRE(queues_ok, thread, is_thread(thread) && found[thread].waiting == 0);
		REQUIRE(queues_ok, thread, threads[thread].prev == before);
		REQUIRE(queues_ok, thread, threads[thread].state == state && threads[thread].waiting_on == object);
		found[thread].waiting++;
		before = thread;
	}
	REQUIRE(queues_ok, object, queue->tail == before);
}

static void check_notification(u32 notification)
{
	const struct notification *n = &notifications[notification];

	check_queue(&n->queue, notification, THREAD_WAITING);
	REQUIRE(notifications_ok, notification, n->word == 0 || n->queue.head == NONE);
	if (n->bound != NONE)
		REQUIRE(notifications_ok, notification, is_thread(n->bound) && threads[n->bound].notification == notification);
}

static void check_reply(u32 reply)
{
	const struct reply *r = &replies[reply];

	if (r->caller != NONE)
		REQUIRE(replies_ok, reply, is_thread(r->caller) && threads[r->caller].state == THREAD_AWAIT_REPLY &&
		        threads[r->caller].reply == reply);
	if (r->server != NONE)
		REQUIRE(replies_ok, reply, is_thread(r->server) && threads[r->server].state == THREAD_RECEIVING &&
		        threads[r->server].reply == reply);
	REQUIRE(replies_ok, reply, r->caller == NONE || r->server == NONE);
	if (r->sched_context == NONE) {
		REQUIRE(stacks_ok, reply, r->previous == NONE && r->next == NONE);
		return;
	}
	REQUIRE(stacks_ok, reply, r->caller != NONE && is_small(r->sched_context, TYPE_SCHED_CONTEXT));
	if (r->next == NONE)
		REQUIRE(stacks_ok, reply, sched_contexts[r->sched_context].reply == reply);
	else
		REQUIRE(stacks_ok, reply, is_small(r->next, TYPE_REPLY) && replies[r->next].previous == reply);
}

/* The replies through which a context was lent, from the last to the first: each lent that very context. */
static void check_stack(u32 context)
{
	u32 next = NONE;

	for (u32 reply = sched_contexts[context].reply; reply != NONE; reply = replies[reply].previous) {
		REQUIRE(stacks_ok, reply, is_small(reply, TYPE_REPLY) && replies[reply].sched_context == context);
		REQUIRE(stacks_ok, reply, replies[reply].next == next);
		next = reply;
	}
}

static void check_context(u32 context)
{
	const struct sched_context *s = &sched_contexts[context];

	REQUIRE(contexts_ok, context, s->remaining <= s->budget && s->budget <= s->period && s->core < CORE_MAX);
	if (s->thread != NONE)
		REQUIRE(contexts_ok, context, is_thread(s->thread) && threads[s->thread].sched_context == context);
	if (s->home != NONE)
		REQUIRE(contexts_ok, context, is_thread(s->home) && threads[s->home].bound_context == context);
	check_stack(context);
}

/* The four slots at a thread's end say what it may use; the thread remembers the same. */
static void check_spaces(u32 thread)
{
	const struct slot *cspace = &slots[thread * SLOTS_PER_GRANULE + THREAD_SLOT_CSPACE];
	const struct slot *vspace = &slots[thread * SLOTS_PER_GRANULE + THREAD_SLOT_VSPACE];
	const struct thread *t = &threads[thread];

	REQUIRE(spaces_ok, thread, cspace->type == TYPE_NULL || cspace->type == TYPE_CNODE);
	REQUIRE(spaces_ok, thread, t->cspace == cspace->object * SLOTS_PER_GRANULE);
	REQUIRE(spaces_ok, thread, t->cspace_count == (cspace->type == TYPE_NULL ? 0 : BIT(cspace->bits)));
	REQUIRE(spaces_ok, thread, vspace->type == TYPE_NULL || vspace->type == TYPE_VSPACE);
	REQUIRE(spaces_ok, thread, t->vspace == vspace->object);
}

static void check_links(u32 thread)
{
	const struct thread *t = &threads[thread];

	if (t->sched_context != NONE)
		REQUIRE(contexts_ok, thread, is_small(t->sched_context, TYPE_SCHED_CONTEXT) &&
		        sched_contexts[t->sched_context].thread == thread);
	if (t->bound_context != NONE)
		REQUIRE(contexts_ok, thread, is_small(t->bound_context, TYPE_SCHED_CONTEXT) &&
		        sched_contexts[t->bound_context].home == thread);
	if (t->notification != NONE)
		REQUIRE(notifications_ok, thread, is_small(t->notification, TYPE_NOTIFICATION) &&
		        notifications[t->notification].bound == thread);
	if (t->state == THREAD_AWAIT_REPLY)
		REQUIRE(replies_ok, thread, is_small(t->reply, TYPE_REPLY) && replies[t->reply].caller == thread);
	if (t->state == THREAD_RECEIVING && t->reply != NONE)
		REQUIRE(replies_ok, thread, is_small(t->reply, TYPE_REPLY) && replies[t->reply].server == thread);
}

/* One that may run and has time to is where the scheduler finds it; one that may not is not. */
static void check_state(u32 thread)
{
	const struct thread *t = &threads[thread];
	const struct found f = found[thread];
	const bool waits = t->state == THREAD_SENDING || t->state == THREAD_RECEIVING || t->state == THREAD_WAITING;

	REQUIRE(states_ok, thread, t->state <= THREAD_IDLE_GUEST);
	REQUIRE(states_ok, thread, f.waiting == (waits ? 1 : 0));
	REQUIRE(states_ok, thread, f.ready == (t->flags & THREAD_QUEUED ? 1 : 0));
	REQUIRE(states_ok, thread, f.timed == (t->flags & THREAD_IN_TIMER ? 1 : 0));
	REQUIRE(states_ok, thread, f.running + f.ready + f.waiting <= 1);
	if (t->state == THREAD_INACTIVE || t->state == THREAD_AWAIT_REPLY)
		REQUIRE(states_ok, thread, f.timed == 0);
	if (t->state != THREAD_READY)
		return;
	REQUIRE(states_ok, thread, t->vspace != NONE);
	if (t->sched_context != NONE)
		REQUIRE(nobody_lost, thread, f.running + f.ready + f.timed == 1);
	else if (t->bound_context != NONE)
		REQUIRE(nobody_lost, thread, sched_contexts[t->bound_context].thread != NONE);
}

/* All who wait at an endpoint do the same. */
static u8 state_of_first(const struct queue *queue)
{
	const u8 state = is_thread(queue->head) ? threads[queue->head].state : THREAD_SENDING;

	return state == THREAD_RECEIVING ? THREAD_RECEIVING : THREAD_SENDING;
}

static void check_smalls(u32 granule)
{
	if (granules[granule].type < TYPE_ENDPOINT || granules[granule].type > TYPE_SCHED_CONTEXT)
		return;
	for (u32 i = granule * SMALL_PER_GRANULE; i < (granule + 1) * SMALL_PER_GRANULE; i++) {
		if (!alive[i])
			continue;
		switch (granules[granule].type) {
		case TYPE_ENDPOINT:
			check_queue(&endpoints[i].queue, i, state_of_first(&endpoints[i].queue));
			break;
		case TYPE_NOTIFICATION:
			check_notification(i);
			break;
		case TYPE_REPLY:
			check_reply(i);
			break;
		case TYPE_SCHED_CONTEXT:
			check_context(i);
			break;
		default:
			break;
		}
	}
}

void thread_invariants_check(void)
{
	memset(found, 0, sizeof(found));
	mark_alive();
	for (u32 i = 0; i < core_count; i++) {
		check_current(&cores[i]);
		for (u32 priority = 0; priority < PRIORITY_COUNT; priority++)
			check_run_queue(&cores[i], priority);
		check_timers(&cores[i]);
	}
	for (u32 granule = 1; granule < GRANULE_LIMIT; granule++)
		check_smalls(granule);
	for (u32 thread = 1; thread < GRANULE_LIMIT; thread++) {
		if (is_thread(thread)) {
			check_spaces(thread);
			check_links(thread);
			check_state(thread);
		} else if (has_thread_tag(thread)) {
			REQUIRE(states_ok, thread, threads[thread].state == THREAD_INACTIVE);
		}
	}
}
