/* SPDX-License-Identifier: BSD-2-Clause */
/* Threads; see thread.h and ipc.h. */
#include <arch.h>
#include <arrays.h>
#include <cnode.h>
#include <hooks.h>
#include <queue.h>
#include <schedule.h>
#include <sched_context.h>
#include <thread.h>
#include <vcpu.h>

#define PSTATE_NATIVE 0x000UL /* EL0t */
#define PSTATE_GUEST  0x3c5UL /* EL1h, DAIF masked */

enum status thread_configure(u32 thread, const u64 given[THREAD_SLOTS])
{
	u32 own = thread * SLOTS_PER_GRANULE + THREAD_SLOT_CSPACE;
	u32 cspace = (u32)given[0], vspace = (u32)given[THREAD_SLOT_VSPACE - THREAD_SLOT_CSPACE];

	for (u32 i = 0; i < THREAD_SLOTS; i++)
		if (given[i] != NONE && !slot_is_empty(own + i))
			return ALREADY;
	for (u32 i = 0; i < THREAD_SLOTS; i++)
		if (given[i] != NONE)
			slot_derive(own + i, (u32)given[i], RIGHTS_ALL, 0);
	if (cspace != NONE) {
		threads[thread].cspace = slots[cspace].object * SLOTS_PER_GRANULE;
		threads[thread].cspace_count = 1u << slots[cspace].bits;
	}
	if (vspace != NONE)
		threads[thread].vspace = slots[vspace].object;
	return OK;
}

void thread_slot_cleared(u32 slot)
{
	u32 thread = slot / SLOTS_PER_GRANULE;

	switch (slot % SLOTS_PER_GRANULE) {
	case THREAD_SLOT_CSPACE:
		threads[thread].cspace = NONE;
		threads[thread].cspace_count = 0;
		break;
	case THREAD_SLOT_VSPACE:
		thread_cancel(thread);
		threads[thread].vspace = NONE;
		break;
	default:
		break;
	}
}

static void start_over(u32 thread)
{
	struct thread *t = &threads[thread];

	context_forget_thread(thread);
	t->regs = (struct registers){
		.x[0] = t->entry_argument,
		.sp = t->entry_sp,
		.pc = t->entry,
		.pstate = t->flags & THREAD_IS_VCPU ? PSTATE_GUEST : PSTATE_NATIVE,
		.tls = t->entry_tls,
	};
	t->fp = (struct fp_registers){ 0 };
}

enum status thread_set_registers(u32 thread, struct thread_start start)
{
	struct thread *t = &threads[thread];

	if (t->state != THREAD_INACTIVE)
		return WRONG_STATE;
	t->entry = start.pc;
	t->entry_sp = start.sp;
	t->entry_argument = start.argument;
	t->entry_tls = start.tls;
	t->flags |= THREAD_STARTED;
	start_over(thread);
	return OK;
}

enum status thread_set_priority(u32 thread, u64 priority, u64 max_priority, u8 limit)
{
	if (max_priority > limit || priority > max_priority)
		return OUT_OF_RANGE;
	bool was_ready = threads[thread].state == THREAD_READY;

	if (was_ready)
		schedule_stop(thread);
	threads[thread].priority = (u8)priority;
	threads[thread].max_priority = (u8)max_priority;
	if (was_ready)
		schedule_ready(thread);
	return OK;
}

enum status thread_bind_notification(u32 thread, u32 notification)
{
	u32 bound = threads[thread].notification;

	if (notification == NONE) {
		if (bound == NONE)
			return WRONG_STATE;
		notifications[bound].bound = NONE;
	} else {
		if (bound != NONE || notifications[notification].bound != NONE)
			return ALREADY;
		notifications[notification].bound = thread;
	}
	threads[thread].notification = notification;
	return OK;
}

static bool can_run(u32 thread)
{
	return (threads[thread].flags & THREAD_STARTED) && threads[thread].vspace != NONE;
}

enum status thread_resume(u32 thread)
{
	if (threads[thread].state != THREAD_INACTIVE || !can_run(thread))
		return WRONG_STATE;
	schedule_ready(thread);
	return OK;
}

enum status thread_restart(u32 thread)
{
	if (!can_run(thread))
		return WRONG_STATE;
	thread_cancel(thread);
	start_over(thread);
	schedule_ready(thread);
	return OK;
}

/* Out of the queue of the object that it waits on, and out of the scheduler's. */
static void leave(u32 thread)
{
	struct thread *t = &threads[thread];

	switch (t->state) {
	case THREAD_RECEIVING:
		if (t->reply != NONE)
			replies[t->reply].server = NONE;
		t->reply = NONE;
		queue_remove(&endpoints[t->waiting_on].queue, thread);
		break;
	case THREAD_SENDING:
		queue_remove(&endpoints[t->waiting_on].queue, thread);
		break;
	case THREAD_WAITING:
		queue_remove(&notifications[t->waiting_on].queue, thread);
		break;
	case THREAD_AWAIT_REPLY:
		if (t->reply != NONE)
			reply_forget_caller(thread);
		break;
	default:
		break;
	}
	schedule_stop(thread);
	t->state = THREAD_INACTIVE;
}

/* In a system call, that is: a fault or exit is no call that could fail. */
static bool waits(u32 thread)
{
	u8 state = threads[thread].state;

	return state >= THREAD_AWAIT_REPLY && state <= THREAD_WAITING && !(threads[thread].flags & THREAD_FAULTED);
}

void thread_cancel(u32 thread)
{
	if (waits(thread))
		threads[thread].regs.x[10] = CANCELLED;
	leave(thread);
	threads[thread].flags &= (u8)~(THREAD_FAULTED | SEND_CALL | SEND_GRANT | SEND_CAPABILITY);
}

void thread_wake(u32 thread, u64 result)
{
	bool faulted = threads[thread].flags & THREAD_FAULTED;

	thread_cancel(thread);
	if (faulted)
		return;
	threads[thread].regs.x[10] = result;
	schedule_ready(thread);
}

enum status thread_check_deadline(u64 deadline)
{
	if (deadline == 0)
		return WOULD_BLOCK;
	return deadline != DEADLINE_NEVER && deadline <= arch_time() ? TIMED_OUT : OK;
}

void thread_timed_out(u32 thread)
{
	if (threads[thread].state == THREAD_IDLE_GUEST || threads[thread].state == THREAD_READY)
		schedule_ready(thread);
	else
		thread_wake(thread, TIMED_OUT);
}

void object_initialise(u32 slot)
{
	if (slots[slot].type == TYPE_VCPU) {
		threads[slots[slot].object].flags = THREAD_IS_VCPU;
		vcpu_initialise(slots[slot].object);
	}
}

void thread_finalise(u32 thread)
{
	thread_cancel(thread);
	context_forget_thread(thread);
	sched_context_forget_thread(thread);
	if (threads[thread].notification != NONE)
		notifications[threads[thread].notification].bound = NONE;
}
