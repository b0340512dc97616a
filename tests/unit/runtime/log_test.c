/* SPDX-License-Identifier: BSD-2-Clause */
/* The log: whole lines, clean, never blocking. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <bulkhead/log.h>
#include <bulkhead/stream.h>
#include "lock.h"

static struct stream stream;
volatile struct stream *const log_stream = &stream;
static int signals;

void log_ready_emit(void);

void log_ready_emit(void)
{
	signals++;
}

void lock_acquire(volatile int *lock)
{
	assert_int_equal(*lock, 0);
	*lock = 1;
}

void lock_release(volatile int *lock)
{
	*lock = 0;
}

static const char *written(void)
{
	static char text[RING_CAPACITY + 1];
	text[ring_read(&stream.to_console, text, RING_CAPACITY)] = 0;
	return text;
}

static int empty(void **state)
{
	(void)state;
	written();
	signals = 0;
	return 0;
}

static void log__writes_a_line_and_signals(void **state)
{
	(void)state;
	log_printf(LOG_INFO, "%d apples", 3);
	assert_string_equal(written(), "3 apples\n");
	assert_int_equal(signals, 1);
}

static void log__names_the_level_of_errors(void **state)
{
	(void)state;
	log_printf(LOG_ERROR, "a");
	log_printf(LOG_WARNING, "b");
	log_printf(LOG_DEBUG, "c");
	assert_string_equal(written(), "error: a\nwarning: b\n");
}

static void log__replaces_control_characters(void **state)
{
	(void)state;
	log_printf(LOG_INFO, "a\nfake: line\033[2J\t.");
	assert_string_equal(written(), "a?fake: line?[2J .\n");
}

static void log__cuts_long_lines(void **state)
{
	(void)state;
	char text[1000];
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = 0;
	log_printf(LOG_INFO, "%s", text);
	size_t size = strlen(written());
	assert_true(size > LOG_LINE_MAX / 2 && size <= LOG_LINE_MAX + 1);
}

static void log__counts_lines_that_do_not_fit(void **state)
{
	(void)state;
	char line[101];
	memset(line, 'y', 100);
	line[100] = 0;
	for (int i = 0; i < 41; i++)
		log_printf(LOG_INFO, "%s", line);
	const char *first = written();
	assert_int_equal(strlen(first), 39 * 101);
	log_printf(LOG_INFO, "again");
	assert_string_equal(written(), "(2 lines lost)\nagain\n");
}

static void log__puts_output_together_to_lines(void **state)
{
	(void)state;
	log_write("half a ", 7);
	assert_string_equal(written(), "");
	log_write("line\r\nnext\n", 11);
	assert_string_equal(written(), "half a line\nnext\n");
}

static void log__breaks_output_without_line_ends(void **state)
{
	(void)state;
	for (int i = 0; i < 1000; i++)
		log_write("z", 1);
	assert_non_null(strchr(written(), '\n'));
	log_write("\n", 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(log__writes_a_line_and_signals, empty),
		cmocka_unit_test_setup(log__names_the_level_of_errors, empty),
		cmocka_unit_test_setup(log__replaces_control_characters, empty),
		cmocka_unit_test_setup(log__cuts_long_lines, empty),
		cmocka_unit_test_setup(log__counts_lines_that_do_not_fit, empty),
		cmocka_unit_test_setup(log__puts_output_together_to_lines, empty),
		cmocka_unit_test_setup(log__breaks_output_without_line_ends, empty),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
