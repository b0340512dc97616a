/* SPDX-License-Identifier: BSD-2-Clause */
/* The wallet behind the gateway; gateway_method.h says how a service is made. */
#include <string.h>

#include "component.h"
#include "gateway_method.h"

_Static_assert(WALLET_RECEIPT_BYTES <= GATEWAY_PAYLOAD_MAX, "a receipt fits a reply");

static enum progress show_balance(struct gateway_mailbox *mailbox)
{
	char currency[NAME_SIZE];
	int64_t amount = 0;
	int result;

	if (!has_no_payload(mailbox))
		return DONE;
	result = wallet_balance(&amount, currency);
	reply_result(mailbox, result);
	if (result == WALLET_OK) {
		put_bytes(mailbox, &amount, sizeof(amount));
		put_string(mailbox, currency);
	}
	return DONE;
}

static enum progress start_payment(struct gateway_mailbox *mailbox)
{
	struct reader reader = reader_of(mailbox);
	uint8_t token[AUTH_TOKEN_BYTES];
	char key[NAME_SIZE], payee[NAME_SIZE];
	uint32_t ticket = 0, retry_after_s = 0;
	int64_t amount = 0;
	int result;

	take_bytes(&reader, token, sizeof(token));
	take_string(&reader, key);
	take_string(&reader, payee);
	take_bytes(&reader, &amount, sizeof(amount));
	if (!is_complete(&reader))
		return reply(mailbox, GATEWAY_MALFORMED);
	result = wallet_begin(token, key, payee, amount, &ticket, &retry_after_s);
	if (result == WALLET_OK)
		return wait_for(mailbox, ticket);
	reply_result(mailbox, result);
	if (result == WALLET_DELAYED)
		put_bytes(mailbox, &retry_after_s, sizeof(retry_after_s));
	return DONE;
}

static enum progress poll_payment(struct gateway_mailbox *mailbox)
{
	uint64_t receipt = 0;
	int result = wallet_result(mailbox->ticket, &receipt);

	if (result == WALLET_PENDING)
		return WAITING;
	reply_result(mailbox, result);
	if (result == WALLET_OK)
		put_bytes(mailbox, &receipt, sizeof(receipt));
	return DONE;
}

static enum progress show_receipt(struct gateway_mailbox *mailbox)
{
	struct reader reader = reader_of(mailbox);
	uint8_t receipt[WALLET_RECEIPT_BYTES];
	uint64_t number = 0;
	int result;

	take_bytes(&reader, &number, sizeof(number));
	if (!is_complete(&reader))
		return reply(mailbox, GATEWAY_MALFORMED);
	result = wallet_receipt(number, receipt);
	reply_result(mailbox, result);
	if (result == WALLET_OK)
		put_bytes(mailbox, receipt, sizeof(receipt));
	return DONE;
}

static enum progress show_key(struct gateway_mailbox *mailbox)
{
	uint8_t key[WALLET_KEY_BYTES];
	int result;

	if (!has_no_payload(mailbox))
		return DONE;
	result = wallet_key(key);
	reply_result(mailbox, result);
	if (result == WALLET_OK)
		put_bytes(mailbox, key, sizeof(key));
	return DONE;
}

static const struct service_method wallet_methods[] = {
	{ GATEWAY_WALLET_BALANCE, show_balance, NULL, NULL },
	{ GATEWAY_WALLET_PAY, start_payment, poll_payment, wallet_cancel },
	{ GATEWAY_WALLET_RECEIPT, show_receipt, NULL, NULL },
	{ GATEWAY_WALLET_KEY, show_key, NULL, NULL },
};

const struct service gateway_wallet = {
	.port = GATEWAY_PORT_WALLET, .connected = WALLET_CONNECTED, .name = "wallet", METHODS(wallet_methods)
};
