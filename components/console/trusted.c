/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The trusted prompt; trusted.h has the contract, Prompt.idl4 that of the interface. A question stays until
 * it is answered, cancelled or its time is over; an answer that nobody fetches is wiped then as well.
 */
#include "trusted.h"

#include "component.h"
#include "question.h"
#include "screen.h"
#include "views.h"

#include <abi.h>
#include <bulkhead/clock.h>
#include <stdio.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

_Static_assert(PROMPT_RESULT_INPUT_MAX == QUESTION_INPUT_MAX, "an answer fits the interface");

static struct question question;
static uint64_t deadline = DEADLINE_NEVER;
static char status[96];

static const char *client_name(uint64_t client)
{
	const char *name = client <= LENGTH(prompt_names) ? prompt_names[client - 1] : 0;
	return name ? name : "a service";
}

static void set_deadline(uint64_t value)
{
	deadline = value;
	trusted_deadline_changed();
}

static void draw(void)
{
	char head[96];

	snprintf(head, sizeof head, "\r\n=== trusted prompt: %s ===\r\n", client_name(question.client));
	screen_print(head);
	screen_print(question.title);
	screen_print("\r\n");
	screen_print(question.text);
	screen_print("\r\n> ");
}

static void show(void)
{
	snprintf(status, sizeof status, " TRUSTED PROMPT | only %s reads what you type | Enter, Ctrl-C",
	         client_name(question.client));
	views_cover(status);
	draw();
}

static void hide(void)
{
	screen_print("\r\n=== end of trusted prompt ===\r\n");
	views_uncover();
}

bool trusted_is_open(void)
{
	return question.state == QUESTION_OPEN;
}

void trusted_type(uint8_t byte)
{
	char echo[QUESTION_ECHO];
	size_t size;
	bool done = question_type(&question, byte, echo, &size);

	output_write(echo, size);
	if (!done)
		return;
	hide();
	prompt_done_emit();
}

void trusted_redraw(void)
{
	views_cover(status);
	draw();
	for (size_t i = 0; i < question.length; i++)
		output_write(question.secret ? "*" : &question.input[i], 1);
}

uint64_t trusted_deadline(void)
{
	return deadline;
}

void trusted_expire(void)
{
	set_deadline(DEADLINE_NEVER);
	if (question_expire(&question))
		hide();
	prompt_done_emit();
}

/* --- the interface `prompt` ---------------------------------------------------------------------- */

int prompt_begin(const char *title, const char *text, int secret, uint32_t *ticket)
{
	if (!question.ticket) /* not the numbers of an earlier life */
		question.ticket = (uint32_t)clock_ticks();
	enum prompt_status answer = question_open(&question, prompt_get_sender_id(), title, text, secret != 0);
	if (answer != PROMPT_OK)
		return (int)answer;
	*ticket = question.ticket;
	set_deadline(clock_deadline_ms((uint64_t)prompt_timeout_s * 1000));
	show();
	return PROMPT_OK;
}

int prompt_result(uint32_t ticket, char input[static QUESTION_INPUT_MAX + 1])
{
	enum prompt_status answer = question_result(&question, prompt_get_sender_id(), ticket, input);

	if (question.state == QUESTION_NONE)
		set_deadline(DEADLINE_NEVER);
	if (answer != PROMPT_PENDING && answer != PROMPT_NO_TICKET)
		prompt_done_emit(); /* the prompt is free: other services may wait for it */
	return (int)answer;
}

int prompt_cancel(uint32_t ticket)
{
	bool open = trusted_is_open();
	enum prompt_status answer = question_cancel(&question, prompt_get_sender_id(), ticket);

	if (answer == PROMPT_OK)
		set_deadline(DEADLINE_NEVER);
	if (answer == PROMPT_OK && open)
		hide();
	if (answer == PROMPT_OK)
		prompt_done_emit();
	return (int)answer;
}
