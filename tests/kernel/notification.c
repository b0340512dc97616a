/* SPDX-License-Identifier: BSD-2-Clause */
/* Notifications: words of bits, waiting for them, and taking them while receiving. */
#include <world.h>

#include "agent.h"
#include "check.h"

#define ROOT INIT_SLOT_CNODE
#define ARGUMENTS(...) ((struct system_call_arguments){ __VA_ARGS__ })

static struct agent one, two;
static uint64_t notification, bit0, bit5;

static void set_up(void)
{
	notification = world_make(TYPE_NOTIFICATION, 0);
	bit0 = world_badged(notification, 1);
	bit5 = world_badged(notification, 1 << 5);
	agent_start(&one, (struct world_thread_options){ .priority = 10 });
	agent_start(&two, (struct world_thread_options){ .priority = 10 });
}

static bool waits(struct agent *agent)
{
	return agent_do(agent, SYS_RECV, ARGUMENTS(.capability = notification, .deadline = DEADLINE_NEVER));
}

static void test_signal__ors_badges_until_they_are_taken(void)
{
	uint64_t word;

	set_up();
	CHECK_EQUAL(OK, bulkhead_signal(bit0));
	CHECK_EQUAL(OK, bulkhead_signal(bit5));
	CHECK_EQUAL(OK, bulkhead_signal(bit5));
	CHECK_EQUAL(OK, bulkhead_poll(notification, &word));
	CHECK_EQUAL(1 | 1 << 5, word);
	CHECK_EQUAL(WOULD_BLOCK, bulkhead_poll(notification, &word));
}

static void test_signal__wakes_who_waits(void)
{
	set_up();
	CHECK(!waits(&one));
	CHECK_EQUAL(OK, bulkhead_signal(bit5));
	CHECK(agent_finished(&one));
	CHECK_EQUAL(OK | ARRIVED_NOTIFICATION, one.message.status);
	CHECK_EQUAL(1 << 5, one.message.badge);
	CHECK_EQUAL(WOULD_BLOCK, bulkhead_poll(notification, 0));
}

static void test_signal__wakes_one_at_a_time_in_order(void)
{
	set_up();
	CHECK(!waits(&one));
	CHECK(!waits(&two));
	CHECK_EQUAL(OK, bulkhead_signal(bit0));
	CHECK(agent_finished(&one));
	CHECK(!agent_finished(&two));
	CHECK_EQUAL(OK, bulkhead_signal(bit5));
	CHECK(agent_finished(&two));
	CHECK_EQUAL(1 << 5, two.message.badge);
}

static void test_signal__without_a_badge_sets_nothing(void)
{
	set_up();
	CHECK_EQUAL(OK, bulkhead_signal(notification));
	CHECK_EQUAL(WOULD_BLOCK, bulkhead_poll(notification, 0));
}

static void test_signal__needs_the_right_to_write(void)
{
	set_up();
	CHECK_EQUAL(NO_RIGHTS, bulkhead_signal(world_copy(bit0, RIGHTS_ALL & ~RIGHT_WRITE)));
	CHECK_EQUAL(WOULD_BLOCK, bulkhead_poll(notification, 0));
}

static void test_signal__rejects_what_is_no_notification(void)
{
	CHECK_EQUAL(INVALID_CAPABILITY, bulkhead_signal(world_make(TYPE_ENDPOINT, 0)));
	CHECK_EQUAL(INVALID_CAPABILITY, bulkhead_signal(world_slots(1)));
	CHECK_EQUAL(INVALID_CAPABILITY, bulkhead_signal(0));
}

static void test_wait__takes_at_once_what_is_there(void)
{
	set_up();
	CHECK_EQUAL(OK, bulkhead_signal(bit0));
	CHECK(waits(&one));
	CHECK_EQUAL(1, one.message.badge);
}

static void test_wait__needs_the_right_to_read(void)
{
	set_up();
	uint64_t weak = world_copy(notification, RIGHTS_ALL & ~RIGHT_READ);

	CHECK_EQUAL(NO_RIGHTS, bulkhead_wait(weak, DEADLINE_NEVER, 0));
	CHECK_EQUAL(NO_RIGHTS, bulkhead_poll(weak, 0));
}

static void test_wait__times_out_at_its_deadline(void)
{
	uint64_t deadline = clock_deadline_ms(5);

	set_up();
	CHECK_EQUAL(TIMED_OUT, bulkhead_wait(notification, deadline, 0));
	CHECK(clock_ticks() >= deadline);
	CHECK_EQUAL(TIMED_OUT, bulkhead_wait(notification, 1, 0));
	CHECK_EQUAL(WOULD_BLOCK, bulkhead_wait(notification, 0, 0));
}

static void test_wait__that_timed_out_takes_no_later_signal(void)
{
	set_up();
	CHECK(!agent_do(&one, SYS_RECV, ARGUMENTS(.capability = notification, .deadline = clock_deadline_ms(20))));
	CHECK_EQUAL(TIMED_OUT, bulkhead_wait(notification, clock_deadline_ms(40), 0));
	CHECK(agent_finished(&one));
	CHECK_EQUAL(TIMED_OUT, one.status);
	CHECK_EQUAL(OK, bulkhead_signal(bit0));
	CHECK_EQUAL(OK, bulkhead_poll(notification, 0));
}

/* --- bound ------------------------------------------------------------------------------------------ */

static void test_bound__arrives_while_receiving(void)
{
	set_up();
	uint64_t endpoint = world_make(TYPE_ENDPOINT, 0), reply = world_make(TYPE_REPLY, 0);

	CHECK_EQUAL(OK, thread_bind_notification(one.thread.thread, notification));
	CHECK(!agent_do(&one, SYS_RECV, ARGUMENTS(.capability = endpoint, .reply = reply, .deadline = DEADLINE_NEVER)));
	CHECK_EQUAL(OK, bulkhead_signal(bit5));
	CHECK(agent_finished(&one));
	CHECK_EQUAL(OK | ARRIVED_NOTIFICATION, one.message.status);
	CHECK_EQUAL(1 << 5, one.message.badge);
	/* the reply object is free again */
	CHECK(!agent_do(&two, SYS_RECV, ARGUMENTS(.capability = endpoint, .reply = reply, .deadline = DEADLINE_NEVER)));
}

static void test_bound__pending_word_comes_before_messages(void)
{
	set_up();
	uint64_t endpoint = world_make(TYPE_ENDPOINT, 0);

	CHECK_EQUAL(OK, thread_bind_notification(one.thread.thread, notification));
	CHECK(!agent_do(&two, SYS_SEND, ARGUMENTS(.capability = endpoint)));
	CHECK_EQUAL(OK, bulkhead_signal(bit0));
	CHECK(agent_do(&one, SYS_RECV, ARGUMENTS(.capability = endpoint, .deadline = DEADLINE_NEVER)));
	CHECK_EQUAL(OK | ARRIVED_NOTIFICATION, one.message.status);
	CHECK(!agent_finished(&two));
	CHECK(agent_do(&one, SYS_RECV, ARGUMENTS(.capability = endpoint, .deadline = DEADLINE_NEVER)));
	CHECK_EQUAL(OK, one.message.status);
	CHECK(agent_finished(&two));
}

static void test_bound__does_not_disturb_other_waits(void)
{
	set_up();
	uint64_t other = world_make(TYPE_NOTIFICATION, 0);

	CHECK_EQUAL(OK, thread_bind_notification(one.thread.thread, notification));
	CHECK(!agent_do(&one, SYS_RECV, ARGUMENTS(.capability = other, .deadline = DEADLINE_NEVER)));
	CHECK_EQUAL(OK, bulkhead_signal(bit0));
	CHECK(!agent_finished(&one));
	CHECK_EQUAL(OK, bulkhead_poll(notification, 0));
}

static void test_notification__going_cancels_who_waits(void)
{
	set_up();
	CHECK(!waits(&one));
	CHECK(!waits(&two));
	CHECK_EQUAL(OK, cnode_revoke(ROOT, notification));
	CHECK_EQUAL(OK, cnode_delete(ROOT, notification));
	CHECK(agent_finished(&one));
	CHECK(agent_finished(&two));
	CHECK_EQUAL(CANCELLED, one.status);
	CHECK_EQUAL(CANCELLED, two.status);
}

static void test_notification__going_unbinds_its_thread(void)
{
	set_up();
	CHECK_EQUAL(OK, thread_bind_notification(one.thread.thread, notification));
	CHECK_EQUAL(OK, cnode_revoke(ROOT, notification));
	CHECK_EQUAL(OK, cnode_delete(ROOT, notification));
	CHECK_EQUAL(WRONG_STATE, thread_bind_notification(one.thread.thread, 0));
	CHECK_EQUAL(OK, thread_bind_notification(one.thread.thread, world_make(TYPE_NOTIFICATION, 0)));
}

static const struct test tests[] = {
	TEST(signal__ors_badges_until_they_are_taken),
	TEST(signal__wakes_who_waits),
	TEST(signal__wakes_one_at_a_time_in_order),
	TEST(signal__without_a_badge_sets_nothing),
	TEST(signal__needs_the_right_to_write),
	TEST(signal__rejects_what_is_no_notification),
	TEST(wait__takes_at_once_what_is_there),
	TEST(wait__needs_the_right_to_read),
	TEST(wait__times_out_at_its_deadline),
	TEST(wait__that_timed_out_takes_no_later_signal),
	TEST(bound__arrives_while_receiving),
	TEST(bound__pending_word_comes_before_messages),
	TEST(bound__does_not_disturb_other_waits),
	TEST(notification__going_cancels_who_waits),
	TEST(notification__going_unbinds_its_thread),
};
const struct suite notification_suite = SUITE(tests);
