/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Payments that wait for a person's yes at the trusted prompt. Each profile owns one, so pending work is bounded;
 * one at a time has the prompt, and profiles take turns. What the prompt says is the wallet's own: title, payee's
 * name in words, amount.
 *
 * A profile whose payments are not confirmed has to wait longer and longer before the next one: a guest cannot
 * keep a prompt on the screen.
 */
#pragma once

#include <bulkhead/auth.h>
#include <bulkhead/wallet.h>
#include <stdint.h>

#include "payments.h"

/* A payment to be confirmed, and the token that its client showed. */
struct confirm_request {
	struct payment payment;
	uint8_t token[AUTH_TOKEN_BYTES];
};

struct confirm_answer {
	enum wallet_status status;
	uint64_t number; /* of the payment, with WALLET_OK */
};

/* Begin without requests. */
void confirm_init(void);

/* Ask the person. WALLET_OK with a ticket; WALLET_BUSY; WALLET_DELAYED with *retry_after_s. confirm_answered is
 * called later, once. */
enum wallet_status confirm_begin(const struct confirm_request *request, uint32_t *ticket, uint32_t *retry_after_s);

/* Answer without asking: the payment `number` was made before. WALLET_OK with a ticket; WALLET_BUSY. */
enum wallet_status confirm_settle(uint32_t profile, uint64_t number, uint32_t *ticket);

/* The answer; WALLET_PENDING before there is one. WALLET_NO_TICKET if the ticket is not the profile's. */
struct confirm_answer confirm_result(uint32_t profile, uint32_t ticket);

/* Withdraw a request, or its answer. WALLET_OK or WALLET_NO_TICKET. */
enum wallet_status confirm_cancel(uint32_t profile, uint32_t ticket);

/* The prompt has an answer, or became free. */
void confirm_prompt_done(void);

/* The time by which confirm_time_out is to be called, in counter ticks; it does nothing before. */
uint64_t confirm_deadline(void);
void confirm_time_out(void);

/* Written by main.c: the person has said yes. The payment's number, or why it is not made after all. */
struct confirm_answer confirm_agreed(const struct confirm_request *request);

/* Written by main.c: the profile's request has an answer. */
void confirm_answered(uint32_t profile);

/* Written by main.c: what the prompt says. */
void confirm_write(const struct payment *payment, char *title, char *text);
