/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Driver of a virtio block device (see virtio_disk.h). Called by main.c only, from one thread.
 */
#include "virtio_disk.h"

#include <bulkhead/mmio.h>
#include <bulkhead/virtio_mmio.h>
#include <stddef.h>


#define REGISTER_CONFIG_GENERATION 0x0fcu /* virtio 1.2, clause 4.2.2 */
#define REGISTER_CAPACITY          0x100u /* first field of the configuration, clause 5.2.4 */
#define DEVICE_BLOCK               2u
#define STATUS_NEEDS_RESET         64u
#define STATUS_NEGOTIATED          (VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER | VIRTIO_STATUS_FEATURES_OK)

/* Features, low and high word. */
#define FEATURE_READ_ONLY (1u << 5)
#define FEATURE_FLUSH     (1u << 9)

#define DESCRIPTOR_NEXT  1u
#define DESCRIPTOR_WRITE 2u

#define TYPE_READ  0u
#define TYPE_WRITE 1u
#define TYPE_FLUSH 4u

#define STATUS_BYTE_OK      0u
#define STATUS_BYTE_UNKNOWN 0xffu /* put there before the device answers */

#define RESET_POLLS      1000000u
#define GENERATION_POLLS 16u

const char *virtio_disk_error_text(enum disk_error error)
{
	static const char *const texts[] = {
		[DISK_OK] = "ready",
		[DISK_ABSENT] = "no virtio block device",
		[DISK_LEGACY] = "the device speaks a legacy version of virtio-mmio",
		[DISK_STUCK] = "the device does not finish its reset",
		[DISK_FEATURES] = "the device refuses the features",
		[DISK_QUEUE] = "the device's queue is too small or in use",
	};
	return texts[error];
}

static enum disk_error reset(struct virtio_disk *disk)
{
	volatile void *registers = disk->registers;
	if (mmio_read(registers, VIRTIO_MMIO_MAGIC) != VIRTIO_MMIO_MAGIC_VALUE)
		return DISK_ABSENT;
	if (mmio_read(registers, VIRTIO_MMIO_VERSION) != VIRTIO_MMIO_VERSION_MODERN)
		return DISK_LEGACY;
	if (mmio_read(registers, VIRTIO_MMIO_DEVICE_ID) != DEVICE_BLOCK)
		return DISK_ABSENT;
	mmio_write(registers, VIRTIO_MMIO_STATUS, 0);
	for (uint32_t i = 0; i < RESET_POLLS; i++) {
		if (mmio_read(registers, VIRTIO_MMIO_STATUS) == 0)
			return DISK_OK;
	}
	return DISK_STUCK;
}

/* Accept what is needed of what is offered, nothing else (clause 3.1.1, steps 2 to 6). */
static enum disk_error negotiate(struct virtio_disk *disk)
{
	volatile void *registers = disk->registers;
	mmio_write(registers, VIRTIO_MMIO_STATUS, VIRTIO_STATUS_ACKNOWLEDGE);
	mmio_write(registers, VIRTIO_MMIO_STATUS, VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER);
	mmio_write(registers, VIRTIO_MMIO_DEVICE_FEATURES_SELECT, 0);
	uint32_t low = mmio_read(registers, VIRTIO_MMIO_DEVICE_FEATURES) & (FEATURE_READ_ONLY | FEATURE_FLUSH);
	mmio_write(registers, VIRTIO_MMIO_DEVICE_FEATURES_SELECT, 1);
	uint32_t high = mmio_read(registers, VIRTIO_MMIO_DEVICE_FEATURES) & VIRTIO_FEATURE_HIGH_VERSION_1;
	if (high == 0)
		return DISK_FEATURES;
	mmio_write(registers, VIRTIO_MMIO_DRIVER_FEATURES_SELECT, 0);
	mmio_write(registers, VIRTIO_MMIO_DRIVER_FEATURES, low);
	mmio_write(registers, VIRTIO_MMIO_DRIVER_FEATURES_SELECT, 1);
	mmio_write(registers, VIRTIO_MMIO_DRIVER_FEATURES, high);
	mmio_write(registers, VIRTIO_MMIO_STATUS, STATUS_NEGOTIATED);
	if ((mmio_read(registers, VIRTIO_MMIO_STATUS) & VIRTIO_STATUS_FEATURES_OK) == 0)
		return DISK_FEATURES;
	disk->read_only = (low & FEATURE_READ_ONLY) != 0;
	disk->has_flush = (low & FEATURE_FLUSH) != 0;
	return DISK_OK;
}

static void write_address(struct virtio_disk *disk, uint32_t offset, uint64_t address)
{
	mmio_write(disk->registers, offset, (uint32_t)address);
	mmio_write(disk->registers, offset + 4, (uint32_t)(address >> 32));
}

static enum disk_error set_up_queue(struct virtio_disk *disk)
{
	mmio_write(disk->registers, VIRTIO_MMIO_QUEUE_SELECT, 0);
	if (mmio_read(disk->registers, VIRTIO_MMIO_QUEUE_READY) != 0 ||
	    mmio_read(disk->registers, VIRTIO_MMIO_QUEUE_SIZE_MAX) < DISK_QUEUE_SIZE)
		return DISK_QUEUE;
	disk->rings->available.flags = 0;
	disk->rings->available.index = 0;
	disk->rings->used.index = 0;
	disk->used = 0;
	mmio_write(disk->registers, VIRTIO_MMIO_QUEUE_SIZE, DISK_QUEUE_SIZE);
	write_address(disk, VIRTIO_MMIO_QUEUE_DESCRIPTORS,
	              disk->rings_physical + offsetof(struct disk_rings, descriptors));
	write_address(disk, VIRTIO_MMIO_QUEUE_AVAILABLE, disk->rings_physical + offsetof(struct disk_rings, available));
	write_address(disk, VIRTIO_MMIO_QUEUE_USED, disk->rings_physical + offsetof(struct disk_rings, used));
	mmio_barrier();
	mmio_write(disk->registers, VIRTIO_MMIO_QUEUE_READY, 1);
	return DISK_OK;
}

/* The capacity is read in two halves: again if the device changed it in between (clause 2.5.1). */
static uint64_t read_capacity(struct virtio_disk *disk)
{
	uint64_t capacity = 0;
	for (uint32_t i = 0; i < GENERATION_POLLS; i++) {
		uint32_t generation = mmio_read(disk->registers, REGISTER_CONFIG_GENERATION);
		capacity = mmio_read(disk->registers, REGISTER_CAPACITY);
		capacity |= (uint64_t)mmio_read(disk->registers, REGISTER_CAPACITY + 4) << 32;
		if (mmio_read(disk->registers, REGISTER_CONFIG_GENERATION) == generation)
			break;
	}
	return capacity;
}

enum disk_error virtio_disk_start(struct virtio_disk *disk)
{
	disk->open = 0;
	disk->sector_count = 0;
	enum disk_error error = reset(disk);
	if (error == DISK_OK)
		error = negotiate(disk);
	if (error == DISK_OK)
		error = set_up_queue(disk);
	if (error != DISK_OK)
		return error;
	disk->sector_count = read_capacity(disk);
	mmio_write(disk->registers, VIRTIO_MMIO_STATUS, STATUS_NEGOTIATED | VIRTIO_STATUS_DRIVER_OK);
	return DISK_OK;
}

static uint32_t type_of(uint32_t operation)
{
	switch (operation) {
	case BLOCK_READ:
		return TYPE_READ;
	case BLOCK_WRITE:
		return TYPE_WRITE;
	default:
		return TYPE_FLUSH;
	}
}

static void describe(struct virtio_disk *disk, uint32_t index, uint64_t address, struct disk_descriptor rest)
{
	volatile struct disk_descriptor *descriptor = &disk->rings->descriptors[index];
	descriptor->address = address;
	descriptor->size = rest.size;
	descriptor->flags = rest.flags;
	descriptor->next = rest.next;
}

/* Header, data (not for a flush), status byte: three descriptors that belong to the tag alone. */
static void describe_chain(struct virtio_disk *disk, const struct block_request *request)
{
	uint32_t tag = request->tag;
	uint32_t first = tag * DISK_DESCRIPTORS_PER_TAG;
	bool has_data = request->operation != BLOCK_FLUSH;
	uint16_t data_flags = request->operation == BLOCK_READ ? DESCRIPTOR_NEXT | DESCRIPTOR_WRITE : DESCRIPTOR_NEXT;
	uint64_t header = disk->rings_physical + offsetof(struct disk_rings, headers) + tag * sizeof(struct disk_header);
	uint64_t status = disk->rings_physical + offsetof(struct disk_rings, status) + tag;
	describe(disk, first, header,
	         (struct disk_descriptor){ .size = sizeof(struct disk_header), .flags = DESCRIPTOR_NEXT,
	                                   .next = (uint16_t)(first + (has_data ? 1 : 2)) });
	if (has_data)
		describe(disk, first + 1, disk->data_physical + (uint64_t)tag * BLOCK_TAG_BYTES,
		         (struct disk_descriptor){ .size = request->count * BLOCK_SECTOR_BYTES, .flags = data_flags,
		                                   .next = (uint16_t)(first + 2) });
	describe(disk, first + 2, status, (struct disk_descriptor){ .size = 1, .flags = DESCRIPTOR_WRITE });
}

void virtio_disk_submit(struct virtio_disk *disk, const struct block_request *request)
{
	volatile struct disk_rings *rings = disk->rings;
	uint32_t tag = request->tag;
	rings->headers[tag].type = type_of(request->operation);
	rings->headers[tag].reserved = 0;
	rings->headers[tag].sector = request->operation == BLOCK_FLUSH ? 0 : request->sector;
	rings->status[tag] = STATUS_BYTE_UNKNOWN;
	describe_chain(disk, request);
	uint16_t index = rings->available.index;
	rings->available.ring[index % DISK_QUEUE_SIZE] = (uint16_t)(tag * DISK_DESCRIPTORS_PER_TAG);
	mmio_barrier();
	rings->available.index = (uint16_t)(index + 1);
	disk->open |= 1u << tag;
}

void virtio_disk_kick(struct virtio_disk *disk)
{
	mmio_barrier();
	mmio_write(disk->registers, VIRTIO_MMIO_QUEUE_NOTIFY, 0);
}

bool virtio_disk_acknowledge(struct virtio_disk *disk)
{
	uint32_t causes = mmio_read(disk->registers, VIRTIO_MMIO_INTERRUPT_STATUS);
	mmio_write(disk->registers, VIRTIO_MMIO_INTERRUPT_ACKNOWLEDGE, causes);
	return (mmio_read(disk->registers, VIRTIO_MMIO_STATUS) & STATUS_NEEDS_RESET) != 0;
}

bool virtio_disk_poll(struct virtio_disk *disk, uint32_t *tag, enum block_status *status)
{
	volatile struct disk_rings *rings = disk->rings;
	for (uint32_t i = 0; i < DISK_QUEUE_SIZE && disk->used != rings->used.index; i++) {
		mmio_barrier();
		uint32_t id = rings->used.ring[disk->used++ % DISK_QUEUE_SIZE].id;
		*tag = id / DISK_DESCRIPTORS_PER_TAG;
		if (*tag >= BLOCK_TAGS || (disk->open >> *tag & 1) == 0)
			continue;
		disk->open &= ~(1u << *tag);
		*status = rings->status[*tag] == STATUS_BYTE_OK ? BLOCK_OK : BLOCK_IO_ERROR;
		return true;
	}
	return false;
}
