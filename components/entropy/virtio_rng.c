/* SPDX-License-Identifier: BSD-2-Clause */
/* Driver of a virtio entropy device; virtio_rng.h has the contract. Called by main.c. */
#include "virtio_rng.h"

#include <bulkhead/mmio.h>
#include <bulkhead/virtio_mmio.h>

#define DESCRIPTOR_WRITE 2u
#define RESET_POLLS      1000000u

static uint32_t get(const struct virtio_rng *rng, uint32_t offset)
{
	return mmio_read(rng->registers, offset);
}

static void set(const struct virtio_rng *rng, uint32_t offset, uint32_t value)
{
	mmio_write(rng->registers, offset, value);
}

static void set_address(const struct virtio_rng *rng, uint32_t offset, size_t page_offset)
{
	uint64_t address = rng->page_physical + page_offset;

	set(rng, offset, (uint32_t)address);
	set(rng, offset + 4, (uint32_t)(address >> 32));
}

static const char *reset(const struct virtio_rng *rng)
{
	if (get(rng, VIRTIO_MMIO_MAGIC) != VIRTIO_MMIO_MAGIC_VALUE || get(rng, VIRTIO_MMIO_DEVICE_ID) != VIRTIO_ID_RNG)
		return "no virtio entropy device";
	if (get(rng, VIRTIO_MMIO_VERSION) != VIRTIO_MMIO_VERSION_MODERN)
		return "the device speaks a legacy version of virtio-mmio";
	set(rng, VIRTIO_MMIO_STATUS, 0);
	for (uint32_t i = 0; i < RESET_POLLS; i++)
		if (get(rng, VIRTIO_MMIO_STATUS) == 0)
			return 0;
	return "the device does not finish its reset";
}

/* Accepts VIRTIO_F_VERSION_1 alone (clause 3.1.1, steps 2 to 6). */
static const char *negotiate(const struct virtio_rng *rng)
{
	const uint32_t before = VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER;

	set(rng, VIRTIO_MMIO_STATUS, VIRTIO_STATUS_ACKNOWLEDGE);
	set(rng, VIRTIO_MMIO_STATUS, before);
	set(rng, VIRTIO_MMIO_DEVICE_FEATURES_SELECT, 1);
	if (!(get(rng, VIRTIO_MMIO_DEVICE_FEATURES) & VIRTIO_FEATURE_HIGH_VERSION_1))
		return "the device lacks VIRTIO_F_VERSION_1";
	set(rng, VIRTIO_MMIO_DRIVER_FEATURES_SELECT, 0);
	set(rng, VIRTIO_MMIO_DRIVER_FEATURES, 0);
	set(rng, VIRTIO_MMIO_DRIVER_FEATURES_SELECT, 1);
	set(rng, VIRTIO_MMIO_DRIVER_FEATURES, VIRTIO_FEATURE_HIGH_VERSION_1);
	set(rng, VIRTIO_MMIO_STATUS, before | VIRTIO_STATUS_FEATURES_OK);
	return get(rng, VIRTIO_MMIO_STATUS) & VIRTIO_STATUS_FEATURES_OK ? 0 : "the device refuses the features";
}

static const char *set_up_queue(struct virtio_rng *rng)
{
	set(rng, VIRTIO_MMIO_QUEUE_SELECT, 0);
	if (get(rng, VIRTIO_MMIO_QUEUE_READY) != 0 || get(rng, VIRTIO_MMIO_QUEUE_SIZE_MAX) == 0)
		return "the device's queue is in use or missing";
	rng->page->available.flags = 0;
	rng->page->available.index = 0;
	rng->page->used.index = 0;
	rng->used = 0;
	set(rng, VIRTIO_MMIO_QUEUE_SIZE, 1);
	set_address(rng, VIRTIO_MMIO_QUEUE_DESCRIPTORS, offsetof(struct rng_page, descriptor));
	set_address(rng, VIRTIO_MMIO_QUEUE_AVAILABLE, offsetof(struct rng_page, available));
	set_address(rng, VIRTIO_MMIO_QUEUE_USED, offsetof(struct rng_page, used));
	mmio_barrier();
	set(rng, VIRTIO_MMIO_QUEUE_READY, 1);
	return 0;
}

const char *virtio_rng_start(struct virtio_rng *rng)
{
	const char *error = reset(rng);

	if (!error)
		error = negotiate(rng);
	if (!error)
		error = set_up_queue(rng);
	if (!error)
		set(rng, VIRTIO_MMIO_STATUS, VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER | VIRTIO_STATUS_FEATURES_OK |
		                                     VIRTIO_STATUS_DRIVER_OK);
	return error;
}

void virtio_rng_request(struct virtio_rng *rng)
{
	volatile struct rng_page *page = rng->page;

	page->descriptor[0].address = rng->page_physical + offsetof(struct rng_page, buffer);
	page->descriptor[0].size = RNG_BUFFER;
	page->descriptor[0].flags = DESCRIPTOR_WRITE;
	page->descriptor[0].next = 0;
	page->available.ring[0] = 0;
	mmio_barrier();
	page->available.index = (uint16_t)(rng->used + 1);
	mmio_barrier();
	set(rng, VIRTIO_MMIO_QUEUE_NOTIFY, 0);
}

size_t virtio_rng_finish(struct virtio_rng *rng, uint8_t data[RNG_BUFFER])
{
	volatile struct rng_page *page = rng->page;

	set(rng, VIRTIO_MMIO_INTERRUPT_ACKNOWLEDGE, get(rng, VIRTIO_MMIO_INTERRUPT_STATUS));
	if (page->used.index == rng->used)
		return 0;
	mmio_barrier();
	rng->used++;
	uint32_t size = page->used.ring[0].size;
	if (size > RNG_BUFFER)
		size = RNG_BUFFER;
	for (uint32_t i = 0; i < size; i++) {
		data[i] = page->buffer[i];
		page->buffer[i] = 0;
	}
	return size;
}
