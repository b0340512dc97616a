/* SPDX-License-Identifier: BSD-2-Clause */
/* Reply objects, and the scheduling contexts that calls lend to servers without one. */
#include <world.h>

#include "agent.h"
#include "check.h"
#include "server.h"

#define ROOT INIT_SLOT_CNODE
#define ARGUMENTS(...) ((struct system_call_arguments){ __VA_ARGS__ })
#define WORK_MS 5

static struct server inner, outer;
static struct agent client;

static void set_up(void)
{
	agent_start(&client, (struct world_thread_options){ .priority = 10 });
}

static bool calls(uint64_t endpoint, uint64_t label)
{
	client.message = (struct message){ .label = label };
	return agent_do(&client, SYS_CALL, ARGUMENTS(.capability = endpoint));
}

static void test_reply__rejects_what_is_no_reply_object(void)
{
	struct message message = { 0 };

	CHECK_EQUAL(INVALID_CAPABILITY, bulkhead_reply(world_make(TYPE_ENDPOINT, 0), &message));
	CHECK_EQUAL(INVALID_CAPABILITY, bulkhead_reply(0, &message));
	CHECK_EQUAL(INVALID_CAPABILITY, bulkhead_reply(~0ULL, &message));
	CHECK_EQUAL(INVALID_CAPABILITY, bulkhead_reply_recv(world_make(TYPE_ENDPOINT, 0), 0, 0, &message));
}

static void test_reply__without_a_caller_is_a_wrong_state(void)
{
	struct message message = { 0 };

	CHECK_EQUAL(WRONG_STATE, bulkhead_reply(world_make(TYPE_REPLY, 0), &message));
}

static void test_reply__needs_the_right_to_write(void)
{
	struct message message = { 0 };
	uint64_t weak = world_copy(world_make(TYPE_REPLY, 0), RIGHTS_ALL & ~RIGHT_WRITE);

	CHECK_EQUAL(NO_RIGHTS, bulkhead_reply(weak, &message));
	CHECK_EQUAL(NO_RIGHTS, bulkhead_reply_recv(world_make(TYPE_ENDPOINT, 0), weak, 0, &message));
}

static void test_reply__answers_a_caller_once(void)
{
	uint64_t endpoint = world_make(TYPE_ENDPOINT, 0), reply = world_make(TYPE_REPLY, 0);
	struct message message = { 0 };

	set_up();
	CHECK(!calls(endpoint, 1));
	CHECK_EQUAL(OK, bulkhead_recv(endpoint, reply, 0, &message));
	CHECK_EQUAL(OK, bulkhead_reply(reply, &message));
	CHECK_EQUAL(WRONG_STATE, bulkhead_reply(reply, &message));
}

static void test_reply__going_cancels_its_caller(void)
{
	uint64_t endpoint = world_make(TYPE_ENDPOINT, 0), reply = world_make(TYPE_REPLY, 0);
	struct message message = { 0 };

	set_up();
	CHECK(!calls(endpoint, 1));
	CHECK_EQUAL(OK, bulkhead_recv(endpoint, reply, 0, &message));
	CHECK_EQUAL(OK, cnode_delete(ROOT, reply));
	CHECK(agent_finished(&client));
	CHECK_EQUAL(CANCELLED, client.status);
}

static void test_reply__of_a_suspended_caller_is_free(void)
{
	uint64_t endpoint = world_make(TYPE_ENDPOINT, 0), reply = world_make(TYPE_REPLY, 0);
	struct message message = { 0 };

	set_up();
	CHECK(!calls(endpoint, 1));
	CHECK_EQUAL(OK, bulkhead_recv(endpoint, reply, 0, &message));
	CHECK_EQUAL(OK, thread_suspend(client.thread.thread));
	CHECK_EQUAL(WRONG_STATE, bulkhead_reply(reply, &message));
}

/* --- lending ---------------------------------------------------------------------------------------- */

static void test_passive__serves_on_its_callers_time(void)
{
	uint64_t before, after, ticks = clock_frequency() * WORK_MS / 1000;

	set_up();
	server_start_passive(&inner, (struct server){ .work_ticks = ticks });
	CHECK_EQUAL(OK, sched_context_consumed(client.thread.context, &before));
	CHECK(calls(inner.endpoint, 41));
	CHECK_EQUAL(OK, client.status);
	CHECK_EQUAL(42, client.message.label);
	CHECK_EQUAL(OK, sched_context_consumed(client.thread.context, &after));
	CHECK(after - before >= ticks);
}

static void test_passive__does_not_run_without_a_caller(void)
{
	set_up();
	server_start_passive(&inner, (struct server){ 0 });
	uint64_t notification = world_badged(world_make(TYPE_NOTIFICATION, 0), 1);

	CHECK_EQUAL(OK, thread_bind_notification(inner.thread.thread, notification));
	CHECK_EQUAL(OK, bulkhead_signal(notification));
	CHECK(world_settle());
	CHECK_EQUAL(0, inner.served);
}

static void test_passive__serves_again_and_again(void)
{
	set_up();
	server_start_passive(&inner, (struct server){ 0 });
	for (unsigned n = 0; n < 20; n++) {
		CHECK_ITEM(n, true, calls(inner.endpoint, n));
		CHECK_ITEM(n, n + 1, client.message.label);
	}
	CHECK_EQUAL(20, inner.served);
}

static volatile uint64_t peer_waited_longest;
static volatile bool peer_is_done;

/* Computes until `ticks` have passed and notes the longest that it was kept from it. */
static void compute(uint64_t ticks)
{
	uint64_t end = clock_ticks() + ticks;

	for (uint64_t before = clock_ticks(); before < end;) {
		uint64_t now = clock_ticks();

		if (now - before > peer_waited_longest)
			peer_waited_longest = now - before;
		before = now;
	}
	peer_is_done = true;
	world_stop();
}

static void call_until_peer_is_done(uint64_t endpoint)
{
	struct message message = { 0 };
	uint64_t end = clock_ticks() + clock_frequency() / 4;

	while (!peer_is_done && clock_ticks() < end)
		bulkhead_call(endpoint, &message);
	world_stop();
}

/* Nearly every slice of the caller ends in the server, which has the higher priority. */
static void test_passive__ends_its_callers_turn_with_the_slice(void)
{
	struct world_thread_options options = { .entry = compute, .argument = clock_frequency() / 10, .priority = 5 };

	peer_waited_longest = 0;
	peer_is_done = false;
	server_start_passive(&inner, (struct server){ .work_ticks = clock_frequency() / 5000 });
	world_thread(options);
	options.entry = call_until_peer_is_done;
	options.argument = inner.endpoint;
	world_thread(options);
	CHECK(world_settle());
	CHECK(peer_is_done);
	CHECK(peer_waited_longest < clock_frequency() * 12 / 1000);
}

static struct {
	uint64_t work, done; /* notifications */
	uint64_t longest;
} errand;

static void run_errands(uint64_t unused)
{
	(void)unused;
	while (bulkhead_wait(errand.work, DEADLINE_NEVER, 0) == OK)
		bulkhead_signal(errand.done);
}

/* Asks a server that wakes the errand thread, then waits for the errand, ten times. */
static void send_on_errands(uint64_t endpoint)
{
	struct message message = { 0 };

	for (unsigned n = 0; n < 10; n++) {
		uint64_t start = clock_ticks();

		bulkhead_call(endpoint, &message);
		bulkhead_wait(errand.done, DEADLINE_NEVER, 0);
		if (n != 0 && clock_ticks() - start > errand.longest)
			errand.longest = clock_ticks() - start; /* from the second on all are in the middle of their slices */
	}
	peer_is_done = true;
	world_stop();
}

static void spin_until_peer_is_done(uint64_t limit)
{
	uint64_t end = clock_ticks() + limit;

	while (!peer_is_done && clock_ticks() < end)
		;
	world_stop();
}

/* A guest, its VMM and the VMM's worker, beside a guest that never waits. */
static void test_passive__returns_to_its_caller_behind_whom_it_woke_before_others(void)
{
	struct world_thread_options options = { .entry = run_errands, .priority = 5 };

	peer_is_done = false;
	errand.work = world_badged(world_make(TYPE_NOTIFICATION, 0), 1);
	errand.done = world_badged(world_make(TYPE_NOTIFICATION, 0), 1);
	errand.longest = 0;
	server_start_passive(&inner, (struct server){ .wakes = errand.work });
	world_thread(options);
	options.entry = send_on_errands;
	options.argument = inner.endpoint;
	world_thread(options);
	options.entry = spin_until_peer_is_done;
	options.argument = clock_frequency() / 4;
	world_thread(options);
	CHECK(world_settle());
	CHECK(peer_is_done);
	CHECK(errand.longest < clock_frequency() / 1000); /* a slice has 10 of these */
}

static void test_passive__lends_on_to_the_next_server(void)
{
	set_up();
	server_start_passive(&inner, (struct server){ 0 });
	server_start_passive(&outer, (struct server){ .asks = inner.endpoint });
	for (unsigned n = 0; n < 5; n++) {
		CHECK_ITEM(n, true, calls(outer.endpoint, 100));
		CHECK_ITEM(n, 102, client.message.label);
	}
}

static void test_passive__goes_on_after_its_caller_was_suspended(void)
{
	set_up();
	uint64_t gate = world_badged(world_make(TYPE_NOTIFICATION, 0), 1);

	server_start_passive(&inner, (struct server){ .waits_for = gate });
	CHECK(!calls(inner.endpoint, 1));
	CHECK_EQUAL(OK, thread_suspend(client.thread.thread));
	CHECK_EQUAL(OK, bulkhead_signal(gate));
	CHECK(world_settle());
	CHECK_EQUAL(1, inner.served);
	/* the context is home again: another thread can be served, and the caller can run */
	inner.waits_for = 0;
	CHECK_EQUAL(OK, thread_restart(client.thread.thread));
	CHECK(calls(inner.endpoint, 7));
	CHECK_EQUAL(8, client.message.label);
}

static void test_passive__that_goes_gives_the_time_back(void)
{
	set_up();
	uint64_t gate = world_badged(world_make(TYPE_NOTIFICATION, 0), 1);

	server_start_passive(&inner, (struct server){ .waits_for = gate });
	CHECK(!calls(inner.endpoint, 1));
	CHECK_EQUAL(OK, cnode_delete(ROOT, inner.thread.thread));
	CHECK_EQUAL(OK, cnode_delete(ROOT, inner.reply));
	CHECK(agent_finished(&client));
	CHECK_EQUAL(CANCELLED, client.status);
}

static void test_passive__caller_cancelled_in_the_middle_runs_when_its_time_returns(void)
{
	set_up();
	uint64_t gate = world_badged(world_make(TYPE_NOTIFICATION, 0), 1);

	server_start_passive(&inner, (struct server){ .waits_for = gate });
	server_start_passive(&outer, (struct server){ .asks = inner.endpoint });
	CHECK(!calls(outer.endpoint, 1));
	CHECK_EQUAL(OK, thread_suspend(client.thread.thread));
	CHECK_EQUAL(OK, thread_restart(client.thread.thread));
	CHECK_EQUAL(OK, bulkhead_signal(gate));
	CHECK(world_settle());
	CHECK_EQUAL(1, inner.served);
	inner.waits_for = 0;
	CHECK(calls(outer.endpoint, 5));
	CHECK_EQUAL(7, client.message.label);
}

static void test_passive__goes_with_its_untyped_while_it_serves(void)
{
	set_up();
	uint64_t gate = world_badged(world_make(TYPE_NOTIFICATION, 0), 1);

	server_start_passive(&inner, (struct server){ .waits_for = gate });
	server_start_passive(&outer, (struct server){ .asks = inner.endpoint });
	CHECK(!calls(outer.endpoint, 1));
	CHECK_EQUAL(OK, cnode_revoke(ROOT, world_arena()));
	CHECK(world_settle());
}

static void test_passive__given_a_context_while_it_asks_another_keeps_both_apart(void)
{
	set_up();
	uint64_t gate = world_badged(world_make(TYPE_NOTIFICATION, 0), 1);

	server_start_passive(&inner, (struct server){ .waits_for = gate });
	server_start_passive(&outer, (struct server){ .asks = inner.endpoint });
	CHECK(!calls(outer.endpoint, 1));
	CHECK_EQUAL(OK, sched_context_bind(outer.thread.context, outer.thread.thread));
	CHECK_EQUAL(OK, bulkhead_signal(gate));
	CHECK(agent_finished(&client));
	CHECK_EQUAL(3, client.message.label);
	CHECK_EQUAL(OK, cnode_delete(ROOT, outer.thread.context));
	CHECK(world_settle());
}

static void test_passive__given_a_context_while_it_asks_on_time_left_behind_keeps_it(void)
{
	set_up();
	uint64_t first = world_badged(world_make(TYPE_NOTIFICATION, 0), 1);
	uint64_t second = world_badged(world_make(TYPE_NOTIFICATION, 0), 1);

	server_start_passive(&inner, (struct server){ .waits_for = second });
	server_start_passive(&outer, (struct server){ .waits_for = first, .asks = inner.endpoint });
	CHECK(!calls(outer.endpoint, 1));
	CHECK_EQUAL(OK, thread_suspend(client.thread.thread));
	CHECK_EQUAL(OK, bulkhead_signal(first));
	CHECK(world_settle());
	CHECK_EQUAL(OK, sched_context_bind(outer.thread.context, outer.thread.thread));
	CHECK_EQUAL(OK, bulkhead_signal(second));
	CHECK(world_settle());
	outer.waits_for = 0;
	outer.asks = 0;
	CHECK_EQUAL(OK, thread_restart(client.thread.thread));
	CHECK(agent_do(&client, SYS_NBSEND, ARGUMENTS(.capability = outer.endpoint)));
	CHECK_EQUAL(OK, client.status);
	CHECK_EQUAL(2, outer.served);
}

/* --- exits: the handler has time of its own, and runs on its guest's as long as that lasts ---------------- */

/* A guest without memory: it exits at its first instruction. */
static struct world_thread start_guest(uint64_t endpoint, uint64_t budget, uint64_t period)
{
	return world_thread((struct world_thread_options){
		.vcpu = true, .vspace = world_make(TYPE_VSPACE, 0), .pc = 0x1000, .fault = endpoint, .priority = 10,
		.budget = budget, .period = period });
}

static void test_exit__of_a_guest_without_budget_does_not_stop_its_handler(void)
{
	set_up();
	server_start(&inner, (struct server){ .work_ticks = clock_frequency() / 1000 * WORK_MS });
	start_guest(inner.endpoint, 1000, 1ULL << 40);
	CHECK(world_settle());
	CHECK_EQUAL(1, inner.served);
	CHECK(calls(inner.endpoint, 1));
	CHECK_EQUAL(2, client.message.label);
}

static void test_exit__handler_restarted_while_it_asks_another_has_its_own_time(void)
{
	set_up();
	uint64_t gate = world_badged(world_make(TYPE_NOTIFICATION, 0), 1);

	server_start_passive(&inner, (struct server){ .waits_for = gate });
	server_start(&outer, (struct server){ .asks = inner.endpoint });
	start_guest(outer.endpoint, 0, 0);
	CHECK(world_settle());
	outer.asks = 0;
	CHECK_EQUAL(OK, thread_restart(outer.thread.thread));
	CHECK(calls(outer.endpoint, 1));
	CHECK_EQUAL(2, client.message.label);
}

static void test_exit__of_another_guest_gives_the_first_ones_time_back(void)
{
	uint64_t endpoint = world_make(TYPE_ENDPOINT, 0);

	set_up();
	struct world_thread first = start_guest(endpoint, 0, 0);

	CHECK(agent_do(&client, SYS_RECV, ARGUMENTS(.capability = endpoint, .reply = world_make(TYPE_REPLY, 0))));
	start_guest(endpoint, 0, 0);
	CHECK(agent_do(&client, SYS_RECV, ARGUMENTS(.capability = endpoint, .reply = world_make(TYPE_REPLY, 0))));
	CHECK_EQUAL(OK, thread_restart(first.thread));
	CHECK(agent_do(&client, SYS_NBRECV, ARGUMENTS(.capability = endpoint, .reply = world_make(TYPE_REPLY, 0))));
	CHECK_EQUAL(OK, client.status);
}

static const struct test tests[] = {
	TEST(reply__rejects_what_is_no_reply_object),
	TEST(reply__without_a_caller_is_a_wrong_state),
	TEST(reply__needs_the_right_to_write),
	TEST(reply__answers_a_caller_once),
	TEST(reply__going_cancels_its_caller),
	TEST(reply__of_a_suspended_caller_is_free),
	TEST(passive__serves_on_its_callers_time),
	TEST(passive__does_not_run_without_a_caller),
	TEST(passive__serves_again_and_again),
	TEST(passive__ends_its_callers_turn_with_the_slice),
	TEST(passive__returns_to_its_caller_behind_whom_it_woke_before_others),
	TEST(passive__lends_on_to_the_next_server),
	TEST(passive__goes_on_after_its_caller_was_suspended),
	TEST(passive__that_goes_gives_the_time_back),
	TEST(passive__caller_cancelled_in_the_middle_runs_when_its_time_returns),
	TEST(passive__goes_with_its_untyped_while_it_serves),
	TEST(passive__given_a_context_while_it_asks_another_keeps_both_apart),
	TEST(passive__given_a_context_while_it_asks_on_time_left_behind_keeps_it),
	TEST(exit__of_a_guest_without_budget_does_not_stop_its_handler),
	TEST(exit__handler_restarted_while_it_asks_another_has_its_own_time),
	TEST(exit__of_another_guest_gives_the_first_ones_time_back),
};
const struct suite reply_suite = SUITE(tests);
