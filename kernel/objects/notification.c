/* SPDX-License-Identifier: BSD-2-Clause */
/* Notifications: a word of bits that anybody may set and one thread takes. See ipc.h. */
#include <arrays.h>
#include <ipc.h>
#include <queue.h>
#include <schedule.h>

static void deliver(u32 thread, u64 word)
{
	threads[thread].regs.x[9] = word;
	thread_wake(thread, OK | ARRIVED_NOTIFICATION);
}

void notification_signal(u32 notification, u64 bits)
{
	struct notification *n = &notifications[notification];
	u32 thread = n->bound;

	n->word |= bits;
	if (thread == NONE || threads[thread].state != THREAD_RECEIVING)
		thread = n->queue.head;
	if (thread == NONE || n->word == 0)
		return;
	deliver(thread, n->word);
	n->word = 0;
}

bool notification_take(u32 thread, u32 notification)
{
	if (notification == NONE || notifications[notification].word == 0)
		return false;
	threads[thread].regs.x[9] = notifications[notification].word;
	threads[thread].regs.x[10] = OK | ARRIVED_NOTIFICATION;
	notifications[notification].word = 0;
	return true;
}

enum status notification_wait(u32 thread, u32 notification, u64 deadline)
{
	if (notification_take(thread, notification))
		return OK;
	enum status status = thread_check_deadline(deadline);

	if (status != OK)
		return status;
	schedule_block(thread, THREAD_WAITING, deadline);
	threads[thread].waiting_on = notification;
	queue_append(&notifications[notification].queue, thread);
	return OK;
}

void notification_finalise(u32 notification)
{
	u32 bound = notifications[notification].bound;

	if (bound != NONE)
		threads[bound].notification = NONE;
}
