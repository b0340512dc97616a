/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests to services over vsock; service.h says how they are used. */
#include "service.h"

#include <bulkhead/auth.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/vm_sockets.h>

#include "output.h"

/* A person has to find and read the prompt, and type; the phone gives up sooner than this. */
#define REPLY_TIMEOUT_S 300

void service_fail(enum exit_code code, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	output_end_failed((int)code, format, arguments);
	va_end(arguments);
	exit((int)code);
}

const char *service_name(uint32_t port)
{
	switch (port) {
	case GATEWAY_PORT_LOGIN:
		return "log-in";
	case GATEWAY_PORT_ADMIN:
		return "administration";
	case GATEWAY_PORT_WALLET:
		return "wallet";
	case GATEWAY_PORT_BILLING:
		return "billing";
	default:
		return "unknown";
	}
}

/* --- payloads --- */

void frame_put(struct frame *frame, const void *bytes, size_t size)
{
	if (size > GATEWAY_PAYLOAD_MAX - frame->header.length)
		service_fail(EXIT_USAGE, "the request is too long");
	memcpy(frame->payload + frame->header.length, bytes, size);
	frame->header.length = (uint16_t)(frame->header.length + size);
}

void frame_put_string(struct frame *frame, const char *string)
{
	size_t size = strlen(string);
	uint8_t length = (uint8_t)size;

	if (size > AUTH_NAME_MAX)
		service_fail(EXIT_USAGE, "'%s' is longer than %d characters", string, AUTH_NAME_MAX);
	frame_put(frame, &length, 1);
	frame_put(frame, string, size);
}

void frame_take(struct frame *frame, void *bytes, size_t size)
{
	if (size > frame->header.length - frame->read)
		service_fail(EXIT_UNAVAILABLE, "the service's reply is too short");
	memcpy(bytes, frame->payload + frame->read, size);
	frame->read += (uint32_t)size;
}

uint32_t frame_take_u32(struct frame *frame)
{
	uint32_t value;

	frame_take(frame, &value, sizeof(value));
	return value;
}

void frame_take_string(struct frame *frame, char *string, size_t size)
{
	uint8_t length;

	frame_take(frame, &length, 1);
	if (length >= size)
		service_fail(EXIT_UNAVAILABLE, "the service's reply holds a name that is too long");
	frame_take(frame, string, length);
	string[length] = 0;
}

/* --- streams --- */

int service_connect(uint32_t port)
{
	const struct timeval timeout = { .tv_sec = REPLY_TIMEOUT_S };
	struct sockaddr_vm address = { .svm_family = AF_VSOCK, .svm_port = port, .svm_cid = GATEWAY_CID_HOST };
	int stream = socket(AF_VSOCK, SOCK_STREAM, 0);

	if (stream < 0)
		return -1;
	setsockopt(stream, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	if (connect(stream, (const struct sockaddr *)&address, sizeof(address)) == 0)
		return stream;
	close(stream);
	return -1;
}

static void send_all(int stream, const void *bytes, size_t size)
{
	const uint8_t *next = bytes;

	while (size != 0) {
		ssize_t sent = send(stream, next, size, MSG_NOSIGNAL);

		if (sent <= 0)
			service_fail(EXIT_UNAVAILABLE, "the service closed the connection");
		next += sent;
		size -= (size_t)sent;
	}
}

static void receive_all(int stream, void *bytes, size_t size)
{
	uint8_t *next = bytes;

	while (size != 0) {
		ssize_t received = recv(stream, next, size, 0);

		if (received < 0 && errno == EAGAIN)
			service_fail(EXIT_UNAVAILABLE, "the service does not answer");
		if (received <= 0)
			service_fail(EXIT_UNAVAILABLE, "the service closed the connection");
		next += received;
		size -= (size_t)received;
	}
}

static int connect_or_fail(uint32_t port)
{
	int stream = service_connect(port);

	if (stream < 0 && errno == ECONNRESET)
		service_fail(EXIT_NO_CONNECTION, "this profile has no connection to the %s service", service_name(port));
	if (stream < 0)
		service_fail(EXIT_UNAVAILABLE, "no way to the phone's services: %s", strerror(errno));
	return stream;
}

static void check_reply(uint32_t port, const struct frame *reply, uint32_t id)
{
	if (reply->header.length > GATEWAY_PAYLOAD_MAX || reply->header.id != id)
		service_fail(EXIT_UNAVAILABLE, "the %s service gave a reply that makes no sense", service_name(port));
	if (reply->header.code == GATEWAY_UNAVAILABLE)
		service_fail(EXIT_UNAVAILABLE, "the %s service was restarted or does not answer; try again", service_name(port));
	if (reply->header.code >= GATEWAY_MALFORMED)
		service_fail(EXIT_UNAVAILABLE, "the %s service does not understand this program (status 0x%x)",
			     service_name(port), (unsigned)reply->header.code);
}

void service_call(uint32_t port, struct frame *frame)
{
	const uint32_t id = 1; /* the only request on this stream */
	int stream = connect_or_fail(port);

	frame->header.id = id;
	send_all(stream, &frame->header, sizeof(frame->header));
	send_all(stream, frame->payload, frame->header.length);
	receive_all(stream, &frame->header, sizeof(frame->header));
	check_reply(port, frame, id);
	receive_all(stream, frame->payload, frame->header.length);
	frame->read = 0;
	close(stream);
}

/* --- answers --- */

enum exit_code service_exit_code(uint16_t status)
{
	switch (status) {
	case AUTH_OK:
		return EXIT_DONE;
	case AUTH_LOCKED:
	case AUTH_DELAYED:
		return EXIT_LOCKED;
	case AUTH_CANCELLED:
		return EXIT_CANCELLED;
	case AUTH_NO_TICKET: /* the service was restarted meanwhile */
	case AUTH_FAILED:
		return EXIT_UNAVAILABLE;
	default:
		return EXIT_REFUSED;
	}
}

const char *service_explain(uint16_t status)
{
	static const char *const words[] = {
		[AUTH_OK] = "done",
		[AUTH_PENDING] = "not answered yet",
		[AUTH_WRONG] = "wrong PIN",
		[AUTH_LOCKED] = "locked after too many wrong PINs: an administrator has to unlock this user",
		[AUTH_DELAYED] = "too soon after the last try",
		[AUTH_CANCELLED] = "cancelled at the trusted prompt, or nobody answered",
		[AUTH_BUSY] = "another request of this profile is waiting at the trusted prompt",
		[AUTH_BAD_NAME] = "not a name: 1 to 32 characters out of a-z 0-9 . _ -",
		[AUTH_NO_USER] = "no such user",
		[AUTH_NO_PROFILE] = "no such profile",
		[AUTH_NO_TICKET] = "the service was restarted and has forgotten this request; try again",
		[AUTH_NO_TOKEN] = "not logged in: the token is unknown or has expired",
		[AUTH_FULL] = "no room for another user",
		[AUTH_FAILED] = "the service lacks something that it needs",
	};
	bool known = status < sizeof(words) / sizeof(words[0]) && words[status];

	return known ? words[status] : "refused";
}
