/* SPDX-License-Identifier: BSD-2-Clause */
/* The heap's pages: whole, clear, never given twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <bulkhead/glue.h>
#include "heap.h"
#include "lock.h"

#define PAGE  4096u
#define PAGES 16u

static _Alignas(4096) uint8_t memory[PAGES * PAGE];

const struct glue_component glue_component = {
	.name = "test",
	.heap_address = (uintptr_t)memory,
	.heap_size = sizeof memory,
};

void lock_acquire(volatile int *lock)
{
	assert_int_equal(*lock, 0);
	*lock = 1;
}

void lock_release(volatile int *lock)
{
	*lock = 0;
}

static int set_up(void **state)
{
	(void)state;
	memset(memory, 0xa5, sizeof memory); /* as an earlier life left it */
	return 0;
}

static int give_all_back(void **state)
{
	(void)state;
	return heap_unmap(memory, sizeof memory);
}

static void heap__gives_clear_pages(void **state)
{
	(void)state;
	uint8_t *page = heap_map(100);
	assert_non_null(page);
	for (size_t i = 0; i < PAGE; i++)
		assert_int_equal(page[i], 0);
	assert_int_equal(memory[PAGE], 0xa5);
}

static void heap__refuses_more_than_it_has(void **state)
{
	(void)state;
	assert_null(heap_map(0));
	assert_null(heap_map(sizeof memory + 1));
	assert_null(heap_map(SIZE_MAX));
	assert_non_null(heap_map(sizeof memory));
	assert_null(heap_map(1));
}

static void heap__gives_freed_pages_again(void **state)
{
	(void)state;
	uint8_t *first = heap_map(2 * PAGE);
	uint8_t *second = heap_map(PAGE);
	assert_ptr_not_equal(first, second);
	assert_int_equal(heap_unmap(first, 2 * PAGE), 0);
	assert_ptr_equal(heap_map(2 * PAGE), first);
}

static void heap__refuses_to_free_what_is_not_its_own(void **state)
{
	(void)state;
	assert_int_equal(heap_unmap(memory + 1, PAGE), -1);
	assert_int_equal(heap_unmap(memory - PAGE, PAGE), -1);
	assert_int_equal(heap_unmap(memory + sizeof memory, PAGE), -1);
	assert_int_equal(heap_unmap(memory + PAGE, sizeof memory), -1);
	assert_int_equal(heap_unmap(memory, SIZE_MAX), -1);
}

static void heap__never_gives_a_page_twice(void **state)
{
	(void)state;
	uint8_t *runs[8] = { 0 };
	size_t sizes[8] = { 0 };
	srand(3);
	for (int round = 0; round < 5000; round++) {
		size_t i = (size_t)rand() % 8;
		if (runs[i]) {
			for (size_t k = 0; k < sizes[i]; k++)
				assert_int_equal(runs[i][k], i + 1);
			assert_int_equal(heap_unmap(runs[i], sizes[i]), 0);
			runs[i] = 0;
			continue;
		}
		sizes[i] = (1 + (size_t)rand() % 3) * PAGE;
		runs[i] = heap_map(sizes[i]);
		if (runs[i])
			memset(runs[i], (int)i + 1, sizes[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(heap__gives_clear_pages, set_up, give_all_back),
		cmocka_unit_test_setup_teardown(heap__refuses_more_than_it_has, set_up, give_all_back),
		cmocka_unit_test_setup_teardown(heap__gives_freed_pages_again, set_up, give_all_back),
		cmocka_unit_test_setup_teardown(heap__refuses_to_free_what_is_not_its_own, set_up, give_all_back),
		cmocka_unit_test_setup_teardown(heap__never_gives_a_page_twice, set_up, give_all_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
