/* SPDX-License-Identifier: BSD-2-Clause */
/* Payloads of requests and replies; gateway_method.h has the contract. What a guest sent is decoded into locals. */
#include <string.h>

#include "gateway_method.h"

struct reader reader_of(const struct gateway_mailbox *mailbox)
{
	return (struct reader){ .next = mailbox->payload, .left = mailbox->header.length };
}

void take_bytes(struct reader *reader, void *bytes, uint32_t size)
{
	if (reader->bad || size > reader->left) {
		reader->bad = true;
		return;
	}
	memcpy(bytes, reader->next, size);
	reader->next += size;
	reader->left -= size;
}

void take_string(struct reader *reader, char string[NAME_SIZE])
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

bool is_complete(const struct reader *reader)
{
	return !reader->bad && reader->left == 0;
}

enum progress reply(struct gateway_mailbox *mailbox, uint16_t status)
{
	mailbox->header.code = status;
	mailbox->header.length = 0;
	return DONE;
}

bool has_no_payload(struct gateway_mailbox *mailbox)
{
	bool empty = mailbox->header.length == 0;

	if (!empty)
		reply(mailbox, GATEWAY_MALFORMED);
	return empty;
}

void put_bytes(struct gateway_mailbox *mailbox, const void *bytes, uint32_t size)
{
	memcpy(mailbox->payload + mailbox->header.length, bytes, size);
	mailbox->header.length = (uint16_t)(mailbox->header.length + size);
}

void put_string(struct gateway_mailbox *mailbox, const char *string)
{
	const char *end = memchr(string, 0, AUTH_NAME_MAX);
	uint8_t length = (uint8_t)(end ? end - string : AUTH_NAME_MAX);

	put_bytes(mailbox, &length, 1);
	put_bytes(mailbox, string, length);
}

enum progress reply_result(struct gateway_mailbox *mailbox, int result)
{
	return reply(mailbox, result >= 0 && result <= 0xff ? (uint16_t)result : GATEWAY_UNAVAILABLE);
}

enum progress wait_for(struct gateway_mailbox *mailbox, uint32_t ticket)
{
	mailbox->ticket = ticket;
	mailbox->waiting = true;
	return WAITING;
}
