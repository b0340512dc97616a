/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A guest for the tests: RAM, a driver that sets a device up through its registers and fills its rings, and
 * counters of what the device did to the rest of the machine. The functions build well-formed rings; tests break
 * them by writing to guest_at().
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "virtio.h"
#include "virtio_mmio.h"
#include "virtqueue.h"

#define GUEST_RAM_ADDRESS 0x40000000ULL
#define GUEST_RAM_SIZE    0x40000ULL
#define GUEST_QUEUE_SIZE  16u
#define GUEST_QUEUES_MAX  3u

/* Registers of the transport that tests name. */
enum guest_register {
	REGISTER_MAGIC = 0x000,
	REGISTER_VERSION = 0x004,
	REGISTER_DEVICE = 0x008,
	REGISTER_DEVICE_FEATURES = 0x010,
	REGISTER_DEVICE_FEATURES_SELECT = 0x014,
	REGISTER_DRIVER_FEATURES = 0x020,
	REGISTER_DRIVER_FEATURES_SELECT = 0x024,
	REGISTER_QUEUE_SELECT = 0x030,
	REGISTER_QUEUE_SIZE_MAX = 0x034,
	REGISTER_QUEUE_SIZE = 0x038,
	REGISTER_QUEUE_READY = 0x044,
	REGISTER_QUEUE_NOTIFY = 0x050,
	REGISTER_INTERRUPT_STATUS = 0x060,
	REGISTER_INTERRUPT_ACKNOWLEDGE = 0x064,
	REGISTER_STATUS = 0x070,
	REGISTER_DESCRIPTORS = 0x080,
	REGISTER_AVAILABLE = 0x090,
	REGISTER_USED = 0x0a0,
	REGISTER_CONFIG = 0x100,
};

struct guest_buffer {
	uint64_t address;
	uint32_t size;
	bool writable;
};

#define GUEST_READABLE(at, length) ((struct guest_buffer){ (at), (length), false })
#define GUEST_WRITABLE(at, length) ((struct guest_buffer){ (at), (length), true })

struct guest_descriptor {
	uint64_t address;
	uint32_t size;
	uint16_t flags; /* 1 next, 2 write, 4 indirect */
	uint16_t next;
};

struct guest_queue {
	uint64_t descriptors; /* guest addresses */
	uint64_t available;
	uint64_t used;
	uint16_t next_descriptor;
	uint16_t next_available;
	uint16_t next_used;
};

struct guest {
	struct virtio_device *device;
	struct guest_queue queues[GUEST_QUEUES_MAX];
	uint64_t next_free; /* RAM that was not given out yet */
	void (*meanwhile)(void); /* what others do when the device interrupts, if anything */

	/* What the device under test did. */
	unsigned interrupts;
	unsigned wakes; /* of the worker */
	unsigned emits; /* to the console or the store */
	unsigned warnings;
	char warning[256];
};

extern struct guest guest;

/* A fresh guest with `device`, which has been initialised but not reset. */
void guest_init(struct virtio_device *device);

/* What a driver does up to DRIVER_OK, with these features and all queues. */
void guest_start(uint64_t features);

void guest_write(uint32_t offset, uint32_t value);
uint32_t guest_read(uint32_t offset);

/* The tester's pointer to RAM; fails the test outside. */
void *guest_at(uint64_t address);

/* Fresh zeroed RAM, aligned to 16. */
uint64_t guest_alloc(uint32_t size);

/* The same with bytes in it. */
uint64_t guest_put(const void *bytes, uint32_t size);

struct guest_descriptor *guest_descriptor(unsigned queue, uint16_t index);

/* Makes a chain available without a notification; returns its head. */
uint16_t guest_add(unsigned queue, const struct guest_buffer *buffers, unsigned count);

void guest_kick(unsigned queue);

/* Both. */
uint16_t guest_send(unsigned queue, const struct guest_buffer *buffers, unsigned count);

/* The next used element; false if there is none. */
bool guest_used(unsigned queue, uint16_t *head, uint32_t *length);

/* Fails the test unless the device stopped with a warning that holds `reason`. */
void guest_expect_failed(const char *reason);
