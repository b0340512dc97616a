/* SPDX-License-Identifier: BSD-2-Clause */
/* Views on a terminal that only records: who is drawn when, and what the last row says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "screen.h"
#include "views.h"

static char terminal[65536];
static size_t terminal_size;
static unsigned corporate, personal;

void output_write(const void *data, size_t size)
{
	assert_true(size < sizeof terminal - terminal_size);
	memcpy(terminal + terminal_size, data, size);
	terminal_size += size;
	terminal[terminal_size] = 0;
}

static void forget(void)
{
	terminal_size = 0;
	terminal[0] = 0;
}

static bool shows(const char *text)
{
	return strstr(terminal, text) != NULL;
}

static void out(unsigned view, const char *text)
{
	views_output(view, text, strlen(text));
}

static int start(void **state)
{
	(void)state;
	if (views_count() == 0) {
		corporate = views_add("corporate");
		personal = views_add("personal");
	}
	screen_set_size(0, 0);
	views_uncover();
	views_select(personal);
	views_select(corporate);
	forget();
	return 0;
}

static void views__draw_the_selected_one_alone(void **state)
{
	(void)state;
	out(corporate, "mine");
	out(personal, "theirs");
	assert_string_equal(terminal, "mine");
}

static void views__show_on_a_switch_what_was_not_seen(void **state)
{
	(void)state;
	out(personal, "while away\r\n");
	views_select(personal);
	assert_string_equal(terminal, "\r\n--- personal ---\r\nwhile away\r\n");
	forget();
	views_select(corporate);
	views_select(personal);
	assert_false(shows("while away"));
}

static void views__draw_nothing_while_covered(void **state)
{
	(void)state;
	views_cover("TRUSTED");
	out(corporate, "fake prompt");
	out(personal, "other");
	assert_string_equal(terminal, "");
	views_uncover();
	assert_string_equal(terminal, "\r\n--- corporate ---\r\nfake prompt");
}

static void views__are_found_by_digit_and_letter(void **state)
{
	(void)state;
	assert_int_equal(views_find('1'), corporate);
	assert_int_equal(views_find('P'), personal);
	assert_int_equal(views_find('3'), VIEWS_MAX);
	assert_int_equal(views_find('x'), VIEWS_MAX);
	assert_int_equal(views_find(0), VIEWS_MAX);
}

static void status__says_whose_console_this_is(void **state)
{
	(void)state;
	screen_set_size(24, 60);
	views_redraw();
	assert_true(shows("\033[1;23r"));
	assert_true(shows("\033[24;1H\033[0;7m corporate | Ctrl-] 1 corporate 2 personal ? help"));
}

static void status__marks_news(void **state)
{
	(void)state;
	screen_set_size(24, 80);
	out(personal, "x");
	assert_true(shows("2 personal*"));
	forget();
	views_select(personal);
	assert_true(shows("2 personal "));
}

static void status__is_repaired_after_a_stream_erases(void **state)
{
	(void)state;
	screen_set_size(24, 80);
	out(corporate, "\033[2J\033[99;1Htext");
	assert_true(shows("\033[2J\033[23;1Htext\0337\033[24;1H"));
}

static void status__says_trusted_while_covered(void **state)
{
	(void)state;
	screen_set_size(24, 80);
	views_cover("TRUSTED");
	assert_true(shows("\033[24;1H\033[0;1;97;42mTRUSTED"));
	forget();
	out(personal, "news");
	assert_false(shows("news"));
	assert_false(shows("corporate"));
}

static void screen__ignores_absurd_sizes(void **state)
{
	(void)state;
	assert_false(screen_set_size(2, 80));
	assert_false(screen_set_size(24, 3));
	assert_false(screen_has_status());
	assert_true(screen_set_size(9999, 9999));
	forget();
	views_redraw();
	assert_true(terminal_size < 1024);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(views__draw_the_selected_one_alone, start),
		cmocka_unit_test_setup(views__show_on_a_switch_what_was_not_seen, start),
		cmocka_unit_test_setup(views__draw_nothing_while_covered, start),
		cmocka_unit_test_setup(views__are_found_by_digit_and_letter, start),
		cmocka_unit_test_setup(status__says_whose_console_this_is, start),
		cmocka_unit_test_setup(status__marks_news, start),
		cmocka_unit_test_setup(status__is_repaired_after_a_stream_erases, start),
		cmocka_unit_test_setup(status__says_trusted_while_covered, start),
		cmocka_unit_test_setup(screen__ignores_absurd_sizes, start),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
