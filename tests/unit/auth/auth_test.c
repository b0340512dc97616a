/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The whole of auth, real hashes included; the test plays the person at the prompt, the entropy service, the
 * clock and the clients. Client 1 is corporate, client 2 personal.
 */
#include <bulkhead/log.h>
#include <bulkhead/loop.h>
#include <bulkhead/prompt.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "component.h"
#include "dialogue.h"

#define CORPORATE 1
#define PERSONAL  2
#define ADMIN     5
#define TOKEN     AUTH_TOKEN_BYTES

const char *const profiles[2] = { "corporate", "personal" };
const uint32_t pin_min = 4, session_s = 900, failures_max = 5, delay_first_ms = 1000, delay_max_ms = 60000;
uint64_t fake_now_ms;

static struct {
	int begin_result;
	bool is_up;
	uint32_t ticket;
	uint32_t begun;
	uint32_t cancelled;
	int status;
	char title[65], text[201], line[65];
	int secret;
} prompt;
static uint64_t sender;
static uint32_t done[6]; /* events, by client */
static int entropy_result;
static uint32_t entropy_next; /* its bytes begin each answer, so that no two are alike */

/* ---- peers ---- */

uint64_t login_get_sender_id(void)
{
	return sender;
}

int prompt_begin(const char *title, const char *text, int secret, uint32_t *ticket)
{
	if (prompt.begin_result != PROMPT_OK)
		return prompt.begin_result;
	assert_false(prompt.is_up);
	prompt.is_up = true;
	prompt.begun++;
	prompt.status = PROMPT_PENDING;
	prompt.secret = secret;
	snprintf(prompt.title, sizeof(prompt.title), "%s", title);
	snprintf(prompt.text, sizeof(prompt.text), "%s", text);
	*ticket = ++prompt.ticket;
	return PROMPT_OK;
}

int prompt_result(uint32_t ticket, char input[static 65])
{
	assert_int_equal(ticket, prompt.ticket);
	if (prompt.status != PROMPT_PENDING)
		prompt.is_up = false;
	memcpy(input, prompt.line, sizeof(prompt.line));
	return prompt.status;
}

int prompt_cancel(uint32_t ticket)
{
	assert_int_equal(ticket, prompt.ticket);
	prompt.is_up = false;
	prompt.cancelled++;
	return PROMPT_OK;
}

int entropy_get(uint32_t n, uint8_t data[static 64])
{
	memset(data, 0, 64);
	memset(data, 0x5a, n);
	entropy_next++;
	memcpy(data, &entropy_next, sizeof(entropy_next));
	return entropy_result;
}

void login_done1_emit(void) { done[CORPORATE]++; }
void login_done2_emit(void) { done[PERSONAL]++; }
void login_done3_emit(void) { done[3]++; }
void login_done4_emit(void) { done[4]++; }
void admin_done_emit(void) { done[ADMIN]++; }
void bulkhead_set_timer(uint64_t deadline_ticks) { (void)deadline_ticks; }
void log_printf(enum log_level level, const char *format, ...) { (void)level, (void)format; }

/* ---- what tests say ---- */

static int start(void **state)
{
	struct auth_user user;
	(void)state;
	while (admin_list(0, &user) == AUTH_OK)
		admin_remove(user.profile, user.name);
	memset(&prompt, 0, sizeof(prompt));
	entropy_result = 0;
	fake_now_ms = 1000000;
	post_init();
	memset(done, 0, sizeof(done));
	return 0;
}

static void type(const char *line)
{
	assert_true(prompt.is_up);
	snprintf(prompt.line, sizeof(prompt.line), "%s", line);
	prompt.status = PROMPT_OK;
	prompt_done_handle();
}

static void dismiss(int status)
{
	assert_true(prompt.is_up);
	prompt.status = status;
	prompt_done_handle();
}

static int begin(uint64_t client, const char *user, uint32_t *ticket)
{
	uint32_t retry_after_s;
	sender = client;
	return login_begin(user, "wallet", ticket, &retry_after_s);
}

static int result(uint64_t client, uint32_t ticket, uint8_t token[static TOKEN])
{
	uint32_t expires_s;
	sender = client;
	return login_result(ticket, token, &expires_s);
}

static int check(uint64_t client, const uint8_t token[static TOKEN], const char *purpose)
{
	uint32_t expires_s;
	sender = client;
	return login_check(token, purpose, &expires_s);
}

static void enrol(const char *profile, const char *user, const char *pin)
{
	uint32_t ticket;
	assert_int_equal(admin_enrol(profile, user, &ticket), AUTH_OK);
	type(pin);
	type(pin);
	assert_int_equal(admin_result(ticket), AUTH_OK);
}

/* A log-in with one line typed; its status and, if it is AUTH_OK, the token. */
static int log_in(uint64_t client, const char *user, const char *pin, uint8_t token[static TOKEN])
{
	uint32_t ticket;
	int status = begin(client, user, &ticket);
	if (status != AUTH_OK)
		return status;
	type(pin);
	return result(client, ticket, token);
}

/* ---- log-in ---- */

static void login__gives_a_token_for_the_right_pin(void **state)
{
	(void)state;
	uint8_t token[TOKEN] = { 0 };
	uint32_t ticket, expires_s = 0;
	enrol("corporate", "anna", "2468");
	assert_int_equal(begin(CORPORATE, "anna", &ticket), AUTH_OK);
	assert_int_equal(result(CORPORATE, ticket, token), AUTH_PENDING);
	assert_int_equal(done[CORPORATE], 0);
	assert_string_equal(prompt.title, "corporate: log-in");
	assert_string_equal(prompt.text, "PIN of anna, for wallet (wrong so far: 0)");
	assert_int_equal(prompt.secret, 1);
	type("2468");
	assert_int_equal(done[CORPORATE], 1);
	assert_int_equal(login_result(ticket, token, &expires_s), AUTH_OK);
	assert_int_equal(expires_s, 900);
	assert_int_equal(login_check(token, "wallet", &expires_s), AUTH_OK);
	assert_int_equal(expires_s, 900);
	assert_int_equal(result(CORPORATE, ticket, token), AUTH_NO_TICKET);
}

static void login__says_wrong_for_another_pin(void **state)
{
	(void)state;
	uint8_t token[TOKEN];
	static const uint8_t none[TOKEN];
	enrol("corporate", "anna", "2468");
	assert_int_equal(log_in(CORPORATE, "anna", "2469", token), AUTH_WRONG);
	assert_memory_equal(token, none, TOKEN);
	assert_int_equal(log_in(CORPORATE, "anna", "", token), AUTH_WRONG);
}

static void login__rejects_bad_names(void **state)
{
	(void)state;
	uint32_t ticket, retry_after_s;
	sender = CORPORATE;
	assert_int_equal(login_begin("An na", "wallet", &ticket, &retry_after_s), AUTH_BAD_NAME);
	assert_int_equal(login_begin("anna", "\x1b[2J", &ticket, &retry_after_s), AUTH_BAD_NAME);
	assert_int_equal(prompt.begun, 0);
}

static void login__knows_users_of_the_callers_profile_only(void **state)
{
	(void)state;
	uint32_t ticket;
	enrol("corporate", "anna", "2468");
	enrol("personal", "otto", "1357");
	assert_int_equal(begin(PERSONAL, "anna", &ticket), AUTH_NO_USER);
	assert_int_equal(begin(CORPORATE, "otto", &ticket), AUTH_NO_USER);
}

static void login__is_one_at_a_time_per_client(void **state)
{
	(void)state;
	uint32_t first, second;
	enrol("corporate", "anna", "2468");
	assert_int_equal(begin(CORPORATE, "anna", &first), AUTH_OK);
	assert_int_equal(begin(CORPORATE, "anna", &second), AUTH_BUSY);
}

static void login__queues_behind_another_client(void **state)
{
	(void)state;
	uint32_t first, second;
	uint8_t token[TOKEN];
	enrol("corporate", "anna", "2468");
	enrol("personal", "otto", "1357");
	assert_int_equal(begin(CORPORATE, "anna", &first), AUTH_OK);
	assert_int_equal(begin(PERSONAL, "otto", &second), AUTH_OK);
	assert_string_equal(prompt.title, "corporate: log-in");
	type("2468");
	assert_string_equal(prompt.title, "personal: log-in");
	type("1357");
	assert_int_equal(result(CORPORATE, first, token), AUTH_OK);
	assert_int_equal(result(PERSONAL, second, token), AUTH_OK);
}

static void login__takes_turns_between_clients(void **state)
{
	(void)state;
	uint32_t first, second, third;
	uint8_t token[TOKEN];
	enrol("corporate", "anna", "2468");
	enrol("personal", "otto", "1357");
	begin(CORPORATE, "anna", &first);
	begin(PERSONAL, "otto", &second);
	uint32_t enrolment;
	assert_int_equal(admin_enrol("corporate", "emil", &enrolment), AUTH_OK);
	type("2468");
	result(CORPORATE, first, token);
	assert_int_equal(begin(CORPORATE, "anna", &third), AUTH_OK);
	assert_string_equal(prompt.title, "personal: log-in");
	type("1357");
	assert_string_equal(prompt.title, "corporate: enrolment");
}

static void login__ticket_is_of_no_use_to_another_client(void **state)
{
	(void)state;
	uint32_t ticket;
	uint8_t token[TOKEN];
	enrol("corporate", "anna", "2468");
	begin(CORPORATE, "anna", &ticket);
	type("2468");
	assert_int_equal(result(PERSONAL, ticket, token), AUTH_NO_TICKET);
	sender = PERSONAL;
	assert_int_equal(login_cancel(ticket), AUTH_NO_TICKET);
	assert_int_equal(result(CORPORATE, ticket, token), AUTH_OK);
}

static void login__is_cancelled_by_the_person(void **state)
{
	(void)state;
	uint32_t ticket;
	uint8_t token[TOKEN];
	enrol("corporate", "anna", "2468");
	begin(CORPORATE, "anna", &ticket);
	dismiss(PROMPT_CANCELLED);
	assert_int_equal(done[CORPORATE], 1);
	assert_int_equal(result(CORPORATE, ticket, token), AUTH_CANCELLED);
}

static void login__cancelled_is_no_wrong_pin(void **state)
{
	(void)state;
	struct auth_user user;
	uint32_t ticket;
	enrol("corporate", "anna", "2468");
	begin(CORPORATE, "anna", &ticket);
	dismiss(PROMPT_TIMED_OUT);
	assert_int_equal(admin_list(0, &user), AUTH_OK);
	assert_int_equal(user.failures, 0);
}

static void login__withdrawn_takes_the_prompt_away(void **state)
{
	(void)state;
	uint32_t ticket;
	uint8_t token[TOKEN];
	enrol("corporate", "anna", "2468");
	begin(CORPORATE, "anna", &ticket);
	assert_int_equal(login_cancel(ticket), AUTH_OK);
	assert_int_equal(prompt.cancelled, 1);
	assert_int_equal(result(CORPORATE, ticket, token), AUTH_NO_TICKET);
	assert_int_equal(login_cancel(ticket), AUTH_NO_TICKET);
}

static void login__that_nobody_answers_makes_the_client_wait(void **state)
{
	(void)state;
	uint32_t ticket, retry_after_s;
	enrol("corporate", "anna", "2468");
	enrol("personal", "otto", "1357");
	for (uint32_t i = 0; i < 2; i++) {
		assert_int_equal(begin(CORPORATE, "anna", &ticket), AUTH_OK);
		assert_int_equal(login_cancel(ticket), AUTH_OK);
	}
	assert_int_equal(login_begin("anna", "wallet", &ticket, &retry_after_s), AUTH_DELAYED);
	assert_int_equal(retry_after_s, 2);
	assert_int_equal(begin(PERSONAL, "otto", &ticket), AUTH_OK);
	fake_now_ms += 2000;
	assert_int_equal(begin(CORPORATE, "anna", &ticket), AUTH_OK);
}

static void login__dismissed_twice_makes_the_client_wait(void **state)
{
	(void)state;
	uint32_t ticket;
	enrol("corporate", "anna", "2468");
	begin(CORPORATE, "anna", &ticket);
	dismiss(PROMPT_TIMED_OUT);
	begin(CORPORATE, "anna", &ticket);
	dismiss(PROMPT_CANCELLED);
	assert_int_equal(begin(CORPORATE, "anna", &ticket), AUTH_DELAYED);
}

static void login__survives_a_silent_prompt(void **state)
{
	(void)state;
	uint32_t ticket;
	uint8_t token[TOKEN];
	enrol("corporate", "anna", "2468");
	begin(CORPORATE, "anna", &ticket);
	timer_handle();
	assert_int_equal(prompt.cancelled, 1);
	assert_int_equal(result(CORPORATE, ticket, token), AUTH_CANCELLED);
}

static void login__waits_for_a_busy_prompt(void **state)
{
	(void)state;
	uint32_t ticket;
	uint8_t token[TOKEN];
	enrol("corporate", "anna", "2468");
	prompt.begin_result = PROMPT_BUSY;
	assert_int_equal(begin(CORPORATE, "anna", &ticket), AUTH_OK);
	assert_int_equal(result(CORPORATE, ticket, token), AUTH_PENDING);
	prompt.begin_result = PROMPT_OK;
	prompt_done_handle();
	type("2468");
	assert_int_equal(result(CORPORATE, ticket, token), AUTH_OK);
}

static void login__fails_without_a_prompt(void **state)
{
	(void)state;
	uint32_t ticket;
	uint8_t token[TOKEN];
	enrol("corporate", "anna", "2468");
	prompt.begin_result = BULKHEAD_ERROR_PEER_RESTARTED;
	assert_int_equal(begin(CORPORATE, "anna", &ticket), AUTH_OK);
	assert_int_equal(done[CORPORATE], 1);
	assert_int_equal(result(CORPORATE, ticket, token), AUTH_FAILED);
}

static void login__fails_without_entropy(void **state)
{
	(void)state;
	uint8_t token[TOKEN];
	static const uint8_t none[TOKEN];
	enrol("corporate", "anna", "2468");
	entropy_result = 1;
	assert_int_equal(log_in(CORPORATE, "anna", "2468", token), AUTH_FAILED);
	assert_memory_equal(token, none, TOKEN);
}

static void login__of_a_user_removed_meanwhile_fails(void **state)
{
	(void)state;
	uint32_t ticket;
	uint8_t token[TOKEN];
	enrol("corporate", "anna", "2468");
	begin(CORPORATE, "anna", &ticket);
	assert_int_equal(admin_remove("corporate", "anna"), AUTH_OK);
	type("2468");
	assert_int_equal(result(CORPORATE, ticket, token), AUTH_NO_USER);
}

/* ---- lock-out ---- */

static void lock_out(uint64_t client, const char *user)
{
	uint8_t token[TOKEN];
	for (uint32_t i = 0; i < failures_max - 1; i++) {
		assert_int_equal(log_in(client, user, "0000", token), AUTH_WRONG);
		fake_now_ms += delay_max_ms;
	}
	assert_int_equal(log_in(client, user, "0000", token), AUTH_LOCKED);
}

static void lockout__delays_after_wrong_pins(void **state)
{
	(void)state;
	uint8_t token[TOKEN];
	uint32_t ticket, retry_after_s;
	enrol("corporate", "anna", "2468");
	assert_int_equal(log_in(CORPORATE, "anna", "0000", token), AUTH_WRONG);
	assert_int_equal(log_in(CORPORATE, "anna", "0000", token), AUTH_WRONG);
	assert_int_equal(login_begin("anna", "wallet", &ticket, &retry_after_s), AUTH_DELAYED);
	assert_int_equal(retry_after_s, 1);
	assert_false(prompt.is_up);
	fake_now_ms += 1000;
	assert_int_equal(log_in(CORPORATE, "anna", "2468", token), AUTH_OK);
}

static void lockout__locks_that_user_of_that_profile_only(void **state)
{
	(void)state;
	uint8_t token[TOKEN];
	enrol("corporate", "anna", "2468");
	enrol("corporate", "emil", "9753");
	enrol("personal", "anna", "1357");
	lock_out(CORPORATE, "anna");
	fake_now_ms += 1000000000;
	assert_int_equal(log_in(CORPORATE, "anna", "2468", token), AUTH_LOCKED);
	assert_false(prompt.is_up);
	assert_int_equal(log_in(CORPORATE, "emil", "9753", token), AUTH_OK);
	assert_int_equal(log_in(PERSONAL, "anna", "1357", token), AUTH_OK);
}

static void lockout__ends_by_the_administrators_unlock(void **state)
{
	(void)state;
	uint8_t token[TOKEN];
	struct auth_user user;
	enrol("corporate", "anna", "2468");
	lock_out(CORPORATE, "anna");
	assert_int_equal(admin_list(0, &user), AUTH_OK);
	assert_int_equal(user.locked, 1);
	assert_int_equal(user.failures, 5);
	assert_int_equal(admin_unlock("corporate", "anna"), AUTH_OK);
	assert_int_equal(log_in(CORPORATE, "anna", "2468", token), AUTH_OK);
}

static void lockout__right_pin_clears_the_count(void **state)
{
	(void)state;
	uint8_t token[TOKEN];
	for (uint32_t round = 0; round < 3; round++) {
		if (round == 0)
			enrol("corporate", "anna", "2468");
		for (uint32_t i = 0; i < failures_max - 1; i++) {
			assert_int_equal(log_in(CORPORATE, "anna", "0000", token), AUTH_WRONG);
			fake_now_ms += delay_max_ms;
		}
		assert_int_equal(log_in(CORPORATE, "anna", "2468", token), AUTH_OK);
	}
}

static void restart__tells_every_client_that_its_ticket_is_gone(void **state)
{
	(void)state;
	uint8_t token[TOKEN];
	uint32_t ticket, expires_s;
	enrol("corporate", "anna", "2468");
	assert_int_equal(begin(CORPORATE, "anna", &ticket), AUTH_OK);
	memset(done, 0, sizeof(done));
	post_init();
	assert_int_equal(done[CORPORATE], 1);
	assert_int_equal(done[PERSONAL], 1);
	assert_int_equal(done[ADMIN], 1);
	assert_int_equal(login_result(ticket, token, &expires_s), AUTH_NO_TICKET);
}

static void lockout__outlives_a_restart_of_auth(void **state)
{
	(void)state;
	uint8_t token[TOKEN];
	enrol("corporate", "anna", "2468");
	lock_out(CORPORATE, "anna");
	post_init();
	assert_int_equal(log_in(CORPORATE, "anna", "2468", token), AUTH_LOCKED);
}

static void lockout__counts_a_try_that_a_restart_cuts_short(void **state)
{
	(void)state;
	struct auth_user user;
	uint8_t token[TOKEN];
	enrol("corporate", "anna", "2468");
	entropy_result = 1; /* the PIN is right, but there is no token */
	assert_int_equal(log_in(CORPORATE, "anna", "2468", token), AUTH_FAILED);
	assert_int_equal(log_in(CORPORATE, "anna", "1111", token), AUTH_WRONG);
	post_init();
	assert_int_equal(admin_list(0, &user), AUTH_OK);
	assert_int_equal(user.failures, 1);
}

/* ---- tokens ---- */

static void token__is_bound_to_its_client(void **state)
{
	(void)state;
	uint8_t token[TOKEN];
	enrol("corporate", "anna", "2468");
	assert_int_equal(log_in(CORPORATE, "anna", "2468", token), AUTH_OK);
	assert_int_equal(check(PERSONAL, token, "wallet"), AUTH_NO_TOKEN);
	sender = PERSONAL;
	assert_int_equal(login_logout(token), AUTH_NO_TOKEN);
	assert_int_equal(check(CORPORATE, token, "wallet"), AUTH_OK);
}

static void token__is_bound_to_its_purpose(void **state)
{
	(void)state;
	uint8_t token[TOKEN];
	enrol("corporate", "anna", "2468");
	assert_int_equal(log_in(CORPORATE, "anna", "2468", token), AUTH_OK);
	assert_int_equal(check(CORPORATE, token, "billing"), AUTH_NO_TOKEN);
}

static void token__with_one_bit_changed_is_no_token(void **state)
{
	(void)state;
	uint8_t token[TOKEN];
	enrol("corporate", "anna", "2468");
	assert_int_equal(log_in(CORPORATE, "anna", "2468", token), AUTH_OK);
	for (uint32_t bit = 0; bit < 8 * TOKEN; bit++) {
		token[bit / 8] ^= (uint8_t)(1u << bit % 8);
		assert_int_equal(check(CORPORATE, token, "wallet"), AUTH_NO_TOKEN);
		token[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
}

static void token__of_zeros_is_no_token(void **state)
{
	(void)state;
	static const uint8_t zeros[TOKEN];
	assert_int_equal(check(CORPORATE, zeros, "wallet"), AUTH_NO_TOKEN);
	assert_int_equal(check(CORPORATE, zeros, ""), AUTH_NO_TOKEN);
}

static void token__expires(void **state)
{
	(void)state;
	uint8_t token[TOKEN];
	enrol("corporate", "anna", "2468");
	assert_int_equal(log_in(CORPORATE, "anna", "2468", token), AUTH_OK);
	fake_now_ms += 899999;
	assert_int_equal(check(CORPORATE, token, "wallet"), AUTH_OK);
	fake_now_ms += 1;
	assert_int_equal(check(CORPORATE, token, "wallet"), AUTH_NO_TOKEN);
	fake_now_ms -= 1000;
	assert_int_equal(check(CORPORATE, token, "wallet"), AUTH_NO_TOKEN);
}

static void token__ends_with_logout(void **state)
{
	(void)state;
	uint8_t token[TOKEN];
	enrol("corporate", "anna", "2468");
	assert_int_equal(log_in(CORPORATE, "anna", "2468", token), AUTH_OK);
	assert_int_equal(login_logout(token), AUTH_OK);
	assert_int_equal(login_logout(token), AUTH_NO_TOKEN);
	assert_int_equal(check(CORPORATE, token, "wallet"), AUTH_NO_TOKEN);
}

static void token__ends_with_its_user(void **state)
{
	(void)state;
	uint8_t token[TOKEN];
	enrol("corporate", "anna", "2468");
	assert_int_equal(log_in(CORPORATE, "anna", "2468", token), AUTH_OK);
	assert_int_equal(admin_remove("corporate", "anna"), AUTH_OK);
	assert_int_equal(check(CORPORATE, token, "wallet"), AUTH_NO_TOKEN);
}

static void token__that_nobody_fetched_ends(void **state)
{
	(void)state;
	uint32_t ticket, unfetched;
	uint8_t token[TOKEN] = { 0 };
	enrol("corporate", "anna", "2468");
	assert_int_equal(begin(CORPORATE, "anna", &unfetched), AUTH_OK);
	type("2468");
	memset(token, 0x5a, TOKEN);
	memcpy(token, &entropy_next, sizeof(entropy_next));
	assert_int_equal(check(CORPORATE, token, "wallet"), AUTH_OK);
	assert_int_equal(begin(CORPORATE, "anna", &ticket), AUTH_OK);
	assert_int_equal(check(CORPORATE, token, "wallet"), AUTH_NO_TOKEN);
}

static void token__oldest_makes_room_in_its_own_profile(void **state)
{
	(void)state;
	uint8_t personal[TOKEN], tokens[SESSIONS_PER_PROFILE + 1][TOKEN];
	enrol("corporate", "anna", "2468");
	enrol("personal", "otto", "1357");
	assert_int_equal(log_in(PERSONAL, "otto", "1357", personal), AUTH_OK);
	for (uint32_t i = 0; i <= SESSIONS_PER_PROFILE; i++) {
		fake_now_ms += 1000;
		assert_int_equal(log_in(CORPORATE, "anna", "2468", tokens[i]), AUTH_OK);
	}
	assert_int_equal(check(CORPORATE, tokens[0], "wallet"), AUTH_NO_TOKEN);
	for (uint32_t i = 1; i <= SESSIONS_PER_PROFILE; i++)
		assert_int_equal(check(CORPORATE, tokens[i], "wallet"), AUTH_OK);
	assert_int_equal(check(PERSONAL, personal, "wallet"), AUTH_OK);
}

static void token__is_verified_for_a_service(void **state)
{
	(void)state;
	uint8_t token[TOKEN];
	char user[33];
	uint32_t expires_s;
	enrol("corporate", "anna", "2468");
	assert_int_equal(log_in(CORPORATE, "anna", "2468", token), AUTH_OK);
	assert_int_equal(tokens_verify(token, "corporate", "wallet", user, &expires_s), AUTH_OK);
	assert_string_equal(user, "anna");
	assert_int_equal(expires_s, 900);
	assert_int_equal(tokens_verify(token, "personal", "wallet", user, &expires_s), AUTH_NO_TOKEN);
	assert_string_equal(user, "");
	assert_int_equal(tokens_verify(token, "corporate", "billing", user, &expires_s), AUTH_NO_TOKEN);
	assert_int_equal(tokens_verify(token, "nobody", "wallet", user, &expires_s), AUTH_NO_PROFILE);
}

/* ---- set-up, enrolment ---- */

static void set_up__asks_the_first_user_to_choose_a_pin(void **state)
{
	/* Profiles that start() has emptied were set up before: a table from before any user is needed. */
	(void)state;
	static struct users fresh;
	uint32_t ticket, retry_after_s;
	struct dialogue_answer answer;
	dialogue_init(&fresh);
	const struct dialogue_subject anna = { .profile = 0, .user = "anna", .purpose = "wallet" };
	assert_int_equal(dialogue_begin(0, &anna, &ticket, &retry_after_s), AUTH_OK);
	assert_string_equal(prompt.title, "corporate: set-up");
	assert_string_equal(prompt.text, "New PIN for anna, at least 4 characters");
	type("2468");
	assert_string_equal(prompt.text, "The same PIN for anna again");
	type("2468");
	dialogue_result(0, ticket, &answer);
	assert_int_equal(answer.status, AUTH_OK);
	assert_int_equal(answer.expires_s, 900);
	const struct dialogue_subject otto = { .profile = 0, .user = "otto", .purpose = "wallet" };
	assert_int_equal(dialogue_begin(0, &otto, &ticket, &retry_after_s), AUTH_NO_USER);
}

static void set_up__gives_way_to_an_enrolment(void **state)
{
	(void)state;
	static struct users fresh;
	uint32_t ticket, retry_after_s;
	struct dialogue_answer answer;
	dialogue_init(&fresh);
	const struct dialogue_subject login = { .profile = 0, .user = "anna", .purpose = "wallet" };
	assert_int_equal(dialogue_begin(0, &login, &ticket, &retry_after_s), AUTH_OK);
	type("1111");
	struct password password = { .operations = 0 };
	users_put(&fresh, 0, "anna", &password);
	type("1111");
	dialogue_result(0, ticket, &answer);
	assert_int_equal(answer.status, AUTH_CANCELLED);
	assert_int_equal(users_find(&fresh, 0, "anna")->password.operations, 0);
}

static void set_up__does_not_come_back_when_the_last_user_is_removed(void **state)
{
	(void)state;
	uint32_t ticket;
	enrol("corporate", "anna", "2468");
	assert_int_equal(admin_remove("corporate", "anna"), AUTH_OK);
	assert_int_equal(begin(CORPORATE, "mallory", &ticket), AUTH_NO_USER);
}

static void enrol__asks_again_when_the_pins_differ(void **state)
{
	(void)state;
	uint32_t ticket;
	uint8_t token[TOKEN];
	assert_int_equal(admin_enrol("personal", "otto", &ticket), AUTH_OK);
	type("1357");
	type("1358");
	assert_string_equal(prompt.text, "The two PINs differ. New PIN for otto, at least 4 characters");
	type("1357");
	type("1357");
	assert_int_equal(admin_result(ticket), AUTH_OK);
	assert_int_equal(done[ADMIN], 1);
	assert_int_equal(log_in(PERSONAL, "otto", "1357", token), AUTH_OK);
}

static void enrol__refuses_a_short_pin(void **state)
{
	(void)state;
	uint32_t ticket;
	assert_int_equal(admin_enrol("personal", "otto", &ticket), AUTH_OK);
	type("135");
	assert_string_equal(prompt.text, "That PIN is too short. New PIN for otto, at least 4 characters");
}

static void enrol__gives_up_after_three_mismatches(void **state)
{
	(void)state;
	uint32_t ticket;
	struct auth_user user;
	assert_int_equal(admin_enrol("personal", "otto", &ticket), AUTH_OK);
	type("1");
	type("1");
	type("1");
	assert_false(prompt.is_up);
	assert_int_equal(admin_result(ticket), AUTH_CANCELLED);
	assert_int_equal(admin_list(0, &user), AUTH_NO_USER);
}

static void enrol__of_an_existing_user_changes_the_pin_and_ends_sessions(void **state)
{
	(void)state;
	uint8_t token[TOKEN], other[TOKEN];
	enrol("corporate", "anna", "2468");
	assert_int_equal(log_in(CORPORATE, "anna", "2468", token), AUTH_OK);
	enrol("corporate", "anna", "8642");
	assert_int_equal(check(CORPORATE, token, "wallet"), AUTH_NO_TOKEN);
	assert_int_equal(log_in(CORPORATE, "anna", "2468", other), AUTH_WRONG);
	assert_int_equal(log_in(CORPORATE, "anna", "8642", other), AUTH_OK);
}

static void enrol__names_an_unknown_profile(void **state)
{
	(void)state;
	uint32_t ticket;
	assert_int_equal(admin_enrol("rogue", "otto", &ticket), AUTH_NO_PROFILE);
	assert_int_equal(admin_enrol("personal", "", &ticket), AUTH_BAD_NAME);
	assert_int_equal(admin_unlock("rogue", "otto"), AUTH_NO_PROFILE);
	assert_int_equal(admin_unlock("personal", "otto"), AUTH_NO_USER);
	assert_int_equal(admin_remove("rogue", "otto"), AUTH_NO_PROFILE);
	assert_int_equal(admin_remove("personal", "otto"), AUTH_NO_USER);
}

static void enrol__is_bounded_per_profile(void **state)
{
	(void)state;
	struct password password = { .operations = 0 };
	static struct users full;
	uint32_t ticket, retry_after_s;
	char name[8];
	for (uint32_t i = 0; i < USERS_PER_PROFILE; i++) {
		snprintf(name, sizeof(name), "u%u", i);
		assert_non_null(users_put(&full, 1, name, &password));
	}
	assert_null(users_put(&full, 1, "more", &password));
	assert_true(users_sane(&full));
	dialogue_init(&full);
	const struct dialogue_subject more = { .profile = 1, .user = "more" };
	const struct dialogue_subject known = { .profile = 1, .user = "u3" };
	assert_int_equal(dialogue_begin(DIALOGUE_ADMIN, &more, &ticket, &retry_after_s), AUTH_FULL);
	assert_int_equal(dialogue_begin(DIALOGUE_ADMIN, &known, &ticket, &retry_after_s), AUTH_OK);
}

static void list__names_every_user_once(void **state)
{
	(void)state;
	struct auth_user user;
	enrol("personal", "otto", "1357");
	enrol("corporate", "anna", "2468");
	assert_int_equal(admin_list(0, &user), AUTH_OK);
	assert_string_equal(user.profile, "corporate");
	assert_string_equal(user.name, "anna");
	assert_int_equal(admin_list(1, &user), AUTH_OK);
	assert_string_equal(user.profile, "personal");
	assert_string_equal(user.name, "otto");
	assert_int_equal(admin_list(2, &user), AUTH_NO_USER);
	assert_int_equal(admin_list(UINT32_MAX, &user), AUTH_NO_USER);
}

/* ---- users found in memory after a restart ---- */

static void users__found_damaged_are_not_used(void **state)
{
	(void)state;
	struct password password = { .operations = 0 };
	struct users table = { .was_set_up = { false } };
	users_put(&table, 0, "anna", &password);
	users_put(&table, 0, "emil", &password);
	assert_true(users_sane(&table));
	memcpy(table.entries[0][1].name, "anna", 5);
	assert_false(users_sane(&table));
	memset(table.entries[0][1].name, 'x', sizeof(table.entries[0][1].name));
	assert_false(users_sane(&table));
	memcpy(table.entries[0][1].name, "e m", 4);
	assert_false(users_sane(&table));
	memcpy(table.entries[0][1].name, "emil", 5);
	assert_true(users_sane(&table));
	table.was_set_up[0] = false;
	assert_false(users_sane(&table));
}

#define TEST(name) cmocka_unit_test_setup(name, start)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(login__gives_a_token_for_the_right_pin),
		TEST(login__says_wrong_for_another_pin),
		TEST(login__rejects_bad_names),
		TEST(login__knows_users_of_the_callers_profile_only),
		TEST(login__is_one_at_a_time_per_client),
		TEST(login__queues_behind_another_client),
		TEST(login__takes_turns_between_clients),
		TEST(login__ticket_is_of_no_use_to_another_client),
		TEST(login__is_cancelled_by_the_person),
		TEST(login__cancelled_is_no_wrong_pin),
		TEST(login__withdrawn_takes_the_prompt_away),
		TEST(login__that_nobody_answers_makes_the_client_wait),
		TEST(login__dismissed_twice_makes_the_client_wait),
		TEST(login__survives_a_silent_prompt),
		TEST(login__waits_for_a_busy_prompt),
		TEST(login__fails_without_a_prompt),
		TEST(login__fails_without_entropy),
		TEST(login__of_a_user_removed_meanwhile_fails),
		TEST(lockout__delays_after_wrong_pins),
		TEST(lockout__locks_that_user_of_that_profile_only),
		TEST(lockout__ends_by_the_administrators_unlock),
		TEST(lockout__right_pin_clears_the_count),
		TEST(restart__tells_every_client_that_its_ticket_is_gone),
		TEST(lockout__outlives_a_restart_of_auth),
		TEST(lockout__counts_a_try_that_a_restart_cuts_short),
		TEST(token__is_bound_to_its_client),
		TEST(token__is_bound_to_its_purpose),
		TEST(token__with_one_bit_changed_is_no_token),
		TEST(token__of_zeros_is_no_token),
		TEST(token__expires),
		TEST(token__ends_with_logout),
		TEST(token__ends_with_its_user),
		TEST(token__that_nobody_fetched_ends),
		TEST(token__oldest_makes_room_in_its_own_profile),
		TEST(token__is_verified_for_a_service),
		TEST(set_up__asks_the_first_user_to_choose_a_pin),
		TEST(set_up__gives_way_to_an_enrolment),
		TEST(set_up__does_not_come_back_when_the_last_user_is_removed),
		TEST(enrol__asks_again_when_the_pins_differ),
		TEST(enrol__refuses_a_short_pin),
		TEST(enrol__gives_up_after_three_mismatches),
		TEST(enrol__of_an_existing_user_changes_the_pin_and_ends_sessions),
		TEST(enrol__names_an_unknown_profile),
		TEST(enrol__is_bounded_per_profile),
		TEST(list__names_every_user_once),
		TEST(users__found_damaged_are_not_used),
	};
	return cmocka_run_group_tests_name("auth", tests, NULL, NULL);
}
