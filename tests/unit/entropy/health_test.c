/* SPDX-License-Identifier: BSD-2-Clause */
/* The health tests: they fail on a stuck and on a biased source, and leave a good one alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "health.h"

static bool feed(struct health *health, uint8_t byte, int times)
{
	bool good = true;
	for (int i = 0; i < times; i++)
		good = health_test(health, &byte, 1) && good;
	return good;
}

static void health__fails_a_stuck_source(void **state)
{
	(void)state;
	struct health health = { 0 };
	assert_true(feed(&health, 7, 4));
	assert_false(feed(&health, 7, 1));
}

static void health__fails_a_source_of_zeros(void **state)
{
	(void)state;
	static const uint8_t zeros[64];
	struct health health = { 0 };
	assert_false(health_test(&health, zeros, sizeof zeros));
}

static void health__notices_across_calls(void **state)
{
	(void)state;
	struct health health = { 0 };
	const uint8_t data[3] = { 5, 5, 5 };
	assert_true(health_test(&health, data, 3));
	assert_false(health_test(&health, data, 3));
}

static void health__fails_a_biased_source(void **state)
{
	(void)state;
	struct health health = { 0 };
	bool good = true;
	for (int i = 0; i < 512; i++)
		good = feed(&health, i % 8 ? (uint8_t)(i | 1) : 0, 1) && good;
	assert_false(good);
}

static void health__passes_a_good_source(void **state)
{
	(void)state;
	struct health health = { 0 };
	uint32_t x = 2463534242u;
	for (int i = 0; i < 1000000; i++) {
		x ^= x << 13;
		x ^= x >> 17;
		x ^= x << 5;
		assert_true(feed(&health, (uint8_t)(x >> 11), 1));
	}
}

static void health__recovers_after_a_failure(void **state)
{
	(void)state;
	struct health health = { 0 };
	assert_false(feed(&health, 9, 600));
	for (int i = 0; i < 600; i++)
		assert_true(feed(&health, (uint8_t)(i * 37), 1) || i < 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(health__fails_a_stuck_source),
		cmocka_unit_test(health__fails_a_source_of_zeros),
		cmocka_unit_test(health__notices_across_calls),
		cmocka_unit_test(health__fails_a_biased_source),
		cmocka_unit_test(health__passes_a_good_source),
		cmocka_unit_test(health__recovers_after_a_failure),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
