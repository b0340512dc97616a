/* SPDX-License-Identifier: BSD-2-Clause */
/* The trusted prompt's question: who may do what when, and that nothing typed stays behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "question.h"

#define CLIENT 1
#define OTHER  2

static struct question question;
static char input[QUESTION_INPUT_MAX + 1];

static int clear(void **state)
{
	(void)state;
	memset(&question, 0, sizeof question);
	memset(input, 0, sizeof input);
	return 0;
}

static uint32_t open_secret(void)
{
	assert_int_equal(question_open(&question, CLIENT, "Title", "Text", true), PROMPT_OK);
	return question.ticket;
}

/* Types a string and gathers the echo; the last key's answer is left in done. */
static bool done;

static const char *type(const char *keys)
{
	static char echoed[512];
	size_t total = 0, size;
	for (; *keys; keys++) {
		done = question_type(&question, (uint8_t)*keys, echoed + total, &size);
		total += size;
	}
	echoed[total] = 0;
	return echoed;
}

static bool is_wiped(void)
{
	for (size_t i = 0; i < sizeof question.input; i++)
		if (question.input[i])
			return false;
	return true;
}

static void question__gives_the_answer_once(void **state)
{
	(void)state;
	uint32_t ticket = open_secret();
	assert_int_equal(question_result(&question, CLIENT, ticket, input), PROMPT_PENDING);
	assert_string_equal(type("1234\r"), "****");
	assert_true(done);
	assert_int_equal(question_result(&question, CLIENT, ticket, input), PROMPT_OK);
	assert_string_equal(input, "1234");
	assert_true(is_wiped());
	assert_int_equal(question_result(&question, CLIENT, ticket, input), PROMPT_NO_TICKET);
	assert_string_equal(input, "");
}

static void question__shows_what_is_not_secret(void **state)
{
	(void)state;
	question_open(&question, CLIENT, "t", "t", false);
	assert_string_equal(type("ja\303\274\177n\b"), "ja\303\274\b \bn\b \b");
	assert_string_equal(question.input, "ja");
}

static void question__erases_a_whole_character(void **state)
{
	(void)state;
	open_secret();
	assert_string_equal(type("a\342\202\254\177"), "**\b \b");
	assert_string_equal(question.input, "a");
	assert_string_equal(type("\177\177\177"), "\b \b");
	assert_string_equal(question.input, "");
}

static void question__ignores_other_keys(void **state)
{
	(void)state;
	open_secret();
	assert_string_equal(type("\033[A\033OP\033[15~\033x\001\035" "7"), "*");
	assert_string_equal(question.input, "7");
}

static void question__takes_no_more_than_its_maximum(void **state)
{
	(void)state;
	open_secret();
	for (int i = 0; i < 3 * QUESTION_INPUT_MAX; i++)
		type("9");
	assert_int_equal(strlen(question.input), QUESTION_INPUT_MAX);
}

static void question__is_cancelled_by_the_person(void **state)
{
	(void)state;
	uint32_t ticket = open_secret();
	type("12\003");
	assert_true(done);
	assert_true(is_wiped());
	assert_int_equal(question_result(&question, CLIENT, ticket, input), PROMPT_CANCELLED);
	assert_int_equal(question_result(&question, CLIENT, ticket, input), PROMPT_NO_TICKET);
}

static void question__is_nobody_elses(void **state)
{
	(void)state;
	uint32_t ticket = open_secret();
	type("1234\r");
	assert_int_equal(question_result(&question, OTHER, ticket, input), PROMPT_NO_TICKET);
	assert_int_equal(question_cancel(&question, OTHER, ticket), PROMPT_NO_TICKET);
	assert_int_equal(question_result(&question, CLIENT, ticket + 1, input), PROMPT_NO_TICKET);
	assert_string_equal(input, "");
	assert_int_equal(question_open(&question, OTHER, "t", "t", true), PROMPT_BUSY);
	assert_int_equal(question_result(&question, CLIENT, ticket, input), PROMPT_OK);
}

static void question__is_one_at_a_time(void **state)
{
	(void)state;
	uint32_t ticket = open_secret();
	assert_int_equal(question_open(&question, CLIENT, "t", "t", true), PROMPT_BUSY);
	assert_int_equal(question_cancel(&question, CLIENT, ticket), PROMPT_OK);
	assert_int_not_equal(open_secret(), ticket);
}

static void question__replaces_an_answer_that_its_client_did_not_fetch(void **state)
{
	(void)state;
	uint32_t ticket = open_secret();
	type("1234\r");
	assert_int_not_equal(open_secret(), ticket);
	assert_true(is_wiped());
	assert_int_equal(question_result(&question, CLIENT, ticket, input), PROMPT_NO_TICKET);
}

static void question__expires(void **state)
{
	(void)state;
	uint32_t ticket = open_secret();
	type("12");
	assert_true(question_expire(&question));
	assert_true(is_wiped());
	assert_int_equal(question_result(&question, CLIENT, ticket, input), PROMPT_TIMED_OUT);
	assert_false(question_expire(&question));
}

static void question__forgets_an_answer_that_nobody_fetches(void **state)
{
	(void)state;
	uint32_t ticket = open_secret();
	type("1234\r");
	assert_false(question_expire(&question));
	assert_true(is_wiped());
	assert_int_equal(question_result(&question, CLIENT, ticket, input), PROMPT_NO_TICKET);
}

static void question__cleans_its_texts(void **state)
{
	(void)state;
	char text[300];
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = 0;
	question_open(&question, CLIENT, "a\033[2J\r\nb\200", text, true);
	assert_string_equal(question.title, "a?[2J??b?");
	assert_int_equal(strlen(question.text), QUESTION_TEXT_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(question__gives_the_answer_once, clear),
		cmocka_unit_test_setup(question__shows_what_is_not_secret, clear),
		cmocka_unit_test_setup(question__erases_a_whole_character, clear),
		cmocka_unit_test_setup(question__ignores_other_keys, clear),
		cmocka_unit_test_setup(question__takes_no_more_than_its_maximum, clear),
		cmocka_unit_test_setup(question__is_cancelled_by_the_person, clear),
		cmocka_unit_test_setup(question__is_nobody_elses, clear),
		cmocka_unit_test_setup(question__is_one_at_a_time, clear),
		cmocka_unit_test_setup(question__replaces_an_answer_that_its_client_did_not_fetch, clear),
		cmocka_unit_test_setup(question__expires, clear),
		cmocka_unit_test_setup(question__forgets_an_answer_that_nobody_fetches, clear),
		cmocka_unit_test_setup(question__cleans_its_texts, clear),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
