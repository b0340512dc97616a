/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The event loop of thread 0; bulkhead/loop.h has the contract. Owns the component's timer. Every arrival
 * is served to its end before the next one is received. Called by start.c.
 */
#include "start.h"

#include <bulkhead/clock.h>
#include <bulkhead/glue.h>
#include <bulkhead/loop.h>
#include <bulkhead/syscall.h>

static uint64_t timer_deadline = DEADLINE_NEVER;

void bulkhead_set_timer(uint64_t deadline_ticks)
{
	timer_deadline = deadline_ticks;
}

static void serve_timer(void)
{
	if (timer_deadline == DEADLINE_NEVER || clock_ticks() < timer_deadline)
		return;
	timer_deadline = DEADLINE_NEVER;
	timer_handle();
}

/* True if `message` is now a reply that somebody waits for. */
static bool serve(enum status status, struct message *message)
{
	if (status != OK)
		return false;
	if (message->status & ARRIVED_NOTIFICATION) {
		glue_events(message->badge);
		return false;
	}
	glue_dispatch(message);
	return true;
}

_Noreturn void loop_run(void)
{
	struct message message = { 0 };
	bool reply = false;

	for (;;) {
		enum status status = reply ? bulkhead_reply_recv(GLUE_SLOT_ENDPOINT, GLUE_SLOT_REPLY, timer_deadline, &message)
		                           : bulkhead_recv(GLUE_SLOT_ENDPOINT, GLUE_SLOT_REPLY, timer_deadline, &message);
		reply = serve(status, &message);
		serve_timer();
	}
}

void worker_wake(void)
{
	bulkhead_signal(GLUE_SLOT_WORKER);
}

void worker_wait(void)
{
	bulkhead_wait(GLUE_SLOT_WORKER, DEADLINE_NEVER, 0);
}

/* What an author leaves out. */
__attribute__((weak)) void pre_init(void)
{
}

__attribute__((weak)) void post_init(void)
{
}

__attribute__((weak)) void timer_handle(void)
{
}
