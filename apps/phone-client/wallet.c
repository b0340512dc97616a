/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * `phone wallet`: balance, payments, receipts. A payment needs the token of `phone auth login --purpose payment`, and the
 * person's yes at the phone's trusted prompt.
 */
#include <bulkhead/money.h>
#include <bulkhead/wallet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "commands.h"
#include "output.h"
#include "token.h"

#define RECEIPT_COLUMNS 64 /* hexadecimal digits a line */

static enum exit_code exit_code_of(uint16_t status)
{
	switch (status) {
	case WALLET_OK:
		return EXIT_DONE;
	case WALLET_DELAYED:
		return EXIT_LOCKED;
	case WALLET_CANCELLED:
		return EXIT_CANCELLED;
	case WALLET_NO_TICKET: /* the service was restarted meanwhile */
	case WALLET_FAILED:
		return EXIT_UNAVAILABLE;
	default:
		return EXIT_REFUSED;
	}
}

static const char *explain(uint16_t status)
{
	static const char *const words[] = {
		[WALLET_CANCELLED] = "not confirmed at the trusted prompt: nothing was paid",
		[WALLET_BUSY] = "another payment of this profile is waiting at the trusted prompt",
		[WALLET_NO_TOKEN] = "not logged in for payments: phone auth login --purpose " WALLET_PURPOSE,
		[WALLET_BAD_NAME] = "not a name: 1 to 32 characters out of a-z 0-9 . _ -",
		[WALLET_BAD_AMOUNT] = "this amount cannot be paid",
		[WALLET_NO_PAYEE] = "no such payee",
		[WALLET_NO_FUNDS] = "there is not enough in the account",
		[WALLET_KEY_USED] = "this key belongs to another payment",
		[WALLET_NO_TICKET] = "the service was restarted and has forgotten this request; try again with the same key",
		[WALLET_NO_RECEIPT] = "no such receipt",
		[WALLET_FULL] = "the wallet has no room for another payment",
		[WALLET_FAILED] = "the service lacks something that it needs",
	};
	bool known = status < sizeof(words) / sizeof(words[0]) && words[status];

	return known ? words[status] : "refused";
}

/* A no of the service, in words. */
static enum exit_code refused(struct frame *reply)
{
	enum exit_code code = exit_code_of(reply->header.code);

	output_number("status", reply->header.code);
	if (reply->header.code == WALLET_DELAYED) {
		uint32_t seconds = frame_take_u32(reply);

		output_number("retry_after_s", seconds);
		output_end((int)code, "too soon after a payment that was not confirmed: try again in %u s", seconds);
	} else {
		output_end((int)code, "%s", explain(reply->header.code));
	}
	return code;
}

enum exit_code wallet_balance(const struct options *options)
{
	struct frame frame = { .header = { .code = GATEWAY_WALLET_BALANCE } };
	char currency[WALLET_NAME_MAX + 1], text[MONEY_TEXT];
	int64_t amount;

	(void)options;
	service_call(GATEWAY_PORT_WALLET, &frame);
	if (frame.header.code != WALLET_OK)
		return refused(&frame);
	frame_take(&frame, &amount, sizeof(amount));
	frame_take_string(&frame, currency, sizeof(currency));
	output_string("amount", money_text(text, amount));
	output_string("currency", currency);
	output_end(EXIT_DONE, "%s %s", text, currency);
	return EXIT_DONE;
}

/* "12", "12.5", "12.50" in minor units; anything else ends the program. */
static int64_t parse_amount(const char *text)
{
	char *end;
	int64_t whole, cents = 0;

	errno = 0;
	whole = strtoll(text, &end, 10);
	if (end != text && *end == '.' && end[1] >= '0' && end[1] <= '9') {
		const char *digits = end + 1;

		cents = strtol(digits, &end, 10);
		if (end - digits == 1)
			cents *= 10;
		else if (end - digits != 2)
			end = (char *)text;
	}
	if (*text < '0' || *text > '9' || *end != 0 || end == text || errno != 0 || whole > (INT64_MAX - cents) / 100)
		service_fail(EXIT_USAGE, "'%s' is not an amount such as 12.50", text);
	return whole * 100 + cents;
}

/* A key that no other payment has. */
static void make_key(char key[17])
{
	uint64_t random;

	if (getrandom(&random, sizeof(random), 0) != sizeof(random))
		service_fail(EXIT_UNAVAILABLE, "no random bytes: %s", strerror(errno));
	snprintf(key, 17, "%016" PRIx64, random);
}

enum exit_code wallet_pay(const struct options *options)
{
	struct frame frame = { .header = { .code = GATEWAY_WALLET_PAY } };
	struct token token = { .purpose = "" };
	char made_key[17], text[MONEY_TEXT];
	const char *key = options->key;
	uint64_t number;
	int64_t amount;

	if (!options->payee || !options->amount)
		service_fail(EXIT_USAGE, "a payment needs --to and --amount");
	amount = parse_amount(options->amount);
	if (!key)
		make_key(made_key);
	key = key ? key : made_key;
	token_load(&token); /* without one, the wallet refuses */
	frame_put(&frame, token.bytes, sizeof(token.bytes));
	frame_put_string(&frame, key);
	frame_put_string(&frame, options->payee);
	frame_put(&frame, &amount, sizeof(amount));
	fprintf(stderr, "phone: answer at the trusted prompt of the phone (key %s)\n", key);
	service_call(GATEWAY_PORT_WALLET, &frame);
	output_string("key", key);
	if (frame.header.code != WALLET_OK)
		return refused(&frame);
	frame_take(&frame, &number, sizeof(number));
	output_number("receipt", number);
	output_end(EXIT_DONE, "paid %s to %s, receipt %" PRIu64, money_text(text, amount), options->payee, number);
	return EXIT_DONE;
}

static const char *to_hex(char *hex, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
	return hex;
}

enum exit_code wallet_receipt(const struct options *options)
{
	struct frame frame = { .header = { .code = GATEWAY_WALLET_RECEIPT } };
	uint8_t receipt[WALLET_RECEIPT_BYTES];
	char hex[2 * WALLET_RECEIPT_BYTES + 1], *end;
	uint64_t number;

	errno = 0;
	number = strtoull(options->operands[0], &end, 10);
	if (*options->operands[0] < '0' || *options->operands[0] > '9' || *end != 0 || errno != 0)
		service_fail(EXIT_USAGE, "'%s' is not the number of a receipt", options->operands[0]);
	frame_put(&frame, &number, sizeof(number));
	service_call(GATEWAY_PORT_WALLET, &frame);
	if (frame.header.code != WALLET_OK)
		return refused(&frame);
	frame_take(&frame, receipt, sizeof(receipt));
	output_string("receipt", to_hex(hex, receipt, sizeof(receipt)));
	output_lines(hex, RECEIPT_COLUMNS);
	output_end(EXIT_DONE, "%s", "");
	return EXIT_DONE;
}

enum exit_code wallet_key(const struct options *options)
{
	struct frame frame = { .header = { .code = GATEWAY_WALLET_KEY } };
	uint8_t key[WALLET_KEY_BYTES];
	char hex[2 * WALLET_KEY_BYTES + 1];

	(void)options;
	service_call(GATEWAY_PORT_WALLET, &frame);
	if (frame.header.code != WALLET_OK)
		return refused(&frame);
	frame_take(&frame, key, sizeof(key));
	output_string("key", to_hex(hex, key, sizeof(key)));
	output_end(EXIT_DONE, "%s", hex);
	return EXIT_DONE;
}
