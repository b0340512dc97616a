/* SPDX-License-Identifier: BSD-2-Clause */
/* Replying and receiving in one call: what its receive is refused, with and without a capability in the reply. */
#include <world.h>

#include "agent.h"
#include "check.h"

#define ROOT INIT_SLOT_CNODE
#define ARGUMENTS(...) ((struct system_call_arguments){ __VA_ARGS__ })

static struct agent one, two;
static uint64_t endpoint, reply, gift;
static struct message message;

static void set_up(void)
{
	endpoint = world_make(TYPE_ENDPOINT, 0);
	reply = world_make(TYPE_REPLY, 0);
	gift = world_make(TYPE_FRAME, 12);
	message = (struct message){ 0 };
	agent_start(&one, (struct world_thread_options){ .priority = 10 });
	agent_start(&two, (struct world_thread_options){ .priority = 10 });
}

static bool receives(struct agent *agent)
{
	return agent_do(agent, SYS_RECV, ARGUMENTS(.capability = endpoint, .reply = reply, .deadline = DEADLINE_NEVER));
}

static void test_reply_recv__rejects_what_is_not_of_its_type(void)
{
	set_up();
	CHECK_EQUAL(INVALID_CAPABILITY, bulkhead_reply_recv(gift, reply, 0, &message));
	CHECK_EQUAL(INVALID_CAPABILITY, bulkhead_reply_recv(world_slots(1), reply, 0, &message));
	CHECK_EQUAL(INVALID_CAPABILITY, bulkhead_reply_recv(endpoint, gift, 0, &message));
	CHECK_EQUAL(INVALID_CAPABILITY, bulkhead_reply_recv_cap(gift, reply, 0, gift, 0, &message));
	CHECK_EQUAL(INVALID_CAPABILITY, bulkhead_reply_recv_cap(endpoint, 0, 0, gift, 0, &message));
}

static void test_reply_recv__needs_the_rights_to_read_and_to_write_the_reply(void)
{
	set_up();
	uint64_t deaf = world_copy(endpoint, RIGHTS_ALL & ~RIGHT_READ);
	uint64_t mute = world_copy(reply, RIGHTS_ALL & ~RIGHT_WRITE);

	CHECK_EQUAL(NO_RIGHTS, bulkhead_reply_recv(deaf, reply, 0, &message));
	CHECK_EQUAL(NO_RIGHTS, bulkhead_reply_recv(endpoint, mute, 0, &message));
	CHECK_EQUAL(NO_RIGHTS, bulkhead_reply_recv_cap(deaf, reply, 0, gift, 0, &message));
	CHECK_EQUAL(NO_RIGHTS, bulkhead_reply_recv_cap(endpoint, mute, 0, gift, 0, &message));
}

static void test_reply_recv__says_would_block_without_a_sender(void)
{
	set_up();
	CHECK_EQUAL(WOULD_BLOCK, bulkhead_reply_recv(endpoint, reply, 0, &message));
	CHECK_EQUAL(WOULD_BLOCK, bulkhead_reply_recv_cap(endpoint, reply, 0, gift, 0, &message));
}

static void test_reply_recv__times_out_at_its_deadline(void)
{
	set_up();
	uint64_t deadline = clock_deadline_ms(2);

	CHECK_EQUAL(TIMED_OUT, bulkhead_reply_recv(endpoint, reply, deadline, &message));
	CHECK(clock_ticks() >= deadline);
	CHECK_EQUAL(TIMED_OUT, bulkhead_reply_recv_cap(endpoint, reply, deadline, gift, 0, &message));
	deadline = clock_deadline_ms(2);
	CHECK_EQUAL(TIMED_OUT, bulkhead_reply_recv_cap(endpoint, reply, deadline, gift, 0, &message));
	CHECK(clock_ticks() >= deadline);
}

static void test_reply_recv__rejects_a_reply_that_another_receives_with(void)
{
	set_up();
	CHECK(!receives(&one));
	CHECK_EQUAL(BUSY, bulkhead_nbrecv(endpoint, reply, &message));
	CHECK_EQUAL(BUSY, bulkhead_reply_recv(endpoint, reply, DEADLINE_NEVER, &message));
	CHECK_EQUAL(BUSY, bulkhead_reply_recv_cap(endpoint, reply, DEADLINE_NEVER, gift, 0, &message));
	CHECK(!agent_finished(&one));
}

static void test_reply_recv__is_cancelled_when_the_endpoint_goes(void)
{
	set_up();
	uint64_t other = world_make(TYPE_REPLY, 0);

	CHECK(!agent_do(&one, SYS_REPLY_RECV, ARGUMENTS(.capability = endpoint, .reply = reply, .deadline = DEADLINE_NEVER)));
	CHECK(!agent_do(&two, SYS_REPLY_RECV_CAP,
	                ARGUMENTS(.capability = endpoint, .reply = other, .deadline = DEADLINE_NEVER, .send = gift)));
	CHECK_EQUAL(OK, cnode_delete(ROOT, endpoint));
	CHECK(agent_finished(&one));
	CHECK(agent_finished(&two));
	CHECK_EQUAL(CANCELLED, one.status);
	CHECK_EQUAL(CANCELLED, two.status);
}

static void test_reply_recv__has_replied_when_its_receive_fails(void)
{
	set_up();
	CHECK(!agent_do(&one, SYS_CALL, ARGUMENTS(.capability = endpoint)));
	CHECK_EQUAL(OK, bulkhead_recv(endpoint, reply, 0, &message));
	message = (struct message){ .label = 7 };
	CHECK_EQUAL(INVALID_CAPABILITY, bulkhead_reply_recv(gift, reply, 0, &message));
	CHECK(agent_finished(&one));
	CHECK_EQUAL(OK, one.status);
	CHECK_EQUAL(7, one.message.label);
}

static void test_receive__that_finds_nobody_has_cancelled_the_caller_of_its_reply(void)
{
	set_up();
	CHECK(!agent_do(&one, SYS_CALL, ARGUMENTS(.capability = endpoint)));
	CHECK_EQUAL(OK, bulkhead_recv(endpoint, reply, 0, &message));
	CHECK_EQUAL(WOULD_BLOCK, bulkhead_nbrecv(endpoint, reply, &message));
	CHECK(agent_finished(&one));
	CHECK_EQUAL(CANCELLED, one.status);
}

static const struct test tests[] = {
	TEST(reply_recv__rejects_what_is_not_of_its_type),
	TEST(reply_recv__needs_the_rights_to_read_and_to_write_the_reply),
	TEST(reply_recv__says_would_block_without_a_sender),
	TEST(reply_recv__times_out_at_its_deadline),
	TEST(reply_recv__rejects_a_reply_that_another_receives_with),
	TEST(reply_recv__is_cancelled_when_the_endpoint_goes),
	TEST(reply_recv__has_replied_when_its_receive_fails),
	TEST(receive__that_finds_nobody_has_cancelled_the_caller_of_its_reply),
};
const struct suite reply_recv_suite = SUITE(tests);
