/* SPDX-License-Identifier: BSD-2-Clause */
/* The ledger and the table of payments: every transfer balances, nothing is paid twice, nothing overflows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "payments.h"

enum { ANNA, BERT, SHOP, OUTSIDE };

static struct ledger ledger;
static struct payments payments;

static enum ledger_status move(uint32_t from, uint32_t to, int64_t amount)
{
	return ledger_transfer(&ledger, &(struct ledger_transfer){ from, to, amount });
}

static int start(void **state)
{
	(void)state;
	memset(&ledger, 0, sizeof(ledger));
	memset(&payments, 0, sizeof(payments));
	ledger_open(&ledger, "anna", false);
	ledger_open(&ledger, "bert", false);
	ledger_open(&ledger, "shop", false);
	ledger_open(&ledger, "outside", true);
	assert_int_equal(move(OUTSIDE, ANNA, 1000), LEDGER_OK);
	return 0;
}

static int64_t sum(void)
{
	int64_t total = 0;
	for (uint32_t i = 0; i < ledger.account_count; i++)
		total += ledger.accounts[i].balance;
	return total;
}

/* ---- ledger ---- */

static void transfer__takes_from_one_what_it_gives_to_the_other(void **state)
{
	(void)state;
	assert_int_equal(move(ANNA, SHOP, 400), LEDGER_OK);
	assert_int_equal(ledger.accounts[ANNA].balance, 600);
	assert_int_equal(ledger.accounts[SHOP].balance, 400);
	assert_int_equal(sum(), 0);
	assert_true(ledger_sane(&ledger));
}

/* Every refusal leaves everything as it was. */
static void expect_refused(uint32_t from, uint32_t to, int64_t amount, enum ledger_status status)
{
	const struct ledger before = ledger;
	const struct ledger_transfer transfer = { from, to, amount };
	assert_int_equal(ledger_check(&ledger, &transfer), status);
	assert_int_equal(ledger_transfer(&ledger, &transfer), status);
	assert_memory_equal(&ledger, &before, sizeof(ledger));
}

static void transfer__rejects_overdraft(void **state)
{
	(void)state;
	expect_refused(ANNA, SHOP, 1001, LEDGER_OVERDRAFT);
	assert_int_equal(move(ANNA, SHOP, 1000), LEDGER_OK);
	expect_refused(ANNA, SHOP, 1, LEDGER_OVERDRAFT);
}

static void transfer__rejects_amounts_that_are_not_positive(void **state)
{
	(void)state;
	expect_refused(ANNA, SHOP, 0, LEDGER_BAD_AMOUNT);
	expect_refused(ANNA, SHOP, -1, LEDGER_BAD_AMOUNT);
	expect_refused(ANNA, SHOP, INT64_MIN, LEDGER_BAD_AMOUNT);
}

static void transfer__rejects_unknown_accounts_and_itself(void **state)
{
	(void)state;
	expect_refused(ANNA, 4, 1, LEDGER_NO_ACCOUNT);
	expect_refused(UINT32_MAX, ANNA, 1, LEDGER_NO_ACCOUNT);
	expect_refused(ANNA, ANNA, 1, LEDGER_SAME_ACCOUNT);
}

static void transfer__rejects_what_overflows(void **state)
{
	(void)state;
	assert_int_equal(move(OUTSIDE, BERT, INT64_MAX - 1000), LEDGER_OK);
	expect_refused(OUTSIDE, BERT, INT64_MAX, LEDGER_OVERFLOW);
	expect_refused(ANNA, BERT, 1001, LEDGER_OVERFLOW);
	assert_int_equal(move(ANNA, BERT, 1000), LEDGER_OK); /* to the very limit */
	assert_int_equal(ledger.accounts[BERT].balance, INT64_MAX);
	expect_refused(OUTSIDE, BERT, 1, LEDGER_OVERFLOW);
	assert_true(ledger_sane(&ledger));
}

static void transfer__is_refused_when_the_journal_is_full(void **state)
{
	(void)state;
	while (ledger.transfer_count < LEDGER_TRANSFERS)
		assert_int_equal(move(OUTSIDE, ANNA, 1), LEDGER_OK);
	expect_refused(OUTSIDE, ANNA, 1, LEDGER_FULL);
}

static void open__is_refused_when_there_is_no_room(void **state)
{
	(void)state;
	while (ledger.account_count < LEDGER_ACCOUNTS)
		assert_int_equal(ledger_open(&ledger, "more", false), LEDGER_OK);
	assert_int_equal(ledger_open(&ledger, "more", false), LEDGER_FULL);
}

static void find__begins_where_it_is_told(void **state)
{
	(void)state;
	assert_int_equal(ledger_find(&ledger, "anna", 0), ANNA);
	assert_int_equal(ledger_find(&ledger, "anna", SHOP), ledger.account_count);
	assert_int_equal(ledger_find(&ledger, "shop", SHOP), SHOP);
}

static void sane__notices_a_balance_that_the_journal_does_not_explain(void **state)
{
	(void)state;
	ledger.accounts[SHOP].balance += 1;
	assert_false(ledger_sane(&ledger));
	ledger.accounts[ANNA].balance -= 1; /* even if the sum is zero again */
	assert_false(ledger_sane(&ledger));
}

static void sane__notices_damaged_counts_and_entries(void **state)
{
	(void)state;
	ledger.transfers[0].to = 9;
	assert_false(ledger_sane(&ledger));
	ledger.transfers[0].to = ANNA;
	assert_true(ledger_sane(&ledger));
	ledger.transfer_count = LEDGER_TRANSFERS + 1;
	assert_false(ledger_sane(&ledger));
}

/* ---- payments ---- */

static enum wallet_status pay(uint32_t profile, const char *key, int64_t amount, uint64_t *number)
{
	struct payment payment = { .order = { .profile = profile, .payee = SHOP, .amount = amount }, .fee = 5, .user = "anna" };
	snprintf(payment.order.key, sizeof(payment.order.key), "%s", key);
	return payments_make(&payments, &ledger, &payment, number);
}

static void payment__is_numbered_and_found_by_number_and_key(void **state)
{
	uint64_t number;
	(void)state;
	assert_int_equal(pay(ANNA, "first", 100, &number), WALLET_OK);
	assert_int_equal(number, 1);
	assert_int_equal(pay(ANNA, "second", 100, &number), WALLET_OK);
	assert_int_equal(number, 2);
	assert_string_equal(payments_find(&payments, ANNA, 2)->order.key, "second");
	assert_int_equal(payments_find_key(&payments, ANNA, "first")->number, 1);
	assert_null(payments_find(&payments, ANNA, 0));
	assert_null(payments_find(&payments, ANNA, 3));
	assert_null(payments_find(&payments, BERT, 1));
	assert_true(payments_sane(&payments));
}

static void payment__under_a_used_key_moves_no_money(void **state)
{
	uint64_t number = 0;
	(void)state;
	assert_int_equal(pay(ANNA, "once", 300, &number), WALLET_OK);
	for (int i = 0; i < 3; i++) {
		number = 0;
		assert_int_equal(pay(ANNA, "once", 300, &number), WALLET_OK);
		assert_int_equal(number, 1);
	}
	assert_int_equal(ledger.accounts[ANNA].balance, 700);
	assert_int_equal(payments.counts[ANNA], 1);
}

/* Also when the account could not pay it a second time. */
static void payment__is_replayed_with_an_empty_account(void **state)
{
	uint64_t number;
	(void)state;
	assert_int_equal(pay(ANNA, "all", 1000, &number), WALLET_OK);
	assert_int_equal(pay(ANNA, "all", 1000, &number), WALLET_OK);
	assert_int_equal(pay(ANNA, "more", 1, &number), WALLET_NO_FUNDS);
	assert_int_equal(ledger.accounts[SHOP].balance, 1000);
}

static void payment__under_a_used_key_with_another_amount_is_refused(void **state)
{
	uint64_t number;
	(void)state;
	assert_int_equal(pay(ANNA, "once", 300, &number), WALLET_OK);
	assert_int_equal(pay(ANNA, "once", 301, &number), WALLET_KEY_USED);
	assert_int_equal(ledger.accounts[ANNA].balance, 700);
}

static void payment__keys_belong_to_their_profile(void **state)
{
	uint64_t number;
	(void)state;
	move(OUTSIDE, BERT, 500);
	assert_int_equal(pay(ANNA, "same", 100, &number), WALLET_OK);
	assert_int_equal(pay(BERT, "same", 200, &number), WALLET_OK);
	assert_int_equal(number, 1);
	assert_int_equal(ledger.accounts[BERT].balance, 300);
}

static void payment__refused_leaves_no_trace(void **state)
{
	uint64_t number;
	(void)state;
	assert_int_equal(pay(ANNA, "big", 1001, &number), WALLET_NO_FUNDS);
	assert_int_equal(pay(ANNA, "none", 0, &number), WALLET_BAD_AMOUNT);
	assert_int_equal(payments.counts[ANNA], 0);
	assert_null(payments_find_key(&payments, ANNA, "big"));
	assert_int_equal(pay(ANNA, "big", 1000, &number), WALLET_OK); /* the key is still free */
}

static void payment__is_refused_when_the_table_is_full(void **state)
{
	char key[16];
	uint64_t number;
	(void)state;
	for (uint32_t i = 0; i < PAYMENTS_EACH; i++) {
		snprintf(key, sizeof(key), "k%u", i);
		assert_int_equal(pay(ANNA, key, 1, &number), WALLET_OK);
	}
	assert_int_equal(pay(ANNA, "more", 1, &number), WALLET_FULL);
	assert_int_equal(pay(ANNA, "k0", 1, &number), WALLET_OK); /* replays still work */
	assert_int_equal(number, 1);
	assert_int_equal(ledger.accounts[ANNA].balance, 1000 - (int64_t)PAYMENTS_EACH);
}

static void payments_sane__notices_damage(void **state)
{
	uint64_t number;
	(void)state;
	pay(ANNA, "a", 1, &number);
	payments.entries[ANNA][0].number = 2;
	assert_false(payments_sane(&payments));
	payments.entries[ANNA][0].number = 1;
	memset(payments.entries[ANNA][0].user, 'x', sizeof(payments.entries[ANNA][0].user));
	assert_false(payments_sane(&payments));
	payments.counts[ANNA] = PAYMENTS_EACH + 1;
	assert_false(payments_sane(&payments));
}

#define TEST(name) cmocka_unit_test_setup(name, start)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(transfer__takes_from_one_what_it_gives_to_the_other),
		TEST(transfer__rejects_overdraft),
		TEST(transfer__rejects_amounts_that_are_not_positive),
		TEST(transfer__rejects_unknown_accounts_and_itself),
		TEST(transfer__rejects_what_overflows),
		TEST(transfer__is_refused_when_the_journal_is_full),
		TEST(open__is_refused_when_there_is_no_room),
		TEST(find__begins_where_it_is_told),
		TEST(sane__notices_a_balance_that_the_journal_does_not_explain),
		TEST(sane__notices_damaged_counts_and_entries),
		TEST(payment__is_numbered_and_found_by_number_and_key),
		TEST(payment__under_a_used_key_moves_no_money),
		TEST(payment__is_replayed_with_an_empty_account),
		TEST(payment__under_a_used_key_with_another_amount_is_refused),
		TEST(payment__keys_belong_to_their_profile),
		TEST(payment__refused_leaves_no_trace),
		TEST(payment__is_refused_when_the_table_is_full),
		TEST(payments_sane__notices_damage),
	};
	return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
