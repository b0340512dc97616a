/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The whole wallet, real signatures included; the test plays auth, the person at the prompt, entropy, billing, the
 * clock and the clients. Client 1 is corporate, client 2 personal. The wallet keeps its money over its restarts, so
 * tests look at differences and use keys of their own.
 */
#include <bulkhead/log.h>
#include <bulkhead/loop.h>
#include <bulkhead/prompt.h>
#include <setjmp.h>
#include <sodium/crypto_sign_ed25519.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "component.h"

#define CORPORATE 1
#define PERSONAL  2

const char *const profiles[2] = { "corporate", "personal" };
const int64_t openings[2] = { 50000, 2000 };
const char *const payees[2] = { "shop", "tram" };
const char *const payee_titles[2] = { "Corner Shop Ltd", "City Tramways" };
const char *const currency = "EUR";
const int64_t fee = 5, payment_max = 10000;
static const struct wall_clock wall_clock = { .epoch_s = 1700000000 };
const volatile struct wall_clock *const time_of_day = &wall_clock;
uint64_t fake_now_ms;

static struct {
	int begin_result;
	bool is_up;
	uint32_t ticket, begun, cancelled;
	int status, secret;
	char title[65], text[201], line[65];
} prompt;
static struct {
	int result;
	char profile[33];
	char user[33];
	uint32_t asked;
} auth;
static struct {
	int result;
	uint32_t calls;
	char profile[33];
	uint64_t receipt;
	int64_t amount;
} billing;
static uint64_t sender, timer;
static uint32_t done[5]; /* events, by client */
static int entropy_result;
static const uint8_t token[32] = { 0x5a }, bad_token[32] = { 0x11 };

/* ---- peers ---- */

uint64_t wallet_get_sender_id(void)
{
	return sender;
}

int tokens_verify(const uint8_t shown[static 32], const char *profile, const char *purpose, char user[static 33],
                  uint32_t *expires_s)
{
	auth.asked++;
	snprintf(auth.profile, sizeof(auth.profile), "%s", profile);
	memcpy(user, auth.user, 33);
	*expires_s = 60;
	if (auth.result != AUTH_OK)
		return auth.result;
	return shown[0] == token[0] && strcmp(purpose, "payment") == 0 ? AUTH_OK : AUTH_NO_TOKEN;
}

int prompt_begin(const char *title, const char *text, int secret, uint32_t *ticket)
{
	if (prompt.begin_result != PROMPT_OK)
		return prompt.begin_result;
	assert_false(prompt.is_up);
	prompt.is_up = true;
	prompt.begun++;
	prompt.status = PROMPT_PENDING;
	prompt.secret = secret;
	snprintf(prompt.title, sizeof(prompt.title), "%s", title);
	snprintf(prompt.text, sizeof(prompt.text), "%s", text);
	*ticket = ++prompt.ticket;
	return PROMPT_OK;
}

int prompt_result(uint32_t ticket, char input[static 65])
{
	assert_int_equal(ticket, prompt.ticket);
	if (prompt.status != PROMPT_PENDING)
		prompt.is_up = false;
	memcpy(input, prompt.line, sizeof(prompt.line));
	return prompt.status;
}

int prompt_cancel(uint32_t ticket)
{
	assert_int_equal(ticket, prompt.ticket);
	prompt.is_up = false;
	prompt.cancelled++;
	return PROMPT_OK;
}

int entropy_get(uint32_t n, uint8_t data[static 64])
{
	memset(data, 0, 64);
	memset(data, 0x77, n);
	return entropy_result;
}

int fees_charge(const char *profile, uint64_t receipt, int64_t amount)
{
	billing.calls++;
	snprintf(billing.profile, sizeof(billing.profile), "%s", profile);
	billing.receipt = receipt;
	billing.amount = amount;
	return billing.result;
}

void wallet_done1_emit(void) { done[CORPORATE]++; }
void wallet_done2_emit(void) { done[PERSONAL]++; }
void wallet_done3_emit(void) { done[3]++; }
void wallet_done4_emit(void) { done[4]++; }
void bulkhead_set_timer(uint64_t deadline_ticks) { timer = deadline_ticks; }
void log_printf(enum log_level level, const char *format, ...) { (void)level, (void)format; }

/* ---- what tests say ---- */

static int start(void **state)
{
	(void)state;
	memset(&prompt, 0, sizeof(prompt));
	memset(&billing, 0, sizeof(billing));
	memset(&auth, 0, sizeof(auth));
	strcpy(auth.user, "anna");
	entropy_result = 0;
	fake_now_ms += 3600000;
	sender = CORPORATE;
	post_init();
	memset(done, 0, sizeof(done));
	return 0;
}

/* A key that no test has used. The last eight stay valid. */
static const char *fresh_key(void)
{
	static char keys[8][33];
	static unsigned number;
	char *key = keys[++number % 8];
	snprintf(key, sizeof(keys[0]), "key-%u", number);
	return key;
}

static int64_t balance(uint64_t client)
{
	char name[33];
	int64_t amount;
	sender = client;
	assert_int_equal(wallet_balance(&amount, name), WALLET_OK);
	assert_string_equal(name, "EUR");
	return amount;
}

static int begin(uint64_t client, const char *key, const char *payee, int64_t amount, uint32_t *ticket)
{
	uint32_t retry_after_s;
	sender = client;
	return wallet_begin(token, key, payee, amount, ticket, &retry_after_s);
}

static int result(uint64_t client, uint32_t ticket, uint64_t *number)
{
	sender = client;
	return wallet_result(ticket, number);
}

static void type(const char *line)
{
	assert_true(prompt.is_up);
	snprintf(prompt.line, sizeof(prompt.line), "%s", line);
	prompt.status = PROMPT_OK;
	prompt_done_handle();
}

static void dismiss(int status)
{
	assert_true(prompt.is_up);
	prompt.status = status;
	prompt_done_handle();
}

/* A payment that the person agrees to; its receipt's number. */
static uint64_t pay(uint64_t client, const char *key, int64_t amount)
{
	uint32_t ticket;
	uint64_t number;
	assert_int_equal(begin(client, key, "shop", amount, &ticket), WALLET_OK);
	type("yes");
	assert_int_equal(result(client, ticket, &number), WALLET_OK);
	return number;
}

/* ---- payments ---- */

static void payment__is_made_when_the_person_says_yes(void **state)
{
	int64_t before = balance(CORPORATE);
	uint64_t number;
	uint32_t ticket;
	(void)state;
	assert_int_equal(begin(CORPORATE, fresh_key(), "shop", 1250, &ticket), WALLET_OK);
	assert_int_equal(result(CORPORATE, ticket, &number), WALLET_PENDING);
	assert_int_equal(balance(CORPORATE), before);
	assert_int_equal(done[CORPORATE], 0);
	type("yes");
	assert_int_equal(done[CORPORATE], 1);
	assert_int_equal(done[PERSONAL], 0);
	assert_int_equal(result(CORPORATE, ticket, &number), WALLET_OK);
	assert_int_equal(balance(CORPORATE), before - 1250);
	assert_int_equal(result(CORPORATE, ticket, &number), WALLET_NO_TICKET);
}

static void prompt__names_user_amount_and_payee_as_the_wallet_holds_them(void **state)
{
	uint32_t ticket;
	(void)state;
	begin(PERSONAL, fresh_key(), "tram", 205, &ticket);
	assert_string_equal(prompt.title, "personal: payment");
	assert_non_null(strstr(prompt.text, "anna pays 2.05 EUR to City Tramways."));
	assert_int_equal(prompt.secret, 0);
}

/* Everything but the one word refuses. */
static void payment__is_not_made_without_a_yes(void **state)
{
	static const char *const answers[] = { "", "y", "YES", "yes ", "no", "yesyes" };
	int64_t before = balance(CORPORATE);
	uint64_t number;
	uint32_t ticket;
	(void)state;
	for (unsigned i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		fake_now_ms += 3600000;
		assert_int_equal(begin(CORPORATE, fresh_key(), "shop", 100, &ticket), WALLET_OK);
		type(answers[i]);
		assert_int_equal(result(CORPORATE, ticket, &number), WALLET_CANCELLED);
	}
	assert_int_equal(begin(CORPORATE, fresh_key(), "shop", 100, &ticket), WALLET_DELAYED);
	fake_now_ms += 3600000;
	assert_int_equal(begin(CORPORATE, fresh_key(), "shop", 100, &ticket), WALLET_OK);
	dismiss(PROMPT_TIMED_OUT);
	assert_int_equal(result(CORPORATE, ticket, &number), WALLET_CANCELLED);
	assert_int_equal(balance(CORPORATE), before);
	assert_int_equal(billing.calls, 0);
}

static void payment__needs_a_token_for_payments_of_this_profile(void **state)
{
	uint32_t ticket, retry_after_s;
	(void)state;
	sender = PERSONAL;
	assert_int_equal(wallet_begin(bad_token, fresh_key(), "shop", 100, &ticket, &retry_after_s), WALLET_NO_TOKEN);
	assert_string_equal(auth.profile, "personal");
	assert_int_equal(prompt.begun, 0);
}

static void payment__needs_the_token_still_when_it_is_confirmed(void **state)
{
	int64_t before = balance(CORPORATE);
	uint64_t number;
	uint32_t ticket;
	(void)state;
	begin(CORPORATE, fresh_key(), "shop", 100, &ticket);
	auth.result = AUTH_NO_TOKEN;
	type("yes");
	assert_int_equal(result(CORPORATE, ticket, &number), WALLET_NO_TOKEN);
	auth.result = AUTH_OK;
	begin(CORPORATE, fresh_key(), "shop", 100, &ticket);
	strcpy(auth.user, "bert"); /* the token is another user's now */
	type("yes");
	assert_int_equal(result(CORPORATE, ticket, &number), WALLET_NO_TOKEN);
	assert_int_equal(balance(CORPORATE), before);
}

static void payment__fails_without_auth(void **state)
{
	uint32_t ticket;
	(void)state;
	auth.result = -BULKHEAD_ERROR_PEER_RESTARTED;
	assert_int_equal(begin(CORPORATE, fresh_key(), "shop", 100, &ticket), WALLET_FAILED);
}

static void order__is_checked(void **state)
{
	uint32_t ticket;
	(void)state;
	assert_int_equal(begin(PERSONAL, "", "shop", 100, &ticket), WALLET_BAD_NAME);
	assert_int_equal(begin(PERSONAL, "a b", "shop", 100, &ticket), WALLET_BAD_NAME);
	assert_int_equal(begin(PERSONAL, "k", "Shop", 100, &ticket), WALLET_BAD_NAME);
	assert_int_equal(begin(PERSONAL, "k", "nobody", 100, &ticket), WALLET_NO_PAYEE);
	assert_int_equal(begin(PERSONAL, "k", "shop", 0, &ticket), WALLET_BAD_AMOUNT);
	assert_int_equal(begin(PERSONAL, "k", "shop", -5, &ticket), WALLET_BAD_AMOUNT);
	assert_int_equal(begin(PERSONAL, "k", "shop", payment_max + 1, &ticket), WALLET_BAD_AMOUNT);
	assert_int_equal(begin(PERSONAL, "k", "shop", 2001, &ticket), WALLET_NO_FUNDS);
	assert_int_equal(prompt.begun, 0);
}

/* It would carry information from one profile to the other, and money out of thin air. */
static void profiles__and_the_outside_are_no_payees(void **state)
{
	uint32_t ticket;
	(void)state;
	assert_int_equal(begin(CORPORATE, "k", "personal", 100, &ticket), WALLET_NO_PAYEE);
	assert_int_equal(begin(CORPORATE, "k", "corporate", 100, &ticket), WALLET_NO_PAYEE);
	assert_int_equal(begin(CORPORATE, "k", "outside", 100, &ticket), WALLET_NO_PAYEE);
}

static void replay__is_not_charged_and_not_asked_again(void **state)
{
	const char *key = fresh_key();
	uint64_t first = pay(CORPORATE, key, 700), again;
	int64_t before = balance(CORPORATE);
	uint32_t begun = prompt.begun, calls = billing.calls, ticket;
	(void)state;
	assert_int_equal(begin(CORPORATE, key, "shop", 700, &ticket), WALLET_OK);
	assert_int_equal(done[CORPORATE], 2);
	assert_int_equal(result(CORPORATE, ticket, &again), WALLET_OK);
	assert_int_equal(again, first);
	assert_int_equal(balance(CORPORATE), before);
	assert_int_equal(prompt.begun, begun);
	assert_int_equal(billing.calls, calls);
	assert_int_equal(begin(CORPORATE, key, "tram", 700, &ticket), WALLET_KEY_USED);
}

static void replay__needs_a_token_too(void **state)
{
	const char *key = fresh_key();
	uint32_t ticket, retry_after_s;
	(void)state;
	pay(CORPORATE, key, 10);
	assert_int_equal(wallet_begin(bad_token, key, "shop", 10, &ticket, &retry_after_s), WALLET_NO_TOKEN);
}

/* ---- turns, waiting ---- */

static void client__has_one_payment_at_a_time(void **state)
{
	uint32_t ticket, second;
	(void)state;
	assert_int_equal(begin(CORPORATE, fresh_key(), "shop", 10, &ticket), WALLET_OK);
	assert_int_equal(begin(CORPORATE, fresh_key(), "shop", 10, &second), WALLET_BUSY);
	assert_int_equal(begin(PERSONAL, fresh_key(), "shop", 10, &second), WALLET_OK); /* waits for its turn */
	assert_int_equal(prompt.begun, 1);
	type("yes");
	assert_int_equal(prompt.begun, 2);
	assert_string_equal(prompt.title, "personal: payment");
}

static void busy_prompt__is_waited_for(void **state)
{
	uint32_t ticket;
	uint64_t number;
	(void)state;
	prompt.begin_result = PROMPT_BUSY;
	assert_int_equal(begin(CORPORATE, fresh_key(), "shop", 10, &ticket), WALLET_OK);
	assert_int_equal(prompt.begun, 0);
	assert_int_equal(result(CORPORATE, ticket, &number), WALLET_PENDING);
	prompt.begin_result = PROMPT_OK;
	prompt_done_handle();
	assert_int_equal(prompt.begun, 1);
}

static void silent_prompt__is_given_up(void **state)
{
	uint32_t ticket;
	uint64_t number;
	(void)state;
	begin(CORPORATE, fresh_key(), "shop", 10, &ticket);
	assert_true(timer > fake_now_ms && timer != DEADLINE_NEVER);
	fake_now_ms = timer - 1;
	timer_handle();
	assert_int_equal(result(CORPORATE, ticket, &number), WALLET_PENDING);
	fake_now_ms = timer;
	timer_handle();
	assert_int_equal(prompt.cancelled, 1);
	assert_int_equal(result(CORPORATE, ticket, &number), WALLET_CANCELLED);
}

static void ticket__is_its_clients_alone(void **state)
{
	uint32_t ticket;
	uint64_t number;
	(void)state;
	begin(CORPORATE, fresh_key(), "shop", 10, &ticket);
	assert_int_equal(result(PERSONAL, ticket, &number), WALLET_NO_TICKET);
	assert_int_equal(wallet_cancel(ticket), WALLET_NO_TICKET); /* as PERSONAL */
	assert_int_equal(result(CORPORATE, ticket + 1, &number), WALLET_NO_TICKET);
}

static void cancel__takes_the_prompt_away(void **state)
{
	uint32_t ticket;
	uint64_t number;
	(void)state;
	begin(CORPORATE, fresh_key(), "shop", 10, &ticket);
	assert_int_equal(wallet_cancel(ticket), WALLET_OK);
	assert_int_equal(prompt.cancelled, 1);
	assert_int_equal(result(CORPORATE, ticket, &number), WALLET_NO_TICKET);
}

/* ---- fees ---- */

static void fee__is_reported_once_a_payment(void **state)
{
	(void)state;
	uint64_t number = pay(PERSONAL, fresh_key(), 10);
	assert_int_equal(billing.calls, 1);
	assert_string_equal(billing.profile, "personal");
	assert_int_equal(billing.receipt, number);
	assert_int_equal(billing.amount, 5);
}

static void fee__is_reported_later_when_billing_was_away(void **state)
{
	(void)state;
	billing.result = -BULKHEAD_ERROR_PEER_RESTARTED;
	uint64_t number = pay(PERSONAL, fresh_key(), 10);
	billing.result = BILLING_OK;
	billing.calls = 0;
	assert_true(timer <= fake_now_ms + 1000);
	fake_now_ms = timer;
	timer_handle();
	assert_int_equal(billing.calls, 1);
	assert_int_equal(billing.receipt, number);
	fake_now_ms += 5000;
	timer_handle();
	assert_int_equal(billing.calls, 1);
}

/* ---- receipts, restart ---- */

static void receipt__is_signed_and_says_what_was_paid(void **state)
{
	const char *key = fresh_key();
	uint8_t receipt[236], public[32];
	uint64_t number = pay(CORPORATE, key, 1234);
	(void)state;
	assert_int_equal(wallet_key(public), WALLET_OK);
	assert_int_equal(wallet_receipt(number, receipt), WALLET_OK);
	assert_int_equal(crypto_sign_ed25519_verify_detached(receipt + 172, receipt, 172, public), 0);
	assert_memory_equal(receipt, "BHRC\1\0\354\0", 8);
	assert_memory_equal(receipt + 8, &number, 8);
	assert_memory_equal(receipt + 16, "\xd2\4\0\0\0\0\0\0\5\0\0\0\0\0\0\0", 16);
	assert_memory_equal(receipt + 32, &(uint64_t){ 1700000000 + fake_now_ms / 1000 }, 8);
	assert_memory_equal(receipt + 40, "EUR", 4);
	assert_string_equal((char *)receipt + 44, "corporate");
	assert_string_equal((char *)receipt + 76, "shop");
	assert_string_equal((char *)receipt + 108, "anna");
	assert_string_equal((char *)receipt + 140, key);
	receipt[16]++;
	assert_int_not_equal(crypto_sign_ed25519_verify_detached(receipt + 172, receipt, 172, public), 0);
}

static void receipt__is_shown_to_its_payer_alone(void **state)
{
	uint8_t receipt[236], empty[236] = { 0 };
	uint64_t number = 0;
	(void)state;
	for (int i = 0; i < 3; i++)
		number = pay(CORPORATE, fresh_key(), 1);
	sender = PERSONAL;
	assert_int_equal(wallet_receipt(number, receipt), WALLET_NO_RECEIPT);
	assert_memory_equal(receipt, empty, 236);
	assert_int_equal(wallet_receipt(0, receipt), WALLET_NO_RECEIPT);
}

static void restart__forgets_dialogues_but_neither_money_nor_keys(void **state)
{
	const char *key = fresh_key();
	uint8_t public[32], later[32];
	uint64_t number = pay(CORPORATE, key, 300), again;
	int64_t before = balance(CORPORATE);
	uint32_t ticket, second;
	(void)state;
	wallet_key(public);
	begin(CORPORATE, fresh_key(), "shop", 10, &ticket);
	prompt.is_up = false;
	post_init();
	assert_int_equal(done[CORPORATE], 2); /* whoever waits asks again */
	assert_int_equal(result(CORPORATE, ticket, &again), WALLET_NO_TICKET);
	assert_int_equal(balance(CORPORATE), before);
	wallet_key(later);
	assert_memory_equal(public, later, 32);
	assert_int_equal(begin(CORPORATE, key, "shop", 300, &second), WALLET_OK);
	assert_int_equal(result(CORPORATE, second, &again), WALLET_OK);
	assert_int_equal(again, number);
}

/* First of all tests: there is no key yet. */
static void key__needs_entropy(void **state)
{
	uint8_t public[32];
	uint32_t ticket;
	(void)state;
	entropy_result = 1;
	strcpy(auth.user, "anna");
	post_init();
	assert_int_equal(wallet_key(public), WALLET_FAILED);
	assert_int_equal(begin(CORPORATE, fresh_key(), "shop", 10, &ticket), WALLET_FAILED);
	entropy_result = 0;
	assert_int_equal(wallet_key(public), WALLET_OK);
}

#define TEST(name) cmocka_unit_test_setup(name, start)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(key__needs_entropy),
		TEST(payment__is_made_when_the_person_says_yes),
		TEST(prompt__names_user_amount_and_payee_as_the_wallet_holds_them),
		TEST(payment__is_not_made_without_a_yes),
		TEST(payment__needs_a_token_for_payments_of_this_profile),
		TEST(payment__needs_the_token_still_when_it_is_confirmed),
		TEST(payment__fails_without_auth),
		TEST(order__is_checked),
		TEST(profiles__and_the_outside_are_no_payees),
		TEST(replay__is_not_charged_and_not_asked_again),
		TEST(replay__needs_a_token_too),
		TEST(client__has_one_payment_at_a_time),
		TEST(busy_prompt__is_waited_for),
		TEST(silent_prompt__is_given_up),
		TEST(ticket__is_its_clients_alone),
		TEST(cancel__takes_the_prompt_away),
		TEST(fee__is_reported_once_a_payment),
		TEST(fee__is_reported_later_when_billing_was_away),
		TEST(receipt__is_signed_and_says_what_was_paid),
		TEST(receipt__is_shown_to_its_payer_alone),
		TEST(restart__forgets_dialogues_but_neither_money_nor_keys),
	};
	return cmocka_run_group_tests_name("wallet", tests, NULL, NULL);
}
