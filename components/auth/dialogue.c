/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Dialogues at the trusted prompt (see dialogue.h). Called by main.c, from one thread.
 *
 * A dialogue goes from IDLE to QUEUED, ASKING while it has the prompt, ANSWERED, and back to IDLE when its
 * owner has fetched the answer. A log-in asks STEP_PIN; a new PIN is asked for twice, STEP_CHOOSE and
 * STEP_REPEAT. PINs are cleared from memory as soon as they have been used.
 */
#include "dialogue.h"

#include <bulkhead/clock.h>
#include <bulkhead/loop.h>
#include <bulkhead/prompt.h>
#include <sodium/utils.h>
#include <stdio.h>
#include <string.h>

#include "component.h"

#define MISMATCHES_MAX   3u
#define PROMPT_SILENT_MS 300000u /* longer than the console waits for a person */
#define TITLE_SIZE       (PROMPT_BEGIN_TITLE_MAX + 1)
#define TEXT_SIZE        (PROMPT_BEGIN_TEXT_MAX + 1)
#define INPUT_SIZE       (PROMPT_RESULT_INPUT_MAX + 1)
_Static_assert(PROMPT_RESULT_INPUT_MAX == RULES_PIN_MAX, "a line of the prompt holds a PIN");

enum state { IDLE, QUEUED, ASKING, ANSWERED };
enum step { STEP_PIN, STEP_CHOOSE, STEP_REPEAT };

struct dialogue {
	enum state state;
	enum step step;
	uint32_t ticket;
	uint32_t profile;
	bool is_login; /* ends with a token; set-up of the first user included */
	char user[AUTH_NAME_MAX + 1];
	char purpose[AUTH_NAME_MAX + 1];
	const char *complaint;   /* what was wrong with the last answer */
	uint32_t mismatches;
	char chosen[INPUT_SIZE]; /* between STEP_CHOOSE and the end of STEP_REPEAT */
	enum auth_status status; /* when answered */
	uint8_t token[AUTH_TOKEN_BYTES];
	uint64_t end_ms;
};

static struct {
	struct users *users;
	struct sessions sessions;
	struct rules_clock clock;
	struct dialogue dialogues[DIALOGUE_OWNERS];
	struct rules_lockout patience[DIALOGUE_OWNERS]; /* with each owner's dialogues that end unanswered */
	struct dialogue *asking;                        /* who has the prompt */
	uint32_t prompt_ticket;
	uint32_t turn;                                  /* owner to be asked first */
	uint32_t last_ticket;
} auth;

static const struct rules_limits patience_limits = {
	.failures_free = 1, .failures_max = RULES_NEVER_LOCK, .delay_first_ms = 2000, .delay_max_ms = 60000,
};

/* How failures of one user count: the component's attributes. */
static struct rules_limits user_limits(void)
{
	return (struct rules_limits){ .failures_free = 1, .failures_max = failures_max,
	                              .delay_first_ms = delay_first_ms, .delay_max_ms = delay_max_ms };
}

void dialogue_init(struct users *users)
{
	sodium_memzero(&auth, sizeof(auth));
	auth.users = users;
}

struct sessions *dialogue_sessions(void)
{
	return &auth.sessions;
}

uint64_t dialogue_now_ms(void)
{
	return rules_clock_read(&auth.clock, clock_ms());
}

static uint32_t owner_of(const struct dialogue *dialogue)
{
	return (uint32_t)(dialogue - auth.dialogues);
}

static struct user *user_of(const struct dialogue *dialogue)
{
	return users_find(auth.users, dialogue->profile, dialogue->user);
}

static bool is_under_way(const struct dialogue *dialogue)
{
	return dialogue->state == QUEUED || dialogue->state == ASKING;
}

/* Forget a dialogue, and the session that nobody fetched the token of. */
static void discard(struct dialogue *dialogue)
{
	if (dialogue->state == ANSWERED && dialogue->status == AUTH_OK && dialogue->is_login)
		sessions_end(&auth.sessions, dialogue->profile, dialogue->token, dialogue_now_ms());
	sodium_memzero(dialogue, sizeof(*dialogue));
}

static void finish(struct dialogue *dialogue, enum auth_status status)
{
	sodium_memzero(dialogue->chosen, sizeof(dialogue->chosen));
	dialogue->state = ANSWERED;
	dialogue->status = status;
	dialogue_answered(owner_of(dialogue));
}

static void give_up(struct dialogue *dialogue)
{
	rules_fail(&auth.patience[owner_of(dialogue)], &patience_limits, dialogue_now_ms());
	finish(dialogue, AUTH_CANCELLED);
}

/* ---- questions ---- */

static void write_title(const struct dialogue *dialogue, char title[TITLE_SIZE])
{
	const char *what = !dialogue->is_login ? "enrolment" : dialogue->step == STEP_PIN ? "log-in" : "set-up";
	snprintf(title, TITLE_SIZE, "%s: %s", dialogue_profile_name(dialogue->profile), what);
}

static void write_text(const struct dialogue *dialogue, char text[TEXT_SIZE])
{
	const char *complaint = dialogue->complaint != NULL ? dialogue->complaint : "";
	const struct user *user = user_of(dialogue);
	switch (dialogue->step) {
	case STEP_PIN:
		snprintf(text, TEXT_SIZE, "PIN of %s, for %s (wrong so far: %u)", dialogue->user, dialogue->purpose,
		         user != NULL ? (unsigned)user->lockout.failures : 0);
		break;
	case STEP_CHOOSE:
		snprintf(text, TEXT_SIZE, "%sNew PIN for %s, at least %u characters", complaint, dialogue->user,
		         (unsigned)pin_min);
		break;
	case STEP_REPEAT:
		snprintf(text, TEXT_SIZE, "The same PIN for %s again", dialogue->user);
		break;
	}
}

/* Put the question on the prompt. It stays queued while the prompt is in use, and fails without one. */
static void ask(struct dialogue *dialogue)
{
	char title[TITLE_SIZE], text[TEXT_SIZE];
	write_title(dialogue, title);
	write_text(dialogue, text);
	dialogue->state = QUEUED;
	int result = prompt_begin(title, text, 1, &auth.prompt_ticket);
	if (result == PROMPT_OK) {
		dialogue->state = ASKING;
		auth.asking = dialogue;
		auth.turn = (owner_of(dialogue) + 1) % DIALOGUE_OWNERS;
	} else if (result != PROMPT_BUSY) {
		finish(dialogue, AUTH_FAILED);
	}
	bulkhead_set_timer(clock_deadline_ms(PROMPT_SILENT_MS));
}

/* If nobody has the prompt, ask for the next owner in turn. */
static void ask_next(void)
{
	uint32_t first = auth.turn;
	for (uint32_t i = 0; i < DIALOGUE_OWNERS && auth.asking == NULL; i++) {
		struct dialogue *dialogue = &auth.dialogues[(first + i) % DIALOGUE_OWNERS];
		if (dialogue->state == QUEUED)
			ask(dialogue);
	}
}

static void ask_again(struct dialogue *dialogue, const char *complaint)
{
	sodium_memzero(dialogue->chosen, sizeof(dialogue->chosen));
	if (++dialogue->mismatches >= MISMATCHES_MAX) {
		give_up(dialogue);
		return;
	}
	dialogue->step = STEP_CHOOSE;
	dialogue->complaint = complaint;
	ask(dialogue);
}

/* ---- answers ---- */

static bool draw_random(uint8_t *bytes, uint32_t size)
{
	uint8_t drawn[64];
	bool is_good = entropy_get(size, drawn) == 0;
	if (is_good)
		memcpy(bytes, drawn, size);
	sodium_memzero(drawn, sizeof(drawn));
	return is_good;
}

static void log_in(struct dialogue *dialogue)
{
	struct session session = {
		.is_used = true,
		.end_ms = rules_later(dialogue_now_ms(), (uint64_t)session_s * 1000),
	};
	if (!draw_random(session.token, AUTH_TOKEN_BYTES)) {
		finish(dialogue, AUTH_FAILED);
		return;
	}
	memcpy(session.user, dialogue->user, sizeof(session.user));
	memcpy(session.purpose, dialogue->purpose, sizeof(session.purpose));
	memcpy(dialogue->token, session.token, AUTH_TOKEN_BYTES);
	dialogue->end_ms = session.end_ms;
	sessions_add(&auth.sessions, dialogue->profile, &session);
	sodium_memzero(&session, sizeof(session));
	finish(dialogue, AUTH_OK);
}

/*
 * The failure is counted before the PIN is looked at, and taken back if it is right: auth's restart in
 * between gives nobody a free try.
 */
static void take_pin(struct dialogue *dialogue, const char *pin)
{
	struct user *user = user_of(dialogue);
	struct rules_limits limits = user_limits();
	if (user == NULL) {
		finish(dialogue, AUTH_NO_USER); /* removed in the meantime */
		return;
	}
	rules_fail(&user->lockout, &limits, dialogue_now_ms());
	switch (password_check(&user->password, pin)) {
	case PASSWORD_OK:
		rules_forget(&user->lockout);
		log_in(dialogue);
		break;
	case PASSWORD_WRONG:
		finish(dialogue, user->lockout.is_locked ? AUTH_LOCKED : AUTH_WRONG);
		break;
	case PASSWORD_FAILED:
		finish(dialogue, AUTH_FAILED);
		break;
	}
}

static void take_choice(struct dialogue *dialogue, const char *pin)
{
	if (!rules_pin_ok(pin, pin_min)) {
		ask_again(dialogue, "That PIN is too short. ");
		return;
	}
	memcpy(dialogue->chosen, pin, strlen(pin) + 1);
	dialogue->step = STEP_REPEAT;
	ask(dialogue);
}

/* The new PIN is known: a new user, or a new PIN of one. */
static void store(struct dialogue *dialogue)
{
	struct password password;
	if (!draw_random(password.salt, sizeof(password.salt)) ||
	    password_make(&password, dialogue->chosen) != PASSWORD_OK) {
		finish(dialogue, AUTH_FAILED);
		return;
	}
	sessions_end_user(&auth.sessions, dialogue->profile, dialogue->user);
	const struct user *user = users_put(auth.users, dialogue->profile, dialogue->user, &password);
	sodium_memzero(&password, sizeof(password));
	if (user == NULL)
		finish(dialogue, AUTH_FULL);
	else if (dialogue->is_login)
		log_in(dialogue);
	else
		finish(dialogue, AUTH_OK);
}

static void take_repetition(struct dialogue *dialogue, const char *pin)
{
	if (strcmp(dialogue->chosen, pin) != 0)
		ask_again(dialogue, "The two PINs differ. ");
	else if (dialogue->is_login && auth.users->was_set_up[dialogue->profile])
		finish(dialogue, AUTH_CANCELLED); /* an administrator has enrolled somebody in the meantime */
	else
		store(dialogue);
}

static void take_line(struct dialogue *dialogue, const char *line)
{
	rules_forget(&auth.patience[owner_of(dialogue)]);
	switch (dialogue->step) {
	case STEP_PIN:
		take_pin(dialogue, line);
		break;
	case STEP_CHOOSE:
		take_choice(dialogue, line);
		break;
	case STEP_REPEAT:
		take_repetition(dialogue, line);
		break;
	}
}

void dialogue_prompt_done(void)
{
	struct dialogue *dialogue = auth.asking;
	char line[INPUT_SIZE] = "";
	int result = dialogue != NULL ? prompt_result(auth.prompt_ticket, line) : PROMPT_NO_TICKET;
	if (result == PROMPT_PENDING)
		return;
	auth.asking = NULL;
	if (dialogue != NULL && result == PROMPT_OK)
		take_line(dialogue, line);
	else if (dialogue != NULL)
		give_up(dialogue);
	sodium_memzero(line, sizeof(line));
	ask_next();
}

void dialogue_time_out(void)
{
	struct dialogue *dialogue = auth.asking;
	if (dialogue != NULL) {
		prompt_cancel(auth.prompt_ticket);
		auth.asking = NULL;
		give_up(dialogue);
	}
	ask_next();
}

/* ---- what owners ask for ---- */

static enum auth_status check_wait(const struct rules_lockout *lockout, uint32_t *retry_after_s)
{
	uint64_t wait_ms = 0;
	enum rules_verdict verdict = rules_check(lockout, dialogue_now_ms(), &wait_ms);
	*retry_after_s = rules_seconds_until(wait_ms, 0);
	switch (verdict) {
	case RULES_ALLOWED:
		return AUTH_OK;
	case RULES_DELAYED:
		return AUTH_DELAYED;
	default:
		return AUTH_LOCKED;
	}
}

static enum auth_status check_login(const struct dialogue_subject *subject, enum step *step, uint32_t *retry_after_s)
{
	const struct user *user = users_find(auth.users, subject->profile, subject->user);
	*step = user != NULL ? STEP_PIN : STEP_CHOOSE;
	if (user != NULL)
		return check_wait(&user->lockout, retry_after_s);
	return auth.users->was_set_up[subject->profile] ? AUTH_NO_USER : AUTH_OK;
}

static enum auth_status check_enrolment(const struct dialogue_subject *subject, enum step *step)
{
	*step = STEP_CHOOSE;
	return users_has_room(auth.users, subject->profile, subject->user) ? AUTH_OK : AUTH_FULL;
}

static void queue(struct dialogue *dialogue, const struct dialogue_subject *subject, enum step step)
{
	discard(dialogue);
	if (++auth.last_ticket == 0)
		auth.last_ticket = 1;
	dialogue->ticket = auth.last_ticket;
	dialogue->state = QUEUED;
	dialogue->step = step;
	dialogue->profile = subject->profile;
	dialogue->is_login = subject->purpose != NULL;
	memcpy(dialogue->user, subject->user, strlen(subject->user) + 1);
	if (dialogue->is_login)
		memcpy(dialogue->purpose, subject->purpose, strlen(subject->purpose) + 1);
}

enum auth_status dialogue_begin(uint32_t owner, const struct dialogue_subject *subject, uint32_t *ticket,
                                uint32_t *retry_after_s)
{
	struct dialogue *dialogue = &auth.dialogues[owner];
	enum step step;
	*retry_after_s = 0;
	if (is_under_way(dialogue))
		return AUTH_BUSY;
	enum auth_status status = check_wait(&auth.patience[owner], retry_after_s);
	if (status == AUTH_OK)
		status = subject->purpose != NULL ? check_login(subject, &step, retry_after_s)
		                                  : check_enrolment(subject, &step);
	if (status != AUTH_OK)
		return status;
	queue(dialogue, subject, step);
	*ticket = dialogue->ticket;
	ask_next();
	return AUTH_OK;
}

void dialogue_result(uint32_t owner, uint32_t ticket, struct dialogue_answer *answer)
{
	struct dialogue *dialogue = &auth.dialogues[owner];
	*answer = (struct dialogue_answer){ .status = AUTH_NO_TICKET };
	if (dialogue->state == IDLE || dialogue->ticket != ticket)
		return;
	answer->status = is_under_way(dialogue) ? AUTH_PENDING : dialogue->status;
	if (answer->status == AUTH_PENDING)
		return;
	if (answer->status == AUTH_OK && dialogue->is_login) {
		memcpy(answer->token, dialogue->token, AUTH_TOKEN_BYTES);
		answer->expires_s = rules_seconds_until(dialogue->end_ms, dialogue_now_ms());
	}
	sodium_memzero(dialogue, sizeof(*dialogue));
}

enum auth_status dialogue_cancel(uint32_t owner, uint32_t ticket)
{
	struct dialogue *dialogue = &auth.dialogues[owner];
	if (dialogue->state == IDLE || dialogue->ticket != ticket)
		return AUTH_NO_TICKET;
	if (dialogue->state == ASKING) {
		prompt_cancel(auth.prompt_ticket);
		auth.asking = NULL;
		rules_fail(&auth.patience[owner], &patience_limits, dialogue_now_ms());
	}
	discard(dialogue);
	ask_next();
	return AUTH_OK;
}
