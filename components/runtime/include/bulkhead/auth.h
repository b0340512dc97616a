/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What auth's methods answer. The numbers also travel to guests (components/vmm/gateway.md), so they stay.
 * Holds no code; a guest's programs may include it as well.
 */
#pragma once

#define AUTH_NAME_MAX    32 /* bytes of a user's, a profile's or a purpose's name */
#define AUTH_TOKEN_BYTES 32

enum auth_status {
	AUTH_OK = 0,
	AUTH_PENDING = 1,    /* no answer yet: wait for the event */
	AUTH_WRONG = 2,      /* not this user's PIN */
	AUTH_LOCKED = 3,     /* too many failures: an administrator has to unlock this user */
	AUTH_DELAYED = 4,    /* too soon after a failure */
	AUTH_CANCELLED = 5,  /* by the person at the prompt, or nobody answered */
	AUTH_BUSY = 6,       /* this client has a request under way */
	AUTH_BAD_NAME = 7,   /* characters or length */
	AUTH_NO_USER = 8,
	AUTH_NO_PROFILE = 9,
	AUTH_NO_TICKET = 10,
	AUTH_NO_TOKEN = 11,
	AUTH_FULL = 12,      /* no room for another user */
	AUTH_FAILED = 13,    /* auth lacks something it needs: entropy, the prompt, memory */
};
