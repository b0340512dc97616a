/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * wallet: accounts of profiles and their payments. This file is its interfaces: it finds out who calls, checks the
 * token, and tells billing what it earns; confirm.c talks to the person. Every method answers at once.
 *
 * Client n of `wallet` is profile n of the attribute `profiles`, whose account is number n of the ledger; payees and
 * the outside world, from which the openings come, follow.
 */
#include <abi.h>
#include <bulkhead/clock.h>
#include <bulkhead/log.h>
#include <bulkhead/loop.h>
#include <bulkhead/money.h>
#include <sodium/core.h>
#include <sodium/utils.h>
#include <stdio.h>
#include <string.h>

#include "../auth/rules.h"
#include "component.h"
#include "confirm.h"
#include "receipt.h"

#define LENGTH(array)  (sizeof(array) / sizeof((array)[0]))
#define PROFILE_COUNT  ((uint32_t)LENGTH(profiles))
#define PAYEE_COUNT    ((uint32_t)LENGTH(payees))
#define OUTSIDE        (PROFILE_COUNT + PAYEE_COUNT)
#define FEES_RETRY_MS  1000u
_Static_assert(LENGTH(profiles) <= PAYMENTS_PROFILES, "a table for each profile");
_Static_assert(LENGTH(openings) == LENGTH(profiles), "an opening for each profile");
_Static_assert(LENGTH(payee_titles) == LENGTH(payees), "a title for each payee");
_Static_assert(LENGTH(profiles) + LENGTH(payees) < LEDGER_ACCOUNTS, "an account for each, and the outside");
_Static_assert(PAYMENTS_PROFILES * (PAYMENTS_EACH + 1) <= LEDGER_TRANSFERS, "the journal holds every payment");
_Static_assert(WALLET_CLIENT_COUNT <= LENGTH(profiles), "each client has a profile");

/* Money, keys and what billing knows outlive a restart of the wallet. */
static struct {
	struct ledger ledger;
	struct payments payments;
	struct receipt_key key;
	uint64_t fees_charged[PAYMENTS_PROFILES]; /* payments up to this number are on the bill */
} kept __attribute__((section(".kept")));
static bool is_broken; /* nobody pays until the phone is booted again */
static uint64_t fees_deadline;

/* ---- start ---- */

static bool attributes_ok(void)
{
	bool ok = strlen(currency) == 3 && fee >= 0 && payment_max > 0;
	for (uint32_t i = 0; i < PROFILE_COUNT; i++)
		ok = ok && rules_name_ok(profiles[i]);
	for (uint32_t i = 0; i < PAYEE_COUNT; i++)
		ok = ok && rules_name_ok(payees[i]);
	return ok;
}

/* Accounts and openings, at the first start alone. */
static bool open_accounts(void)
{
	bool ok = true;
	for (uint32_t i = 0; i < PROFILE_COUNT; i++)
		ok = ok && ledger_open(&kept.ledger, profiles[i], false) == LEDGER_OK;
	for (uint32_t i = 0; i < PAYEE_COUNT; i++)
		ok = ok && ledger_open(&kept.ledger, payees[i], false) == LEDGER_OK;
	ok = ok && ledger_open(&kept.ledger, "outside", true) == LEDGER_OK;
	for (uint32_t i = 0; i < PROFILE_COUNT; i++) {
		const struct ledger_transfer opening = { .from = OUTSIDE, .to = i, .amount = openings[i] };
		ok = ok && (openings[i] == 0 || ledger_transfer(&kept.ledger, &opening) == LEDGER_OK);
	}
	return ok;
}

static void log_key(void)
{
	char text[2 * WALLET_KEY_BYTES + 1];
	log_printf(LOG_INFO, "public key %s", sodium_bin2hex(text, sizeof(text), kept.key.public, sizeof(kept.key.public)));
}

/* Make the key if there is none; false if that is impossible. The entropy service may not be ready when the wallet
 * starts: then the first who needs the key asks again. */
static bool need_key(void)
{
	uint8_t drawn[64];
	if (kept.key.is_made || is_broken)
		return !is_broken;
	if (entropy_get(RECEIPT_SEED_BYTES, drawn) == 0) {
		receipt_make_key(&kept.key, drawn);
		log_key();
	}
	sodium_memzero(drawn, sizeof(drawn));
	return kept.key.is_made;
}

void post_init(void)
{
	is_broken = sodium_init() < 0 || !attributes_ok();
	if (!is_broken && kept.ledger.account_count == 0)
		is_broken = !open_accounts();
	if (is_broken || kept.ledger.account_count != OUTSIDE + 1 || !ledger_sane(&kept.ledger) || !payments_sane(&kept.payments)) {
		is_broken = true;
		log_printf(LOG_ERROR, "the ledger or a setting is damaged: no payments");
	}
	fees_deadline = DEADLINE_NEVER;
	confirm_init();
	if (kept.key.is_made)
		log_key();
	else
		need_key();
	for (uint32_t profile = 0; profile < PAYMENTS_PROFILES; profile++)
		confirm_answered(profile); /* who waits for an answer of an earlier life asks, and learns that it is gone */
	log_printf(LOG_INFO, "%u profiles, %u payees", (unsigned)PROFILE_COUNT, (unsigned)PAYEE_COUNT);
}

/* ---- time, prompt ---- */

static void arm_timer(void)
{
	uint64_t deadline = confirm_deadline();
	bulkhead_set_timer(deadline < fees_deadline ? deadline : fees_deadline);
}

/* Put on the bill what is not there yet. Billing may be restarting: then again in a second. */
static void charge_fees(void)
{
	fees_deadline = DEADLINE_NEVER;
	for (uint32_t profile = 0; FEES_CONNECTED && profile < PROFILE_COUNT; profile++) {
		uint64_t *charged = &kept.fees_charged[profile];
		const struct payment *payment;
		while ((payment = payments_find(&kept.payments, profile, *charged + 1)) != NULL) {
			int result = fees_charge(profiles[profile], payment->number, payment->fee);
			if (result < 0) {
				fees_deadline = clock_deadline_ms(FEES_RETRY_MS);
				break;
			}
			if (result != BILLING_OK)
				log_printf(LOG_ERROR, "billing refuses a fee of %s: %d", profiles[profile], result);
			(*charged)++;
		}
	}
}

void prompt_done_handle(void)
{
	confirm_prompt_done();
	arm_timer();
}

void timer_handle(void)
{
	confirm_time_out();
	if (clock_ticks() >= fees_deadline)
		charge_fees();
	arm_timer();
}

/* ---- what confirm.c asks for ---- */

void confirm_answered(uint32_t profile)
{
	static void (*const emit[PAYMENTS_PROFILES])(void) = { wallet_done1_emit, wallet_done2_emit, wallet_done3_emit,
	                                                       wallet_done4_emit };
	emit[profile]();
}

void confirm_write(const struct payment *payment, char *title, char *text)
{
	char amount[MONEY_TEXT];
	snprintf(title, PROMPT_BEGIN_TITLE_MAX + 1, "%s: payment", profiles[payment->order.profile]);
	snprintf(text, PROMPT_BEGIN_TEXT_MAX + 1, "%s pays %s %s to %.64s. Type yes to pay, anything else to refuse",
	         payment->user, money_text(amount, payment->order.amount), currency,
	         payee_titles[payment->order.payee - PROFILE_COUNT]);
}

/* Whose token for payments is it? WALLET_OK with the user; WALLET_NO_TOKEN; WALLET_FAILED without auth. */
static enum wallet_status verify(const uint8_t token[static AUTH_TOKEN_BYTES], uint32_t profile, char user[static AUTH_NAME_MAX + 1])
{
	uint32_t expires_s;
	int result = tokens_verify(token, profiles[profile], WALLET_PURPOSE, user, &expires_s);
	if (result < 0)
		return WALLET_FAILED;
	return result == AUTH_OK ? WALLET_OK : WALLET_NO_TOKEN;
}

/* The token is looked at again: it may have ended while the person read. */
struct confirm_answer confirm_agreed(const struct confirm_request *request)
{
	struct payment payment = request->payment;
	struct confirm_answer answer = { .status = verify(request->token, payment.order.profile, payment.user) };
	if (answer.status == WALLET_OK && strcmp(payment.user, request->payment.user) != 0)
		answer.status = WALLET_NO_TOKEN;
	payment.time_s = wall_clock_seconds(time_of_day);
	if (answer.status == WALLET_OK)
		answer.status = payments_make(&kept.payments, &kept.ledger, &payment, &answer.number);
	if (answer.status == WALLET_OK)
		charge_fees();
	return answer;
}

/* ---- the interface `wallet` ---- */

static uint32_t caller(void)
{
	return (uint32_t)wallet_get_sender_id() - 1;
}

int wallet_balance(int64_t *amount, char currency_name[static WALLET_BALANCE_CURRENCY_NAME_MAX + 1])
{
	*amount = is_broken ? 0 : kept.ledger.accounts[caller()].balance;
	snprintf(currency_name, WALLET_BALANCE_CURRENCY_NAME_MAX + 1, "%s", currency);
	return is_broken ? WALLET_FAILED : WALLET_OK;
}

/* Everything about an order but who is behind it. */
static enum wallet_status read_order(const char *key, const char *payee, int64_t amount, struct payment_order *order)
{
	if (!rules_name_ok(key) || !rules_name_ok(payee))
		return WALLET_BAD_NAME;
	if (amount <= 0 || amount > payment_max)
		return WALLET_BAD_AMOUNT;
	*order = (struct payment_order){ .profile = caller(), .payee = ledger_find(&kept.ledger, payee, PROFILE_COUNT), .amount = amount };
	memcpy(order->key, key, strlen(key));
	return order->payee < OUTSIDE ? WALLET_OK : WALLET_NO_PAYEE;
}

int wallet_begin(const uint8_t token[static AUTH_TOKEN_BYTES], const char *key, const char *payee, int64_t amount,
                 uint32_t *ticket, uint32_t *retry_after_s)
{
	struct confirm_request request = { .payment.fee = fee };
	const struct payment *made = NULL;
	enum wallet_status status;
	*ticket = 0;
	*retry_after_s = 0;
	if (is_broken || !need_key())
		return WALLET_FAILED;
	status = read_order(key, payee, amount, &request.payment.order);
	if (status == WALLET_OK)
		status = verify(token, caller(), request.payment.user);
	if (status == WALLET_OK)
		status = payments_check(&kept.payments, &kept.ledger, &request.payment.order, &made);
	if (status == WALLET_OK) {
		memcpy(request.token, token, AUTH_TOKEN_BYTES);
		status = made != NULL ? confirm_settle(caller(), made->number, ticket)
		                      : confirm_begin(&request, ticket, retry_after_s);
		sodium_memzero(request.token, AUTH_TOKEN_BYTES);
	}
	arm_timer();
	return status;
}

int wallet_result(uint32_t ticket, uint64_t *receipt)
{
	struct confirm_answer answer = confirm_result(caller(), ticket);
	*receipt = answer.number;
	return answer.status;
}

int wallet_cancel(uint32_t ticket)
{
	enum wallet_status status = confirm_cancel(caller(), ticket);
	arm_timer();
	return status;
}

int wallet_receipt(uint64_t number, uint8_t bytes[static WALLET_RECEIPT_BYTES])
{
	const struct payment *payment = payments_find(&kept.payments, caller(), number);
	memset(bytes, 0, WALLET_RECEIPT_BYTES);
	if (is_broken)
		return WALLET_FAILED;
	if (payment == NULL)
		return WALLET_NO_RECEIPT;
	receipt_write(bytes, payment, &kept.ledger, currency, &kept.key);
	return WALLET_OK;
}

int wallet_key(uint8_t bytes[static WALLET_KEY_BYTES])
{
	bool is_made = need_key();
	memcpy(bytes, kept.key.public, WALLET_KEY_BYTES);
	return is_made ? WALLET_OK : WALLET_FAILED;
}
