/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the machine, the virtio-mmio transport and the devices agree on (virtio 1.2).
 * A device embeds `struct virtio_device` as its first member, sets `type`, `memory`, `queues` and
 * `interrupt` once at start-up, and leaves the rest to virtio_mmio.c. Everything runs in the VMM's
 * interface thread, so there are no locks; nothing here may block or wait for another compartment.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "guest_memory.h"

struct virtqueue; /* virtqueue.h */
struct virtio_device;
struct vmm;

/* Device types, virtio 1.2 section 5. */
#define VIRTIO_ID_BLOCK   2
#define VIRTIO_ID_CONSOLE 3
#define VIRTIO_ID_ENTROPY 4
#define VIRTIO_ID_VSOCK   19

#define VIRTIO_F_VERSION_1 (1ULL << 32)

/* What a kind of device is and does: one constant table per device file. */
struct virtio_type {
	const char *name;        /* for log lines: "virtio-blk" */
	uint32_t id;             /* VIRTIO_ID_* */
	uint16_t queue_count;    /* length of virtio_device.queues */
	uint16_t queue_size_max; /* QueueNumMax, a power of two */
	uint64_t features;       /* offered; virtio_mmio.c adds VIRTIO_F_VERSION_1 */

	/* Configuration space, `size` 1, 2, 4 or 8 and offset + size checked by the device: zero beyond the end. */
	uint64_t (*config_read)(struct virtio_device *device, uint32_t offset, uint32_t size);
	/* NULL: writes are ignored. */
	void (*config_write)(struct virtio_device *device, uint32_t offset, uint32_t size, uint64_t value);
	/* The guest has made buffers available in `queue` (below queue_count, ready, DRIVER_OK set). */
	void (*notify)(struct virtio_device *device, uint16_t queue);
	/* Forget everything that belongs to the guest: requests in flight complete into nothing. */
	void (*reset)(struct virtio_device *device);
};

struct virtio_device {
	const struct virtio_type *type;
	const struct guest_memory *memory;
	struct virtqueue *queues;
	struct vmm *vmm;    /* whose device it is, for virtio_raise */
	uint32_t interrupt; /* INTID, 32 or more */

	/* Transport state, owned by virtio_mmio.c. */
	uint64_t driver_features;
	uint32_t device_features_select;
	uint32_t driver_features_select;
	uint32_t queue_select;
	uint32_t status;
	uint32_t interrupt_status;
	uint32_t config_generation;
	uint32_t failures; /* that were logged since the machine's start: it sets this to 0 */
};

/* An access by the guest to the 0x200 bytes of its device: any offset, size 1, 2, 4 or 8. (virtio_mmio.c) */
uint64_t virtio_mmio_read(struct virtio_device *device, uint64_t offset, uint32_t size);
void virtio_mmio_write(struct virtio_device *device, uint64_t offset, uint32_t size, uint64_t value);

/* The state after power-on: the transport's, its queues', and the device's by type->reset. (virtio_mmio.c) */
void virtio_mmio_reset(struct virtio_device *device);

/* The device has used buffers, or its configuration has changed: sets InterruptStatus, raises. (virtio_mmio.c) */
void virtio_mmio_interrupt_used(struct virtio_device *device);
void virtio_mmio_interrupt_config(struct virtio_device *device);

/* The driver broke the rules: DEVICE_NEEDS_RESET, a log line the first few times, no more requests until a reset.
 * (virtio_mmio.c) */
void virtio_mmio_fail(struct virtio_device *device, const char *reason);

/* One edge on the device's interrupt line. (machine.c; a fake in host tests) */
void virtio_raise(struct virtio_device *device);
