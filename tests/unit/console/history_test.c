/* SPDX-License-Identifier: BSD-2-Clause */
/* The bounded scrollback: what is shown again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "history.h"

static struct history history;

static int clear(void **state)
{
	(void)state;
	memset(&history, 0, sizeof history);
	return 0;
}

static void add(const char *text)
{
	history_add(&history, (const uint8_t *)text, strlen(text));
}

static const char *shown(unsigned lines)
{
	static char text[HISTORY_BYTES + 1];
	size_t size = 0;
	for (uint64_t i = history_start(&history, lines); i < history.end; i++)
		text[size++] = (char)history_byte(&history, i);
	text[size] = 0;
	return text;
}

static void history__shows_what_is_unseen(void **state)
{
	(void)state;
	add("seen\n");
	history_mark_seen(&history);
	assert_string_equal(shown(0), "");
	add("new\n");
	assert_string_equal(shown(0), "new\n");
}

static void history__shows_the_last_lines_again(void **state)
{
	(void)state;
	add("one\ntwo\nthree\n$ ");
	history_mark_seen(&history);
	assert_string_equal(shown(2), "two\nthree\n$ ");
	assert_string_equal(shown(9), "one\ntwo\nthree\n$ ");
}

static void history__shows_all_that_is_unseen_even_if_that_is_more_lines(void **state)
{
	(void)state;
	add("one\n");
	history_mark_seen(&history);
	add("two\nthree\nfour\n");
	assert_string_equal(shown(1), "two\nthree\nfour\n");
}

static void history__starts_at_a_line_after_an_overflow(void **state)
{
	(void)state;
	for (unsigned i = 0; i < HISTORY_BYTES; i++)
		add("0123456\n");
	const char *text = shown(0);
	assert_memory_equal(text, "0123456\n", 8);
	assert_true(strlen(text) <= HISTORY_BYTES && strlen(text) > HISTORY_BYTES - 16);
}

static void history__of_one_endless_line_is_left_out_after_an_overflow(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 2 * HISTORY_BYTES; i++)
		add("x");
	assert_string_equal(shown(0), "");
	add("\nmore");
	assert_string_equal(shown(0), "more");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(history__shows_what_is_unseen, clear),
		cmocka_unit_test_setup(history__shows_the_last_lines_again, clear),
		cmocka_unit_test_setup(history__shows_all_that_is_unseen_even_if_that_is_more_lines, clear),
		cmocka_unit_test_setup(history__starts_at_a_line_after_an_overflow, clear),
		cmocka_unit_test_setup(history__of_one_endless_line_is_left_out_after_an_overflow, clear),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
