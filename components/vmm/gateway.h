/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The gateway from a guest's vsock streams to the services that the description connects this profile to;
 * gateway.md has the wire format. Owns the frames: cuts a stream's bytes into requests, hands them to the worker
 * through mailboxes, turns the replies into bytes. At most one request of a connection is under way; what the
 * guest sends meanwhile stays in the vsock connection's buffer, at last in the guest.
 * Interface thread (virtio_vsock.c): all but gateway_work. Worker thread: gateway_work.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gateway_mailbox.h"

#define GATEWAY_CONNECTIONS 16u

#define GATEWAY_FRAME_MAX (sizeof(struct gateway_header) + GATEWAY_PAYLOAD_MAX)

struct gateway_connection {
	bool open;
	bool asked; /* the mailbox holds this connection's request */
	uint32_t port;
	uint32_t skip;                    /* bytes of an over-long request still to drop */
	uint32_t in_size;                 /* bytes of the request that have come */
	uint32_t out_size;                /* bytes of the reply, 0: no reply */
	uint32_t out_done;                /* bytes of it that have gone */
	uint8_t in[GATEWAY_FRAME_MAX];
	uint8_t out[GATEWAY_FRAME_MAX];
	struct gateway_mailbox mailbox; /* outlives the connection while the worker owns it */
};

struct gateway {
	struct gateway_connection connections[GATEWAY_CONNECTIONS];
};

/* Can `connection` (below GATEWAY_CONNECTIONS) be opened: is it closed, and its last request off the worker's hands? */
bool gateway_available(struct gateway *gateway, uint32_t connection);

/* Opens an available connection; false if there is no service at this port. */
bool gateway_open(struct gateway *gateway, uint32_t connection, uint32_t port);

/* Closes an open connection; its request is cancelled, its reply dropped. */
void gateway_close(struct gateway *gateway, uint32_t connection);

/* Takes bytes that the guest sent; returns how many, fewer than `size` while a request is under way. */
size_t gateway_receive(struct gateway *gateway, uint32_t connection, const uint8_t *bytes, size_t size);

/* Gives at most `size` bytes for the guest; returns how many, 0 while there is no reply. */
size_t gateway_send(struct gateway *gateway, uint32_t connection, uint8_t *bytes, size_t size);

/* Bytes that gateway_send would give now. */
size_t gateway_sendable(const struct gateway *gateway, uint32_t connection);

/* Neither a request under way nor a reply to send. */
bool gateway_idle(const struct gateway *gateway, uint32_t connection);

/* Takes over the replies that the worker has finished. */
void gateway_collect(struct gateway *gateway);

/* Worker: serves every request that has come, and asks for the outcome of those that wait for a person. Call it
 * after every wake-up; wake the interface thread when it returns true: there are replies. */
bool gateway_work(struct gateway *gateway);
