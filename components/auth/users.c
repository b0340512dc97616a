/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Users per profile (see users.h). Called by dialogue.c and main.c.
 */
#include "users.h"

#include <sodium/utils.h>
#include <stddef.h>
#include <string.h>

struct user *users_find(struct users *users, uint32_t profile, const char *name)
{
	for (uint32_t i = 0; i < USERS_PER_PROFILE; i++) {
		struct user *user = &users->entries[profile][i];
		if (user->is_used && strcmp(user->name, name) == 0)
			return user;
	}
	return NULL;
}

static struct user *find_free(struct users *users, uint32_t profile)
{
	for (uint32_t i = 0; i < USERS_PER_PROFILE; i++) {
		if (!users->entries[profile][i].is_used)
			return &users->entries[profile][i];
	}
	return NULL;
}

bool users_has_room(struct users *users, uint32_t profile, const char *name)
{
	return users_find(users, profile, name) != NULL || find_free(users, profile) != NULL;
}

struct user *users_put(struct users *users, uint32_t profile, const char *name, const struct password *password)
{
	struct user *user = users_find(users, profile, name);
	if (user == NULL)
		user = find_free(users, profile);
	if (user == NULL)
		return NULL;
	*user = (struct user){ .is_used = true, .password = *password };
	memcpy(user->name, name, strlen(name));
	users->was_set_up[profile] = true;
	return user;
}

bool users_remove(struct users *users, uint32_t profile, const char *name)
{
	struct user *user = users_find(users, profile, name);
	if (user == NULL)
		return false;
	sodium_memzero(user, sizeof(*user));
	return true;
}

const struct user *users_at(const struct users *users, uint32_t index, uint32_t *profile)
{
	for (uint32_t i = 0; i < USERS_PROFILES * USERS_PER_PROFILE; i++) {
		*profile = i / USERS_PER_PROFILE;
		const struct user *user = &users->entries[*profile][i % USERS_PER_PROFILE];
		if (user->is_used && index-- == 0)
			return user;
	}
	return NULL;
}

static bool user_sane(struct users *users, uint32_t profile, struct user *user)
{
	return memchr(user->name, 0, sizeof(user->name)) != NULL && rules_name_ok(user->name) &&
	       users_find(users, profile, user->name) == user && users->was_set_up[profile];
}

bool users_sane(struct users *users)
{
	for (uint32_t i = 0; i < USERS_PROFILES * USERS_PER_PROFILE; i++) {
		struct user *user = &users->entries[i / USERS_PER_PROFILE][i % USERS_PER_PROFILE];
		if (user->is_used && !user_sane(users, i / USERS_PER_PROFILE, user))
			return false;
	}
	return true;
}
