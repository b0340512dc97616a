/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules of restarting: back-off, the limit, and how both are forgotten. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "policy.h"

static const struct policy_limits limits = { .restarts_per_minute = 3, .delay_first_ms = 100, .delay_max_ms = 300 };

static void policy__doubles_the_delay_up_to_its_maximum(void **state)
{
	(void)state;
	struct policy_record record = { .restarts = 0 };
	uint64_t at;
	assert_true(policy_fault(&record, &limits, 1000, &at));
	assert_int_equal(at, 1100);
	assert_true(policy_fault(&record, &limits, 2000, &at));
	assert_int_equal(at, 2200);
	assert_true(policy_fault(&record, &limits, 3000, &at));
	assert_int_equal(at, 3300);
}

static void policy__refuses_more_than_the_limit_in_a_minute(void **state)
{
	(void)state;
	struct policy_record record = { .restarts = 0 };
	uint64_t at;
	for (uint64_t i = 0; i < 3; i++)
		assert_true(policy_fault(&record, &limits, 1000 * i, &at));
	assert_false(policy_fault(&record, &limits, 59999, &at));
}

static void policy__lets_old_restarts_go(void **state)
{
	(void)state;
	struct policy_record record = { .restarts = 0 };
	uint64_t at;
	for (uint64_t i = 0; i < 3; i++)
		assert_true(policy_fault(&record, &limits, 20000 * i, &at));
	assert_true(policy_fault(&record, &limits, 60100, &at));
	assert_false(policy_fault(&record, &limits, 60200, &at));
}

static void policy__starts_anew_after_a_quiet_minute(void **state)
{
	(void)state;
	struct policy_record record = { .restarts = 0 };
	uint64_t at = 0;
	for (uint64_t i = 0; i < 3; i++)
		policy_fault(&record, &limits, i, &at);
	assert_true(policy_fault(&record, &limits, at + 60000, &at));
	assert_int_equal(at, 60302 + 100);
}

static void policy__with_limit_zero_never_restarts(void **state)
{
	(void)state;
	const struct policy_limits none = { .restarts_per_minute = 0, .delay_first_ms = 1, .delay_max_ms = 1 };
	struct policy_record record = { .restarts = 0 };
	uint64_t at;
	assert_false(policy_fault(&record, &none, 0, &at));
}

static void policy__survives_absurd_settings(void **state)
{
	(void)state;
	const struct policy_limits most = { UINT32_MAX, UINT32_MAX, UINT32_MAX };
	struct policy_record record = { .restarts = 0 };
	uint64_t at;
	for (uint64_t i = 0; i < POLICY_RESTARTS_MAX; i++)
		assert_true(policy_fault(&record, &most, i, &at));
	assert_false(policy_fault(&record, &most, POLICY_RESTARTS_MAX, &at));
}

static void policy__goes_on_for_ever(void **state)
{
	(void)state;
	struct policy_record record = { .restarts = UINT32_MAX - 1 };
	uint64_t at;
	for (uint64_t i = 1; i < 10; i++)
		assert_true(policy_fault(&record, &limits, i * 100000, &at));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(policy__doubles_the_delay_up_to_its_maximum),
		cmocka_unit_test(policy__refuses_more_than_the_limit_in_a_minute),
		cmocka_unit_test(policy__lets_old_restarts_go),
		cmocka_unit_test(policy__starts_anew_after_a_quiet_minute),
		cmocka_unit_test(policy__with_limit_zero_never_restarts),
		cmocka_unit_test(policy__survives_absurd_settings),
		cmocka_unit_test(policy__goes_on_for_ever),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
