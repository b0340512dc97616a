/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sessions: who has logged in, and the token that proves it. A token is bound to the profile it was given
 * to, a user, a purpose and an end. Each profile has room for SESSIONS_PER_PROFILE; one more takes the place
 * of the profile's own that ends first, so no profile can push out another's.
 *
 * Every comparison with a token takes a time that does not depend on the tokens' bytes.
 */
#pragma once

#include <bulkhead/auth.h>
#include <stdbool.h>
#include <stdint.h>

#include "users.h"

#define SESSIONS_PER_PROFILE 8u

struct session {
	bool is_used;
	uint8_t token[AUTH_TOKEN_BYTES];
	char user[AUTH_NAME_MAX + 1];
	char purpose[AUTH_NAME_MAX + 1];
	uint64_t end_ms;
};

struct sessions {
	struct session entries[USERS_PROFILES][SESSIONS_PER_PROFILE];
};

/* Begin a session. Precondition: session->token is fresh and random. */
void sessions_add(struct sessions *sessions, uint32_t profile, const struct session *session);

/* The session of this token that has not ended and is for `purpose`, or NULL. Forgets what has ended. */
const struct session *sessions_find(struct sessions *sessions, uint32_t profile,
                                    const uint8_t token[AUTH_TOKEN_BYTES], const char *purpose, uint64_t now_ms);

/* End the session of this token; false if there is none. */
bool sessions_end(struct sessions *sessions, uint32_t profile, const uint8_t token[AUTH_TOKEN_BYTES],
                  uint64_t now_ms);

/* End all sessions of a user. */
void sessions_end_user(struct sessions *sessions, uint32_t profile, const char *user);
