/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls as such: numbers, registers. */
#include <world.h>

#include "check.h"

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

static const struct test tests[] = {
	TEST(syscall__null_returns_the_abi_version),
	TEST(syscall__unknown_number_is_an_invalid_method),
	TEST(syscall__preserves_all_other_registers),
};
const struct suite syscall_suite = SUITE(tests);
