/* SPDX-License-Identifier: BSD-2-Clause */
/* See socket.h. */
#include "socket.h"

#define DEVICE VIRTIO(VIRTIO_VSOCK)
#define PATIENCE_TICKS 1250u /* 20 microseconds: what a device does not take at once it does not take */

enum { RECEIVE, TRANSMIT, EVENT, QUEUES };

static struct virtio_queue queues[QUEUES];
static struct socket_packet received[QUEUE_SIZE];
static struct socket_packet sent;
static uint16_t taken;

static void offer(uint16_t n)
{
	queues[RECEIVE].descriptors[n] = (struct virtio_descriptor){
		.address = (uintptr_t)&received[n],
		.length = sizeof received[n],
		.flags = DESCRIPTOR_WRITE,
	};
	virtio_submit(DEVICE, RECEIVE, &queues[RECEIVE], n);
}

void socket_start(bool receives)
{
	virtio_begin(DEVICE);
	for (uint32_t n = 0; n < QUEUES; n++)
		virtio_add_queue(DEVICE, n, &queues[n]);
	write32(DEVICE + VIRTIO_STATUS, STATUS_DRIVER_OK_ALL);
	taken = 0;
	for (uint16_t n = 0; receives && n < QUEUE_SIZE; n++)
		offer(n);
}

struct socket_packet socket_packet(uint32_t from, uint32_t to, enum socket_operation operation)
{
	return (struct socket_packet){
		.source_cid = SOCKET_CID_GUEST,
		.destination_cid = SOCKET_CID_HOST,
		.source_port = from,
		.destination_port = to,
		.type = 1,
		.operation = (uint16_t)operation,
		.buffer_size = 1u << 20,
	};
}

bool socket_send(const struct socket_packet *packet)
{
	uint16_t before = queues[TRANSMIT].used.index;
	uint32_t data = packet->length < SOCKET_DATA_MAX ? packet->length : SOCKET_DATA_MAX;

	sent = *packet;
	queues[TRANSMIT].descriptors[0] = (struct virtio_descriptor){
		.address = (uintptr_t)&sent,
		.length = SOCKET_HEADER_SIZE + data,
	};
	virtio_submit(DEVICE, TRANSMIT, &queues[TRANSMIT], 0);
	for (uint64_t start = guest_ticks(); queues[TRANSMIT].used.index == before;)
		if (guest_ticks() - start > PATIENCE_TICKS)
			return false;
	return true;
}

bool socket_take(struct socket_packet *packet)
{
	if (queues[RECEIVE].used.index == taken)
		return false;
	uint16_t n = (uint16_t)(queues[RECEIVE].used.ring[taken % QUEUE_SIZE].id % QUEUE_SIZE);

	taken++;
	*packet = received[n];
	offer(n);
	return true;
}

void socket_receive(struct socket_packet *packet)
{
	guest_mask_interrupts();
	while (!socket_take(packet))
		guest_wait_interrupt();
	guest_unmask_interrupts();
}
