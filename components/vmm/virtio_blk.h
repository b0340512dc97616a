/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A virtio block device on a partition of the store (virtio 1.2 section 5.2). Each request of the guest holds
 * one tag of the block port from the moment it is taken; a transfer larger than a tag's data area goes through
 * it piece by piece. Requests complete in any order, and survive a restart of the store: what was open is
 * submitted again.
 * The machine calls virtio_blk_init at start-up, and virtio_blk_event for every event of the store.
 */
#pragma once

#include <bulkhead/block_client.h>
#include <stdbool.h>
#include <stdint.h>

#include "virtio.h"
#include "virtqueue.h"

#define VIRTIO_BLK_SERIAL_SIZE 20

struct virtio_blk_request {
	struct virtqueue_chain chain;
	uint32_t operation; /* enum block_operation that is open */
	uint64_t sector;    /* where the transfer starts */
	uint64_t size;      /* bytes to transfer */
	uint64_t done;      /* bytes transferred */
	uint32_t piece;     /* bytes of the open operation */
};

struct virtio_blk {
	struct virtio_device device;
	struct virtqueue queue;
	struct block_client disk;
	char serial[VIRTIO_BLK_SERIAL_SIZE]; /* not NUL-terminated when full */
	bool ready;                          /* the store has started: the capacity is known */
	bool submitted;                      /* requests that the store has not been told of */
	struct virtio_blk_request requests[BLOCK_TAGS]; /* by tag */
};

/* `device.memory`, `vmm` and `interrupt` are the machine's to set. `serial` is what the guest reads as the
 * disk's name, cut at 20 characters. A read-only disk refuses writes itself, whatever the store allows. */
void virtio_blk_init(struct virtio_blk *blk, volatile struct block_port *port, const char *serial, bool read_only);

/* The store has signalled: requests have completed, or it has started or restarted. */
void virtio_blk_event(struct virtio_blk *blk);

/* Signals the store that requests wait in the port. (machine.c; a fake in host tests) */
void virtio_blk_emit(struct virtio_blk *blk);
