/* SPDX-License-Identifier: BSD-2-Clause */
/* The generator: its construction against libsodium's primitives, and what must differ. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <sodium.h>

#include "generator.h"

static void generator__is_chacha20_with_the_key_replaced(void **state)
{
	(void)state;
	struct generator generator = { { 1, 2, 3 } };
	static const uint8_t nonce[crypto_stream_chacha20_NONCEBYTES];
	uint8_t expected[GENERATOR_KEY + GENERATOR_REQUEST_MAX], out[GENERATOR_REQUEST_MAX];

	crypto_stream_chacha20(expected, sizeof expected, nonce, generator.key);
	generator_take(&generator, out, sizeof out);
	assert_memory_equal(generator.key, expected, GENERATOR_KEY);
	assert_memory_equal(out, expected + GENERATOR_KEY, sizeof out);
}

static void generator__never_repeats_itself(void **state)
{
	(void)state;
	struct generator generator = { { 0 } };
	uint8_t first[16], second[16];
	generator_take(&generator, first, sizeof first);
	generator_take(&generator, second, sizeof second);
	assert_memory_not_equal(first, second, sizeof first);
}

static void generator__keeps_nothing_of_what_it_gave(void **state)
{
	(void)state;
	struct generator generator = { { 9 } };
	uint8_t out[GENERATOR_REQUEST_MAX];
	generator_take(&generator, out, sizeof out);
	for (size_t i = 0; i + 8 <= sizeof out; i++)
		for (size_t k = 0; k + 8 <= sizeof generator.key; k++)
			assert_memory_not_equal(out + i, generator.key + k, 8);
}

static void seed__changes_everything_and_keeps_the_old_key_in_play(void **state)
{
	(void)state;
	struct generator a = { { 1 } }, b = { { 2 } }, c = { { 1 } };
	const uint8_t seed[32] = { 42 };
	generator_seed(&a, seed, sizeof seed);
	generator_seed(&b, seed, sizeof seed);
	generator_seed(&c, seed, sizeof seed - 1);
	assert_memory_not_equal(a.key, b.key, GENERATOR_KEY);
	assert_memory_not_equal(a.key, c.key, GENERATOR_KEY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(generator__is_chacha20_with_the_key_replaced),
		cmocka_unit_test(generator__never_repeats_itself),
		cmocka_unit_test(generator__keeps_nothing_of_what_it_gave),
		cmocka_unit_test(seed__changes_everything_and_keeps_the_old_key_in_play),
	};
	return sodium_init() < 0 || cmocka_run_group_tests(tests, NULL, NULL);
}
