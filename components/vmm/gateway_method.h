/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the services behind the gateway are made of: the methods of a port, and the payloads of requests and replies.
 * Included by gateway_service.c and by one file for each service. Worker thread only.
 */
#pragma once

#include <bulkhead/auth.h>
#include <bulkhead/wallet.h>
#include <stdbool.h>
#include <stdint.h>

#include "gateway_mailbox.h"

#define NAME_SIZE (AUTH_NAME_MAX + 1)
_Static_assert(WALLET_NAME_MAX == AUTH_NAME_MAX, "one kind of string for all services");

enum progress { DONE, WAITING };

struct service_method {
	uint16_t number;
	enum progress (*start)(struct gateway_mailbox *mailbox);
	enum progress (*poll)(struct gateway_mailbox *mailbox); /* NULL: the method never waits */
	int (*cancel)(uint32_t ticket);
};

struct service {
	uint32_t port;
	bool connected;
	const char *name;
	const struct service_method *methods;
	uint32_t method_count;
};

/* The services: gateway_auth.c, gateway_wallet.c, gateway_billing.c. */
extern const struct service gateway_login, gateway_admin, gateway_wallet, gateway_billing;

#define METHODS(table) .methods = (table), .method_count = sizeof(table) / sizeof((table)[0])

/* Reads a request's payload from the front; `bad` once something was missing or wrong. */
struct reader {
	const uint8_t *next;
	uint32_t left;
	bool bad;
};

struct reader reader_of(const struct gateway_mailbox *mailbox);
void take_bytes(struct reader *reader, void *bytes, uint32_t size);
void take_string(struct reader *reader, char string[NAME_SIZE]);

/* Was all of the payload right, and is all of it used? */
bool is_complete(const struct reader *reader);

/* The request has no payload; otherwise the reply says that it is malformed. */
bool has_no_payload(struct gateway_mailbox *mailbox);

/* Replies: a status, then payload; the caller never puts more than GATEWAY_PAYLOAD_MAX bytes. */
enum progress reply(struct gateway_mailbox *mailbox, uint16_t status);
void put_bytes(struct gateway_mailbox *mailbox, const void *bytes, uint32_t size);
void put_string(struct gateway_mailbox *mailbox, const char *string);

/* What a call's result means to the guest: the service's status, or why the call itself failed. */
enum progress reply_result(struct gateway_mailbox *mailbox, int result);

/* The request has been started, and waits for a person: the service's answer to `ticket`. */
enum progress wait_for(struct gateway_mailbox *mailbox, uint32_t ticket);
