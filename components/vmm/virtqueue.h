/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Split virtqueues seen from the device (virtio 1.2 section 2.7). Owns the trust boundary between a device
 * model and its guest: every value that the guest wrote is copied once, checked, and only then used. A chain
 * that was taken holds checked pointers into guest RAM, so devices never see a guest address.
 * Neither indirect descriptors nor event indices are offered.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct guest_memory;
struct virtio_device;

#define VIRTQUEUE_SIZE_MAX 64 /* descriptors; no chain can be longer than its queue */

struct virtqueue {
	/* As the driver set them up, not checked before virtqueue_start. */
	uint64_t descriptor_area;
	uint64_t driver_area;
	uint64_t device_area;
	uint32_t size;

	bool ready;
	uint16_t next_available; /* next entry of the available ring to look at */
	uint16_t next_used;      /* next entry of the used ring to fill */
	uint16_t told_used;      /* next_used when the driver was last told */
	uint32_t life;           /* counts stops: a chain of an earlier life is dead */

	/* The three areas in the VMM's memory, while ready. */
	const uint8_t *descriptors;
	const uint8_t *available;
	uint8_t *used;
};

struct virtqueue_part {
	uint8_t *bytes;
	uint32_t size; /* never 0 */
};

/* A request of the driver: readable parts, then writable ones. */
struct virtqueue_chain {
	uint32_t life;
	uint16_t queue;
	uint16_t head;
	uint16_t readable_count; /* parts */
	uint16_t count;          /* parts, readable and writable */
	uint64_t readable_size;  /* bytes */
	uint64_t writable_size;  /* bytes */
	struct virtqueue_part parts[VIRTQUEUE_SIZE_MAX];
};

/* Enables a queue: NULL, or why its size or areas are not acceptable (sections 2.7, 2.7.1): a size that is no
 * power of two or above `size_max`, an area that is misaligned or not wholly in RAM. */
const char *virtqueue_start(struct virtqueue *queue, const struct guest_memory *memory, uint32_t size_max);

/* Back to the state after a reset; chains that were taken are dead. */
void virtqueue_stop(struct virtqueue *queue);

/*
 * Takes the next request. False if there is none, the device is not live (DRIVER_OK without NEEDS_RESET), the
 * queue is not ready, or the queue is malformed; in the last case the device has been failed (virtio_mmio_fail).
 * Malformed: an available index more than the queue's size ahead; a descriptor index out of range; a chain
 * longer than the queue (a loop); a part outside RAM or empty; an indirect table; a readable part after a
 * writable one.
 */
bool virtqueue_take(struct virtio_device *device, uint16_t queue, struct virtqueue_chain *chain);

/* Whether the queue that the chain was taken from is still in the same life. A device asks before it touches
 * the chain's parts in a later event than the one that took it. */
bool virtqueue_alive(const struct virtio_device *device, const struct virtqueue_chain *chain);

/* Returns a request with the number of bytes written to its start. Nothing happens to a dead chain. */
void virtqueue_give(struct virtio_device *device, const struct virtqueue_chain *chain, uint32_t written);

/* Interrupts the driver if anything was given since the last call, unless it asked for none (section 2.7.7). */
void virtqueue_interrupt(struct virtio_device *device, uint16_t queue);

/* Copy between a chain's readable (writable) bytes from `offset` on and `bytes`; the number of bytes copied,
 * less than `size` where the chain ends. */
size_t virtqueue_read(const struct virtqueue_chain *chain, uint64_t offset, void *bytes, size_t size);
size_t virtqueue_write(const struct virtqueue_chain *chain, uint64_t offset, const void *bytes, size_t size);
