/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * auth: authentication of users per profile. This file is its interfaces: it checks names and finds out who
 * calls; dialogue.c talks to the person. Every method answers at once.
 *
 * Client n of `login` is profile n of the attribute `profiles`; `admin` has one client.
 */
#include <bulkhead/auth.h>
#include <bulkhead/log.h>
#include <bulkhead/loop.h>
#include <sodium/core.h>
#include <string.h>

#include "component.h"
#include "dialogue.h"

#define PROFILE_COUNT (sizeof(profiles) / sizeof(profiles[0]))
_Static_assert(PROFILE_COUNT <= USERS_PROFILES, "a table for each profile");
_Static_assert(LOGIN_CLIENT_COUNT <= PROFILE_COUNT, "each client of login has a profile");
_Static_assert(ADMIN_CLIENT_COUNT <= 1, "one administrator");

/* Users, their failures and which profiles are set up outlive a restart of auth: a crash forgives nobody. */
static struct users users __attribute__((section(".kept")));
static bool is_broken; /* nobody logs in until the phone is booted again */

static bool profiles_ok(void)
{
	for (uint32_t i = 0; i < PROFILE_COUNT; i++) {
		if (!rules_name_ok(profiles[i]))
			return false;
	}
	return true;
}

void post_init(void)
{
	is_broken = sodium_init() < 0 || !profiles_ok() || !users_sane(&users);
	if (is_broken)
		log_printf(LOG_ERROR, "a profile's name or the table of users is damaged: no log-ins");
	dialogue_init(&users);
	for (uint32_t owner = 0; owner < DIALOGUE_OWNERS; owner++)
		dialogue_answered(owner); /* who waits for an answer of an earlier life asks, and learns that it is gone */
	log_printf(LOG_INFO, "%u profiles", (unsigned)PROFILE_COUNT);
}

void prompt_done_handle(void)
{
	dialogue_prompt_done();
}

void timer_handle(void)
{
	dialogue_time_out();
}

const char *dialogue_profile_name(uint32_t profile)
{
	return profiles[profile];
}

void dialogue_answered(uint32_t owner)
{
	static void (*const emit[DIALOGUE_OWNERS])(void) = { login_done1_emit, login_done2_emit, login_done3_emit,
	                                                     login_done4_emit, admin_done_emit };
	emit[owner]();
}

/* ---- login ---- */

/* The profile of the client that calls `login`. */
static uint32_t caller(void)
{
	return (uint32_t)login_get_sender_id() - 1;
}

int login_begin(const char *user, const char *purpose, uint32_t *ticket, uint32_t *retry_after_s)
{
	const struct dialogue_subject subject = { .profile = caller(), .user = user, .purpose = purpose };
	*ticket = 0;
	*retry_after_s = 0;
	if (!rules_name_ok(user) || !rules_name_ok(purpose))
		return AUTH_BAD_NAME;
	if (is_broken)
		return AUTH_FAILED;
	return dialogue_begin(caller(), &subject, ticket, retry_after_s);
}

int login_result(uint32_t ticket, uint8_t token[static AUTH_TOKEN_BYTES], uint32_t *expires_s)
{
	struct dialogue_answer answer;
	dialogue_result(caller(), ticket, &answer);
	memcpy(token, answer.token, AUTH_TOKEN_BYTES);
	*expires_s = answer.expires_s;
	return answer.status;
}

int login_cancel(uint32_t ticket)
{
	return dialogue_cancel(caller(), ticket);
}

int login_check(const uint8_t token[static AUTH_TOKEN_BYTES], const char *purpose, uint32_t *expires_s)
{
	uint64_t now_ms = dialogue_now_ms();
	const struct session *session = sessions_find(dialogue_sessions(), caller(), token, purpose, now_ms);
	*expires_s = session != NULL ? rules_seconds_until(session->end_ms, now_ms) : 0;
	return session != NULL ? AUTH_OK : AUTH_NO_TOKEN;
}

int login_logout(const uint8_t token[static AUTH_TOKEN_BYTES])
{
	return sessions_end(dialogue_sessions(), caller(), token, dialogue_now_ms()) ? AUTH_OK : AUTH_NO_TOKEN;
}

/* ---- admin, tokens ---- */

/* The number of the profile of that name; PROFILE_COUNT if there is none. */
static uint32_t find_profile(const char *name)
{
	for (uint32_t i = 0; i < PROFILE_COUNT; i++) {
		if (strcmp(profiles[i], name) == 0)
			return i;
	}
	return PROFILE_COUNT;
}

int admin_enrol(const char *profile, const char *user, uint32_t *ticket)
{
	const struct dialogue_subject subject = { .profile = find_profile(profile), .user = user };
	uint32_t retry_after_s;
	*ticket = 0;
	if (!rules_name_ok(user))
		return AUTH_BAD_NAME;
	if (subject.profile == PROFILE_COUNT)
		return AUTH_NO_PROFILE;
	if (is_broken)
		return AUTH_FAILED;
	return dialogue_begin(DIALOGUE_ADMIN, &subject, ticket, &retry_after_s);
}

int admin_result(uint32_t ticket)
{
	struct dialogue_answer answer;
	dialogue_result(DIALOGUE_ADMIN, ticket, &answer);
	return answer.status;
}

int admin_cancel(uint32_t ticket)
{
	return dialogue_cancel(DIALOGUE_ADMIN, ticket);
}

int admin_remove(const char *profile, const char *user)
{
	uint32_t index = find_profile(profile);
	if (index == PROFILE_COUNT)
		return AUTH_NO_PROFILE;
	sessions_end_user(dialogue_sessions(), index, user);
	return users_remove(&users, index, user) ? AUTH_OK : AUTH_NO_USER;
}

int admin_unlock(const char *profile, const char *user)
{
	uint32_t index = find_profile(profile);
	if (index == PROFILE_COUNT)
		return AUTH_NO_PROFILE;
	struct user *found = users_find(&users, index, user);
	if (found == NULL)
		return AUTH_NO_USER;
	rules_forget(&found->lockout);
	return AUTH_OK;
}

int admin_list(uint32_t index, struct auth_user *listed)
{
	uint32_t profile;
	const struct user *user = users_at(&users, index, &profile);
	*listed = (struct auth_user){ .locked = 0 };
	if (user == NULL || profile >= PROFILE_COUNT)
		return AUTH_NO_USER;
	memcpy(listed->profile, profiles[profile], strlen(profiles[profile]));
	memcpy(listed->name, user->name, sizeof(listed->name));
	listed->locked = user->lockout.is_locked;
	listed->failures = user->lockout.failures < UINT8_MAX ? (uint8_t)user->lockout.failures : UINT8_MAX;
	return AUTH_OK;
}

int tokens_verify(const uint8_t token[static AUTH_TOKEN_BYTES], const char *profile, const char *purpose,
                  char user[static AUTH_NAME_MAX + 1], uint32_t *expires_s)
{
	uint32_t index = find_profile(profile);
	uint64_t now_ms = dialogue_now_ms();
	user[0] = 0;
	*expires_s = 0;
	if (index == PROFILE_COUNT)
		return AUTH_NO_PROFILE;
	const struct session *session = sessions_find(dialogue_sessions(), index, token, purpose, now_ms);
	if (session == NULL)
		return AUTH_NO_TOKEN;
	memcpy(user, session->user, sizeof(session->user));
	*expires_s = rules_seconds_until(session->end_ms, now_ms);
	return AUTH_OK;
}
