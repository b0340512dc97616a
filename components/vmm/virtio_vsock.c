/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The socket device; virtio_vsock.h says how it works. The first half takes the guest's packets, the second
 * makes ours. A guest that breaks the protocol on a stream gets that stream reset; one that gives buffers in
 * which no packet fits has its device stopped.
 */
#include "virtio_vsock.h"

#include <string.h>

#include "gateway_protocol.h"
#include "virtio_mmio.h"

enum { QUEUE_RX = 0, QUEUE_TX = 1, QUEUE_EVENT = 2 }; /* section 5.10.2; as the guest sees them */

#define FEATURE_STREAM (1ULL << 0)
#define TYPE_STREAM    1

enum operation {
	OP_REQUEST = 1,
	OP_RESPONSE = 2,
	OP_RST = 3,
	OP_SHUTDOWN = 4,
	OP_RW = 5,
	OP_CREDIT_UPDATE = 6,
	OP_CREDIT_REQUEST = 7,
};

#define SHUTDOWN_RECEIVE 1u /* the sender of the packet receives no more */
#define SHUTDOWN_SEND    2u

#define DUE_RESET    1u
#define DUE_RESPONSE 2u
#define DUE_CREDIT   4u

#define DATA_MAX 256u /* bytes of data in a packet to the guest */

static struct virtio_vsock *vsock_of(struct virtio_device *device)
{
	return (struct virtio_vsock *)device; /* its first member */
}

static uint32_t index_of(const struct virtio_vsock *vsock, const struct virtio_vsock_connection *connection)
{
	return (uint32_t)(connection - vsock->connections);
}

/* --- packets of the guest --- */

static struct virtio_vsock_connection *find(struct virtio_vsock *vsock, const struct virtio_vsock_header *header)
{
	for (uint32_t i = 0; i < GATEWAY_CONNECTIONS; i++) {
		struct virtio_vsock_connection *connection = &vsock->connections[i];

		if (connection->used && connection->port == header->destination_port &&
		    connection->guest_port == header->source_port)
			return connection;
	}
	return NULL;
}

/* Answers what is no connection of ours; a reset is never answered. Precondition: the queue has room. */
static void reset_stray(struct virtio_vsock *vsock, const struct virtio_vsock_header *header)
{
	if (header->operation != OP_RST)
		vsock->resets[vsock->reset_count++] = *header;
}

/* Ends a stream from our side: all that the guest still gets is a reset. */
static void abort_connection(struct virtio_vsock *vsock, struct virtio_vsock_connection *connection)
{
	if (!(connection->due & DUE_RESET))
		gateway_close(vsock->gateway, index_of(vsock, connection));
	connection->due = DUE_RESET;
}

static void drop_connection(struct virtio_vsock *vsock, struct virtio_vsock_connection *connection)
{
	if (!(connection->due & DUE_RESET))
		gateway_close(vsock->gateway, index_of(vsock, connection));
	connection->used = false;
}

static void open_connection(struct virtio_vsock *vsock, const struct virtio_vsock_header *header)
{
	for (uint32_t i = 0; i < GATEWAY_CONNECTIONS; i++) {
		if (vsock->connections[i].used || !gateway_available(vsock->gateway, i))
			continue;
		if (!gateway_open(vsock->gateway, i, header->destination_port))
			break;
		vsock->connections[i] = (struct virtio_vsock_connection){
			.used = true,
			.due = DUE_RESPONSE,
			.port = header->destination_port,
			.guest_port = header->source_port,
			.guest_buffer = header->buffer_size,
			.guest_forwarded = header->forward_count,
		};
		return;
	}
	reset_stray(vsock, header);
}

static void count(const struct virtio_vsock *vsock, uint32_t size)
{
	if (vsock->moved_bytes)
		*vsock->moved_bytes += size;
}

/* Lets the gateway take what has been received, and keeps the guest's credit up to date. */
static void feed(struct virtio_vsock *vsock, struct virtio_vsock_connection *connection)
{
	size_t taken = gateway_receive(vsock->gateway, index_of(vsock, connection), connection->received,
				       connection->received_size);

	connection->received_size -= (uint32_t)taken;
	memmove(connection->received, connection->received + taken, connection->received_size);
	connection->forwarded += (uint32_t)taken;
	if (connection->forwarded - connection->forwarded_told >= VIRTIO_VSOCK_BUFFER_SIZE / 2)
		connection->due |= DUE_CREDIT;
}

/* Section 5.10.6.3: what the guest has sent and not been told to be gone must fit the buffer; before it was told
 * that the stream is open, it has no credit at all. */
static void receive_data(struct virtio_vsock *vsock, struct virtio_vsock_connection *connection,
			 const struct virtqueue_chain *chain, uint32_t length)
{
	uint32_t outstanding = connection->forwarded - connection->forwarded_told + connection->received_size;

	if (connection->guest_finished || (connection->due & DUE_RESPONSE) ||
	    length > VIRTIO_VSOCK_BUFFER_SIZE - outstanding) {
		abort_connection(vsock, connection);
		return;
	}
	virtqueue_read(chain, sizeof(struct virtio_vsock_header), connection->received + connection->received_size, length);
	connection->received_size += length;
	count(vsock, length);
	feed(vsock, connection);
}

static void receive_shutdown(struct virtio_vsock *vsock, struct virtio_vsock_connection *connection, uint32_t flags)
{
	if (flags & SHUTDOWN_RECEIVE)
		abort_connection(vsock, connection); /* replies have nowhere to go; the reset completes the close */
	else if (flags & SHUTDOWN_SEND)
		connection->guest_finished = true;
}

/* A guest cannot have forwarded more than it was sent. */
static bool take_credit(struct virtio_vsock_connection *connection, const struct virtio_vsock_header *header)
{
	connection->guest_buffer = header->buffer_size;
	connection->guest_forwarded = header->forward_count;
	return (int32_t)(connection->sent - header->forward_count) >= 0;
}

static void receive_on_connection(struct virtio_vsock *vsock, struct virtio_vsock_connection *connection,
				  const struct virtqueue_chain *chain, const struct virtio_vsock_header *header)
{
	if (header->operation == OP_RST) {
		drop_connection(vsock, connection);
	} else if ((connection->due & DUE_RESET) || !take_credit(connection, header)) {
		abort_connection(vsock, connection);
	} else {
		switch (header->operation) {
		case OP_RW:
			receive_data(vsock, connection, chain, header->length);
			break;
		case OP_SHUTDOWN:
			receive_shutdown(vsock, connection, header->flags);
			break;
		case OP_CREDIT_REQUEST:
			connection->due |= DUE_CREDIT;
			break;
		case OP_CREDIT_UPDATE:
			break;
		default: /* a second request, a response to nothing, or no operation at all */
			abort_connection(vsock, connection);
			break;
		}
	}
}

static void receive_packet(struct virtio_vsock *vsock, const struct virtqueue_chain *chain)
{
	struct virtio_vsock_header header;
	struct virtio_vsock_connection *connection;

	if (virtqueue_read(chain, 0, &header, sizeof(header)) != sizeof(header) ||
	    header.length > chain->readable_size - sizeof(header)) {
		virtio_mmio_fail(&vsock->device, "packet shorter than its header says");
		return;
	}
	if (header.source_cid != GATEWAY_CID_GUEST)
		return; /* not from this guest: there is nobody to answer */
	connection = find(vsock, &header);
	if (header.destination_cid != GATEWAY_CID_HOST || header.type != TYPE_STREAM)
		reset_stray(vsock, &header);
	else if (connection)
		receive_on_connection(vsock, connection, chain, &header);
	else if (header.operation == OP_REQUEST)
		open_connection(vsock, &header);
	else
		reset_stray(vsock, &header);
}

/* Takes packets as long as a reset for each of them could be queued; false if there may be more. */
static bool pump_from_guest(struct virtio_vsock *vsock)
{
	struct virtqueue_chain chain;

	while (vsock->reset_count < VIRTIO_VSOCK_RESETS && virtqueue_take(&vsock->device, QUEUE_TX, &chain)) {
		receive_packet(vsock, &chain);
		virtqueue_give(&vsock->device, &chain, 0);
	}
	virtqueue_interrupt(&vsock->device, QUEUE_TX);
	return vsock->reset_count < VIRTIO_VSOCK_RESETS;
}

/* --- packets to the guest --- */

struct packet {
	struct virtio_vsock_header header;
	uint8_t data[DATA_MAX];
};

/* Bytes that may be sent now: what there is, within the guest's credit (section 5.10.6.3). */
static uint32_t sendable(const struct virtio_vsock *vsock, const struct virtio_vsock_connection *connection)
{
	uint32_t in_flight = connection->sent - connection->guest_forwarded;
	uint32_t credit = in_flight < connection->guest_buffer ? connection->guest_buffer - in_flight : 0;
	size_t size = gateway_sendable(vsock->gateway, index_of(vsock, connection));

	return size < credit ? (uint32_t)size : credit;
}

static bool shutdown_due(const struct virtio_vsock *vsock, const struct virtio_vsock_connection *connection)
{
	return connection->guest_finished && !connection->told_shutdown && connection->received_size == 0 &&
	       gateway_idle(vsock->gateway, index_of(vsock, connection));
}

/* Which operation the connection's next packet has, 0 if nothing is due. */
static uint16_t next_operation(const struct virtio_vsock *vsock, const struct virtio_vsock_connection *connection)
{
	if (!connection->used)
		return 0;
	if (connection->due & DUE_RESET)
		return OP_RST;
	if (connection->due & DUE_RESPONSE)
		return OP_RESPONSE;
	if (sendable(vsock, connection) != 0)
		return OP_RW;
	if (connection->due & DUE_CREDIT)
		return OP_CREDIT_UPDATE;
	return shutdown_due(vsock, connection) ? OP_SHUTDOWN : 0;
}

static void fill_data(struct virtio_vsock *vsock, struct virtio_vsock_connection *connection, struct packet *packet,
		      uint64_t room)
{
	uint32_t size = sendable(vsock, connection);

	size = size < DATA_MAX ? size : DATA_MAX;
	size = size < room ? size : (uint32_t)room;
	packet->header.length = (uint32_t)gateway_send(vsock->gateway, index_of(vsock, connection), packet->data, size);
	connection->sent += packet->header.length;
	count(vsock, packet->header.length);
	feed(vsock, connection); /* with its reply gone, the gateway takes the next request */
}

/* Makes the next packet of a connection and marks it as sent. */
static void make_packet(struct virtio_vsock *vsock, struct virtio_vsock_connection *connection, struct packet *packet,
			uint64_t room)
{
	packet->header = (struct virtio_vsock_header){
		.source_cid = GATEWAY_CID_HOST,
		.destination_cid = GATEWAY_CID_GUEST,
		.source_port = connection->port,
		.destination_port = connection->guest_port,
		.type = TYPE_STREAM,
		.operation = next_operation(vsock, connection),
		.buffer_size = VIRTIO_VSOCK_BUFFER_SIZE,
		.forward_count = connection->forwarded,
	};
	connection->forwarded_told = connection->forwarded;
	connection->due &= ~DUE_CREDIT; /* every packet carries the credit */
	switch (packet->header.operation) {
	case OP_RST:
		connection->used = false;
		break;
	case OP_RESPONSE:
		connection->due &= ~DUE_RESPONSE;
		break;
	case OP_RW:
		fill_data(vsock, connection, packet, room);
		break;
	case OP_SHUTDOWN:
		packet->header.flags = SHUTDOWN_RECEIVE | SHUTDOWN_SEND;
		connection->told_shutdown = true;
		break;
	default:
		break;
	}
}

static void make_reset(struct virtio_vsock *vsock, struct packet *packet)
{
	const struct virtio_vsock_header *stray = &vsock->resets[0];

	packet->header = (struct virtio_vsock_header){
		.source_cid = stray->destination_cid,
		.destination_cid = stray->source_cid,
		.source_port = stray->destination_port,
		.destination_port = stray->source_port,
		.type = stray->type,
		.operation = OP_RST,
	};
	vsock->reset_count--;
	memmove(vsock->resets, vsock->resets + 1, vsock->reset_count * sizeof(vsock->resets[0]));
}

/* The next connection, in turn, that has something to send; NULL if none has. */
static struct virtio_vsock_connection *next_sender(struct virtio_vsock *vsock)
{
	for (uint32_t i = 0; i < GATEWAY_CONNECTIONS; i++) {
		uint32_t candidate = (vsock->turn + i) % GATEWAY_CONNECTIONS;

		if (next_operation(vsock, &vsock->connections[candidate]) != 0) {
			vsock->turn = candidate + 1;
			return &vsock->connections[candidate];
		}
	}
	return NULL;
}

/* Sends one packet; false if there is none, or no buffer for it. */
static bool send_packet(struct virtio_vsock *vsock)
{
	struct virtqueue_chain chain;
	struct packet packet;
	struct virtio_vsock_connection *sender = vsock->reset_count != 0 ? NULL : next_sender(vsock);
	size_t size = sizeof(packet.header);

	if ((vsock->reset_count == 0 && !sender) || !virtqueue_take(&vsock->device, QUEUE_RX, &chain))
		return false;
	if (chain.writable_size <= size) {
		virtio_mmio_fail(&vsock->device, "receive buffer without room for a packet");
		return false;
	}
	if (sender)
		make_packet(vsock, sender, &packet, chain.writable_size - size);
	else
		make_reset(vsock, &packet);
	size += packet.header.length;
	virtqueue_write(&chain, 0, &packet, size);
	virtqueue_give(&vsock->device, &chain, (uint32_t)size);
	return true;
}

/* Sends what is due, and takes more packets when that has made room for their answers. */
static void pump(struct virtio_vsock *vsock)
{
	bool all;

	do {
		all = pump_from_guest(vsock);
		while (send_packet(vsock))
			continue;
	} while (!all && vsock->reset_count < VIRTIO_VSOCK_RESETS);
	virtqueue_interrupt(&vsock->device, QUEUE_RX);
}

void virtio_vsock_event(struct virtio_vsock *vsock)
{
	gateway_collect(vsock->gateway);
	for (uint32_t i = 0; i < GATEWAY_CONNECTIONS; i++)
		if (vsock->connections[i].used && !(vsock->connections[i].due & DUE_RESET))
			feed(vsock, &vsock->connections[i]);
	pump(vsock);
}

/* --- the device --- */

static uint64_t config_read(struct virtio_device *device, uint32_t offset, uint32_t size)
{
	const uint64_t guest_cid = GATEWAY_CID_GUEST;

	(void)device;
	return virtio_mmio_config(&guest_cid, sizeof(guest_cid), offset, size);
}

/* Nothing is ever sent on the event queue: the guest's context number does not change while it runs. */
static void notify(struct virtio_device *device, uint16_t queue)
{
	if (queue != QUEUE_EVENT)
		virtio_vsock_event(vsock_of(device));
}

static void reset(struct virtio_device *device)
{
	struct virtio_vsock *vsock = vsock_of(device);

	for (uint32_t i = 0; i < GATEWAY_CONNECTIONS; i++)
		if (vsock->connections[i].used)
			drop_connection(vsock, &vsock->connections[i]);
	vsock->reset_count = 0;
}

static const struct virtio_type type = {
	.name = "virtio-vsock",
	.id = VIRTIO_ID_VSOCK,
	.queue_count = VIRTIO_VSOCK_QUEUES,
	.queue_size_max = VIRTQUEUE_SIZE_MAX,
	.features = FEATURE_STREAM,
	.config_read = config_read,
	.notify = notify,
	.reset = reset,
};

void virtio_vsock_init(struct virtio_vsock *vsock, struct gateway *gateway, volatile uint64_t *moved_bytes)
{
	*vsock = (struct virtio_vsock){
		.device = { .type = &type, .queues = vsock->queues },
		.gateway = gateway,
		.moved_bytes = moved_bytes,
	};
}
