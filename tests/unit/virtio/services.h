/* SPDX-License-Identifier: BSD-2-Clause */
/* Services as the gateway's tests need them: one person whose answer the test gives, and a record of what was asked. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct services {
	int begin_result;  /* of login_begin, admin_enrol, wallet_begin */
	int person;        /* what login_result, admin_result, wallet_result say; AUTH_PENDING until the person answers */
	uint32_t ticket;   /* the last one given */
	uint32_t cancelled; /* the last one cancelled */
	char user[33];
	char other[33]; /* purpose, profile or payee */
	int64_t amount;
	unsigned calls;
};

extern struct services services;
