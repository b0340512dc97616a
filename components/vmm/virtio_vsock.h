/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A virtio socket device whose host side ends here (virtio 1.2 section 5.10): streams from the guest to the
 * gateway's ports, none from the host to the guest. Connections and their buffers are fixed in number and size.
 * What is due to the guest is kept as flags of its connection, never as a queue of packets; only resets for what
 * is no connection are queued, and while that queue is full no more of the guest's packets are taken.
 * The machine calls virtio_vsock_init at start-up, and virtio_vsock_event whenever the worker has replies.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "gateway.h"
#include "virtio.h"
#include "virtqueue.h"

#define VIRTIO_VSOCK_QUEUES      3
#define VIRTIO_VSOCK_BUFFER_SIZE 1024u /* buf_alloc of each connection */
#define VIRTIO_VSOCK_RESETS      16u

/* What travels before the data of a packet (section 5.10.6). */
struct virtio_vsock_header {
	uint64_t source_cid;
	uint64_t destination_cid;
	uint32_t source_port;
	uint32_t destination_port;
	uint32_t length; /* bytes of data */
	uint16_t type;
	uint16_t operation;
	uint32_t flags;
	uint32_t buffer_size;   /* buf_alloc */
	uint32_t forward_count; /* fwd_cnt */
} __attribute__((packed));

_Static_assert(sizeof(struct virtio_vsock_header) == 44, "layout of the packet header");

struct virtio_vsock_connection {
	bool used;
	bool guest_finished;     /* the guest sends no more */
	bool told_shutdown;      /* and so do we: the guest knows */
	uint32_t due;            /* DUE_* packets that the guest has not got yet */
	uint32_t port;           /* ours */
	uint32_t guest_port;
	uint32_t received_size;  /* bytes that the gateway has not taken */
	uint32_t forwarded;      /* bytes that it has: fwd_cnt */
	uint32_t forwarded_told; /* the fwd_cnt that the guest knows */
	uint32_t sent;           /* bytes sent to the guest: tx_cnt */
	uint32_t guest_buffer;   /* the guest's buf_alloc */
	uint32_t guest_forwarded; /* the guest's fwd_cnt */
	uint8_t received[VIRTIO_VSOCK_BUFFER_SIZE];
};

struct virtio_vsock {
	struct virtio_device device;
	struct virtqueue queues[VIRTIO_VSOCK_QUEUES];
	struct gateway *gateway;
	volatile uint64_t *moved_bytes; /* others may read them, nobody else writes */
	struct virtio_vsock_connection connections[GATEWAY_CONNECTIONS];
	uint32_t turn; /* the connection that sends next */
	uint32_t reset_count;
	struct virtio_vsock_header resets[VIRTIO_VSOCK_RESETS]; /* packets that are answered with a reset */
};

/* `device.memory`, `vmm` and `interrupt` are the machine's to set. The gateway is this device's alone. Bytes of data, both
 * ways, are added to `*moved_bytes`; NULL if nobody counts them. */
void virtio_vsock_init(struct virtio_vsock *vsock, struct gateway *gateway, volatile uint64_t *moved_bytes);

/* The worker has put replies into mailboxes. */
void virtio_vsock_event(struct virtio_vsock *vsock);
