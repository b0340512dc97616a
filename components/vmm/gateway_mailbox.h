/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Between the VMM's two threads: one request and its reply. `state` says which thread owns the rest; handing
 * over is one store with release order, taking is one load with acquire order. `abandoned` alone may change
 * while the worker owns the mailbox.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "gateway_protocol.h"

enum gateway_mailbox_state {
	GATEWAY_MAILBOX_FREE,    /* the interface thread's */
	GATEWAY_MAILBOX_REQUEST, /* the worker's */
	GATEWAY_MAILBOX_REPLY,   /* the interface thread's */
};

struct gateway_mailbox {
	_Atomic uint32_t state;
	_Atomic bool abandoned; /* nobody waits for the reply any more */

	uint32_t port;
	struct gateway_header header;
	uint8_t payload[GATEWAY_PAYLOAD_MAX]; /* the request's, replaced by the reply's */

	/* The worker's own, from the request to the reply. */
	bool waiting; /* for the service's answer to `ticket` */
	uint32_t ticket;
};
