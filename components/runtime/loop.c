/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The event loop of thread 0; loop.h has the contract. Owns the component's timer. Every arrival is served
 * to its end before the next one is received.
 */
#include <bulkhead/clock.h>
#include <bulkhead/loop.h>
#include <bulkhead/rpc.h>
#include <stdbool.h>

static uint64_t timer_deadline = DEADLINE_NEVER;

void bulkhead_set_timer(uint64_t deadline_ticks)
{
	timer_deadline = deadline_ticks;
}

static void serve_events(uint64_t word)
{
	for (uint32_t i = 0; word && i < loop_table.event_count; i++, word >>= 1)
		if (word & 1 && loop_table.events[i])
			loop_table.events[i]();
}

static void serve_message(struct message *message)
{
	uint64_t badge = message->badge;
	uint32_t interface = (uint32_t)(badge >> 16 & 0xffff);

	if (interface < loop_table.interface_count && loop_table.interfaces[interface])
		loop_table.interfaces[interface]((uint32_t)(badge & 0xffff), message);
	else
		rpc_reply(message, BULKHEAD_ERROR_NO_METHOD);
}

void loop_dispatch(struct message *message)
{
	if (message->status & ARRIVED_NOTIFICATION)
		serve_events(message->badge);
	else
		serve_message(message);
}

static void serve_timer(void)
{
	if (timer_deadline == DEADLINE_NEVER || clock_ticks() < timer_deadline)
		return;
	timer_deadline = DEADLINE_NEVER;
	timer_handle();
}

_Noreturn void loop_run(void)
{
	struct message message = { 0 };
	bool reply = false;

	for (;;) {
		enum status status =
			reply ? bulkhead_reply_recv(SLOT_ENDPOINT, SLOT_REPLY, timer_deadline, &message)
			      : bulkhead_recv(SLOT_ENDPOINT, SLOT_REPLY, timer_deadline, &message);
		reply = false;
		if (status == OK) {
			reply = !(message.status & ARRIVED_NOTIFICATION);
			loop_dispatch(&message);
		}
		serve_timer();
	}
}

void worker_wake(void)
{
	bulkhead_signal(SLOT_WORKER);
}

void worker_wait(void)
{
	bulkhead_wait(SLOT_WORKER, DEADLINE_NEVER, 0);
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
