/* SPDX-License-Identifier: BSD-2-Clause */
/* Run queues; see run_queue.h. */
#include <arrays.h>
#include <run_queue.h>

void run_queue_push_back(struct core *core, u32 thread)
{
	u32 priority = threads[thread].priority;
	u32 head = core->ready_head[priority];

	if (head == NONE) {
		threads[thread].next = thread;
		threads[thread].prev = thread;
		core->ready_head[priority] = thread;
		core->ready |= BIT(priority);
	} else {
		u32 tail = threads[head].prev;

		threads[thread].next = head;
		threads[thread].prev = tail;
		threads[tail].next = thread;
		threads[head].prev = thread;
	}
	threads[thread].core = core->index;
	threads[thread].flags |= THREAD_QUEUED;
}

void run_queue_push_front(struct core *core, u32 thread)
{
	run_queue_push_back(core, thread);
	core->ready_head[threads[thread].priority] = thread;
}

void run_queue_remove(u32 thread)
{
	struct core *core = &cores[threads[thread].core];
	u32 priority = threads[thread].priority;
	u32 next = threads[thread].next;

	if (next == thread) {
		core->ready_head[priority] = NONE;
		core->ready &= ~BIT(priority);
	} else {
		u32 prev = threads[thread].prev;

		threads[prev].next = next;
		threads[next].prev = prev;
		if (core->ready_head[priority] == thread)
			core->ready_head[priority] = next;
	}
	threads[thread].flags &= (u8)~THREAD_QUEUED;
}

u32 run_queue_top(const struct core *core)
{
	return 63u - (u32)__builtin_clzl(core->ready);
}
