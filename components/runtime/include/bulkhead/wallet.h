/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the wallet's methods answer. The numbers also travel to guests (components/vmm/gateway.md), so they stay.
 * Holds no code; a guest's programs may include it as well.
 */
#pragma once

#define WALLET_NAME_MAX      32  /* bytes of a payee's name or an idempotency key */
#define WALLET_RECEIPT_BYTES 236 /* components/wallet/receipt.md */
#define WALLET_KEY_BYTES     32  /* Ed25519 public key */
#define WALLET_PURPOSE       "payment" /* of the token that a payment needs */

enum wallet_status {
	WALLET_OK = 0,
	WALLET_PENDING = 1,    /* no answer yet: wait for the event */
	WALLET_CANCELLED = 2,  /* by the person at the prompt, or nobody answered */
	WALLET_BUSY = 3,       /* this client has a payment under way */
	WALLET_DELAYED = 4,    /* too soon after a payment that was not confirmed */
	WALLET_NO_TOKEN = 5,   /* not a good token of this profile for payments */
	WALLET_BAD_NAME = 6,   /* a key's or a payee's characters or length */
	WALLET_BAD_AMOUNT = 7, /* not positive, or above the limit of one payment */
	WALLET_NO_PAYEE = 8,
	WALLET_NO_FUNDS = 9,
	WALLET_KEY_USED = 10,  /* the idempotency key belongs to a payment of another payee or amount */
	WALLET_NO_TICKET = 11,
	WALLET_NO_RECEIPT = 12,
	WALLET_FULL = 13,      /* no room for another payment */
	WALLET_FAILED = 14,    /* the wallet lacks something it needs: auth, entropy, the prompt, a sane ledger */
};
