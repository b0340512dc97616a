/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sessions and their tokens (see sessions.h). Called by dialogue.c and main.c.
 */
#include "sessions.h"

#include <sodium/utils.h>
#include <stddef.h>
#include <string.h>

static void forget(struct session *session)
{
	sodium_memzero(session, sizeof(*session));
}

/* A free entry, else the one that ends first. */
static struct session *choose(struct session entries[SESSIONS_PER_PROFILE])
{
	struct session *chosen = &entries[0];
	for (uint32_t i = 0; i < SESSIONS_PER_PROFILE; i++) {
		if (!entries[i].is_used)
			return &entries[i];
		if (entries[i].end_ms < chosen->end_ms)
			chosen = &entries[i];
	}
	return chosen;
}

void sessions_add(struct sessions *sessions, uint32_t profile, const struct session *session)
{
	struct session *entry = choose(sessions->entries[profile]);
	*entry = *session;
	entry->is_used = true;
}

/* Looks at every entry, whatever it finds. */
static struct session *find(struct sessions *sessions, uint32_t profile, const uint8_t token[AUTH_TOKEN_BYTES],
                            uint64_t now_ms)
{
	struct session *found = NULL;
	for (uint32_t i = 0; i < SESSIONS_PER_PROFILE; i++) {
		struct session *entry = &sessions->entries[profile][i];
		if (entry->is_used && now_ms >= entry->end_ms)
			forget(entry);
		if (sodium_memcmp(entry->token, token, AUTH_TOKEN_BYTES) == 0 && entry->is_used)
			found = entry;
	}
	return found;
}

const struct session *sessions_find(struct sessions *sessions, uint32_t profile,
                                    const uint8_t token[AUTH_TOKEN_BYTES], const char *purpose, uint64_t now_ms)
{
	const struct session *session = find(sessions, profile, token, now_ms);
	return session != NULL && strcmp(session->purpose, purpose) == 0 ? session : NULL;
}

bool sessions_end(struct sessions *sessions, uint32_t profile, const uint8_t token[AUTH_TOKEN_BYTES],
                  uint64_t now_ms)
{
	struct session *session = find(sessions, profile, token, now_ms);
	if (session == NULL)
		return false;
	forget(session);
	return true;
}

void sessions_end_user(struct sessions *sessions, uint32_t profile, const char *user)
{
	for (uint32_t i = 0; i < SESSIONS_PER_PROFILE; i++) {
		struct session *entry = &sessions->entries[profile][i];
		if (entry->is_used && strcmp(entry->user, user) == 0)
			forget(entry);
	}
}
