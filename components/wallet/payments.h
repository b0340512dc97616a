/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The payments that were made, by profile: numbered from 1, each under the idempotency key that its client chose.
 * A key is never forgotten: when a profile's table is full it makes no more payments. Pure; changes the ledger
 * only together with its own table.
 */
#pragma once

#include <bulkhead/auth.h>
#include <bulkhead/wallet.h>
#include <stdbool.h>
#include <stdint.h>

#include "ledger.h"

#define PAYMENTS_PROFILES 4u
#define PAYMENTS_EACH     64u

/* What is asked for. Names are zero-terminated. */
struct payment_order {
	uint32_t profile; /* also its account's number in the ledger */
	uint32_t payee;   /* account */
	int64_t amount;
	char key[WALLET_NAME_MAX + 1];
};

struct payment {
	struct payment_order order;
	uint64_t number;
	int64_t fee;
	uint64_t time_s;                /* since 1970 */
	char user[AUTH_NAME_MAX + 1];   /* who confirmed it */
};

/* All zero: no payments. */
struct payments {
	uint32_t counts[PAYMENTS_PROFILES];
	struct payment entries[PAYMENTS_PROFILES][PAYMENTS_EACH];
};

/* The profile's payment with this number, or NULL. */
const struct payment *payments_find(const struct payments *payments, uint32_t profile, uint64_t number);

/* The profile's payment under this key, or NULL. */
const struct payment *payments_find_key(const struct payments *payments, uint32_t profile, const char *key);

/*
 * May this order be carried out? WALLET_OK: yes, or it has been already, then *made is its payment (else NULL).
 * WALLET_KEY_USED, _BAD_AMOUNT, _NO_PAYEE, _NO_FUNDS, _FULL.
 */
enum wallet_status payments_check(const struct payments *payments, const struct ledger *ledger,
                                  const struct payment_order *order, const struct payment **made);

/* Carry out payment->order unless it has been already; *number is the payment's. Statuses of payments_check;
 * if it is not WALLET_OK nothing is changed. payment->number does not matter. */
enum wallet_status payments_make(struct payments *payments, struct ledger *ledger, const struct payment *payment,
                                 uint64_t *number);

/* Are counts, numbers and strings as they have to be? */
bool payments_sane(const struct payments *payments);
