/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The services behind the gateway, one table for all; gateway_service.h says how it works. What a guest sent is
 * decoded into locals and must be used up exactly; the service's own checks come on top.
 */
#include "gateway_service.h"

#include <bulkhead/auth.h>
#include <string.h>

#include "component.h"
#include "gateway_mailbox.h"

#define NAME_SIZE (AUTH_NAME_MAX + 1)

enum progress { DONE, WAITING };

struct service_method {
	uint16_t number;
	enum progress (*start)(struct gateway_mailbox *mailbox);
	enum progress (*poll)(struct gateway_mailbox *mailbox); /* NULL: the method never waits */
	int (*cancel)(uint32_t ticket);
};

struct service {
	uint32_t port;
	bool connected;
	const char *name;
	const struct service_method *methods;
	uint32_t method_count;
};

/* --- payloads --- */

/* Reads a request's payload from the front; `bad` once something was missing or wrong. */
struct reader {
	const uint8_t *next;
	uint32_t left;
	bool bad;
};

static struct reader reader_of(const struct gateway_mailbox *mailbox)
{
	return (struct reader){ .next = mailbox->payload, .left = mailbox->header.length };
}

static void take_bytes(struct reader *reader, void *bytes, uint32_t size)
{
	if (reader->bad || size > reader->left) {
		reader->bad = true;
		return;
	}
	memcpy(bytes, reader->next, size);
	reader->next += size;
	reader->left -= size;
}

static void take_string(struct reader *reader, char string[NAME_SIZE])
{
	uint8_t length = 0;

	take_bytes(reader, &length, 1);
	if (length > AUTH_NAME_MAX)
		reader->bad = true;
	take_bytes(reader, string, length);
	if (!reader->bad && memchr(string, 0, length))
		reader->bad = true;
	string[reader->bad ? 0 : length] = 0;
}

/* Was all of the payload right, and is all of it used? */
static bool is_complete(const struct reader *reader)
{
	return !reader->bad && reader->left == 0;
}

/* Replies: a status, then payload; the caller never puts more than GATEWAY_PAYLOAD_MAX bytes. */
static enum progress reply(struct gateway_mailbox *mailbox, uint16_t status)
{
	mailbox->header.code = status;
	mailbox->header.length = 0;
	return DONE;
}

static void put_bytes(struct gateway_mailbox *mailbox, const void *bytes, uint32_t size)
{
	memcpy(mailbox->payload + mailbox->header.length, bytes, size);
	mailbox->header.length = (uint16_t)(mailbox->header.length + size);
}

static void put_string(struct gateway_mailbox *mailbox, const char *string)
{
	const char *end = memchr(string, 0, AUTH_NAME_MAX);
	uint8_t length = (uint8_t)(end ? end - string : AUTH_NAME_MAX);

	put_bytes(mailbox, &length, 1);
	put_bytes(mailbox, string, length);
}

/* What a call's result means to the guest: the service's status, or why the call itself failed. */
static enum progress reply_result(struct gateway_mailbox *mailbox, int result)
{
	return reply(mailbox, result >= 0 && result <= 0xff ? (uint16_t)result : GATEWAY_UNAVAILABLE);
}

/* --- log-in --- */

static enum progress wait_for(struct gateway_mailbox *mailbox, uint32_t ticket)
{
	mailbox->ticket = ticket;
	mailbox->waiting = true;
	return WAITING;
}

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

/* --- all services --- */

static const struct service services[] = {
	{ GATEWAY_PORT_LOGIN, LOGIN_CONNECTED, "login", login_methods, sizeof(login_methods) / sizeof(login_methods[0]) },
	{ GATEWAY_PORT_ADMIN, ADMIN_CONNECTED, "admin", admin_methods, sizeof(admin_methods) / sizeof(admin_methods[0]) },
};

static const struct service *find_service(uint32_t port)
{
	for (uint32_t i = 0; i < sizeof(services) / sizeof(services[0]); i++)
		if (services[i].port == port && services[i].connected)
			return &services[i];
	return NULL;
}

static const struct service_method *find_method(const struct service *service, uint16_t number)
{
	for (uint32_t i = 0; i < service->method_count; i++)
		if (service->methods[i].number == number)
			return &service->methods[i];
	return NULL;
}

static enum progress hello(struct gateway_mailbox *mailbox, const struct service *service)
{
	const uint32_t version = GATEWAY_VERSION;

	if (mailbox->header.length != 0)
		return reply(mailbox, GATEWAY_MALFORMED);
	reply(mailbox, GATEWAY_OK);
	put_bytes(mailbox, &version, sizeof(version));
	put_string(mailbox, service->name);
	return DONE;
}

bool gateway_service_exists(uint32_t port)
{
	return find_service(port) != NULL;
}

bool gateway_service_step(struct gateway_mailbox *mailbox)
{
	const struct service *service = find_service(mailbox->port); /* it existed when the connection was opened */
	const struct service_method *method = find_method(service, mailbox->header.code);

	if (mailbox->header.code == GATEWAY_HELLO)
		return hello(mailbox, service) == DONE;
	if (!method)
		return reply(mailbox, GATEWAY_NO_METHOD) == DONE;
	return (mailbox->waiting ? method->poll(mailbox) : method->start(mailbox)) == DONE;
}

void gateway_service_cancel(struct gateway_mailbox *mailbox)
{
	const struct service_method *method = find_method(find_service(mailbox->port), mailbox->header.code);

	if (mailbox->waiting)
		method->cancel(mailbox->ticket);
	reply(mailbox, GATEWAY_OK);
}
