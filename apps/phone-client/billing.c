/* SPDX-License-Identifier: BSD-2-Clause */
/* `phone billing`: what this profile has used and owes. */
#include <bulkhead/auth.h>
#include <bulkhead/billing.h>
#include <bulkhead/money.h>
#include <inttypes.h>

#include "commands.h"
#include "output.h"

struct line {
	uint64_t quantity;
	uint64_t unit;
	int64_t price;
	int64_t amount;
};

static void print_line(uint32_t kind, const struct line *line)
{
	static const struct { const char *key, *words; } kinds[BILLING_KINDS] = {
		[BILLING_CPU] = { "cpu_ms", "processor time, ms" },
		[BILLING_STORAGE] = { "storage_bytes", "storage, bytes" },
		[BILLING_SERVICE] = { "service_bytes", "services, bytes" },
		[BILLING_FEES] = { "fees", "wallet fees" },
	};
	char amount[MONEY_TEXT], price[MONEY_TEXT];

	output_row_begin();
	output_string("kind", kinds[kind].key);
	output_number("quantity", line->quantity);
	output_number("unit", line->unit);
	output_string("price", money_text(price, line->price));
	output_string("amount", money_text(amount, line->amount));
	output_row_end("%-20s %14" PRIu64 "   %8s   (%s for %" PRIu64 ")", kinds[kind].words, line->quantity, amount, price, line->unit);
}

enum exit_code billing_show(const struct options *options)
{
	struct frame frame = { .header = { .code = GATEWAY_BILLING_INVOICE } };
	char currency[AUTH_NAME_MAX + 1], text[MONEY_TEXT];
	struct line lines[BILLING_KINDS];
	uint64_t seconds;
	int64_t total;

	(void)options;
	service_call(GATEWAY_PORT_BILLING, &frame);
	if (frame.header.code != BILLING_OK)
		service_fail(EXIT_UNAVAILABLE, "the bill cannot be made (status %u)", (unsigned)frame.header.code);
	frame_take(&frame, lines, sizeof(lines));
	frame_take(&frame, &total, sizeof(total));
	frame_take(&frame, &seconds, sizeof(seconds));
	frame_take_string(&frame, currency, sizeof(currency));
	output_string("total", money_text(text, total));
	output_string("currency", currency);
	output_number("seconds", seconds);
	for (uint32_t kind = 0; kind < BILLING_KINDS; kind++)
		print_line(kind, &lines[kind]);
	output_end(EXIT_DONE, "total %s %s in %" PRIu64 " s", text, currency, seconds);
	return EXIT_DONE;
}
