/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys: bytes for the stream, commands, and the terminal's answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "keys.h"

static struct keys keys;

static int clear(void **state)
{
	(void)state;
	memset(&keys, 0, sizeof keys);
	return 0;
}

/* Types a string; gathers what is for the stream. Commands and sizes are kept in last. */
static struct key_event last;

static const char *typed(const char *input)
{
	static char stream[64];
	size_t size = 0;
	last = (struct key_event){ .kind = KEY_NOTHING };
	for (; *input; input++) {
		struct key_event event = keys_take(&keys, (uint8_t)*input);
		if (event.kind == KEY_BYTES) {
			memcpy(stream + size, event.bytes, event.count);
			size += event.count;
		} else if (event.kind != KEY_NOTHING) {
			last = event;
		}
	}
	stream[size] = 0;
	return stream;
}

static void keys__are_for_the_stream(void **state)
{
	(void)state;
	assert_string_equal(typed("ls\r\003\033[A"), "ls\r\003\033[A");
}

static void keys__after_the_escape_key_are_commands(void **state)
{
	(void)state;
	assert_string_equal(typed("a\0352b"), "ab");
	assert_int_equal(last.kind, KEY_COMMAND);
	assert_int_equal(last.bytes[0], '2');
}

static void keys__the_escape_key_twice_types_it(void **state)
{
	(void)state;
	assert_string_equal(typed("\035\035x"), "\035x");
	assert_int_equal(last.kind, KEY_NOTHING);
}

static void keys__take_the_size_when_it_is_expected(void **state)
{
	(void)state;
	keys_expect_size(&keys);
	assert_string_equal(typed("a\033[50;132Rb"), "ab");
	assert_int_equal(last.kind, KEY_SIZE);
	assert_int_equal(last.rows, 50);
	assert_int_equal(last.columns, 132);
	assert_string_equal(typed("\033[50;132R"), "\033[50;132R");
}

static void keys__give_the_stream_what_is_no_size(void **state)
{
	(void)state;
	static const char *const inputs[] = { "\033[A", "\033[5~", "\033OP", "\033x", "\033[;R", "\033[0;5R", "\033[1;2;3R",
		                              "\033[123456;1R" };
	for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
		keys_expect_size(&keys);
		assert_string_equal(typed(inputs[i]), inputs[i]);
		assert_int_not_equal(last.kind, KEY_SIZE);
	}
}

static void keys__stop_waiting_for_the_size(void **state)
{
	(void)state;
	keys_expect_size(&keys);
	keys_give_up_size(&keys);
	assert_string_equal(typed("\033"), "\033");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(keys__are_for_the_stream, clear),
		cmocka_unit_test_setup(keys__after_the_escape_key_are_commands, clear),
		cmocka_unit_test_setup(keys__the_escape_key_twice_types_it, clear),
		cmocka_unit_test_setup(keys__take_the_size_when_it_is_expected, clear),
		cmocka_unit_test_setup(keys__give_the_stream_what_is_no_size, clear),
		cmocka_unit_test_setup(keys__stop_waiting_for_the_size, clear),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
