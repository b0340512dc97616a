/* SPDX-License-Identifier: BSD-2-Clause */
/* Log-in and the administration of users behind the gateway; gateway_method.h says how a service is made. */
#include <string.h>

#include "component.h"
#include "gateway_method.h"

/* --- log-in --- */

static enum progress start_login(struct gateway_mailbox *mailbox)
{
	struct reader reader = reader_of(mailbox);
	char user[NAME_SIZE], purpose[NAME_SIZE];
	uint32_t ticket = 0, retry_after_s = 0;
	int result;

	take_string(&reader, user);
	take_string(&reader, purpose);
	if (!is_complete(&reader))
		return reply(mailbox, GATEWAY_MALFORMED);
	result = login_begin(user, purpose, &ticket, &retry_after_s);
	if (result == AUTH_OK)
		return wait_for(mailbox, ticket);
	reply_result(mailbox, result);
	if (result == AUTH_DELAYED)
		put_bytes(mailbox, &retry_after_s, sizeof(retry_after_s));
	return DONE;
}

static enum progress poll_login(struct gateway_mailbox *mailbox)
{
	uint8_t token[AUTH_TOKEN_BYTES];
	uint32_t expires_s = 0;
	int result = login_result(mailbox->ticket, token, &expires_s);

	if (result == AUTH_PENDING)
		return WAITING;
	reply_result(mailbox, result);
	if (result == AUTH_OK) {
		put_bytes(mailbox, token, sizeof(token));
		put_bytes(mailbox, &expires_s, sizeof(expires_s));
	}
	return DONE;
}

static enum progress check_token(struct gateway_mailbox *mailbox)
{
	struct reader reader = reader_of(mailbox);
	uint8_t token[AUTH_TOKEN_BYTES];
	char purpose[NAME_SIZE];
	uint32_t expires_s = 0;
	int result;

	take_bytes(&reader, token, sizeof(token));
	take_string(&reader, purpose);
	if (!is_complete(&reader))
		return reply(mailbox, GATEWAY_MALFORMED);
	result = login_check(token, purpose, &expires_s);
	reply_result(mailbox, result);
	if (result == AUTH_OK)
		put_bytes(mailbox, &expires_s, sizeof(expires_s));
	return DONE;
}

static enum progress end_login(struct gateway_mailbox *mailbox)
{
	struct reader reader = reader_of(mailbox);
	uint8_t token[AUTH_TOKEN_BYTES];

	take_bytes(&reader, token, sizeof(token));
	if (!is_complete(&reader))
		return reply(mailbox, GATEWAY_MALFORMED);
	return reply_result(mailbox, login_logout(token));
}

static const struct service_method login_methods[] = {
	{ GATEWAY_LOGIN_BEGIN, start_login, poll_login, login_cancel },
	{ GATEWAY_LOGIN_CHECK, check_token, NULL, NULL },
	{ GATEWAY_LOGIN_END, end_login, NULL, NULL },
};

const struct service gateway_login = {
	.port = GATEWAY_PORT_LOGIN, .connected = LOGIN_CONNECTED, .name = "login", METHODS(login_methods)
};

/* --- administration of users --- */

/* The payload of all methods that are about one user; false if it is malformed. */
static bool take_user(const struct gateway_mailbox *mailbox, char profile[NAME_SIZE], char user[NAME_SIZE])
{
	struct reader reader = reader_of(mailbox);

	take_string(&reader, profile);
	take_string(&reader, user);
	return is_complete(&reader);
}

static enum progress start_enrolment(struct gateway_mailbox *mailbox)
{
	char profile[NAME_SIZE], user[NAME_SIZE];
	uint32_t ticket = 0;
	int result;

	if (!take_user(mailbox, profile, user))
		return reply(mailbox, GATEWAY_MALFORMED);
	result = admin_enrol(profile, user, &ticket);
	return result == AUTH_OK ? wait_for(mailbox, ticket) : reply_result(mailbox, result);
}

static enum progress poll_enrolment(struct gateway_mailbox *mailbox)
{
	int result = admin_result(mailbox->ticket);

	return result == AUTH_PENDING ? WAITING : reply_result(mailbox, result);
}

static enum progress remove_user(struct gateway_mailbox *mailbox)
{
	char profile[NAME_SIZE], user[NAME_SIZE];

	if (!take_user(mailbox, profile, user))
		return reply(mailbox, GATEWAY_MALFORMED);
	return reply_result(mailbox, admin_remove(profile, user));
}

static enum progress unlock_user(struct gateway_mailbox *mailbox)
{
	char profile[NAME_SIZE], user[NAME_SIZE];

	if (!take_user(mailbox, profile, user))
		return reply(mailbox, GATEWAY_MALFORMED);
	return reply_result(mailbox, admin_unlock(profile, user));
}

static enum progress list_users(struct gateway_mailbox *mailbox)
{
	struct reader reader = reader_of(mailbox);
	struct auth_user user = { .locked = 0 };
	uint32_t index = 0;
	int result;

	take_bytes(&reader, &index, sizeof(index));
	if (!is_complete(&reader))
		return reply(mailbox, GATEWAY_MALFORMED);
	result = admin_list(index, &user);
	reply_result(mailbox, result);
	if (result == AUTH_OK) {
		put_string(mailbox, user.profile);
		put_string(mailbox, user.name);
		put_bytes(mailbox, &user.locked, 1);
		put_bytes(mailbox, &user.failures, 1);
	}
	return DONE;
}

static const struct service_method admin_methods[] = {
	{ GATEWAY_ADMIN_ENROL, start_enrolment, poll_enrolment, admin_cancel },
	{ GATEWAY_ADMIN_REMOVE, remove_user, NULL, NULL },
	{ GATEWAY_ADMIN_UNLOCK, unlock_user, NULL, NULL },
	{ GATEWAY_ADMIN_LIST, list_users, NULL, NULL },
};

const struct service gateway_admin = {
	.port = GATEWAY_PORT_ADMIN, .connected = ADMIN_CONNECTED, .name = "admin", METHODS(admin_methods)
};
