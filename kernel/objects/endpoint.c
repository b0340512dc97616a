/* SPDX-License-Identifier: BSD-2-Clause */
/* Endpoints: senders and receivers meet. See ipc.h. */
#include <arrays.h>
#include <arch.h>
#include <ipc.h>
#include <queue.h>
#include <sched_context.h>
#include <schedule.h>

#define SEND_FLAGS (THREAD_CALLING | THREAD_MAY_GRANT | THREAD_SENDS_CAP)

static bool carries_capability(u8 how)
{
	return (how & SEND_CAPABILITY) && (how & SEND_GRANT);
}

/* The message goes over; a caller then waits for its reply, another sender goes on. */
static void hand_over(u32 sender, u32 receiver, u32 reply, u64 badge, u8 how)
{
	message_transfer(sender, receiver, badge, carries_capability(how));
	if (!(how & SEND_CALL)) {
		if (threads[sender].state == THREAD_READY)
			threads[sender].regs.x[10] = OK;
		else
			thread_wake(sender, OK);
	} else if (reply == NONE) {
		thread_wake(sender, CANCELLED);
	} else {
		reply_link(reply, sender, receiver);
	}
}

enum status endpoint_send(u32 sender, u32 endpoint, u64 badge, u8 how, bool wait)
{
	struct endpoint *e = &endpoints[endpoint];
	u32 receiver = e->queue.head;

	if (receiver == NONE || threads[receiver].state != THREAD_RECEIVING) {
		if (!wait)
			return WOULD_BLOCK;
		schedule_block(sender, THREAD_SENDING, DEADLINE_NEVER);
		threads[sender].flags = (u8)((threads[sender].flags & ~SEND_FLAGS) | how);
		threads[sender].send_badge = badge;
		threads[sender].waiting_on = endpoint;
		queue_append(&e->queue, sender);
		return OK;
	}
	u32 reply = threads[receiver].reply;

	queue_remove(&e->queue, receiver);
	schedule_stop(receiver);
	if (reply != NONE)
		replies[reply].server = NONE;
	threads[receiver].reply = NONE;
	threads[sender].flags = (u8)(threads[sender].flags | (how & SEND_FAULT));
	hand_over(sender, receiver, reply, badge, how);
	schedule_ready(receiver);
	return OK;
}

static void take_first_sender(u32 receiver, struct endpoint *e, u32 reply)
{
	u32 sender = e->queue.head;
	u8 how = threads[sender].flags & SEND_FLAGS;

	queue_remove(&e->queue, sender);
	threads[sender].state = THREAD_INACTIVE; /* waits in no queue any more */
	threads[sender].flags = (u8)(threads[sender].flags & ~SEND_FLAGS);
	hand_over(sender, receiver, reply, threads[sender].send_badge, how);
}

enum status endpoint_receive(u32 receiver, u32 endpoint, struct receive how)
{
	struct endpoint *e = &endpoints[endpoint];

	if (how.reply != NONE && replies[how.reply].server != NONE)
		return BUSY;
	if (how.reply != NONE && replies[how.reply].caller != NONE)
		reply_finalise(how.reply);
	if (notification_take(receiver, threads[receiver].notification))
		return OK;
	if (e->queue.head != NONE && threads[e->queue.head].state == THREAD_SENDING) {
		take_first_sender(receiver, e, how.reply);
		return OK;
	}
	enum status status = thread_check_deadline(how.deadline);

	if (status != OK)
		return status;
	schedule_block(receiver, THREAD_RECEIVING, how.deadline);
	sched_context_return(receiver);
	threads[receiver].waiting_on = endpoint;
	threads[receiver].reply = how.reply;
	if (how.reply != NONE)
		replies[how.reply].server = receiver;
	queue_append(&e->queue, receiver);
	return OK;
}
