/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one question that the trusted prompt can hold: opened by a client, answered key by key, fetched once
 * by the client that asked. Pure. What was typed is wiped as soon as it is fetched, cancelled or
 * expired. Answers are enum prompt_status.
 */
#pragma once

#include <bulkhead/prompt.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define QUESTION_TITLE_MAX 64
#define QUESTION_TEXT_MAX  200
#define QUESTION_INPUT_MAX 64
#define QUESTION_ECHO      4 /* the most that one key can echo */

enum question_state {
	QUESTION_NONE = 0,
	QUESTION_OPEN,     /* on the screen */
	QUESTION_ANSWERED, /* answered, not fetched yet */
	QUESTION_CANCELLED,
	QUESTION_TIMED_OUT,
};

struct question {
	enum question_state state;
	uint64_t client;
	uint32_t ticket; /* of the last question */
	bool secret;
	char title[QUESTION_TITLE_MAX + 1];
	char text[QUESTION_TEXT_MAX + 1];
	char input[QUESTION_INPUT_MAX + 1];
	size_t length;
	uint8_t escape; /* inside an arrow key or the like */
};

/* `title` and `text` are copied; control characters in them become '?'. BUSY while one is open, or while
 * another client has not fetched its answer. On OK the ticket is in question->ticket. */
enum prompt_status question_open(struct question *question, uint64_t client, const char *title, const char *text,
                                 bool secret);

/*
 * A key for the open question: text, Backspace, Enter, Ctrl-C (cancels); others are ignored. Writes what to
 * echo and its size; returns true when the question is no longer open.
 */
bool question_type(struct question *question, uint8_t byte, char echo[QUESTION_ECHO], size_t *echo_size);

/* OK fills `input`. Every answer but PENDING and NO_TICKET forgets the question. */
enum prompt_status question_result(struct question *question, uint64_t client, uint32_t ticket,
                                   char input[QUESTION_INPUT_MAX + 1]);

enum prompt_status question_cancel(struct question *question, uint64_t client, uint32_t ticket);

/* Its time is over: an open one has TIMED_OUT, one that nobody fetched is forgotten. True if it was open. */
bool question_expire(struct question *question);
