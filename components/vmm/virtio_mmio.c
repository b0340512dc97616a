/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The virtio-mmio transport, register layout version 2 (virtio 1.2 section 4.2.2). Called by the machine for
 * every access of the guest to a device's 0x200 bytes. Registers take aligned 32-bit accesses; what else a
 * guest tries there reads as zero and is ignored when written. Values that only matter together (a queue's
 * size and areas, the feature set) are checked when the guest says that they are complete.
 */
#include "virtio_mmio.h"

#include <stddef.h>
#include <string.h>

#include <bulkhead/log.h>

#include "virtio.h"
#include "virtqueue.h"

#define FAILURES_LOGGED 16u

enum reg {
	REG_MAGIC = 0x000,
	REG_VERSION = 0x004,
	REG_DEVICE_ID = 0x008,
	REG_VENDOR_ID = 0x00c,
	REG_DEVICE_FEATURES = 0x010,
	REG_DEVICE_FEATURES_SELECT = 0x014,
	REG_DRIVER_FEATURES = 0x020,
	REG_DRIVER_FEATURES_SELECT = 0x024,
	REG_QUEUE_SELECT = 0x030,
	REG_QUEUE_SIZE_MAX = 0x034,
	REG_QUEUE_SIZE = 0x038,
	REG_QUEUE_READY = 0x044,
	REG_QUEUE_NOTIFY = 0x050,
	REG_INTERRUPT_STATUS = 0x060,
	REG_INTERRUPT_ACKNOWLEDGE = 0x064,
	REG_STATUS = 0x070,
	REG_QUEUE_DESCRIPTOR_LOW = 0x080,
	REG_QUEUE_DESCRIPTOR_HIGH = 0x084,
	REG_QUEUE_DRIVER_LOW = 0x090,
	REG_QUEUE_DRIVER_HIGH = 0x094,
	REG_QUEUE_DEVICE_LOW = 0x0a0,
	REG_QUEUE_DEVICE_HIGH = 0x0a4,
	REG_SHARED_LENGTH_LOW = 0x0b0,
	REG_SHARED_LENGTH_HIGH = 0x0b4,
	REG_SHARED_BASE_LOW = 0x0b8,
	REG_SHARED_BASE_HIGH = 0x0bc,
	REG_CONFIG_GENERATION = 0x0fc,
	REG_CONFIG = 0x100,
};

#define MAGIC     0x74726976u /* "virt" */
#define VERSION   2u
#define VENDOR_ID 0x444b4c42u /* "BLKD" */

#define INTERRUPT_USED   1u
#define INTERRUPT_CONFIG 2u

/* The bits that a driver may set; NEEDS_RESET is the device's. */
#define STATUS_DRIVER_BITS                                                                           \
	(VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER | VIRTIO_STATUS_DRIVER_OK | VIRTIO_STATUS_FEATURES_OK | \
	 VIRTIO_STATUS_FAILED)

bool virtio_mmio_live(const struct virtio_device *device)
{
	return (device->status & (VIRTIO_STATUS_DRIVER_OK | VIRTIO_STATUS_NEEDS_RESET)) == VIRTIO_STATUS_DRIVER_OK;
}

uint64_t virtio_mmio_config(const void *config, uint32_t config_size, uint32_t offset, uint32_t size)
{
	uint64_t value = 0;

	if (size <= sizeof(value) && offset <= config_size && size <= config_size - offset)
		memcpy(&value, (const uint8_t *)config + offset, size);
	return value;
}

static uint64_t offered(const struct virtio_device *device)
{
	return device->type->features | VIRTIO_F_VERSION_1;
}

/* The selected queue, NULL if the device has no such queue. */
static struct virtqueue *selected(const struct virtio_device *device)
{
	return device->queue_select < device->type->queue_count ? &device->queues[device->queue_select] : NULL;
}

static uint32_t feature_word(uint64_t features, uint32_t select)
{
	return select < 2 ? (uint32_t)(features >> (32 * select)) : 0;
}

static uint32_t read_register(struct virtio_device *device, uint64_t offset)
{
	const struct virtqueue *queue = selected(device);

	switch (offset) {
	case REG_MAGIC:
		return MAGIC;
	case REG_VERSION:
		return VERSION;
	case REG_DEVICE_ID:
		return device->type->id;
	case REG_VENDOR_ID:
		return VENDOR_ID;
	case REG_DEVICE_FEATURES:
		return feature_word(offered(device), device->device_features_select);
	case REG_QUEUE_SIZE_MAX:
		return queue ? device->type->queue_size_max : 0;
	case REG_QUEUE_READY:
		return queue ? queue->ready : 0;
	case REG_INTERRUPT_STATUS:
		return device->interrupt_status;
	case REG_STATUS:
		return device->status;
	case REG_SHARED_LENGTH_LOW:
	case REG_SHARED_LENGTH_HIGH:
	case REG_SHARED_BASE_LOW:
	case REG_SHARED_BASE_HIGH:
		return ~0u; /* no such region (section 4.2.2) */
	case REG_CONFIG_GENERATION:
		return device->config_generation;
	default:
		return 0;
	}
}

uint64_t virtio_mmio_read(struct virtio_device *device, uint64_t offset, uint32_t size)
{
	if (offset >= REG_CONFIG)
		return device->type->config_read(device, (uint32_t)(offset - REG_CONFIG), size);
	return size == 4 && offset % 4 == 0 ? read_register(device, offset) : 0;
}

static void set_word(uint64_t *value, uint32_t word, uint32_t bits)
{
	*value = (*value & ~(0xffffffffULL << (32 * word))) | (uint64_t)bits << (32 * word);
}

static void write_driver_features(struct virtio_device *device, uint32_t value)
{
	if (device->driver_features_select < 2 && !(device->status & VIRTIO_STATUS_FEATURES_OK))
		set_word(&device->driver_features, device->driver_features_select, value);
}

/* Section 2.2.2: FEATURES_OK stays clear for features that were not offered, or for a legacy driver. */
static bool features_acceptable(const struct virtio_device *device)
{
	return (device->driver_features & ~offered(device)) == 0 && (device->driver_features & VIRTIO_F_VERSION_1) != 0;
}

/* Zero resets; else bits can only be added (section 2.1.1). */
static void write_status(struct virtio_device *device, uint32_t value)
{
	uint32_t added = value & STATUS_DRIVER_BITS & ~device->status;

	if (value == 0) {
		virtio_mmio_reset(device);
		return;
	}
	if ((added & VIRTIO_STATUS_FEATURES_OK) && !features_acceptable(device))
		added &= ~VIRTIO_STATUS_FEATURES_OK;
	if (!((device->status | added) & VIRTIO_STATUS_FEATURES_OK))
		added &= ~VIRTIO_STATUS_DRIVER_OK;
	device->status |= added;
}

static void write_queue_ready(struct virtio_device *device, struct virtqueue *queue, uint32_t value)
{
	const char *error;

	if (value == 0 && queue->ready) {
		virtqueue_stop(queue);
	} else if (value == 1 && !queue->ready && (device->status & VIRTIO_STATUS_FEATURES_OK)) {
		error = virtqueue_start(queue, device->memory, device->type->queue_size_max);
		if (error)
			virtio_mmio_fail(device, error);
	}
}

/* What describes a queue is fixed while the queue is in use (section 4.2.2.2). */
static void write_queue(struct virtqueue *queue, uint64_t offset, uint32_t value)
{
	if (queue->ready)
		return;
	switch (offset) {
	case REG_QUEUE_SIZE:
		queue->size = value;
		break;
	case REG_QUEUE_DESCRIPTOR_LOW:
	case REG_QUEUE_DESCRIPTOR_HIGH:
		set_word(&queue->descriptor_area, offset == REG_QUEUE_DESCRIPTOR_HIGH, value);
		break;
	case REG_QUEUE_DRIVER_LOW:
	case REG_QUEUE_DRIVER_HIGH:
		set_word(&queue->driver_area, offset == REG_QUEUE_DRIVER_HIGH, value);
		break;
	case REG_QUEUE_DEVICE_LOW:
	case REG_QUEUE_DEVICE_HIGH:
		set_word(&queue->device_area, offset == REG_QUEUE_DEVICE_HIGH, value);
		break;
	default:
		break;
	}
}

static void write_notify(struct virtio_device *device, uint32_t queue)
{
	if (queue < device->type->queue_count && device->queues[queue].ready && virtio_mmio_live(device))
		device->type->notify(device, (uint16_t)queue);
}

static void write_register(struct virtio_device *device, uint64_t offset, uint32_t value)
{
	struct virtqueue *queue = selected(device);

	switch (offset) {
	case REG_DEVICE_FEATURES_SELECT:
		device->device_features_select = value;
		break;
	case REG_DRIVER_FEATURES:
		write_driver_features(device, value);
		break;
	case REG_DRIVER_FEATURES_SELECT:
		device->driver_features_select = value;
		break;
	case REG_QUEUE_SELECT:
		device->queue_select = value;
		break;
	case REG_QUEUE_READY:
		if (queue)
			write_queue_ready(device, queue, value);
		break;
	case REG_QUEUE_NOTIFY:
		write_notify(device, value);
		break;
	case REG_INTERRUPT_ACKNOWLEDGE:
		device->interrupt_status &= ~value;
		break;
	case REG_STATUS:
		write_status(device, value);
		break;
	default:
		if (queue)
			write_queue(queue, offset, value);
		break;
	}
}

void virtio_mmio_write(struct virtio_device *device, uint64_t offset, uint32_t size, uint64_t value)
{
	if (offset >= REG_CONFIG) {
		if (device->type->config_write)
			device->type->config_write(device, (uint32_t)(offset - REG_CONFIG), size, value);
	} else if (size == 4 && offset % 4 == 0) {
		write_register(device, offset, (uint32_t)value);
	}
}

void virtio_mmio_reset(struct virtio_device *device)
{
	device->driver_features = 0;
	device->device_features_select = 0;
	device->driver_features_select = 0;
	device->queue_select = 0;
	device->status = 0;
	device->interrupt_status = 0;
	for (uint16_t i = 0; i < device->type->queue_count; i++)
		virtqueue_stop(&device->queues[i]);
	device->type->reset(device);
}

void virtio_mmio_interrupt_used(struct virtio_device *device)
{
	device->interrupt_status |= INTERRUPT_USED;
	virtio_raise(device);
}

void virtio_mmio_interrupt_config(struct virtio_device *device)
{
	device->config_generation++;
	device->interrupt_status |= INTERRUPT_CONFIG;
	virtio_raise(device);
}

/* Section 2.1.2: with DRIVER_OK set, the driver is told by a configuration change. */
void virtio_mmio_fail(struct virtio_device *device, const char *reason)
{
	if (device->status & VIRTIO_STATUS_NEEDS_RESET)
		return;
	device->status |= VIRTIO_STATUS_NEEDS_RESET;
	if (device->failures < FAILURES_LOGGED) {
		device->failures++;
		log_printf(LOG_WARNING, "%s: malformed by the guest, stopped until its reset: %s", device->type->name, reason);
	}
	if (device->status & VIRTIO_STATUS_DRIVER_OK)
		virtio_mmio_interrupt_config(device);
}
