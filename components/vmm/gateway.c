/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames and mailboxes of the gateway; gateway.h says how it works. */
#include "gateway.h"

#include <bulkhead/loop.h>
#include <string.h>

#include "gateway_service.h"

static uint32_t state_of(const struct gateway_mailbox *mailbox)
{
	return atomic_load_explicit(&mailbox->state, memory_order_acquire);
}

static void hand_over(struct gateway_mailbox *mailbox, enum gateway_mailbox_state state)
{
	atomic_store_explicit(&mailbox->state, state, memory_order_release);
}

static void put_reply(struct gateway_connection *connection, const struct gateway_header *header, const uint8_t *payload)
{
	memcpy(connection->out, header, sizeof(*header));
	memcpy(connection->out + sizeof(*header), payload, header->length);
	connection->out_size = (uint32_t)sizeof(*header) + header->length;
	connection->out_done = 0;
}

/* Takes a finished mailbox back. */
static void collect(struct gateway_connection *connection)
{
	struct gateway_mailbox *mailbox = &connection->mailbox;

	if (state_of(mailbox) != GATEWAY_MAILBOX_REPLY)
		return;
	if (connection->asked)
		put_reply(connection, &mailbox->header, mailbox->payload);
	connection->asked = false;
	atomic_store_explicit(&mailbox->abandoned, false, memory_order_relaxed);
	hand_over(mailbox, GATEWAY_MAILBOX_FREE);
}

void gateway_collect(struct gateway *gateway)
{
	for (uint32_t i = 0; i < GATEWAY_CONNECTIONS; i++)
		collect(&gateway->connections[i]);
}

bool gateway_available(struct gateway *gateway, uint32_t index)
{
	struct gateway_connection *connection = &gateway->connections[index];

	collect(connection);
	return !connection->open && state_of(&connection->mailbox) == GATEWAY_MAILBOX_FREE;
}

bool gateway_open(struct gateway *gateway, uint32_t index, uint32_t port)
{
	struct gateway_connection *connection = &gateway->connections[index];

	if (!gateway_service_exists(port))
		return false;
	connection->open = true;
	connection->asked = false;
	connection->port = port;
	connection->skip = connection->in_size = connection->out_size = connection->out_done = 0;
	return true;
}

void gateway_close(struct gateway *gateway, uint32_t index)
{
	struct gateway_connection *connection = &gateway->connections[index];

	connection->open = false;
	if (connection->asked) {
		connection->asked = false;
		atomic_store_explicit(&connection->mailbox.abandoned, true, memory_order_release);
		worker_wake();
	}
}

bool gateway_idle(const struct gateway *gateway, uint32_t index)
{
	const struct gateway_connection *connection = &gateway->connections[index];

	return !connection->asked && connection->out_size == 0;
}

/* Hands the whole request in `in` to the worker. */
static void ask(struct gateway_connection *connection, const struct gateway_header *header)
{
	struct gateway_mailbox *mailbox = &connection->mailbox;

	mailbox->port = connection->port;
	mailbox->header = *header;
	memcpy(mailbox->payload, connection->in + sizeof(*header), header->length);
	mailbox->waiting = false;
	connection->asked = true;
	connection->in_size = 0;
	hand_over(mailbox, GATEWAY_MAILBOX_REQUEST);
	worker_wake();
}

static void refuse_length(struct gateway_connection *connection, const struct gateway_header *header)
{
	const struct gateway_header reply = { .length = 0, .code = GATEWAY_TOO_LONG, .id = header->id };

	connection->skip = header->length;
	connection->in_size = 0;
	put_reply(connection, &reply, connection->in);
}

/* Adds bytes until `in` holds `want` of them; the number of bytes taken. */
static size_t fill(struct gateway_connection *connection, size_t want, const uint8_t *bytes, size_t size)
{
	size_t missing = want > connection->in_size ? want - connection->in_size : 0;

	size = size < missing ? size : missing;
	memcpy(connection->in + connection->in_size, bytes, size);
	connection->in_size += (uint32_t)size;
	return size;
}

/* Takes bytes up to the end of the request that is coming in; the number of bytes taken. */
static size_t receive_frame(struct gateway_connection *connection, const uint8_t *bytes, size_t size)
{
	struct gateway_header header;
	size_t taken = fill(connection, sizeof(header), bytes, size);

	if (connection->in_size < sizeof(header))
		return taken;
	memcpy(&header, connection->in, sizeof(header));
	if (header.length > GATEWAY_PAYLOAD_MAX) {
		refuse_length(connection, &header);
		return taken;
	}
	taken += fill(connection, sizeof(header) + header.length, bytes + taken, size - taken);
	if (connection->in_size == sizeof(header) + header.length)
		ask(connection, &header);
	return taken;
}

size_t gateway_receive(struct gateway *gateway, uint32_t index, const uint8_t *bytes, size_t size)
{
	struct gateway_connection *connection = &gateway->connections[index];
	size_t taken = 0;

	while (taken < size && (connection->skip != 0 || gateway_idle(gateway, index))) {
		size_t left = size - taken;
		size_t dropped = left < connection->skip ? left : connection->skip;

		connection->skip -= (uint32_t)dropped;
		taken += dropped;
		if (connection->skip == 0 && gateway_idle(gateway, index))
			taken += receive_frame(connection, bytes + taken, size - taken);
	}
	return taken;
}

size_t gateway_sendable(const struct gateway *gateway, uint32_t index)
{
	const struct gateway_connection *connection = &gateway->connections[index];

	return connection->out_size - connection->out_done;
}

size_t gateway_send(struct gateway *gateway, uint32_t index, uint8_t *bytes, size_t size)
{
	struct gateway_connection *connection = &gateway->connections[index];
	size_t left = gateway_sendable(gateway, index);

	size = size < left ? size : left;
	memcpy(bytes, connection->out + connection->out_done, size);
	connection->out_done += (uint32_t)size;
	if (connection->out_done == connection->out_size)
		connection->out_size = connection->out_done = 0;
	return size;
}

/* Worker: one step of one mailbox; true if it holds a reply now. */
static bool work(struct gateway_mailbox *mailbox)
{
	if (state_of(mailbox) != GATEWAY_MAILBOX_REQUEST)
		return false;
	if (atomic_load_explicit(&mailbox->abandoned, memory_order_acquire))
		gateway_service_cancel(mailbox);
	else if (!gateway_service_step(mailbox))
		return false;
	hand_over(mailbox, GATEWAY_MAILBOX_REPLY);
	return true;
}

bool gateway_work(struct gateway *gateway)
{
	bool any = false;

	for (uint32_t i = 0; i < GATEWAY_CONNECTIONS; i++)
		any |= work(&gateway->connections[i].mailbox);
	return any;
}
