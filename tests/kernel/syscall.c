/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls as such: numbers, registers. */
#include <world.h>

#include "agent.h"
#include "check.h"

#define ROOT INIT_SLOT_CNODE
#define ARGUMENTS(...) ((struct system_call_arguments){ __VA_ARGS__ })

static void test_syscall__null_returns_the_abi_version(void)
{
	struct message message = { 0 };

	CHECK_EQUAL(OK, bulkhead_system_call(SYS_NULL, (struct system_call_arguments){ 0 }, &message));
	CHECK_EQUAL(ABI_VERSION, message.label);
}

/* The number is part of the instruction, so each has one of its own. */
static enum status call_number(enum system_call number, struct message *message)
{
	*message = (struct message){ .label = 0x55, .word = { 1, 2, 3 } };
	switch ((unsigned)number) {
	case SYS_COUNT:
		return bulkhead_system_call(SYS_COUNT, (struct system_call_arguments){ 0 }, message);
	case 0x100:
		return bulkhead_system_call(0x100, (struct system_call_arguments){ 0 }, message);
	default:
		return bulkhead_system_call(0xffff, (struct system_call_arguments){ 0 }, message);
	}
}

static void test_syscall__unknown_number_is_an_invalid_method(void)
{
	static const unsigned numbers[] = { SYS_COUNT, 0x100, 0xffff };
	struct message message;

	for (unsigned n = 0; n < 3; n++) {
		CHECK_ITEM(numbers[n], INVALID_METHOD, call_number((enum system_call)numbers[n], &message));
		CHECK_ITEM(numbers[n], 0x55, message.label);
	}
}

_Static_assert(SYS_RECV == 3 && SYS_SIGNAL == 8, "as in registers.S");

/* In registers.S: how many of x11..x30 a signal changes. */
uint64_t registers_changed(uint64_t seed, uint64_t notification);

static struct {
	uint64_t asked, answered, changed;
} other;

static void other_thread(uint64_t unused)
{
	(void)unused;
	while (bulkhead_wait(other.asked, DEADLINE_NEVER, 0) == OK)
		other.changed += registers_changed(0x2020202020202020, other.answered);
}

static void test_syscall__preserves_all_other_registers(void)
{
	other.asked = world_badged(world_make(TYPE_NOTIFICATION, 0), 1);
	other.answered = world_badged(world_make(TYPE_NOTIFICATION, 0), 1);
	other.changed = 0;
	world_thread((struct world_thread_options){ .entry = other_thread, .priority = 2 });
	for (unsigned n = 0; n < 10; n++) {
		CHECK_ITEM(n, 0, registers_changed(0x0101010101010101, other.asked));
		CHECK_ITEM(n, OK, bulkhead_wait(other.answered, clock_deadline_ms(1000), 0));
	}
	CHECK_EQUAL(0, other.changed);
}

/* --- errors ------------------------------------------------------------------------------------------ */

static const struct message sent = { .label = 11, .word = { 12, 13, 14, 15, 16, 17, 18, 19 } };

static void check_kept(unsigned item, const struct message *message, uint64_t capability)
{
	CHECK_ITEM(item, sent.label, message->label);
	for (unsigned n = 0; n < MESSAGE_WORDS; n++)
		CHECK_ITEM(item * 100 + n, sent.word[n], message->word[n]);
	CHECK_ITEM(item, capability, message->badge);
}

static void test_syscall__an_error_at_once_keeps_the_message_and_the_capability(void)
{
	uint64_t endpoint = world_make(TYPE_ENDPOINT, 0), reply = world_make(TYPE_REPLY, 0), empty = world_slots(1);
	struct message messages[5] = { sent, sent, sent, sent, sent };

	CHECK_EQUAL(WOULD_BLOCK, bulkhead_nbsend(endpoint, &messages[0]));
	CHECK_EQUAL(WOULD_BLOCK, bulkhead_nbrecv(endpoint, reply, &messages[1]));
	CHECK_EQUAL(TIMED_OUT, bulkhead_recv(endpoint, reply, 1, &messages[2]));
	CHECK_EQUAL(WOULD_BLOCK, bulkhead_reply_recv(endpoint, reply, 0, &messages[3]));
	CHECK_EQUAL(INVALID_CAPABILITY, bulkhead_call(empty, &messages[4]));
	for (unsigned n = 0; n < 5; n++)
		check_kept(n, &messages[n], n < 4 ? endpoint : empty);
}

/* One way to wait and then fail: the agent orders it, the root ends it. */
static void check_wait(unsigned item, enum system_call number, bool times_out)
{
	static struct agent agent;
	uint64_t endpoint = world_make(TYPE_ENDPOINT, 0), reply = world_make(TYPE_REPLY, 0);

	agent_start(&agent, (struct world_thread_options){ .priority = 10 });
	agent.message = sent;
	bool over = agent_do(&agent, number, ARGUMENTS(.capability = endpoint, .reply = reply,
	                                               .deadline = times_out ? clock_deadline_ms(1) : DEADLINE_NEVER));

	if (!over && !times_out)
		CHECK_EQUAL(OK, cnode_delete(ROOT, endpoint));
	bulkhead_wait(world_make(TYPE_NOTIFICATION, 0), clock_deadline_ms(2), 0);
	CHECK_ITEM(item, true, agent_finished(&agent));
	CHECK_ITEM(item, times_out ? TIMED_OUT : CANCELLED, agent.status);
	check_kept(item, &agent.message, endpoint);
}

static void test_syscall__an_error_after_waiting_keeps_the_message_and_the_capability(void)
{
	static const enum system_call numbers[] = { SYS_CALL, SYS_SEND, SYS_RECV, SYS_REPLY_RECV };

	for (unsigned n = 0; n < 4; n++)
		check_wait(n, numbers[n], false);
	check_wait(4, SYS_RECV, true);
	check_wait(5, SYS_REPLY_RECV, true);
}

static const struct test tests[] = {
	TEST(syscall__null_returns_the_abi_version),
	TEST(syscall__unknown_number_is_an_invalid_method),
	TEST(syscall__preserves_all_other_registers),
	TEST(syscall__an_error_at_once_keeps_the_message_and_the_capability),
	TEST(syscall__an_error_after_waiting_keeps_the_message_and_the_capability),
};
const struct suite syscall_suite = SUITE(tests);
