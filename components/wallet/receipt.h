/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Receipts as bytes (receipt.md) and the key that signs them. The key is made once from 32 random bytes and never
 * leaves this component.
 */
#pragma once

#include <bulkhead/wallet.h>
#include <stdbool.h>
#include <stdint.h>

#include "payments.h"

#define RECEIPT_VERSION    1u
#define RECEIPT_SIGNED     172u /* bytes before the signature */
#define RECEIPT_SEED_BYTES 32u

/* All zero: no key yet. */
struct receipt_key {
	bool is_made;
	uint8_t public[WALLET_KEY_BYTES];
	uint8_t secret[64];
};

/* Make the key; precondition: sodium is initialised, the seed is random and nobody else's. */
void receipt_make_key(struct receipt_key *key, const uint8_t seed[static RECEIPT_SEED_BYTES]);

/* The receipt of a payment. Names are those of the ledger's accounts. Precondition: the key is made. */
void receipt_write(uint8_t receipt[static WALLET_RECEIPT_BYTES], const struct payment *payment,
                   const struct ledger *ledger, const char *currency, const struct receipt_key *key);
