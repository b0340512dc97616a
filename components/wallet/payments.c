/* SPDX-License-Identifier: BSD-2-Clause */
/* Payments and their idempotency keys; payments.h has the contract. Called by main.c and confirm.c. */
#include "payments.h"

#include <string.h>

const struct payment *payments_find(const struct payments *payments, uint32_t profile, uint64_t number)
{
	return number != 0 && number <= payments->counts[profile] ? &payments->entries[profile][number - 1] : NULL;
}

const struct payment *payments_find_key(const struct payments *payments, uint32_t profile, const char *key)
{
	for (uint32_t i = 0; i < payments->counts[profile]; i++) {
		if (strcmp(payments->entries[profile][i].order.key, key) == 0)
			return &payments->entries[profile][i];
	}
	return NULL;
}

static struct ledger_transfer transfer_of(const struct payment_order *order)
{
	return (struct ledger_transfer){ .from = order->profile, .to = order->payee, .amount = order->amount };
}

static enum wallet_status status_of(enum ledger_status status)
{
	switch (status) {
	case LEDGER_OK:
		return WALLET_OK;
	case LEDGER_NO_ACCOUNT:
	case LEDGER_SAME_ACCOUNT:
		return WALLET_NO_PAYEE;
	case LEDGER_OVERDRAFT:
		return WALLET_NO_FUNDS;
	case LEDGER_FULL:
		return WALLET_FULL;
	default:
		return WALLET_BAD_AMOUNT;
	}
}

enum wallet_status payments_check(const struct payments *payments, const struct ledger *ledger,
                                  const struct payment_order *order, const struct payment **made)
{
	const struct ledger_transfer transfer = transfer_of(order);
	*made = payments_find_key(payments, order->profile, order->key);
	if (*made != NULL) {
		bool is_same = (*made)->order.payee == order->payee && (*made)->order.amount == order->amount;
		return is_same ? WALLET_OK : WALLET_KEY_USED;
	}
	if (payments->counts[order->profile] == PAYMENTS_EACH)
		return WALLET_FULL;
	return status_of(ledger_check(ledger, &transfer));
}

enum wallet_status payments_make(struct payments *payments, struct ledger *ledger, const struct payment *payment,
                                 uint64_t *number)
{
	const struct ledger_transfer transfer = transfer_of(&payment->order);
	const struct payment *made;
	uint32_t *count = &payments->counts[payment->order.profile];
	enum wallet_status status = payments_check(payments, ledger, &payment->order, &made);
	if (status == WALLET_OK && made == NULL)
		status = status_of(ledger_transfer(ledger, &transfer));
	if (status != WALLET_OK)
		return status;
	if (made == NULL) {
		struct payment *entry = &payments->entries[payment->order.profile][*count];
		*entry = *payment;
		entry->number = ++*count;
		made = entry;
	}
	*number = made->number;
	return WALLET_OK;
}

static bool is_terminated(const char *string, size_t size)
{
	return memchr(string, 0, size) != NULL;
}

bool payments_sane(const struct payments *payments)
{
	for (uint32_t profile = 0; profile < PAYMENTS_PROFILES; profile++) {
		if (payments->counts[profile] > PAYMENTS_EACH)
			return false;
		for (uint32_t i = 0; i < payments->counts[profile]; i++) {
			const struct payment *payment = &payments->entries[profile][i];
			if (payment->number != i + 1 || payment->order.profile != profile ||
			    payment->order.payee >= LEDGER_ACCOUNTS ||
			    !is_terminated(payment->order.key, sizeof(payment->order.key)) ||
			    !is_terminated(payment->user, sizeof(payment->user)))
				return false;
		}
	}
	return true;
}
