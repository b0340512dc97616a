/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A double-entry ledger: accounts, and a journal of transfers between two of them. Every transfer takes from one
 * account what it gives to another, so all balances together are always zero; only an account that was opened for
 * it (the outside world, from which money comes) may be below zero. Amounts are minor units. Pure.
 */
#pragma once

#include <bulkhead/wallet.h>
#include <stdbool.h>
#include <stdint.h>

#define LEDGER_ACCOUNTS  16u
#define LEDGER_TRANSFERS 512u

enum ledger_status {
	LEDGER_OK = 0,
	LEDGER_NO_ACCOUNT,
	LEDGER_SAME_ACCOUNT,
	LEDGER_BAD_AMOUNT, /* not positive */
	LEDGER_OVERDRAFT,
	LEDGER_OVERFLOW,
	LEDGER_FULL,
};

struct ledger_account {
	char name[WALLET_NAME_MAX + 1];
	bool may_overdraw;
	int64_t balance;
};

struct ledger_transfer {
	uint32_t from;
	uint32_t to;
	int64_t amount;
};

/* All zero: no accounts. */
struct ledger {
	uint32_t account_count;
	uint32_t transfer_count;
	struct ledger_account accounts[LEDGER_ACCOUNTS];
	struct ledger_transfer transfers[LEDGER_TRANSFERS];
};

/* Open an account with nothing in it. LEDGER_FULL. The first one opened is 0, and so on. */
enum ledger_status ledger_open(struct ledger *ledger, const char *name, bool may_overdraw);

/* The number of an account from `first` on, or account_count if there is none of that name. */
uint32_t ledger_find(const struct ledger *ledger, const char *name, uint32_t first);

/* Would ledger_transfer succeed? The same statuses. */
enum ledger_status ledger_check(const struct ledger *ledger, const struct ledger_transfer *transfer);

/* Make a transfer. LEDGER_NO_ACCOUNT, _SAME_ACCOUNT, _BAD_AMOUNT, _OVERDRAFT, _OVERFLOW, _FULL: nothing is changed. */
enum ledger_status ledger_transfer(struct ledger *ledger, const struct ledger_transfer *transfer);

/* Do the balances follow from the journal, and is none below zero that may not be? */
bool ledger_sane(const struct ledger *ledger);
