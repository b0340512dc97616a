/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The wire format between programs in a guest and the services of the phone, over vsock: gateway.md in C.
 * Included by the gateway and by programs in guests. All integers are little-endian, none is padded.
 */
#pragma once

#include <stdint.h>

#define GATEWAY_VERSION 1

#define GATEWAY_CID_GUEST 3u
#define GATEWAY_CID_HOST  2u

#define GATEWAY_PORT_LOGIN 7000u
#define GATEWAY_PORT_ADMIN 7001u
#define GATEWAY_PORT_WALLET 7002u
#define GATEWAY_PORT_BILLING 7003u

/* What every frame starts with. */
struct gateway_header {
	uint16_t length; /* bytes that follow, at most GATEWAY_PAYLOAD_MAX */
	uint16_t code;   /* request: method; reply: status */
	uint32_t id;     /* the requester's choice; the reply repeats it */
};

#define GATEWAY_PAYLOAD_MAX 256u

_Static_assert(sizeof(struct gateway_header) == 8, "the header has no padding");

enum gateway_method {
	GATEWAY_HELLO = 0, /* every port */

	GATEWAY_LOGIN_BEGIN = 1, /* GATEWAY_PORT_LOGIN */
	GATEWAY_LOGIN_CHECK = 2,
	GATEWAY_LOGIN_END = 3,

	GATEWAY_ADMIN_ENROL = 1, /* GATEWAY_PORT_ADMIN */
	GATEWAY_ADMIN_REMOVE = 2,
	GATEWAY_ADMIN_UNLOCK = 3,
	GATEWAY_ADMIN_LIST = 4,

	GATEWAY_WALLET_BALANCE = 1, /* GATEWAY_PORT_WALLET */
	GATEWAY_WALLET_PAY = 2,
	GATEWAY_WALLET_RECEIPT = 3,
	GATEWAY_WALLET_KEY = 4,

	GATEWAY_BILLING_INVOICE = 1, /* GATEWAY_PORT_BILLING */
};

/* Below 0x100 a status is the service's own (<bulkhead/auth.h>, wallet.h, billing.h). */
enum gateway_status {
	GATEWAY_OK = 0,
	GATEWAY_MALFORMED = 0x100,   /* the payload is not what the method takes */
	GATEWAY_TOO_LONG = 0x101,    /* length above GATEWAY_PAYLOAD_MAX; the payload was skipped */
	GATEWAY_NO_METHOD = 0x102,
	GATEWAY_UNAVAILABLE = 0x103, /* the service was restarted, or does not answer */
};
