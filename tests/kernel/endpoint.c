/* SPDX-License-Identifier: BSD-2-Clause */
/* Endpoints: who meets whom, what a message carries, what is refused. */
#include <world.h>

#include "agent.h"
#include "check.h"

#define ROOT INIT_SLOT_CNODE
#define ARGUMENTS(...) ((struct system_call_arguments){ __VA_ARGS__ })

static struct agent one, two, three;
static uint64_t endpoint, reply;

/* Three agents of the same priority, an endpoint and a reply object. */
static void set_up(void)
{
	endpoint = world_make(TYPE_ENDPOINT, 0);
	reply = world_make(TYPE_REPLY, 0);
	agent_start(&one, (struct world_thread_options){ .priority = 10 });
	agent_start(&two, (struct world_thread_options){ .priority = 10 });
	agent_start(&three, (struct world_thread_options){ .priority = 10 });
}

static bool receives(struct agent *agent)
{
	return agent_do(agent, SYS_RECV, ARGUMENTS(.capability = endpoint, .reply = reply, .deadline = DEADLINE_NEVER));
}

static struct message numbered(uint64_t base)
{
	return (struct message){ .label = base, .word = { base + 1, base + 2, base + 3, base + 4, base + 5, base + 6,
		base + 7, base + 8 } };
}

static void check_numbered(const struct message *message, uint64_t base)
{
	CHECK_EQUAL(base, message->label);
	for (unsigned n = 0; n < MESSAGE_WORDS; n++)
		CHECK_ITEM(n, base + 1 + n, message->word[n]);
}

/* --- messages --------------------------------------------------------------------------------------- */

static void test_send__carries_label_words_and_badge_to_a_waiting_receiver(void)
{
	set_up();
	CHECK(!receives(&one));
	two.message = numbered(100);
	CHECK(agent_do(&two, SYS_SEND, ARGUMENTS(.capability = world_badged(endpoint, 77))));
	CHECK_EQUAL(OK, two.status);
	CHECK(agent_finished(&one));
	CHECK_EQUAL(OK, one.status);
	CHECK_EQUAL(77, one.message.badge);
	CHECK_EQUAL(0, one.message.status);
	check_numbered(&one.message, 100);
}

static void test_send__waits_for_a_receiver(void)
{
	set_up();
	one.message = numbered(200);
	CHECK(!agent_do(&one, SYS_SEND, ARGUMENTS(.capability = world_badged(endpoint, 5))));
	CHECK(receives(&two));
	CHECK(agent_finished(&one));
	CHECK_EQUAL(OK, one.status);
	CHECK_EQUAL(5, two.message.badge);
	check_numbered(&two.message, 200);
}

static void test_send__is_served_first_come_first_served(void)
{
	set_up();
	one.message = numbered(100);
	two.message = numbered(200);
	CHECK(!agent_do(&one, SYS_SEND, ARGUMENTS(.capability = endpoint)));
	CHECK(!agent_do(&two, SYS_SEND, ARGUMENTS(.capability = endpoint)));
	CHECK(receives(&three));
	check_numbered(&three.message, 100);
	CHECK(receives(&three));
	check_numbered(&three.message, 200);
	CHECK(!receives(&three));
}

static void test_receive__is_served_first_come_first_served(void)
{
	set_up();
	CHECK(!agent_do(&one, SYS_RECV, ARGUMENTS(.capability = endpoint, .deadline = DEADLINE_NEVER)));
	CHECK(!agent_do(&two, SYS_RECV, ARGUMENTS(.capability = endpoint, .deadline = DEADLINE_NEVER)));
	CHECK(agent_do(&three, SYS_SEND, ARGUMENTS(.capability = endpoint)));
	CHECK(agent_finished(&one));
	CHECK(!agent_finished(&two));
}

static void test_nbsend__says_would_block_without_a_receiver(void)
{
	set_up();
	one.message = numbered(1);
	CHECK(agent_do(&one, SYS_NBSEND, ARGUMENTS(.capability = endpoint)));
	CHECK_EQUAL(WOULD_BLOCK, one.status);
	CHECK(!receives(&two));
}

static void test_nbsend__delivers_to_a_waiting_receiver(void)
{
	set_up();
	CHECK(!receives(&one));
	two.message = numbered(50);
	CHECK(agent_do(&two, SYS_NBSEND, ARGUMENTS(.capability = endpoint)));
	CHECK_EQUAL(OK, two.status);
	CHECK(agent_finished(&one));
	check_numbered(&one.message, 50);
}

static void test_nbrecv__says_would_block_without_a_sender(void)
{
	set_up();
	CHECK(agent_do(&one, SYS_NBRECV, ARGUMENTS(.capability = endpoint, .reply = reply)));
	CHECK_EQUAL(WOULD_BLOCK, one.status);
}

static void test_nbrecv__takes_a_waiting_sender(void)
{
	set_up();
	one.message = numbered(7);
	CHECK(!agent_do(&one, SYS_SEND, ARGUMENTS(.capability = endpoint)));
	CHECK(agent_do(&two, SYS_NBRECV, ARGUMENTS(.capability = endpoint)));
	CHECK_EQUAL(OK, two.status);
	check_numbered(&two.message, 7);
	CHECK(agent_finished(&one));
}

/* --- calls ------------------------------------------------------------------------------------------ */

static void test_call__brings_back_the_reply(void)
{
	set_up();
	CHECK(!receives(&one));
	two.message = numbered(100);
	CHECK(!agent_do(&two, SYS_CALL, ARGUMENTS(.capability = world_badged(endpoint, 9))));
	CHECK(agent_finished(&one));
	check_numbered(&one.message, 100);
	CHECK_EQUAL(9, one.message.badge);
	one.message = numbered(300);
	CHECK(agent_do(&one, SYS_REPLY, ARGUMENTS(.reply = reply)));
	CHECK_EQUAL(OK, one.status);
	CHECK(agent_finished(&two));
	CHECK_EQUAL(OK, two.status);
	CHECK_EQUAL(0, two.message.badge);
	check_numbered(&two.message, 300);
}

static void test_call__waits_for_a_receiver(void)
{
	set_up();
	two.message = numbered(100);
	CHECK(!agent_do(&two, SYS_CALL, ARGUMENTS(.capability = endpoint)));
	CHECK(receives(&one));
	check_numbered(&one.message, 100);
	CHECK(!agent_finished(&two));
	CHECK(agent_do(&one, SYS_REPLY, ARGUMENTS(.reply = reply)));
	CHECK(agent_finished(&two));
}

static void test_reply_recv__answers_and_waits_for_the_next(void)
{
	set_up();
	CHECK(!receives(&one));
	CHECK(!agent_do(&two, SYS_CALL, ARGUMENTS(.capability = endpoint)));
	CHECK(agent_finished(&one));
	one.message = numbered(400);
	CHECK(!agent_do(&one, SYS_REPLY_RECV, ARGUMENTS(.capability = endpoint, .reply = reply, .deadline = DEADLINE_NEVER)));
	CHECK(agent_finished(&two));
	check_numbered(&two.message, 400);
	three.message = numbered(500);
	CHECK(!agent_do(&three, SYS_CALL, ARGUMENTS(.capability = endpoint)));
	CHECK(agent_finished(&one));
	check_numbered(&one.message, 500);
}

static void test_reply_recv__goes_on_when_the_caller_has_gone(void)
{
	set_up();
	CHECK(!receives(&one));
	CHECK(!agent_do(&two, SYS_CALL, ARGUMENTS(.capability = endpoint)));
	CHECK_EQUAL(OK, cnode_delete(ROOT, two.thread.thread));
	CHECK(!agent_do(&one, SYS_REPLY_RECV, ARGUMENTS(.capability = endpoint, .reply = reply, .deadline = DEADLINE_NEVER)));
	CHECK(!agent_do(&three, SYS_CALL, ARGUMENTS(.capability = endpoint)));
	CHECK(agent_finished(&one));
	CHECK_EQUAL(OK, one.status);
}

static void test_call__is_cancelled_when_the_receiver_offers_no_reply(void)
{
	set_up();
	CHECK(!agent_do(&one, SYS_RECV, ARGUMENTS(.capability = endpoint, .deadline = DEADLINE_NEVER)));
	CHECK(agent_do(&two, SYS_CALL, ARGUMENTS(.capability = endpoint)));
	CHECK_EQUAL(CANCELLED, two.status);
	CHECK(agent_finished(&one));
	CHECK(!agent_do(&one, SYS_RECV, ARGUMENTS(.capability = endpoint, .deadline = DEADLINE_NEVER)));
	CHECK(agent_do(&two, SYS_CALL_CAP, ARGUMENTS(.capability = endpoint, .send = reply)));
	CHECK_EQUAL(CANCELLED, two.status);
}

static void test_receive__with_a_reply_that_holds_a_caller_cancels_that_caller(void)
{
	set_up();
	CHECK(!receives(&one));
	CHECK(!agent_do(&two, SYS_CALL, ARGUMENTS(.capability = endpoint)));
	CHECK(agent_finished(&one));
	CHECK(!receives(&one));
	CHECK(agent_finished(&two));
	CHECK_EQUAL(CANCELLED, two.status);
}

static void test_receive__rejects_a_reply_that_another_receives_with(void)
{
	set_up();
	CHECK(!receives(&one));
	CHECK(receives(&two));
	CHECK_EQUAL(BUSY, two.status);
	CHECK(!agent_finished(&one));
}

/* --- deadlines -------------------------------------------------------------------------------------- */

static void test_receive__times_out_at_its_deadline(void)
{
	struct message message = { 0 };
	uint64_t deadline = clock_deadline_ms(5);

	set_up();
	CHECK_EQUAL(TIMED_OUT, bulkhead_recv(endpoint, reply, deadline, &message));
	CHECK(clock_ticks() >= deadline);
	CHECK(clock_ticks() < deadline + clock_frequency());
	CHECK_EQUAL(OK, bulkhead_signal(one.go)); /* the endpoint is as before */
	CHECK_EQUAL(WOULD_BLOCK, bulkhead_nbsend(endpoint, &message));
}

static void test_receive__with_a_past_deadline_times_out_at_once(void)
{
	struct message message = { 0 };

	set_up();
	CHECK_EQUAL(TIMED_OUT, bulkhead_recv(endpoint, reply, 1, &message));
	CHECK_EQUAL(WOULD_BLOCK, bulkhead_recv(endpoint, reply, 0, &message));
}

static void test_receive__with_a_past_deadline_takes_what_is_there(void)
{
	struct message message = { 0 };

	set_up();
	one.message = numbered(3);
	CHECK(!agent_do(&one, SYS_SEND, ARGUMENTS(.capability = endpoint)));
	CHECK_EQUAL(OK, bulkhead_recv(endpoint, reply, 1, &message));
	check_numbered(&message, 3);
}

static void test_receive__of_many_with_deadlines_time_out_in_order(void)
{
	static const unsigned after_ms[3] = { 9, 3, 6 };
	struct agent *agents[3] = { &one, &two, &three };
	uint64_t now;

	set_up();
	now = clock_ticks();
	for (unsigned n = 0; n < 3; n++)
		agent_do(agents[n], SYS_RECV, ARGUMENTS(.capability = endpoint,
		         .deadline = now + clock_frequency() / 1000 * (20 + after_ms[n])));
	for (unsigned n = 0; n < 3; n++)
		CHECK_ITEM(n, true, agents[n]->busy);
	bulkhead_recv(endpoint, reply, now + clock_frequency() / 1000 * 40, &(struct message){ 0 });
	for (unsigned n = 0; n < 3; n++)
		CHECK_ITEM(n, true, agent_finished(agents[n]));
	for (unsigned n = 0; n < 3; n++)
		CHECK_ITEM(n, TIMED_OUT, agents[n]->status);
}

/* --- rights ----------------------------------------------------------------------------------------- */

static void test_send__needs_the_right_to_write(void)
{
	struct message message = { 0 };

	set_up();
	uint64_t weak = world_copy(endpoint, RIGHTS_ALL & ~RIGHT_WRITE);

	CHECK_EQUAL(NO_RIGHTS, bulkhead_send(weak, &message));
	CHECK_EQUAL(NO_RIGHTS, bulkhead_nbsend(weak, &message));
	CHECK_EQUAL(NO_RIGHTS, bulkhead_call(weak, &message));
	CHECK_EQUAL(NO_RIGHTS, bulkhead_send_cap(weak, endpoint, &message));
}

static void test_call__needs_the_right_to_call(void)
{
	struct message message = { 0 };

	set_up();
	uint64_t weak = world_copy(endpoint, RIGHTS_ALL & ~RIGHT_CALL);

	CHECK_EQUAL(NO_RIGHTS, bulkhead_call(weak, &message));
	CHECK_EQUAL(NO_RIGHTS, bulkhead_call_cap(weak, endpoint, 0, &message));
	CHECK_EQUAL(WOULD_BLOCK, bulkhead_nbsend(weak, &message));
}

static void test_receive__needs_the_right_to_read(void)
{
	struct message message = { 0 };

	set_up();
	uint64_t weak = world_copy(endpoint, RIGHTS_ALL & ~RIGHT_READ);

	CHECK_EQUAL(NO_RIGHTS, bulkhead_recv(weak, reply, DEADLINE_NEVER, &message));
	CHECK_EQUAL(NO_RIGHTS, bulkhead_nbrecv(weak, reply, &message));
	CHECK_EQUAL(NO_RIGHTS, bulkhead_recv(endpoint, world_copy(reply, RIGHT_READ), DEADLINE_NEVER, &message));
}

static void test_messages__reject_what_is_no_endpoint(void)
{
	struct message message = { 0 };
	uint64_t frame, empty;

	set_up();
	frame = world_make(TYPE_FRAME, 12);
	empty = world_slots(1);
	CHECK_EQUAL(INVALID_CAPABILITY, bulkhead_send(frame, &message));
	CHECK_EQUAL(INVALID_CAPABILITY, bulkhead_nbsend(empty, &message));
	CHECK_EQUAL(INVALID_CAPABILITY, bulkhead_call(reply, &message));
	CHECK_EQUAL(INVALID_CAPABILITY, bulkhead_recv(frame, 0, DEADLINE_NEVER, &message));
	CHECK_EQUAL(INVALID_CAPABILITY, bulkhead_nbrecv(~0ULL, 0, &message));
	CHECK_EQUAL(INVALID_CAPABILITY, bulkhead_recv(endpoint, frame, DEADLINE_NEVER, &message));
}

/* --- capabilities in messages ------------------------------------------------------------------------ */

static void test_call_cap__copies_a_capability_into_the_slot_that_the_receiver_named(void)
{
	set_up();
	uint64_t gift = world_badged(world_make(TYPE_NOTIFICATION, 0), 44), slot = world_slots(1);

	CHECK(!agent_do(&one, SYS_RECV, ARGUMENTS(.capability = endpoint, .reply = reply, .deadline = DEADLINE_NEVER,
	                                         .receive_slot = slot)));
	CHECK(!agent_do(&two, SYS_CALL_CAP, ARGUMENTS(.capability = endpoint, .send = gift)));
	CHECK(agent_finished(&one));
	CHECK_EQUAL(OK | ARRIVED_CAPABILITY, one.message.status);
	CHECK_EQUAL(TYPE_NOTIFICATION, world_type(slot));
	CHECK_EQUAL(world_object(gift), world_object(slot));
}

static void test_send_cap__works_when_the_sender_comes_first(void)
{
	set_up();
	uint64_t gift = world_make(TYPE_FRAME, 12), slot = world_slots(1);

	CHECK(!agent_do(&two, SYS_SEND_CAP, ARGUMENTS(.capability = endpoint, .send = gift)));
	CHECK(agent_do(&one, SYS_RECV, ARGUMENTS(.capability = endpoint, .reply = reply, .deadline = DEADLINE_NEVER,
	                                        .receive_slot = slot)));
	CHECK_EQUAL(OK | ARRIVED_CAPABILITY, one.message.status);
	CHECK_EQUAL(TYPE_FRAME, world_type(slot));
}

static void test_send_cap__tells_the_receiver_that_it_named_no_slot(void)
{
	set_up();
	uint64_t gift = world_make(TYPE_FRAME, 12);

	CHECK(!receives(&one));
	CHECK(agent_do(&two, SYS_SEND_CAP, ARGUMENTS(.capability = endpoint, .send = gift)));
	CHECK(agent_finished(&one));
	CHECK_EQUAL(OK | ARRIVED_NO_SLOT, one.message.status);
}

static void test_send_cap__leaves_an_occupied_slot_alone(void)
{
	set_up();
	uint64_t gift = world_make(TYPE_FRAME, 12), taken = world_make(TYPE_REPLY, 0);

	CHECK(!agent_do(&one, SYS_RECV, ARGUMENTS(.capability = endpoint, .deadline = DEADLINE_NEVER, .receive_slot = taken)));
	CHECK(agent_do(&two, SYS_SEND_CAP, ARGUMENTS(.capability = endpoint, .send = gift)));
	CHECK_EQUAL(OK, two.status);
	CHECK(agent_finished(&one));
	CHECK_EQUAL(OK | ARRIVED_NO_SLOT, one.message.status);
	CHECK_EQUAL(TYPE_REPLY, world_type(taken));
}

static void test_send_cap__brings_nothing_when_the_senders_slot_is_empty_by_then(void)
{
	set_up();
	uint64_t gift = world_make(TYPE_FRAME, 12), slot = world_slots(1);

	CHECK(!agent_do(&two, SYS_SEND_CAP, ARGUMENTS(.capability = endpoint, .send = gift)));
	CHECK_EQUAL(OK, cnode_delete(ROOT, gift));
	CHECK(agent_do(&one, SYS_RECV, ARGUMENTS(.capability = endpoint, .deadline = DEADLINE_NEVER, .receive_slot = slot)));
	CHECK_EQUAL(OK | ARRIVED_NO_SLOT, one.message.status);
	CHECK_EQUAL(0, world_inspect(slot));
}

static void test_send_cap__never_copies_an_untyped(void)
{
	set_up();
	uint64_t slot = world_slots(1);

	CHECK(!agent_do(&one, SYS_RECV, ARGUMENTS(.capability = endpoint, .deadline = DEADLINE_NEVER, .receive_slot = slot)));
	CHECK(agent_do(&two, SYS_SEND_CAP, ARGUMENTS(.capability = endpoint, .send = world_arena())));
	CHECK(agent_finished(&one));
	CHECK_EQUAL(OK | ARRIVED_NO_SLOT, one.message.status);
	CHECK_EQUAL(0, world_inspect(slot));
}

static void test_send_cap__needs_the_right_to_grant(void)
{
	struct message message = { 0 };

	set_up();
	CHECK_EQUAL(NO_RIGHTS, bulkhead_send_cap(world_copy(endpoint, RIGHTS_ALL & ~RIGHT_GRANT), reply, &message));
	CHECK_EQUAL(NO_RIGHTS, bulkhead_call_cap(world_copy(endpoint, RIGHTS_ALL & ~RIGHT_GRANT), reply, 0, &message));
}

static void test_send_cap__rejects_an_empty_slot(void)
{
	struct message message = { 0 };

	set_up();
	CHECK_EQUAL(INVALID_CAPABILITY, bulkhead_send_cap(endpoint, world_slots(1), &message));
	CHECK_EQUAL(INVALID_CAPABILITY, bulkhead_send_cap(endpoint, ~0ULL, &message));
	CHECK_EQUAL(INVALID_CAPABILITY, bulkhead_send_cap(endpoint, 0, &message));
	CHECK_EQUAL(INVALID_CAPABILITY, bulkhead_call_cap(endpoint, world_slots(1), 0, &message));
	CHECK_EQUAL(INVALID_CAPABILITY, bulkhead_call_cap(reply, reply, 0, &message));
}

static void test_reply_recv_cap__brings_a_capability_back(void)
{
	set_up();
	uint64_t gift = world_make(TYPE_FRAME, 12), slot = world_slots(1);

	CHECK(!receives(&one));
	CHECK(!agent_do(&two, SYS_CALL_CAP, ARGUMENTS(.capability = endpoint, .send = reply, .receive_slot = slot)));
	CHECK(agent_finished(&one));
	CHECK(!agent_do(&one, SYS_REPLY_RECV_CAP, ARGUMENTS(.capability = endpoint, .reply = reply,
	                                                   .deadline = DEADLINE_NEVER, .send = gift)));
	CHECK(agent_finished(&two));
	CHECK_EQUAL(OK, two.status);
	CHECK_EQUAL(OK | ARRIVED_CAPABILITY, two.message.status);
	CHECK_EQUAL(world_object(gift), world_object(slot));
	CHECK(agent_do(&three, SYS_SEND, ARGUMENTS(.capability = endpoint)));
	CHECK(agent_finished(&one));
	CHECK_EQUAL(OK, one.status);
}

/* --- destruction ------------------------------------------------------------------------------------ */

static void test_endpoint__going_cancels_all_who_wait(void)
{
	set_up();
	CHECK(!agent_do(&one, SYS_SEND, ARGUMENTS(.capability = endpoint)));
	CHECK(!agent_do(&two, SYS_CALL, ARGUMENTS(.capability = endpoint)));
	CHECK(!agent_do(&three, SYS_SEND_CAP, ARGUMENTS(.capability = endpoint, .send = reply)));
	CHECK_EQUAL(OK, cnode_delete(ROOT, endpoint));
	CHECK(agent_finished(&one));
	CHECK(agent_finished(&two));
	CHECK(agent_finished(&three));
	CHECK_EQUAL(CANCELLED, one.status);
	CHECK_EQUAL(CANCELLED, two.status);
	CHECK_EQUAL(CANCELLED, three.status);
}

static void test_endpoint__going_cancels_receivers_and_frees_their_replies(void)
{
	set_up();
	uint64_t other = world_make(TYPE_ENDPOINT, 0);

	CHECK(!receives(&one));
	CHECK_EQUAL(OK, cnode_delete(ROOT, endpoint));
	CHECK(agent_finished(&one));
	CHECK_EQUAL(CANCELLED, one.status);
	CHECK(!agent_do(&two, SYS_RECV, ARGUMENTS(.capability = other, .reply = reply, .deadline = DEADLINE_NEVER)));
}

static void test_endpoint__sender_that_goes_leaves_the_queue(void)
{
	set_up();
	one.message = numbered(100);
	two.message = numbered(200);
	CHECK(!agent_do(&one, SYS_SEND, ARGUMENTS(.capability = endpoint)));
	CHECK(!agent_do(&two, SYS_SEND, ARGUMENTS(.capability = endpoint)));
	CHECK_EQUAL(OK, cnode_delete(ROOT, one.thread.thread));
	CHECK(receives(&three));
	check_numbered(&three.message, 200);
	CHECK(!receives(&three));
}

static const struct test tests[] = {
	TEST(send__carries_label_words_and_badge_to_a_waiting_receiver),
	TEST(send__waits_for_a_receiver),
	TEST(send__is_served_first_come_first_served),
	TEST(receive__is_served_first_come_first_served),
	TEST(nbsend__says_would_block_without_a_receiver),
	TEST(nbsend__delivers_to_a_waiting_receiver),
	TEST(nbrecv__says_would_block_without_a_sender),
	TEST(nbrecv__takes_a_waiting_sender),
	TEST(call__brings_back_the_reply),
	TEST(call__waits_for_a_receiver),
	TEST(reply_recv__answers_and_waits_for_the_next),
	TEST(reply_recv__goes_on_when_the_caller_has_gone),
	TEST(call__is_cancelled_when_the_receiver_offers_no_reply),
	TEST(receive__with_a_reply_that_holds_a_caller_cancels_that_caller),
	TEST(receive__rejects_a_reply_that_another_receives_with),
	TEST(receive__times_out_at_its_deadline),
	TEST(receive__with_a_past_deadline_times_out_at_once),
	TEST(receive__with_a_past_deadline_takes_what_is_there),
	TEST(receive__of_many_with_deadlines_time_out_in_order),
	TEST(send__needs_the_right_to_write),
	TEST(call__needs_the_right_to_call),
	TEST(receive__needs_the_right_to_read),
	TEST(messages__reject_what_is_no_endpoint),
	TEST(call_cap__copies_a_capability_into_the_slot_that_the_receiver_named),
	TEST(send_cap__works_when_the_sender_comes_first),
	TEST(send_cap__tells_the_receiver_that_it_named_no_slot),
	TEST(send_cap__leaves_an_occupied_slot_alone),
	TEST(send_cap__brings_nothing_when_the_senders_slot_is_empty_by_then),
	TEST(send_cap__never_copies_an_untyped),
	TEST(send_cap__needs_the_right_to_grant),
	TEST(send_cap__rejects_an_empty_slot),
	TEST(reply_recv_cap__brings_a_capability_back),
	TEST(endpoint__going_cancels_all_who_wait),
	TEST(endpoint__going_cancels_receivers_and_frees_their_replies),
	TEST(endpoint__sender_that_goes_leaves_the_queue),
};
const struct suite endpoint_suite = SUITE(tests);
