/* SPDX-License-Identifier: BSD-2-Clause */
/* Rings: order, limits, and indices that a hostile peer has written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <bulkhead/ring.h>

#define ROUNDS 20000

static void ring__is_empty_when_zero(void **state)
{
	(void)state;
	struct ring ring = { 0 };
	char byte;
	assert_int_equal(ring_available(&ring), 0);
	assert_int_equal(ring_space(&ring), RING_CAPACITY - 1);
	assert_int_equal(ring_read(&ring, &byte, 1), 0);
}

static void ring__takes_no_more_than_fits(void **state)
{
	(void)state;
	static uint8_t data[2 * RING_CAPACITY];
	struct ring ring = { 0 };
	assert_int_equal(ring_write(&ring, data, sizeof data), RING_CAPACITY - 1);
	assert_int_equal(ring_write(&ring, data, 1), 0);
	assert_int_equal(ring_space(&ring), 0);
	assert_int_equal(ring_read(&ring, data, sizeof data), RING_CAPACITY - 1);
}

static void ring__gives_bytes_in_order(void **state)
{
	(void)state;
	struct ring ring = { 0 };
	uint8_t data[300], next_in = 0, next_out = 0;
	srand(1);
	for (int round = 0; round < ROUNDS; round++) {
		size_t wanted = (size_t)rand() % sizeof data;
		for (size_t i = 0; i < wanted; i++)
			data[i] = (uint8_t)(next_in + i);
		next_in = (uint8_t)(next_in + ring_write(&ring, data, wanted));
		size_t got = ring_read(&ring, data, (size_t)rand() % sizeof data);
		for (size_t i = 0; i < got; i++)
			assert_int_equal(data[i], next_out++);
	}
}

static void ring__stays_inside_whatever_the_indices(void **state)
{
	(void)state;
	static uint8_t data[2 * RING_CAPACITY];
	struct { uint8_t before[64]; struct ring ring; uint8_t after[64]; } memory;
	memset(&memory, 0, sizeof memory);
	srand(2);
	for (int round = 0; round < ROUNDS; round++) {
		memory.ring.head = (uint32_t)rand() * 3u;
		memory.ring.tail = (uint32_t)rand() * 5u;
		assert_true(ring_available(&memory.ring) < RING_CAPACITY);
		assert_true(ring_space(&memory.ring) < RING_CAPACITY);
		memset(data, 0xee, 16);
		size_t size = (size_t)rand() % 64;
		assert_true(ring_write(&memory.ring, data, size) <= size);
		assert_true(memory.ring.head < RING_CAPACITY);
		assert_true(ring_read(&memory.ring, data, size) <= size);
		assert_true(memory.ring.tail < RING_CAPACITY);
	}
	for (size_t i = 0; i < 64; i++)
		assert_true(memory.before[i] == 0 && memory.after[i] == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ring__is_empty_when_zero),
		cmocka_unit_test(ring__takes_no_more_than_fits),
		cmocka_unit_test(ring__gives_bytes_in_order),
		cmocka_unit_test(ring__stays_inside_whatever_the_indices),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
