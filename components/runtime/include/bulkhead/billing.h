/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What billing's methods answer, what it meters, and the memory in which others count for it. The numbers also
 * travel to guests (components/vmm/gateway.md), so they stay. Holds no code.
 */
#pragma once

#include <stdint.h>

enum billing_status {
	BILLING_OK = 0,
	BILLING_NO_PROFILE = 1,
	BILLING_BAD_AMOUNT = 2, /* negative, or more than fits on the bill */
	BILLING_FAILED = 3,     /* the books or the tariff are damaged */
};

/* The lines of an invoice, in this order. */
enum billing_kind {
	BILLING_CPU = 0,     /* milliseconds of processor time: the guest's and its monitor's */
	BILLING_STORAGE = 1, /* bytes read and written through store */
	BILLING_SERVICE = 2, /* bytes to and from the phone's services over vsock */
	BILLING_FEES = 3,    /* the wallet's fees, in minor units */
	BILLING_KINDS = 4,
};

/* Bytes that a component has moved, for each of its clients: a dataport that it writes and billing reads.
 * Counts only grow, also over a restart of their writer, who adds to what is there. */
#define COUNTERS_MAX 8u
struct counters {
	uint64_t bytes[COUNTERS_MAX];
};
