/* SPDX-License-Identifier: BSD-2-Clause */
/* The profile's bill behind the gateway; gateway_method.h says how a service is made. */
#include <bulkhead/billing.h>
#include <string.h>

#include "component.h"
#include "gateway_method.h"

static void put_invoice(struct gateway_mailbox *mailbox, const struct billing_invoice *invoice)
{
	for (uint32_t kind = 0; kind < BILLING_KINDS; kind++) {
		const struct billing_line *line = &invoice->lines[kind];

		put_bytes(mailbox, &line->quantity, sizeof(line->quantity));
		put_bytes(mailbox, &line->unit, sizeof(line->unit));
		put_bytes(mailbox, &line->price, sizeof(line->price));
		put_bytes(mailbox, &line->amount, sizeof(line->amount));
	}
	put_bytes(mailbox, &invoice->total, sizeof(invoice->total));
	put_bytes(mailbox, &invoice->seconds, sizeof(invoice->seconds));
}

static enum progress show_invoice(struct gateway_mailbox *mailbox)
{
	struct billing_invoice invoice = { .total = 0 };
	char currency[sizeof(invoice.currency) + 1] = "";
	int result;

	if (!has_no_payload(mailbox))
		return DONE;
	result = billing_invoice(&invoice);
	reply_result(mailbox, result);
	if (result == BILLING_OK) {
		put_invoice(mailbox, &invoice);
		memcpy(currency, invoice.currency, sizeof(invoice.currency));
		put_string(mailbox, currency);
	}
	return DONE;
}

static const struct service_method billing_methods[] = {
	{ GATEWAY_BILLING_INVOICE, show_invoice, NULL, NULL },
};

const struct service gateway_billing = {
	.port = GATEWAY_PORT_BILLING, .connected = BILLING_CONNECTED, .name = "billing", METHODS(billing_methods)
};
