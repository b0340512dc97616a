/* SPDX-License-Identifier: BSD-2-Clause */
/* The trusted prompt's question; question.h has the contract. Called by main.c. */
#include "question.h"

#include <string.h>

#define CTRL_C    0x03
#define BACKSPACE 0x08
#define ESC       0x1b
#define DELETE    0x7f

static void forget(struct question *question, enum question_state state)
{
	explicit_bzero(question->input, sizeof question->input);
	question->length = 0;
	question->state = state;
}

static void copy_text(char *to, const char *from, size_t max)
{
	size_t size = strnlen(from, max);

	for (size_t i = 0; i < size; i++)
		to[i] = (unsigned char)from[i] < ' ' || (unsigned char)from[i] >= 0x7f ? '?' : from[i];
	to[size] = 0;
}

enum prompt_status question_open(struct question *question, uint64_t client, const char *title, const char *text,
                                 bool secret)
{
	if (question->state == QUESTION_OPEN || (question->state != QUESTION_NONE && question->client != client))
		return PROMPT_BUSY;
	forget(question, QUESTION_OPEN);
	question->client = client;
	question->ticket++;
	question->secret = secret;
	question->escape = 0;
	copy_text(question->title, title, QUESTION_TITLE_MAX);
	copy_text(question->text, text, QUESTION_TEXT_MAX);
	return PROMPT_OK;
}

static bool continues_character(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

static size_t erase_one(struct question *question, char *echo)
{
	if (!question->length)
		return 0;
	while (question->length > 1 && continues_character(question->input[question->length - 1]))
		question->length--;
	question->input[--question->length] = 0;
	memcpy(echo, "\b \b", 3);
	return 3;
}

static size_t add(struct question *question, uint8_t byte, char *echo)
{
	if (question->length == QUESTION_INPUT_MAX)
		return 0;
	question->input[question->length++] = (char)byte;
	question->input[question->length] = 0;
	if (question->secret && continues_character((char)byte))
		return 0;
	echo[0] = question->secret ? '*' : (char)byte;
	return 1;
}

/* True if the byte belongs to an escape sequence: ESC, then [ or O and up to a final byte. */
static bool skip_escape(struct question *question, uint8_t byte)
{
	bool inside = question->escape;

	if (byte == ESC)
		question->escape = 1;
	else if (question->escape == 1)
		question->escape = byte == '[' || byte == 'O' ? 2 : 0;
	else if (question->escape == 2 && byte >= 0x40)
		question->escape = 0;
	return inside || byte == ESC;
}

bool question_type(struct question *question, uint8_t byte, char echo[QUESTION_ECHO], size_t *echo_size)
{
	*echo_size = 0;
	if (question->state != QUESTION_OPEN || byte == CTRL_C) {
		if (question->state == QUESTION_OPEN)
			forget(question, QUESTION_CANCELLED);
		return true;
	}
	if (byte == '\r' || byte == '\n') {
		question->state = QUESTION_ANSWERED;
		return true;
	}
	if (skip_escape(question, byte))
		return false;
	if (byte == BACKSPACE || byte == DELETE)
		*echo_size = erase_one(question, echo);
	else if (byte >= ' ')
		*echo_size = add(question, byte, echo);
	return false;
}

static bool is_mine(const struct question *question, uint64_t client, uint32_t ticket)
{
	return question->state != QUESTION_NONE && question->client == client && question->ticket == ticket;
}

enum prompt_status question_result(struct question *question, uint64_t client, uint32_t ticket,
                                   char input[QUESTION_INPUT_MAX + 1])
{
	static const enum prompt_status answers[] = {
		[QUESTION_OPEN] = PROMPT_PENDING,
		[QUESTION_ANSWERED] = PROMPT_OK,
		[QUESTION_CANCELLED] = PROMPT_CANCELLED,
		[QUESTION_TIMED_OUT] = PROMPT_TIMED_OUT,
	};

	input[0] = 0;
	if (!is_mine(question, client, ticket))
		return PROMPT_NO_TICKET;
	enum prompt_status answer = answers[question->state];
	if (answer == PROMPT_OK)
		memcpy(input, question->input, sizeof question->input);
	if (answer != PROMPT_PENDING)
		forget(question, QUESTION_NONE);
	return answer;
}

enum prompt_status question_cancel(struct question *question, uint64_t client, uint32_t ticket)
{
	if (!is_mine(question, client, ticket))
		return PROMPT_NO_TICKET;
	forget(question, QUESTION_NONE);
	return PROMPT_OK;
}

bool question_expire(struct question *question)
{
	bool open = question->state == QUESTION_OPEN;

	if (question->state != QUESTION_NONE)
		forget(question, open ? QUESTION_TIMED_OUT : QUESTION_NONE);
	return open;
}
