/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Auth's rules: counts, delays, saturation, time that goes backwards, names and PINs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "rules.h"

static const struct rules_limits limits = {
	.failures_free = 1, .failures_max = 5, .delay_first_ms = 1000, .delay_max_ms = 60000,
};

static uint64_t wait_after(uint32_t failures, const struct rules_limits *by)
{
	struct rules_lockout lockout = { .failures = 0 };
	uint64_t wait_ms;
	for (uint32_t i = 0; i < failures; i++)
		rules_fail(&lockout, by, 1000000);
	rules_check(&lockout, 1000000, &wait_ms);
	return wait_ms;
}

static void lockout__allows_somebody_without_failures(void **state)
{
	(void)state;
	struct rules_lockout lockout = { .failures = 0 };
	uint64_t wait_ms = 1;
	assert_int_equal(rules_check(&lockout, 0, &wait_ms), RULES_ALLOWED);
	assert_int_equal(wait_ms, 0);
}

static void lockout__does_not_delay_free_failures(void **state)
{
	(void)state;
	assert_int_equal(wait_after(1, &limits), 0);
}

static void lockout__doubles_the_delay(void **state)
{
	(void)state;
	assert_int_equal(wait_after(2, &limits), 1000);
	assert_int_equal(wait_after(3, &limits), 2000);
	assert_int_equal(wait_after(4, &limits), 4000);
}

static void lockout__bounds_the_delay(void **state)
{
	(void)state;
	struct rules_limits patient = limits;
	patient.failures_max = RULES_NEVER_LOCK;
	assert_int_equal(wait_after(7, &patient), 32000);
	assert_int_equal(wait_after(8, &patient), 60000);
	assert_int_equal(wait_after(64, &patient), 60000);
	assert_int_equal(wait_after(65, &patient), 60000);
	assert_int_equal(wait_after(66, &patient), 60000);
	assert_int_equal(wait_after(1000, &patient), 60000);
}

static void lockout__bounds_a_first_delay_beyond_the_largest(void **state)
{
	(void)state;
	struct rules_limits odd = { .failures_max = 9, .delay_first_ms = 5000, .delay_max_ms = 3000 };
	assert_int_equal(wait_after(1, &odd), 3000);
}

static void lockout__locks_at_the_limit_and_stays_locked(void **state)
{
	(void)state;
	struct rules_lockout lockout = { .failures = 0 };
	uint64_t wait_ms;
	for (uint32_t i = 0; i < 4; i++)
		rules_fail(&lockout, &limits, 0);
	assert_int_equal(rules_check(&lockout, UINT64_MAX, &wait_ms), RULES_ALLOWED);
	rules_fail(&lockout, &limits, 0);
	assert_int_equal(rules_check(&lockout, UINT64_MAX, &wait_ms), RULES_LOCKED);
}

static void lockout__is_over_when_the_delay_is(void **state)
{
	(void)state;
	struct rules_lockout lockout = { .failures = 1 };
	uint64_t wait_ms;
	rules_fail(&lockout, &limits, 500);
	assert_int_equal(rules_check(&lockout, 1499, &wait_ms), RULES_DELAYED);
	assert_int_equal(wait_ms, 1);
	assert_int_equal(rules_check(&lockout, 1500, &wait_ms), RULES_ALLOWED);
}

static void lockout__is_forgotten(void **state)
{
	(void)state;
	struct rules_lockout lockout = { .failures = 4 };
	uint64_t wait_ms;
	rules_fail(&lockout, &limits, 500);
	rules_forget(&lockout);
	assert_int_equal(rules_check(&lockout, 0, &wait_ms), RULES_ALLOWED);
	rules_fail(&lockout, &limits, 500);
	assert_int_equal(rules_check(&lockout, 500, &wait_ms), RULES_ALLOWED);
}

static void lockout__saturates_its_count_and_its_time(void **state)
{
	(void)state;
	struct rules_limits patient = limits;
	patient.failures_max = RULES_NEVER_LOCK;
	struct rules_lockout lockout = { .failures = UINT32_MAX - 1 };
	uint64_t wait_ms;
	rules_fail(&lockout, &patient, UINT64_MAX - 5);
	rules_fail(&lockout, &patient, UINT64_MAX - 5);
	assert_int_equal(lockout.failures, UINT32_MAX);
	assert_int_equal(lockout.not_before_ms, UINT64_MAX);
	assert_int_equal(rules_check(&lockout, UINT64_MAX - 1, &wait_ms), RULES_DELAYED);
}

static void clock__never_goes_backwards(void **state)
{
	(void)state;
	struct rules_clock clock = { .latest_ms = 0 };
	assert_int_equal(rules_clock_read(&clock, 500), 500);
	assert_int_equal(rules_clock_read(&clock, 100), 500);
	assert_int_equal(rules_clock_read(&clock, 501), 501);
}

static void clock__that_goes_back_does_not_end_a_delay(void **state)
{
	(void)state;
	struct rules_clock clock = { .latest_ms = 0 };
	struct rules_lockout lockout = { .failures = 1 };
	uint64_t wait_ms;
	rules_fail(&lockout, &limits, rules_clock_read(&clock, 10000));
	assert_int_equal(rules_check(&lockout, rules_clock_read(&clock, 0), &wait_ms), RULES_DELAYED);
	assert_int_equal(wait_ms, 1000);
}

static void seconds__are_rounded_up_and_bounded(void **state)
{
	(void)state;
	assert_int_equal(rules_seconds_until(1000, 1000), 0);
	assert_int_equal(rules_seconds_until(1000, 2000), 0);
	assert_int_equal(rules_seconds_until(1001, 1000), 1);
	assert_int_equal(rules_seconds_until(2000, 1000), 1);
	assert_int_equal(rules_seconds_until(2001, 1000), 2);
	assert_int_equal(rules_seconds_until(UINT64_MAX, 0), UINT32_MAX);
}

static void later__saturates(void **state)
{
	(void)state;
	assert_int_equal(rules_later(1, 2), 3);
	assert_true(rules_later(UINT64_MAX, 1) == UINT64_MAX);
	assert_true(rules_later(UINT64_MAX - 1, 1) == UINT64_MAX);
}

static void name__is_checked(void **state)
{
	(void)state;
	assert_true(rules_name_ok("a"));
	assert_true(rules_name_ok("anna.b-1_x"));
	assert_true(rules_name_ok("abcdefghijklmnopqrstuvwxyz012345"));
	assert_false(rules_name_ok("abcdefghijklmnopqrstuvwxyz0123456"));
	assert_false(rules_name_ok(""));
	assert_false(rules_name_ok("Anna"));
	assert_false(rules_name_ok("an na"));
	assert_false(rules_name_ok("anna\x1b[2J"));
	assert_false(rules_name_ok("\xc3\xa4"));
}

static void pin__is_checked(void **state)
{
	(void)state;
	char longest[RULES_PIN_MAX + 2];
	memset(longest, '7', sizeof(longest));
	longest[RULES_PIN_MAX] = 0;
	assert_true(rules_pin_ok("1234", 4));
	assert_false(rules_pin_ok("123", 4));
	assert_true(rules_pin_ok("correct horse \xc3\xa4", 4));
	assert_false(rules_pin_ok("12\t34", 4));
	assert_false(rules_pin_ok("1234\x7f", 4));
	assert_true(rules_pin_ok(longest, 4));
	longest[RULES_PIN_MAX] = '7';
	longest[RULES_PIN_MAX + 1] = 0;
	assert_false(rules_pin_ok(longest, 4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lockout__allows_somebody_without_failures),
		cmocka_unit_test(lockout__does_not_delay_free_failures),
		cmocka_unit_test(lockout__doubles_the_delay),
		cmocka_unit_test(lockout__bounds_the_delay),
		cmocka_unit_test(lockout__bounds_a_first_delay_beyond_the_largest),
		cmocka_unit_test(lockout__locks_at_the_limit_and_stays_locked),
		cmocka_unit_test(lockout__is_over_when_the_delay_is),
		cmocka_unit_test(lockout__is_forgotten),
		cmocka_unit_test(lockout__saturates_its_count_and_its_time),
		cmocka_unit_test(clock__never_goes_backwards),
		cmocka_unit_test(clock__that_goes_back_does_not_end_a_delay),
		cmocka_unit_test(seconds__are_rounded_up_and_bounded),
		cmocka_unit_test(later__saturates),
		cmocka_unit_test(name__is_checked),
		cmocka_unit_test(pin__is_checked),
	};
	return cmocka_run_group_tests_name("auth rules", tests, NULL, NULL);
}
