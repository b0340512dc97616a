/* SPDX-License-Identifier: BSD-2-Clause */
/* Receipts as bytes, and their signature; receipt.h has the contract. Called by main.c. */
#include "receipt.h"

#include <sodium/crypto_sign_ed25519.h>
#include <string.h>

_Static_assert(RECEIPT_SIGNED + crypto_sign_ed25519_BYTES == WALLET_RECEIPT_BYTES, "receipt.md");
_Static_assert(sizeof(((struct receipt_key *)0)->secret) == crypto_sign_ed25519_SECRETKEYBYTES, "an Ed25519 key");
_Static_assert(RECEIPT_SEED_BYTES == crypto_sign_ed25519_SEEDBYTES, "an Ed25519 seed");

#define CURRENCY_BYTES 4u
#define NAME_BYTES     32u

void receipt_make_key(struct receipt_key *key, const uint8_t seed[static RECEIPT_SEED_BYTES])
{
	crypto_sign_ed25519_seed_keypair(key->public, key->secret, seed);
	key->is_made = true;
}

static uint8_t *put_integer(uint8_t *next, uint64_t value, uint32_t size)
{
	for (uint32_t i = 0; i < size; i++)
		next[i] = (uint8_t)(value >> 8 * i);
	return next + size;
}

/* A name, padded with zeros. */
static uint8_t *put_name(uint8_t *next, const char *name, uint32_t size)
{
	memset(next, 0, size);
	memcpy(next, name, strnlen(name, size));
	return next + size;
}

void receipt_write(uint8_t receipt[static WALLET_RECEIPT_BYTES], const struct payment *payment,
                   const struct ledger *ledger, const char *currency, const struct receipt_key *key)
{
	uint8_t *next = put_name(receipt, "BHRC", 4);
	next = put_integer(next, RECEIPT_VERSION, 2);
	next = put_integer(next, WALLET_RECEIPT_BYTES, 2);
	next = put_integer(next, payment->number, 8);
	next = put_integer(next, (uint64_t)payment->order.amount, 8);
	next = put_integer(next, (uint64_t)payment->fee, 8);
	next = put_integer(next, payment->time_s, 8);
	next = put_name(next, currency, CURRENCY_BYTES);
	next = put_name(next, ledger->accounts[payment->order.profile].name, NAME_BYTES);
	next = put_name(next, ledger->accounts[payment->order.payee].name, NAME_BYTES);
	next = put_name(next, payment->user, NAME_BYTES);
	next = put_name(next, payment->order.key, NAME_BYTES);
	crypto_sign_ed25519_detached(next, NULL, receipt, RECEIPT_SIGNED, key->secret);
}
