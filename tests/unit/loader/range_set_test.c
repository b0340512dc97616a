/* SPDX-License-Identifier: BSD-2-Clause */
/* Sets of ranges: addition, removal, taking, carving; at last, random operations against a bitmap. */
#include "range_set.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define G RANGE_GRANULE

static struct range_set set;

static int empty_set(void **state)
{
	(void)state;
	memset(&set, 0, sizeof set);
	return 0;
}

static void expect(uint32_t index, uint64_t base, uint64_t size)
{
	assert_true(index < set.count);
	assert_int_equal(set.ranges[index].base, base);
	assert_int_equal(set.ranges[index].size, size);
}

static void test_add__rounds_inwards(void **state)
{
	(void)state;
	assert_int_equal(range_set_add(&set, G - 1, G + 2), 0);
	expect(0, G, G);
	assert_int_equal(range_set_add(&set, 10 * G + 1, G), 0);
	assert_int_equal(set.count, 1);
}

static void test_add__merges_what_touches_or_overlaps(void **state)
{
	(void)state;
	range_set_add(&set, 1 * G, G);
	range_set_add(&set, 3 * G, G);
	range_set_add(&set, 6 * G, G);
	assert_int_equal(set.count, 3);
	range_set_add(&set, 2 * G, 3 * G);
	assert_int_equal(set.count, 2);
	expect(0, 1 * G, 4 * G);
	expect(1, 6 * G, G);
}

static void test_add__refuses_one_range_too_many(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < RANGE_SET_MAX; i++)
		assert_int_equal(range_set_add(&set, 2 * i * G, G), 0);
	assert_int_equal(range_set_add(&set, 1000 * G, G), -1);
	assert_int_equal(set.count, RANGE_SET_MAX);
}

static void test_remove__rounds_outwards_and_splits(void **state)
{
	(void)state;
	range_set_add(&set, G, 8 * G);
	assert_int_equal(range_set_remove(&set, 4 * G + 1, 1), 0);
	expect(0, G, 3 * G);
	expect(1, 5 * G, 4 * G);
}

static void test_remove__refuses_to_split_a_full_set(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < RANGE_SET_MAX; i++)
		range_set_add(&set, 4 * i * G, 3 * G);
	assert_int_equal(range_set_remove(&set, G, G), -1);
	expect(0, 0, 3 * G);
}

static void test_take__comes_from_the_top_and_is_aligned(void **state)
{
	(void)state;
	range_set_add(&set, G, 0x1ff * G);
	assert_int_equal(range_set_take(&set, G, G), 0x1ff * G);
	assert_int_equal(range_set_take(&set, 2 * G, 0x100 * G), 0x100 * G);
	assert_int_equal(range_set_take(&set, 0x1000 * G, G), 0);
}

static void test_carve__gives_naturally_aligned_blocks(void **state)
{
	struct range_block blocks[16];

	(void)state;
	range_set_add(&set, 3 * G, 6 * G);
	assert_int_equal(range_set_carve(&set, blocks, 16), 3);
	assert_int_equal(blocks[0].base, 3 * G);
	assert_int_equal(blocks[0].bits, 12);
	assert_int_equal(blocks[1].base, 4 * G);
	assert_int_equal(blocks[1].bits, 14);
	assert_int_equal(blocks[2].base, 8 * G);
	assert_int_equal(blocks[2].bits, 12);
}

static void test_carve__keeps_the_largest_in_order(void **state)
{
	struct range_block blocks[2];

	(void)state;
	range_set_add(&set, 3 * G, 29 * G);
	assert_int_equal(range_set_carve(&set, blocks, 2), 2);
	assert_int_equal(blocks[0].base, 8 * G);
	assert_int_equal(blocks[1].base, 16 * G);
}

#define GRANULES 512u

static int in_set(uint64_t granule)
{
	for (uint32_t i = 0; i < set.count; i++)
		if (granule * G - set.ranges[i].base < set.ranges[i].size)
			return 1;
	return 0;
}

static void expect_like(const uint8_t *model)
{
	for (uint32_t i = 0; i < GRANULES; i++)
		assert_int_equal(in_set(i), model[i]);
	for (uint32_t i = 1; i < set.count; i++)
		assert_true(set.ranges[i - 1].base + set.ranges[i - 1].size < set.ranges[i].base);
}

static void test_set__behaves_like_a_bitmap(void **state)
{
	uint8_t model[GRANULES] = {0};

	(void)state;
	srand(1);
	for (int step = 0; step < 20000; step++) {
		uint64_t base = (uint64_t)rand() % GRANULES;
		uint64_t size = (uint64_t)rand() % (GRANULES - base);
		uint8_t adds = rand() % 2 != 0;

		size = size > 20 ? size % 20 : size;
		if (adds ? range_set_add(&set, base * G, size * G) : range_set_remove(&set, base * G, size * G))
			continue;
		memset(model + base, adds, size);
		expect_like(model);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_add__rounds_inwards, empty_set),
		cmocka_unit_test_setup(test_add__merges_what_touches_or_overlaps, empty_set),
		cmocka_unit_test_setup(test_add__refuses_one_range_too_many, empty_set),
		cmocka_unit_test_setup(test_remove__rounds_outwards_and_splits, empty_set),
		cmocka_unit_test_setup(test_remove__refuses_to_split_a_full_set, empty_set),
		cmocka_unit_test_setup(test_take__comes_from_the_top_and_is_aligned, empty_set),
		cmocka_unit_test_setup(test_carve__gives_naturally_aligned_blocks, empty_set),
		cmocka_unit_test_setup(test_carve__keeps_the_largest_in_order, empty_set),
		cmocka_unit_test_setup(test_set__behaves_like_a_bitmap, empty_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
