/* SPDX-License-Identifier: BSD-2-Clause */
/* The output filter: what passes, what does not, and that nothing else can, whatever comes in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "filter.h"

#define ROWS 23

static bool erases;

/* What the filter lets through of `input`, as a string. */
static const char *filtered(const char *input)
{
	static char output[4096];
	struct filter filter;
	size_t size = 0;

	filter_reset(&filter);
	erases = false;
	for (; *input; input++)
		size += filter_take(&filter, (uint8_t)*input, ROWS, &erases, (uint8_t *)output + size);
	output[size] = 0;
	return output;
}

static void check_pairs(const char *const pairs[][2], size_t count)
{
	for (size_t i = 0; i < count; i++)
		assert_string_equal(filtered(pairs[i][0]), pairs[i][1]);
}

#define CHECK_PAIRS(pairs) check_pairs(pairs, sizeof(pairs) / sizeof(pairs)[0])

static void text__passes(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{ "plain text\r\n", "plain text\r\n" },
		{ "a\tb\bc", "a\tb\bc" },
		{ "gr\303\274n \342\202\254 \360\237\230\200", "gr\303\274n \342\202\254 \360\237\230\200" },
	};
	CHECK_PAIRS(pairs);
}

static void control_characters__are_dropped(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{ "bell\a", "bell" },
		{ "shift\016\017", "shift" },
		{ "form\f\v", "form" },
		{ "del\177", "del" },
		{ "enq\005", "enq" },
	};
	CHECK_PAIRS(pairs);
}

static void characters__that_are_malformed_become_question_marks(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{ "\200", "?" },                     /* continuation without a begin */
		{ "\303x", "?x" },                   /* cut short */
		{ "\300\257", "??" },                /* overlong */
		{ "\340\200\257", "?" },             /* overlong */
		{ "\355\240\200", "?" },             /* surrogate */
		{ "\364\220\200\200", "?" },         /* beyond Unicode */
		{ "\377", "?" },
		{ "\302\233" "31m", "?31m" },         /* CSI as a C1 control */
		{ "\302\220q", "?q" },               /* DCS as a C1 control */
		{ "\342\200\256x", "?x" },           /* right-to-left override */
		{ "\303\033[6n", "?" },              /* an escape sequence inside a character */
	};
	CHECK_PAIRS(pairs);
}

static void sequences__for_movement_editing_and_colour_pass(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{ "\033[A\033[2B\033[3C\033[D", "\033[A\033[2B\033[3C\033[D" },
		{ "\033[H\033[2;3H\033[4;5f", "\033[H\033[2;3H\033[4;5f" },
		{ "\033[1;31;48;5;200m", "\033[1;31;48;5;200m" },
		{ "\033[m", "\033[m" },
		{ "\033[K\033[1K\033[2L\033[M\033[P\033[3@\033[4X\033[10G", "\033[K\033[1K\033[2L\033[M\033[P\033[3@\033[4X\033[10G" },
	};
	CHECK_PAIRS(pairs);
}

static void sequences__that_ask_or_change_modes_are_dropped(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{ "\033[6n", "" },         /* where is the cursor */
		{ "\033[c\033[>c", "" },   /* who are you */
		{ "\033[5n", "" },
		{ "\033[?25l\033[?1049h", "" },
		{ "\033[4h\033[20l", "" },
		{ "\033[1;24r", "" },      /* scroll region */
		{ "\033[s\033[u", "" },
		{ "\033[8;50;100t", "" },  /* window size */
		{ "\033[!p", "" },         /* reset */
		{ "\0337\0338\033c\033D\033E\033M\033=", "" },
		{ "\033(0\033)B\033%G", "" },
		{ "\033[31:2m", "" },
		{ "\033[1;2;3;4;5;6;7;8;9m", "" }, /* too many parameters */
	};
	CHECK_PAIRS(pairs);
}

static void strings__are_swallowed_up_to_their_end(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{ "a\033]0;title\ab", "ab" },
		{ "a\033]52;c;Zm9v\033\\b", "ab" },
		{ "a\033Pdevice\033\\b", "ab" },
		{ "a\033_app\033\\b\033^pm\033\\c\033Xsos\033\\d", "abcd" },
		{ "a\033]cancelled\030b", "ab" },
	};
	CHECK_PAIRS(pairs);
}

static void strings__without_end_give_the_stream_back(void **state)
{
	(void)state;
	char input[3000] = "\033]";
	memset(input + 2, 'x', sizeof input - 3);
	input[sizeof input - 1] = 0;
	assert_true(strlen(filtered(input)) > 1000);
}

static void rows__are_cut_to_what_the_stream_has(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{ "\033[24;1H", "\033[23;1H" },
		{ "\033[9999999999;5f", "\033[23;5f" },
		{ "\033[99d", "\033[23d" },
		{ "\033[23;1H", "\033[23;1H" },
	};
	CHECK_PAIRS(pairs);
}

static void erasing__is_reported(void **state)
{
	(void)state;
	assert_string_equal(filtered("\033[2J"), "\033[2J");
	assert_true(erases);
	filtered("\033[K");
	assert_false(erases);
}

static void sequences__that_are_broken_off_do_not_leak(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{ "\033[3\033[6n", "" },
		{ "\033[3\ntext", "text" },
		{ "\033\033[6n", "" },
		{ "\033[", "" },
	};
	CHECK_PAIRS(pairs);
}

/* Reads one release of the filter as a terminal would; fails on anything outside the list in filter.h. */
static void check_release(const uint8_t *bytes, size_t size)
{
	if (bytes[0] != 0x1b) {
		for (size_t i = 0; i < size; i++)
			assert_true(bytes[i] >= 0x80 || (bytes[i] >= ' ' && bytes[i] < 0x7f) || strchr("\r\n\b\t", bytes[i]));
		assert_false(size >= 2 && bytes[0] == 0xc2 && bytes[1] < 0xa0);
		return;
	}
	assert_true(size >= 3 && bytes[1] == '[');
	for (size_t i = 2; i < size - 1; i++)
		assert_true((bytes[i] >= '0' && bytes[i] <= '9') || bytes[i] == ';');
	assert_non_null(strchr("ABCDGHdfJKLMPX@m", bytes[size - 1]));
	if (strchr("Hfd", bytes[size - 1]))
		assert_true(atoi((const char *)bytes + 2) <= ROWS);
}

/* Random bytes, biased towards those that mean something. */
static void any_input__releases_only_what_is_listed(void **state)
{
	(void)state;
	static const uint8_t interesting[] = "\033\033[[[]P?;0123456789:mHJhlnrcds\\\a\r\n\302\233\342\200\256\377\177";
	struct filter filter;
	filter_reset(&filter);
	srand(7);
	for (int i = 0; i < 2000000; i++) {
		uint8_t output[FILTER_OUTPUT + 1];
		uint8_t byte = rand() % 4 ? interesting[(size_t)rand() % (sizeof interesting - 1)] : (uint8_t)rand();
		size_t size = filter_take(&filter, byte, ROWS, &erases, output);
		assert_true(size <= FILTER_OUTPUT);
		output[size] = 0;
		if (size)
			check_release(output, size);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text__passes),
		cmocka_unit_test(control_characters__are_dropped),
		cmocka_unit_test(characters__that_are_malformed_become_question_marks),
		cmocka_unit_test(sequences__for_movement_editing_and_colour_pass),
		cmocka_unit_test(sequences__that_ask_or_change_modes_are_dropped),
		cmocka_unit_test(strings__are_swallowed_up_to_their_end),
		cmocka_unit_test(strings__without_end_give_the_stream_back),
		cmocka_unit_test(rows__are_cut_to_what_the_stream_has),
		cmocka_unit_test(erasing__is_reported),
		cmocka_unit_test(sequences__that_are_broken_off_do_not_leak),
		cmocka_unit_test(any_input__releases_only_what_is_listed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
