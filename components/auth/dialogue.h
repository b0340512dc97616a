/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Dialogues with the person at the trusted prompt: log-in, set-up of a profile's first user, enrolment.
 * Each client of auth owns one dialogue, so pending work is bounded; one at a time has the prompt, and
 * clients take turns. Hashes are computed here, in the event handler of an answer, when nobody waits for
 * a reply.
 *
 * A client whose dialogues end without an answer (cancelled, timed out, withdrawn) has to wait longer and
 * longer before the next one: a guest cannot keep a prompt on the screen.
 */
#pragma once

#include <bulkhead/auth.h>
#include <stdbool.h>
#include <stdint.h>

#include "rules.h"
#include "sessions.h"
#include "users.h"

/* Owners of dialogues: login clients by their profile's number, then the administrator. */
#define DIALOGUE_ADMIN  USERS_PROFILES
#define DIALOGUE_OWNERS (USERS_PROFILES + 1)

/* What a dialogue is about. Names satisfy rules_name_ok. */
struct dialogue_subject {
	uint32_t profile;
	const char *user;
	const char *purpose; /* of a log-in; NULL for an enrolment */
};

struct dialogue_answer {
	enum auth_status status;
	uint8_t token[AUTH_TOKEN_BYTES]; /* of a log-in with AUTH_OK */
	uint32_t expires_s;
};

/* Begin with this table of users, which may hold some already, and without dialogues and sessions. */
void dialogue_init(struct users *users);

/* The sessions that log-ins begin, and the time that everything here goes by. */
struct sessions *dialogue_sessions(void);
uint64_t dialogue_now_ms(void);

/*
 * Ask the person. AUTH_OK with a ticket; AUTH_BUSY; AUTH_DELAYED with *retry_after_s; AUTH_LOCKED,
 * AUTH_NO_USER (log-in); AUTH_FULL (enrolment). dialogue_answered is called later, once.
 */
enum auth_status dialogue_begin(uint32_t owner, const struct dialogue_subject *subject, uint32_t *ticket,
                                uint32_t *retry_after_s);

/* The answer; AUTH_PENDING before there is one. AUTH_NO_TICKET if the ticket is not the owner's. */
void dialogue_result(uint32_t owner, uint32_t ticket, struct dialogue_answer *answer);

/* Withdraw a dialogue, or its answer. AUTH_OK or AUTH_NO_TICKET. */
enum auth_status dialogue_cancel(uint32_t owner, uint32_t ticket);

/* The prompt has an answer, or became free. */
void dialogue_prompt_done(void);

/* The prompt has been silent for too long. */
void dialogue_time_out(void);

/* Written by main.c: the owner's dialogue has an answer. */
void dialogue_answered(uint32_t owner);

/* Written by main.c: the name of a profile, for the person to read. */
const char *dialogue_profile_name(uint32_t profile);
