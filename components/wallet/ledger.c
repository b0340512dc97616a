/* SPDX-License-Identifier: BSD-2-Clause */
/* The double-entry ledger; ledger.h has the contract. Called by payments.c and main.c. */
#include "ledger.h"

#include <bulkhead/money.h>
#include <string.h>

enum ledger_status ledger_open(struct ledger *ledger, const char *name, bool may_overdraw)
{
	if (ledger->account_count == LEDGER_ACCOUNTS)
		return LEDGER_FULL;
	struct ledger_account *account = &ledger->accounts[ledger->account_count];
	*account = (struct ledger_account){ .may_overdraw = may_overdraw };
	memcpy(account->name, name, strnlen(name, WALLET_NAME_MAX));
	ledger->account_count++;
	return LEDGER_OK;
}

uint32_t ledger_find(const struct ledger *ledger, const char *name, uint32_t first)
{
	for (uint32_t i = first; i < ledger->account_count; i++) {
		if (strcmp(ledger->accounts[i].name, name) == 0)
			return i;
	}
	return ledger->account_count;
}

/* The balances of both sides after a transfer, if it is possible. */
static enum ledger_status compute(const struct ledger *ledger, const struct ledger_transfer *transfer,
                                  int64_t *from_balance, int64_t *to_balance)
{
	if (transfer->from >= ledger->account_count || transfer->to >= ledger->account_count)
		return LEDGER_NO_ACCOUNT;
	if (transfer->from == transfer->to)
		return LEDGER_SAME_ACCOUNT;
	if (transfer->amount <= 0)
		return LEDGER_BAD_AMOUNT;
	const struct ledger_account *from = &ledger->accounts[transfer->from];
	if (!money_subtract(from->balance, transfer->amount, from_balance) ||
	    !money_add(ledger->accounts[transfer->to].balance, transfer->amount, to_balance))
		return LEDGER_OVERFLOW;
	return *from_balance < 0 && !from->may_overdraw ? LEDGER_OVERDRAFT : LEDGER_OK;
}

enum ledger_status ledger_check(const struct ledger *ledger, const struct ledger_transfer *transfer)
{
	int64_t from_balance, to_balance;
	enum ledger_status status = compute(ledger, transfer, &from_balance, &to_balance);
	return status == LEDGER_OK && ledger->transfer_count == LEDGER_TRANSFERS ? LEDGER_FULL : status;
}

enum ledger_status ledger_transfer(struct ledger *ledger, const struct ledger_transfer *transfer)
{
	int64_t from_balance, to_balance;
	enum ledger_status status = compute(ledger, transfer, &from_balance, &to_balance);
	if (status != LEDGER_OK)
		return status;
	if (ledger->transfer_count == LEDGER_TRANSFERS)
		return LEDGER_FULL;
	ledger->accounts[transfer->from].balance = from_balance;
	ledger->accounts[transfer->to].balance = to_balance;
	ledger->transfers[ledger->transfer_count++] = *transfer;
	return LEDGER_OK;
}

/* Make the journal's transfers anew, from nothing; false if one of them is impossible. */
static bool replay(const struct ledger *ledger, int64_t balances[LEDGER_ACCOUNTS])
{
	for (uint32_t i = 0; i < ledger->transfer_count; i++) {
		const struct ledger_transfer *transfer = &ledger->transfers[i];
		if (transfer->from >= ledger->account_count || transfer->to >= ledger->account_count ||
		    transfer->amount <= 0 ||
		    !money_subtract(balances[transfer->from], transfer->amount, &balances[transfer->from]) ||
		    !money_add(balances[transfer->to], transfer->amount, &balances[transfer->to]))
			return false;
	}
	return true;
}

bool ledger_sane(const struct ledger *ledger)
{
	int64_t balances[LEDGER_ACCOUNTS] = { 0 };
	if (ledger->account_count > LEDGER_ACCOUNTS || ledger->transfer_count > LEDGER_TRANSFERS || !replay(ledger, balances))
		return false;
	for (uint32_t i = 0; i < ledger->account_count; i++) {
		const struct ledger_account *account = &ledger->accounts[i];
		if (account->balance != balances[i] || (account->balance < 0 && !account->may_overdraw))
			return false;
	}
	return true;
}
