/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Chains of calls on one lent scheduling context, when one in the middle stops: a client calls a passive server, which
 * asks another one. Whatever happens to a server at whatever point, the client gets its answer or CANCELLED, once, and
 * afterwards its time is its own again.
 */
#include <world.h>

#include "agent.h"
#include "check.h"
#include "server.h"

#define ROOT INIT_SLOT_CNODE
#define ARGUMENTS(...) ((struct system_call_arguments){ __VA_ARGS__ })

static struct agent client;
static struct server middle, last;
static uint64_t gate; /* what whoever serves waits for */

/* Where the middle server is: it serves, it waits for the last one to receive, or that one serves it. */
enum place { SERVING, QUEUED, ASKING };
static const enum place places[] = { SERVING, QUEUED, ASKING };

static bool client_waits(void)
{
	return !agent_finished(&client);
}

/* The client's call has got as far as this. */
static void call_until(enum place place)
{
	agent_start(&client, (struct world_thread_options){ .priority = 10 });
	gate = world_badged(world_make(TYPE_NOTIFICATION, 0), 1);
	server_start_passive(&last, (struct server){ .waits_for = place == ASKING ? gate : 0 });
	server_start_passive(&middle, (struct server){
		.waits_for = place == SERVING ? gate : 0,
		.asks = place == QUEUED ? world_make(TYPE_ENDPOINT, 0) : place == ASKING ? last.endpoint : 0 });
	client.message = (struct message){ .label = 1 };
	CHECK(!agent_do(&client, SYS_CALL, ARGUMENTS(.capability = middle.endpoint)));
}

/* The last server, if it serves, goes on and waits for its next caller. */
static void open_gate(void)
{
	CHECK_EQUAL(OK, bulkhead_signal(gate));
	CHECK(world_settle());
}

#define ANY 0 /* a call that fails leaves any words, which the middle server passes on */

static void expect(enum place place, enum status status, uint64_t label)
{
	CHECK(!client_waits());
	CHECK_ITEM(place, status, client.status);
	if (label != ANY)
		CHECK_ITEM(place, label, client.message.label);
}

/* Nobody owes the client an answer any more, and it runs on its own time: it can call somebody else, twice. */
static void expect_freedom(enum place place)
{
	static struct server other;

	CHECK_ITEM(place, WRONG_STATE, bulkhead_reply(middle.reply, &(struct message){ 0 }));
	server_start_passive(&other, (struct server){ 0 });
	for (unsigned n = 0; n < 2; n++) {
		client.message = (struct message){ .label = 7 };
		CHECK(agent_do(&client, SYS_CALL, ARGUMENTS(.capability = other.endpoint)));
		expect(place, OK, 8);
	}
	world_clear();
}

/* Whoever answered for the middle server is gone: its reply object still holds the client, until it goes as well. */
static void test_chain__middle_that_goes_leaves_its_caller_to_its_reply_object(void)
{
	for (unsigned n = 0; n < sizeof places / sizeof places[0]; n++) {
		call_until(places[n]);
		CHECK_ITEM(n, OK, cnode_delete(ROOT, middle.thread.thread));
		open_gate();
		CHECK(client_waits());
		CHECK_ITEM(n, OK, bulkhead_reply(middle.reply, &(struct message){ .label = 5 }));
		expect(places[n], OK, 5);
		expect_freedom(places[n]);
	}
}

static void test_chain__middle_that_goes_with_its_reply_object_cancels_its_caller(void)
{
	for (unsigned n = 0; n < 2 * sizeof places / sizeof places[0]; n++) {
		enum place place = places[n / 2];

		call_until(place);
		CHECK_ITEM(n, OK, cnode_delete(ROOT, n % 2 ? middle.reply : middle.thread.thread));
		CHECK_ITEM(n, OK, cnode_delete(ROOT, n % 2 ? middle.thread.thread : middle.reply));
		open_gate(); /* the last server may still have the time */
		expect(place, CANCELLED, ANY);
		middle.reply = world_make(TYPE_REPLY, 0);
		expect_freedom(place);
	}
}

/* What it waited for ends with CANCELLED; with the time that it was lent it answers. */
static void test_chain__middle_suspended_and_resumed_answers_if_it_has_the_time(void)
{
	for (unsigned n = 0; n < sizeof places / sizeof places[0]; n++) {
		call_until(places[n]);
		CHECK_ITEM(n, OK, thread_suspend(middle.thread.thread));
		CHECK(client_waits());
		CHECK_ITEM(n, OK, thread_resume(middle.thread.thread));
		open_gate();
		if (places[n] == ASKING) { /* the time has gone home with the last server's receive */
			CHECK(client_waits());
			CHECK_EQUAL(OK, sched_context_bind(middle.thread.context, middle.thread.thread));
		}
		expect(places[n], OK, ANY);
		expect_freedom(places[n]);
	}
}

/* It receives again with the reply object that holds its caller. */
static void test_chain__middle_restarted_cancels_its_caller(void)
{
	for (unsigned n = 0; n < sizeof places / sizeof places[0]; n++) {
		call_until(places[n]);
		CHECK_ITEM(n, OK, thread_restart(middle.thread.thread));
		open_gate();
		if (places[n] == ASKING) {
			CHECK(client_waits());
			CHECK_EQUAL(OK, sched_context_bind(middle.thread.context, middle.thread.thread));
		}
		expect(places[n], CANCELLED, ANY);
		expect_freedom(places[n]);
	}
}

static void test_chain__last_that_goes_leaves_the_time_to_those_who_wait(void)
{
	call_until(ASKING);
	CHECK_EQUAL(OK, cnode_delete(ROOT, last.thread.thread));
	CHECK(client_waits());
	CHECK_EQUAL(OK, cnode_delete(ROOT, last.reply));
	expect(ASKING, OK, ANY);
	expect_freedom(ASKING);
}

static void test_chain__last_suspended_answers_later(void)
{
	call_until(ASKING);
	CHECK_EQUAL(OK, thread_suspend(last.thread.thread));
	CHECK(client_waits());
	CHECK_EQUAL(OK, thread_resume(last.thread.thread));
	expect(ASKING, OK, 3);
	expect_freedom(ASKING);
}

/* The answers go up the chain to those who are still there, and to the one who was suspended not at all. */
static void test_chain__client_that_goes_takes_its_time_along(void)
{
	for (unsigned n = 0; n < sizeof places / sizeof places[0]; n++) {
		call_until(places[n]);
		CHECK_ITEM(n, OK, cnode_delete(ROOT, client.thread.thread));
		CHECK_ITEM(n, OK, cnode_delete(ROOT, client.thread.context));
		open_gate();
		CHECK_ITEM(n, WRONG_STATE, bulkhead_reply(middle.reply, &(struct message){ 0 }));
		world_clear();
	}
}

static void test_chain__context_that_goes_leaves_the_calls_to_whoever_has_time(void)
{
	call_until(ASKING);
	CHECK_EQUAL(OK, cnode_delete(ROOT, client.thread.context));
	CHECK(client_waits());
	CHECK_EQUAL(OK, sched_context_bind(last.thread.context, last.thread.thread));
	open_gate();
	CHECK_EQUAL(OK, sched_context_bind(middle.thread.context, middle.thread.thread));
	CHECK(client_waits() || client.status == OK);
	uint64_t context = world_make(TYPE_SCHED_CONTEXT, 0), slice = clock_frequency() / 100;

	CHECK_EQUAL(OK, sched_control_configure(INIT_SLOT_SCHED_CONTROL, context, 0, slice, slice));
	CHECK_EQUAL(OK, sched_context_bind(context, client.thread.thread));
	expect(ASKING, OK, 3);
	expect_freedom(ASKING);
}

/* --- timeouts: a server uses up the budget of its client, who has 2 ms in 100 s ------------------------------ */

#define BADGE 77

static uint64_t timeouts, timeout_reply;
static struct message timeout;

static void configure(uint64_t context, uint64_t budget, uint64_t period)
{
	CHECK_EQUAL(OK, sched_control_configure(INIT_SLOT_SCHED_CONTROL, context, 0, budget, period));
}

/* A client calls a passive server that works for 5 ms, and whose faults go to `fault`. */
static void call_too_long(uint64_t fault)
{
	agent_start(&client, (struct world_thread_options){
		.priority = 10, .budget = clock_frequency() / 500, .period = 100 * clock_frequency() });
	server_start_passive(&middle, (struct server){ .work_ticks = clock_frequency() / 200, .fault = fault });
	client.message = (struct message){ .label = 1 };
	CHECK(!agent_do(&client, SYS_CALL, ARGUMENTS(.capability = middle.endpoint)));
}

static void handle_timeouts(void)
{
	timeouts = world_make(TYPE_ENDPOINT, 0);
	timeout_reply = world_make(TYPE_REPLY, 0);
}

static void expect_timeout(void)
{
	CHECK_EQUAL(OK, bulkhead_recv(timeouts, timeout_reply, 0, &timeout));
	CHECK_EQUAL(FAULT_TIMEOUT, timeout.label);
	CHECK_EQUAL(BADGE, timeout.badge);
}

static void reply_to_timeout(uint64_t actions)
{
	timeout = (struct message){ .label = actions };
	CHECK_EQUAL(OK, bulkhead_reply(timeout_reply, &timeout));
}

static void test_timeout__of_a_server_on_its_clients_budget_is_told(void)
{
	handle_timeouts();
	call_too_long(world_badged(timeouts, BADGE));
	expect_timeout();
	CHECK_EQUAL(1, middle.served);
	configure(client.thread.context, clock_frequency(), clock_frequency());
	reply_to_timeout(0);
	expect(SERVING, OK, 2);
}

/* The server goes on where it was with the next period, if its handler gives it no more time. */
static void test_timeout__answered_with_no_time_waits_for_the_next_period(void)
{
	handle_timeouts();
	call_too_long(world_badged(timeouts, BADGE));
	expect_timeout();
	reply_to_timeout(0);
	CHECK(client_waits());
	CHECK_EQUAL(WOULD_BLOCK, bulkhead_recv(timeouts, timeout_reply, 0, &timeout));
	configure(client.thread.context, clock_frequency(), clock_frequency());
	expect(SERVING, OK, 2);
}

static void test_timeout__whose_handler_restarts_the_server_cancels_the_client(void)
{
	handle_timeouts();
	call_too_long(world_badged(timeouts, BADGE));
	expect_timeout();
	CHECK_EQUAL(OK, thread_restart(middle.thread.thread));
	CHECK_EQUAL(WRONG_STATE, bulkhead_reply(timeout_reply, &timeout));
	CHECK(client_waits()); /* the server begins again when there is time, and receives with the same reply object */
	configure(client.thread.context, clock_frequency(), clock_frequency());
	expect(SERVING, CANCELLED, ANY);
}

static void test_timeout__needs_the_right_to_control(void)
{
	handle_timeouts();
	call_too_long(world_copy(world_badged(timeouts, BADGE), RIGHT_WRITE | RIGHT_CALL));
	CHECK_EQUAL(WOULD_BLOCK, bulkhead_recv(timeouts, timeout_reply, 0, &timeout));
	configure(client.thread.context, clock_frequency(), clock_frequency());
	expect(SERVING, OK, 2);
}

/* Its own budget is its own affair. */
static void test_timeout__of_a_thread_on_its_own_budget_is_none(void)
{
	handle_timeouts();
	server_start(&middle, (struct server){ .work_ticks = clock_frequency() / 200, .fault = world_badged(timeouts, BADGE) });
	configure(middle.thread.context, clock_frequency() / 500, clock_frequency() / 100);
	agent_start(&client, (struct world_thread_options){ .priority = 10 });
	client.message = (struct message){ .label = 1 };
	agent_do(&client, SYS_CALL, ARGUMENTS(.capability = middle.endpoint));
	CHECK_EQUAL(TIMED_OUT, bulkhead_wait(world_make(TYPE_NOTIFICATION, 0), clock_deadline_ms(50), 0));
	CHECK_EQUAL(WOULD_BLOCK, bulkhead_recv(timeouts, timeout_reply, 0, &timeout));
	expect(SERVING, OK, 2);
}

static const struct test tests[] = {
	TEST(chain__middle_that_goes_leaves_its_caller_to_its_reply_object),
	TEST(chain__middle_that_goes_with_its_reply_object_cancels_its_caller),
	TEST(chain__middle_suspended_and_resumed_answers_if_it_has_the_time),
	TEST(chain__middle_restarted_cancels_its_caller),
	TEST(chain__last_that_goes_leaves_the_time_to_those_who_wait),
	TEST(chain__last_suspended_answers_later),
	TEST(chain__client_that_goes_takes_its_time_along),
	TEST(chain__context_that_goes_leaves_the_calls_to_whoever_has_time),
	TEST(timeout__of_a_server_on_its_clients_budget_is_told),
	TEST(timeout__answered_with_no_time_waits_for_the_next_period),
	TEST(timeout__whose_handler_restarts_the_server_cancels_the_client),
	TEST(timeout__needs_the_right_to_control),
	TEST(timeout__of_a_thread_on_its_own_budget_is_none),
};
const struct suite chain_suite = SUITE(tests);
