/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Confirmation of payments (see confirm.h). Called by main.c, from one thread.
 *
 * A request goes from IDLE to QUEUED, ASKING while it has the prompt, ANSWERED, and back to IDLE when its
 * profile has fetched the answer.
 */
#include "confirm.h"

#include <abi.h>
#include <bulkhead/clock.h>
#include <bulkhead/prompt.h>
#include <sodium/utils.h>
#include <stdbool.h>
#include <string.h>

#include "../auth/rules.h"
#include "component.h"

#define PROMPT_SILENT_MS 300000u /* longer than the console waits for a person */

enum state { IDLE, QUEUED, ASKING, ANSWERED };

struct pending {
	enum state state;
	uint32_t ticket;
	struct confirm_request request;
	struct confirm_answer answer; /* when answered */
};

static struct {
	struct pending pending[PAYMENTS_PROFILES];
	struct rules_lockout patience[PAYMENTS_PROFILES]; /* with each profile's payments that are not confirmed */
	struct rules_clock clock;
	struct pending *asking;                           /* who has the prompt */
	uint32_t prompt_ticket;
	uint32_t turn;                                    /* profile to be asked first */
	uint32_t last_ticket;
	uint64_t deadline;
} confirm;

static const struct rules_limits patience_limits = {
	.failures_free = 1, .failures_max = RULES_NEVER_LOCK, .delay_first_ms = 2000, .delay_max_ms = 60000,
};

void confirm_init(void)
{
	sodium_memzero(&confirm, sizeof(confirm));
	confirm.deadline = DEADLINE_NEVER;
}

uint64_t confirm_deadline(void)
{
	return confirm.deadline;
}

static uint64_t now_ms(void)
{
	return rules_clock_read(&confirm.clock, clock_ms());
}

static uint32_t profile_of(const struct pending *pending)
{
	return (uint32_t)(pending - confirm.pending);
}

static bool is_under_way(const struct pending *pending)
{
	return pending->state == QUEUED || pending->state == ASKING;
}

static void finish(struct pending *pending, struct confirm_answer answer)
{
	sodium_memzero(&pending->request, sizeof(pending->request));
	pending->state = ANSWERED;
	pending->answer = answer;
	confirm_answered(profile_of(pending));
}

static void give_up(struct pending *pending)
{
	rules_fail(&confirm.patience[profile_of(pending)], &patience_limits, now_ms());
	finish(pending, (struct confirm_answer){ .status = WALLET_CANCELLED });
}

/* Put the question on the prompt. It stays queued while the prompt is in use, and fails without one. */
static void ask(struct pending *pending)
{
	char title[PROMPT_BEGIN_TITLE_MAX + 1], text[PROMPT_BEGIN_TEXT_MAX + 1];
	confirm_write(&pending->request.payment, title, text);
	int result = prompt_begin(title, text, 0, &confirm.prompt_ticket);
	if (result == PROMPT_OK) {
		pending->state = ASKING;
		confirm.asking = pending;
		confirm.turn = (profile_of(pending) + 1) % PAYMENTS_PROFILES;
	} else if (result != PROMPT_BUSY) {
		finish(pending, (struct confirm_answer){ .status = WALLET_FAILED });
	}
	confirm.deadline = clock_deadline_ms(PROMPT_SILENT_MS);
}

/* If no request of ours has the prompt, ask for the next profile in turn. */
static void ask_next(void)
{
	uint32_t first = confirm.turn;
	for (uint32_t i = 0; i < PAYMENTS_PROFILES && confirm.asking == NULL; i++) {
		struct pending *pending = &confirm.pending[(first + i) % PAYMENTS_PROFILES];
		if (pending->state == QUEUED)
			ask(pending);
	}
}

void confirm_prompt_done(void)
{
	struct pending *pending = confirm.asking;
	char line[PROMPT_RESULT_INPUT_MAX + 1] = "";
	int result = pending != NULL ? prompt_result(confirm.prompt_ticket, line) : PROMPT_NO_TICKET;
	if (result == PROMPT_PENDING)
		return;
	confirm.asking = NULL;
	if (pending != NULL && result == PROMPT_OK && strcmp(line, "yes") == 0) {
		rules_forget(&confirm.patience[profile_of(pending)]);
		finish(pending, confirm_agreed(&pending->request));
	} else if (pending != NULL) {
		give_up(pending);
	}
	ask_next();
}

void confirm_time_out(void)
{
	struct pending *pending = confirm.asking;
	if (clock_ticks() < confirm.deadline)
		return;
	confirm.deadline = DEADLINE_NEVER;
	if (pending != NULL) {
		prompt_cancel(confirm.prompt_ticket);
		confirm.asking = NULL;
		give_up(pending);
	}
	ask_next();
}

/* ---- what profiles ask for ---- */

static uint32_t take_ticket(struct pending *pending, enum state state)
{
	if (++confirm.last_ticket == 0)
		confirm.last_ticket = 1;
	pending->ticket = confirm.last_ticket;
	pending->state = state;
	return pending->ticket;
}

enum wallet_status confirm_begin(const struct confirm_request *request, uint32_t *ticket, uint32_t *retry_after_s)
{
	uint32_t profile = request->payment.order.profile;
	struct pending *pending = &confirm.pending[profile];
	uint64_t wait_ms = 0;
	if (is_under_way(pending))
		return WALLET_BUSY;
	if (rules_check(&confirm.patience[profile], now_ms(), &wait_ms) != RULES_ALLOWED) {
		*retry_after_s = rules_seconds_until(wait_ms, 0);
		return WALLET_DELAYED;
	}
	pending->request = *request;
	*ticket = take_ticket(pending, QUEUED);
	ask_next();
	return WALLET_OK;
}

enum wallet_status confirm_settle(uint32_t profile, uint64_t number, uint32_t *ticket)
{
	struct pending *pending = &confirm.pending[profile];
	if (is_under_way(pending))
		return WALLET_BUSY;
	*ticket = take_ticket(pending, QUEUED);
	finish(pending, (struct confirm_answer){ .status = WALLET_OK, .number = number });
	return WALLET_OK;
}

struct confirm_answer confirm_result(uint32_t profile, uint32_t ticket)
{
	struct pending *pending = &confirm.pending[profile];
	if (pending->state == IDLE || pending->ticket != ticket)
		return (struct confirm_answer){ .status = WALLET_NO_TICKET };
	if (is_under_way(pending))
		return (struct confirm_answer){ .status = WALLET_PENDING };
	pending->state = IDLE;
	return pending->answer;
}

enum wallet_status confirm_cancel(uint32_t profile, uint32_t ticket)
{
	struct pending *pending = &confirm.pending[profile];
	if (pending->state == IDLE || pending->ticket != ticket)
		return WALLET_NO_TICKET;
	if (pending->state == ASKING) {
		prompt_cancel(confirm.prompt_ticket);
		confirm.asking = NULL;
		rules_fail(&confirm.patience[profile], &patience_limits, now_ms());
	}
	sodium_memzero(&pending->request, sizeof(pending->request));
	pending->state = IDLE;
	ask_next();
	return WALLET_OK;
}
