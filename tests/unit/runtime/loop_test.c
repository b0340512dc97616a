/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The event loop against a kernel that the test plays: a script of what each receive returns. When
 * the script is over the fake leaves the loop with longjmp.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <bulkhead/clock.h>
#include <bulkhead/glue.h>
#include <bulkhead/loop.h>
#include <bulkhead/syscall.h>
#include "start.h"

struct arrival {
	enum status status;
	uint64_t flags, badge, label;
	uint64_t ticks; /* the counter when it arrives */
};

static const struct arrival *script;
static size_t script_size, position;
static jmp_buf script_over;
static uint64_t now;

static char trace[200]; /* what the loop has done, in order */
static uint64_t last_deadline;
static enum status call_status;
static uint64_t call_label;

static void note(const char *text)
{
	strncat(trace, text, sizeof trace - strlen(trace) - 1);
}

static enum status arrive(uint64_t deadline, struct message *message)
{
	last_deadline = deadline;
	if (position == script_size)
		longjmp(script_over, 1);
	const struct arrival *next = &script[position++];
	*message = (struct message){ .label = next->label, .badge = next->badge, .status = next->status | next->flags };
	now = next->ticks;
	return next->status;
}

enum status bulkhead_recv(uint64_t capability, uint64_t reply, uint64_t deadline, struct message *message)
{
	assert_int_equal(capability, GLUE_SLOT_ENDPOINT);
	assert_int_equal(reply, GLUE_SLOT_REPLY);
	note("receive ");
	return arrive(deadline, message);
}

enum status bulkhead_reply_recv(uint64_t capability, uint64_t reply, uint64_t deadline, struct message *message)
{
	assert_int_equal(capability, GLUE_SLOT_ENDPOINT);
	assert_int_equal(reply, GLUE_SLOT_REPLY);
	note(message->label == 77 ? "reply77 " : "reply ");
	return arrive(deadline, message);
}

enum status bulkhead_call(uint64_t endpoint, struct message *message)
{
	assert_int_equal(endpoint, 9);
	message->label = call_label;
	return call_status;
}

enum status bulkhead_signal(uint64_t notification)
{
	assert_int_equal(notification, GLUE_SLOT_WORKER);
	note("signal ");
	return OK;
}

enum status bulkhead_wait(uint64_t notification, uint64_t deadline, uint64_t *word)
{
	(void)word;
	assert_int_equal(notification, GLUE_SLOT_WORKER);
	assert_int_equal(deadline, DEADLINE_NEVER);
	return OK;
}

enum status irq_handler_ack(uint64_t handler)
{
	return handler ? OK : INVALID_CAPABILITY;
}

uint64_t clock_ticks(void)
{
	return now;
}

void glue_dispatch(struct message *message)
{
	note("message ");
	message->label = 77;
}

void glue_events(uint64_t word)
{
	note(word == 5 ? "events5 " : "events ");
}

void timer_handle(void)
{
	note("timer ");
}

static void play(const struct arrival *arrivals, size_t count)
{
	script = arrivals;
	script_size = count;
	position = 0;
	trace[0] = 0;
	if (setjmp(script_over) == 0)
		loop_run();
}

#define PLAY(...) play((const struct arrival[]){ __VA_ARGS__ }, sizeof((struct arrival[]){ __VA_ARGS__ }) / sizeof(struct arrival))

static void loop__replies_to_messages(void **state)
{
	(void)state;
	PLAY({ .status = OK, .label = 1 }, { .status = OK, .label = 2 });
	assert_string_equal(trace, "receive message reply77 message reply77 ");
}

static void loop__does_not_reply_to_events(void **state)
{
	(void)state;
	PLAY({ .status = OK, .flags = ARRIVED_NOTIFICATION, .badge = 5 });
	assert_string_equal(trace, "receive events5 receive ");
}

static void loop__goes_on_after_an_error(void **state)
{
	(void)state;
	PLAY({ .status = CANCELLED }, { .status = OK });
	assert_string_equal(trace, "receive receive message reply77 ");
}

static void loop__runs_the_timer_once_when_it_is_due(void **state)
{
	(void)state;
	bulkhead_set_timer(100);
	PLAY({ .status = TIMED_OUT, .ticks = 100 }, { .status = OK, .ticks = 101 });
	assert_string_equal(trace, "receive timer receive message reply77 ");
	assert_int_equal(last_deadline, DEADLINE_NEVER);
}

static void loop__runs_a_due_timer_although_messages_arrive(void **state)
{
	(void)state;
	bulkhead_set_timer(100);
	PLAY({ .status = OK, .ticks = 99 }, { .status = OK, .ticks = 100 });
	assert_string_equal(trace, "receive message reply77 message timer reply77 ");
}

static void loop__wakes_and_awaits_the_worker(void **state)
{
	(void)state;
	trace[0] = 0;
	worker_wake();
	worker_wait();
	assert_string_equal(trace, "signal ");
}

static void call__tells_how_it_failed(void **state)
{
	(void)state;
	static const struct { enum status status; uint64_t label; int result; } cases[] = {
		{ OK, 0, 0 },
		{ OK, BULKHEAD_ERROR_TOO_LONG, -BULKHEAD_ERROR_TOO_LONG },
		{ OK, 1ULL << 40, -BULKHEAD_ERROR_TRANSPORT },
		{ CANCELLED, 0, -BULKHEAD_ERROR_PEER_RESTARTED },
		{ NO_RIGHTS, 0, -BULKHEAD_ERROR_TRANSPORT },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct message message = { .label = 3 };
		call_status = cases[i].status;
		call_label = cases[i].label;
		assert_int_equal(glue_call(9, &message), cases[i].result);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loop__replies_to_messages),
		cmocka_unit_test(loop__does_not_reply_to_events),
		cmocka_unit_test(loop__goes_on_after_an_error),
		cmocka_unit_test(loop__runs_the_timer_once_when_it_is_due),
		cmocka_unit_test(loop__runs_a_due_timer_although_messages_arrive),
		cmocka_unit_test(loop__wakes_and_awaits_the_worker),
		cmocka_unit_test(call__tells_how_it_failed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
