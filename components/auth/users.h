/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Users per profile: their PINs' hashes and their failures. A plain table in memory, without pointers;
 * profiles are numbered from 0. All zero is the empty table.
 *
 * Invariant: an entry in use has a name that rules_name_ok accepts, and no other entry of its profile has it.
 */
#pragma once

#include <bulkhead/auth.h>
#include <stdbool.h>
#include <stdint.h>

#include "password.h"
#include "rules.h"

#define USERS_PROFILES    4u
#define USERS_PER_PROFILE 16u

struct user {
	bool is_used;
	char name[AUTH_NAME_MAX + 1];
	struct password password;
	struct rules_lockout lockout;
};

struct users {
	struct user entries[USERS_PROFILES][USERS_PER_PROFILE];
	bool was_set_up[USERS_PROFILES]; /* the profile has, or once had, a user */
};

/* The user, or NULL. */
struct user *users_find(struct users *users, uint32_t profile, const char *name);

/*
 * Add a user, or give one that exists a new PIN and forget its failures. NULL if the profile is full.
 * Precondition: rules_name_ok(name).
 */
struct user *users_put(struct users *users, uint32_t profile, const char *name, const struct password *password);

/* Forget a user; false if there was none. */
bool users_remove(struct users *users, uint32_t profile, const char *name);

/* Does the profile have room for this user, who may be in it already? */
bool users_has_room(struct users *users, uint32_t profile, const char *name);

/* The index-th user in use of all profiles, from 0, and its profile; NULL after the last one. */
const struct user *users_at(const struct users *users, uint32_t index, uint32_t *profile);

/* Does the table keep its invariant? For a table that was found in memory after a restart. */
bool users_sane(struct users *users);
