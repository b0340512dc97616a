/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines of the system log: each carries its component's name, whatever the component writes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "log_lines.h"

static const char *taken(struct log_lines *lines, const char *text)
{
	static char all[4096];
	size_t size = 0;
	for (; *text; text++)
		size += log_lines_take(lines, (uint8_t)*text, 12345, all + size);
	all[size] = 0;
	return all;
}

static void line__has_time_and_name(void **state)
{
	(void)state;
	struct log_lines lines = { .name = "blk" };
	assert_string_equal(taken(&lines, "ready\n"), "[   12.345] blk: ready\r\n");
}

static void line__waits_for_its_end(void **state)
{
	(void)state;
	struct log_lines lines = { .name = "blk" };
	assert_string_equal(taken(&lines, "rea"), "");
	assert_string_equal(taken(&lines, "dy\n\n"), "[   12.345] blk: ready\r\n[   12.345] blk: \r\n");
}

static void line__cannot_pass_for_anothers(void **state)
{
	(void)state;
	struct log_lines lines = { .name = "rogue" };
	assert_string_equal(taken(&lines, "x\r[    1.000] auth: all well\n"), "[   12.345] rogue: x?[    1.000] auth: all well\r\n");
}

static void line__that_is_too_long_goes_on_in_the_next(void **state)
{
	(void)state;
	struct log_lines lines = { .name = "rogue" };
	char text[3 * LOG_LINES_TEXT];
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = 0;
	const char *all = taken(&lines, text);
	size_t count = 0;
	for (const char *at = all; (at = strstr(at, "rogue: ")) != NULL; at++)
		count++;
	assert_int_equal(count, 2);
	assert_int_equal(strlen(strrchr(taken(&lines, "\n"), ':')), strlen(": \r\n") + LOG_LINES_TEXT - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(line__has_time_and_name),
		cmocka_unit_test(line__waits_for_its_end),
		cmocka_unit_test(line__cannot_pass_for_anothers),
		cmocka_unit_test(line__that_is_too_long_goes_on_in_the_next),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
