/* SPDX-License-Identifier: BSD-2-Clause */
/* Auth as the gateway's tests need it: one user whose answer the test gives, and a record of what was asked. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct services {
	int begin_result;  /* of login_begin, admin_enrol */
	int person;        /* what login_result and admin_result say; AUTH_PENDING until the person answers */
	uint32_t ticket;   /* the last one given */
	uint32_t cancelled; /* the last one cancelled */
	char user[33];
	char other[33]; /* purpose or profile */
	unsigned calls;
};

extern struct services services;
