/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Replies: who awaits an answer, and whose scheduling context was lent for giving it. The replies
 * through which one context was lent on form a stack: sched_context.reply is its top, reply.previous
 * leads towards the first caller. See ipc.h.
 */
#include <arrays.h>
#include <fault.h>
#include <ipc.h>
#include <sched_context.h>
#include <schedule.h>

/* A server without a context runs on its caller's. A VMM runs on its vCPU's while it serves an
 * exit, so that a guest pays for its exits; once that is used up it goes on with its own. */
static bool must_lend(u32 caller, u32 server)
{
	return threads[caller].sched_context != NONE
	       && (threads[server].sched_context == NONE || (threads[caller].flags & THREAD_IS_VCPU));
}

static void lend(u32 reply, u32 caller, u32 server)
{
	u32 context = threads[caller].sched_context;
	bool had_time = threads[server].sched_context != NONE;
	u32 top = sched_contexts[context].reply;

	sched_context_give(context, server);
	sched_contexts[context].reply = reply;
	replies[reply].sched_context = context;
	replies[reply].previous = top;
	if (top != NONE)
		replies[top].next = reply;
	if (!had_time && threads[server].state == THREAD_READY)
		schedule_ready(server);
}

/* Takes the reply out of its context's stack. The top of the stack gives the context back to
 * `caller`, NONE leaves it where it is. */
static void unlend(u32 reply, u32 caller)
{
	u32 context = replies[reply].sched_context;
	u32 previous = replies[reply].previous, next = replies[reply].next;

	replies[reply].sched_context = NONE;
	replies[reply].previous = NONE;
	replies[reply].next = NONE;
	if (context == NONE)
		return;
	if (previous != NONE)
		replies[previous].next = next;
	if (next != NONE) {
		replies[next].previous = previous;
		return;
	}
	sched_contexts[context].reply = previous;
	if (caller != NONE)
		sched_context_give(context, caller);
}

void reply_link(u32 reply, u32 caller, u32 server)
{
	schedule_block(caller, THREAD_AWAIT_REPLY, DEADLINE_NEVER);
	threads[caller].reply = reply;
	replies[reply].caller = caller;
	if (must_lend(caller, server))
		lend(reply, caller, server);
}

static u32 take_caller(u32 reply)
{
	u32 caller = replies[reply].caller;

	replies[reply].caller = NONE;
	unlend(reply, caller);
	threads[caller].reply = NONE;
	return caller;
}

void reply_forget_caller(u32 caller)
{
	u32 reply = threads[caller].reply;

	threads[caller].reply = NONE;
	replies[reply].caller = NONE;
	unlend(reply, NONE);
}

bool reply_forget_context(u32 context)
{
	u32 reply = sched_contexts[context].reply;

	if (reply == NONE)
		return false;
	unlend(reply, NONE);
	return true;
}

enum status reply_send(u32 server, u32 reply, bool with_capability)
{
	if (replies[reply].caller == NONE)
		return WRONG_STATE;
	u32 caller = take_caller(reply);

	if (threads[caller].flags & THREAD_FAULTED) {
		fault_resume(caller, server);
		return OK;
	}
	message_transfer(server, caller, 0, with_capability);
	schedule_ready(caller);
	return OK;
}

void reply_finalise(u32 reply)
{
	u32 server = replies[reply].server;

	if (server != NONE) {
		threads[server].reply = NONE;
		replies[reply].server = NONE;
	}
	if (replies[reply].caller != NONE)
		thread_wake(take_caller(reply), CANCELLED);
}
