/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The guest's end of vsock with nothing between the caller and the packets: whoever calls makes the headers.
 * Received packets are kept in the buffers of the receive queue until they are taken.
 */
#pragma once

#include "virtio.h"

#define SOCKET_CID_HOST  2u
#define SOCKET_CID_GUEST 3u
#define SOCKET_LOGIN     7000u
#define SOCKET_ADMIN     7001u
#define SOCKET_WALLET    7002u
#define SOCKET_BILLING   7003u
#define SOCKET_DATA_MAX  512u

enum socket_operation {
	SOCKET_REQUEST = 1,
	SOCKET_RESPONSE = 2,
	SOCKET_RESET = 3,
	SOCKET_SHUTDOWN = 4,
	SOCKET_DATA = 5,
	SOCKET_CREDIT_UPDATE = 6,
	SOCKET_CREDIT_REQUEST = 7,
};

/* Virtio 1.2 section 5.10.6, and the data behind it. */
struct socket_packet {
	uint64_t source_cid, destination_cid;
	uint32_t source_port, destination_port, length;
	uint16_t type, operation;
	uint32_t flags, buffer_size, forward_count;
	uint8_t data[SOCKET_DATA_MAX];
} __attribute__((packed));

#define SOCKET_HEADER_SIZE 44u

/* Brings the device up; with `receives` false it gets no buffers to answer into. */
void socket_start(bool receives);

/* A packet as an honest driver would make it, without data. */
struct socket_packet socket_packet(uint32_t from, uint32_t to, enum socket_operation operation);

/* Sends a packet of header.length bytes of data; false if the device does not take it. */
bool socket_send(const struct socket_packet *packet);

/* The next packet received, if any; its buffer goes back to the device. */
bool socket_take(struct socket_packet *packet);

/* Waits for interrupts until there is one. */
void socket_receive(struct socket_packet *packet);
