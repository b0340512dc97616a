/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A driver's end of virtio-mmio, with queues of eight descriptors, and nothing that keeps the
 * driver from writing nonsense into it: that is what the tests are for.
 */
#pragma once

#include "guest.h"

#define QUEUE_SIZE 8

#define DESCRIPTOR_NEXT  1
#define DESCRIPTOR_WRITE 2

#define STATUS_DRIVER_OK_ALL 0xf /* acknowledge, driver, DRIVER_OK, FEATURES_OK */
#define STATUS_NEEDS_RESET   0x40

struct virtio_descriptor {
	uint64_t address;
	uint32_t length;
	uint16_t flags;
	uint16_t next;
};

struct virtio_queue {
	_Alignas(64) struct virtio_descriptor descriptors[QUEUE_SIZE];
	_Alignas(64) volatile struct {
		uint16_t flags, index, ring[QUEUE_SIZE];
	} available;
	_Alignas(64) volatile struct {
		uint16_t flags, index;
		struct {
			uint32_t id, length;
		} ring[QUEUE_SIZE];
	} used;
};

/* Registers. */
#define VIRTIO_DEVICE_ID     0x08
#define VIRTIO_QUEUE_NOTIFY  0x50
#define VIRTIO_INTERRUPT     0x60
#define VIRTIO_INTERRUPT_ACK 0x64
#define VIRTIO_STATUS        0x70

/* Resets the device at `base`; it then takes its queues, and works once STATUS_DRIVER_OK_ALL is its status. */
void virtio_begin(uint64_t base);
void virtio_add_queue(uint64_t base, uint32_t number, struct virtio_queue *queue);

/* Resets the device at `base` and brings it up to DRIVER_OK with `queue` as its queue `number`. */
void virtio_start(uint64_t base, uint32_t number, struct virtio_queue *queue);

/* Makes the chain that starts at descriptor `head` available and notifies. */
void virtio_submit(uint64_t base, uint32_t number, struct virtio_queue *queue, uint16_t head);

/* Waits until the device has used one more buffer, or says that it needs a reset. True: it has used one. */
bool virtio_wait(uint64_t base, struct virtio_queue *queue, uint16_t used_before);
