/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Driver of one virtio block device behind the modern virtio-mmio transport (virtio 1.2, clauses 4.2 and
 * 5.2), split queue 0, one descriptor chain per tag of the block port.
 *
 * Every address that the device gets is computed from the two DMA runs given here and a tag below
 * BLOCK_TAGS: the rings, which nobody else maps, and the data area of the block port. Nothing that a peer
 * or the device writes becomes an address.
 */
#pragma once

#include <bulkhead/block_port.h>
#include <stdbool.h>
#include <stdint.h>

#define DISK_DESCRIPTORS_PER_TAG 3u
#define DISK_QUEUE_SIZE          64u /* a power of two, at least BLOCK_TAGS * DISK_DESCRIPTORS_PER_TAG */

struct disk_descriptor { /* 2.7.5 */
	uint64_t address;
	uint32_t size;
	uint16_t flags;
	uint16_t next;
};

struct disk_header { /* 5.2.6 */
	uint32_t type;
	uint32_t reserved;
	uint64_t sector;
};

struct disk_used { /* 2.7.8 */
	uint32_t id;
	uint32_t written;
};

/* What the device reads and writes beside data. One page. */
struct disk_rings {
	struct disk_descriptor descriptors[DISK_QUEUE_SIZE];
	struct {
		uint16_t flags;
		uint16_t index;
		uint16_t ring[DISK_QUEUE_SIZE];
		uint16_t used_event;
	} available; /* the driver's */
	struct {
		_Alignas(4) uint16_t flags;
		uint16_t index;
		struct disk_used ring[DISK_QUEUE_SIZE];
		uint16_t available_event;
	} used; /* the device's */
	_Alignas(16) struct disk_header headers[BLOCK_TAGS];
	uint8_t status[BLOCK_TAGS];
};
_Static_assert(sizeof(struct disk_rings) <= 4096, "the rings fit in a page");

struct virtio_disk {
	volatile void *registers;
	volatile struct disk_rings *rings;
	uint64_t rings_physical;
	uint64_t data_physical; /* of block_port.data */

	uint64_t sector_count;
	bool read_only;
	bool has_flush;   /* without it every completed write is stable */
	uint16_t used;    /* next entry of the used ring to read */
	uint32_t open;    /* bit per tag: the device has it */
};

enum disk_error {
	DISK_OK = 0,
	DISK_ABSENT,       /* no virtio block device at these registers */
	DISK_LEGACY,       /* it speaks an old version of the transport */
	DISK_STUCK,        /* it does not finish its reset */
	DISK_FEATURES,     /* it does not accept what this driver needs */
	DISK_QUEUE,        /* its queue is too small or in use */
};

const char *virtio_disk_error_text(enum disk_error error);

/*
 * Reset the device and set it up; fills in what the device says about itself. The first four fields must be
 * set. Afterwards nothing is open, and nothing from before reaches memory any more. On an error the disk
 * has no sectors.
 */
enum disk_error virtio_disk_start(struct virtio_disk *disk);

/*
 * Give the device a checked request; virtio_disk_kick tells it about all that were given. Precondition: the
 * tag is not open, and for BLOCK_FLUSH has_flush holds.
 */
void virtio_disk_submit(struct virtio_disk *disk, const struct block_request *request);
void virtio_disk_kick(struct virtio_disk *disk);

/* The interrupt's cause is taken back. True if the device asks for a reset (virtio_disk_start). */
bool virtio_disk_acknowledge(struct virtio_disk *disk);

/* The next finished request: false if there is none. Answers for tags that are not open are skipped. */
bool virtio_disk_poll(struct virtio_disk *disk, uint32_t *tag, enum block_status *status);
