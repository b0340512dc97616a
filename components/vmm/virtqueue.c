/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Split virtqueues seen from the device; virtqueue.h has the contract. The layout of the three areas is that
 * of virtio 1.2 sections 2.7.5 (descriptors), 2.7.6 (available ring) and 2.7.8 (used ring), little-endian as
 * the processor is. Guest RAM is read with single atomic loads, so that a value cannot change under a check.
 */
#include "virtqueue.h"

#include <string.h>

#include "virtio.h"
#include "virtio_mmio.h"

#define DESCRIPTOR_SIZE        16
#define DESCRIPTOR_NEXT        1
#define DESCRIPTOR_WRITE       2
#define DESCRIPTOR_INDIRECT    4
#define AVAILABLE_NO_INTERRUPT 1
#define RING_HEADER            4 /* flags, index */
#define USED_ELEMENT           8 /* id, length */

static uint16_t load16(const uint8_t *at)
{
	return __atomic_load_n((const uint16_t *)(const void *)at, __ATOMIC_ACQUIRE);
}

static uint32_t load32(const uint8_t *at)
{
	return __atomic_load_n((const uint32_t *)(const void *)at, __ATOMIC_RELAXED);
}

static uint64_t load64(const uint8_t *at)
{
	return __atomic_load_n((const uint64_t *)(const void *)at, __ATOMIC_RELAXED);
}

/* The area at a guest address, NULL if it is misaligned or not wholly in RAM. */
static uint8_t *area_at(const struct guest_memory *memory, uint64_t address, uint32_t align, uint32_t size)
{
	return address % align == 0 ? guest_memory_at(memory, address, size) : NULL;
}

const char *virtqueue_start(struct virtqueue *queue, const struct guest_memory *memory, uint32_t size_max)
{
	uint32_t size = queue->size;

	if (size == 0 || size > size_max || (size & (size - 1)) != 0)
		return "queue size";
	queue->descriptors = area_at(memory, queue->descriptor_area, 16, DESCRIPTOR_SIZE * size);
	if (!queue->descriptors)
		return "descriptor area";
	queue->available = area_at(memory, queue->driver_area, 2, RING_HEADER + 2 * size);
	if (!queue->available)
		return "driver area";
	queue->used = area_at(memory, queue->device_area, 4, RING_HEADER + USED_ELEMENT * size);
	if (!queue->used)
		return "device area";
	queue->next_available = 0;
	queue->next_used = 0;
	queue->told_used = 0;
	queue->ready = true;
	return NULL;
}

void virtqueue_stop(struct virtqueue *queue)
{
	*queue = (struct virtqueue){ .life = queue->life + 1 };
}

/* Adds the buffer of one descriptor; NULL, or what is wrong with it. */
static const char *add_part(struct virtqueue_chain *chain, const struct guest_memory *memory, const uint8_t *descriptor,
			    uint16_t flags)
{
	uint32_t size = load32(descriptor + 8);
	uint8_t *bytes = guest_memory_at(memory, load64(descriptor), size);

	if (flags & DESCRIPTOR_INDIRECT)
		return "indirect descriptor, which was not offered";
	if (size == 0)
		return "empty descriptor";
	if (!bytes)
		return "descriptor outside RAM";
	if (flags & DESCRIPTOR_WRITE) {
		chain->writable_size += size;
	} else {
		if (chain->writable_size != 0)
			return "readable descriptor after a writable one";
		chain->readable_size += size;
		chain->readable_count++;
	}
	chain->parts[chain->count++] = (struct virtqueue_part){ bytes, size };
	return NULL;
}

/* Follows the chain from its head; NULL, or what is wrong with it. */
static const char *walk(const struct virtqueue *queue, const struct guest_memory *memory, struct virtqueue_chain *chain)
{
	uint16_t index = chain->head;
	uint16_t flags = DESCRIPTOR_NEXT;

	while (flags & DESCRIPTOR_NEXT) {
		const uint8_t *descriptor;
		const char *error;

		if (index >= queue->size)
			return "descriptor index out of range";
		if (chain->count == queue->size)
			return "descriptor loop";
		descriptor = queue->descriptors + (size_t)index * DESCRIPTOR_SIZE;
		flags = load16(descriptor + 12);
		index = load16(descriptor + 14);
		error = add_part(chain, memory, descriptor, flags);
		if (error)
			return error;
	}
	return NULL;
}

bool virtqueue_take(struct virtio_device *device, uint16_t queue_index, struct virtqueue_chain *chain)
{
	struct virtqueue *queue = &device->queues[queue_index];
	uint16_t waiting;
	const char *error;

	if (!virtio_mmio_live(device) || !queue->ready)
		return false;
	waiting = (uint16_t)(load16(queue->available + 2) - queue->next_available);
	if (waiting == 0)
		return false;
	if (waiting > queue->size) {
		virtio_mmio_fail(device, "available index too far ahead");
		return false;
	}
	chain->life = queue->life;
	chain->queue = queue_index;
	chain->head = load16(queue->available + RING_HEADER + 2 * (queue->next_available % queue->size));
	chain->readable_count = chain->count = 0;
	chain->readable_size = chain->writable_size = 0;
	error = walk(queue, device->memory, chain);
	if (error) {
		virtio_mmio_fail(device, error);
		return false;
	}
	queue->next_available++;
	return true;
}

bool virtqueue_alive(const struct virtio_device *device, const struct virtqueue_chain *chain)
{
	return virtio_mmio_live(device) && device->queues[chain->queue].life == chain->life;
}

void virtqueue_give(struct virtio_device *device, const struct virtqueue_chain *chain, uint32_t written)
{
	struct virtqueue *queue = &device->queues[chain->queue];
	uint32_t element[2] = { chain->head, written };

	if (!virtqueue_alive(device, chain))
		return;
	memcpy(queue->used + RING_HEADER + USED_ELEMENT * (queue->next_used % queue->size), element, sizeof(element));
	queue->next_used++;
	__atomic_store_n((uint16_t *)(void *)(queue->used + 2), queue->next_used, __ATOMIC_RELEASE);
}

void virtqueue_interrupt(struct virtio_device *device, uint16_t queue_index)
{
	struct virtqueue *queue = &device->queues[queue_index];

	if (!virtio_mmio_live(device) || !queue->ready || queue->told_used == queue->next_used)
		return;
	queue->told_used = queue->next_used;
	__atomic_thread_fence(__ATOMIC_SEQ_CST); /* the index is visible before the flag is read */
	if (!(load16(queue->available) & AVAILABLE_NO_INTERRUPT))
		virtio_mmio_interrupt_used(device);
}

/* The part of parts[first .. last) that holds byte *offset; *offset becomes relative to it. */
static uint16_t find_part(const struct virtqueue_chain *chain, uint16_t first, uint16_t last, uint64_t *offset)
{
	while (first < last && *offset >= chain->parts[first].size)
		*offset -= chain->parts[first++].size;
	return first;
}

size_t virtqueue_read(const struct virtqueue_chain *chain, uint64_t offset, void *bytes, size_t size)
{
	size_t done = 0;

	for (uint16_t i = find_part(chain, 0, chain->readable_count, &offset); i < chain->readable_count && done < size; i++) {
		size_t here = chain->parts[i].size - (size_t)offset;

		here = here < size - done ? here : size - done;
		memcpy((uint8_t *)bytes + done, chain->parts[i].bytes + offset, here);
		done += here;
		offset = 0;
	}
	return done;
}

size_t virtqueue_write(const struct virtqueue_chain *chain, uint64_t offset, const void *bytes, size_t size)
{
	size_t done = 0;

	for (uint16_t i = find_part(chain, chain->readable_count, chain->count, &offset); i < chain->count && done < size; i++) {
		size_t here = chain->parts[i].size - (size_t)offset;

		here = here < size - done ? here : size - done;
		memcpy(chain->parts[i].bytes + offset, (const uint8_t *)bytes + done, here);
		done += here;
		offset = 0;
	}
	return done;
}
