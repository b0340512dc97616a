/* SPDX-License-Identifier: BSD-2-Clause */
/* See virtio.h; virtio 1.2, sections 3.1 and 4.2.3. */
#include "virtio.h"

#define DRIVER_FEATURES        0x20
#define DRIVER_FEATURES_SELECT 0x24
#define QUEUE_SELECT           0x30
#define QUEUE_NUM              0x38
#define QUEUE_READY            0x44
#define QUEUE_DESCRIPTORS      0x80
#define QUEUE_DRIVER           0x90
#define QUEUE_DEVICE           0xa0

static void write_address(uint64_t reg, const volatile void *address)
{
	write32(reg, (uint32_t)(uintptr_t)address);
	write32(reg + 4, (uint32_t)((uintptr_t)address >> 32));
}

void virtio_begin(uint64_t base)
{
	write32(base + VIRTIO_STATUS, 0);
	write32(base + VIRTIO_STATUS, 3);
	write32(base + DRIVER_FEATURES_SELECT, 1);
	write32(base + DRIVER_FEATURES, 1); /* VERSION_1 */
	write32(base + VIRTIO_STATUS, 0xb);
}

void virtio_add_queue(uint64_t base, uint32_t number, struct virtio_queue *queue)
{
	*queue = (struct virtio_queue){ 0 };
	write32(base + QUEUE_SELECT, number);
	write32(base + QUEUE_NUM, QUEUE_SIZE);
	write_address(base + QUEUE_DESCRIPTORS, queue->descriptors);
	write_address(base + QUEUE_DRIVER, &queue->available);
	write_address(base + QUEUE_DEVICE, &queue->used);
	write32(base + QUEUE_READY, 1);
}

void virtio_start(uint64_t base, uint32_t number, struct virtio_queue *queue)
{
	virtio_begin(base);
	virtio_add_queue(base, number, queue);
	write32(base + VIRTIO_STATUS, STATUS_DRIVER_OK_ALL);
}

void virtio_submit(uint64_t base, uint32_t number, struct virtio_queue *queue, uint16_t head)
{
	queue->available.ring[queue->available.index % QUEUE_SIZE] = head;
	queue->available.index++;
	write32(base + VIRTIO_QUEUE_NOTIFY, number);
}

bool virtio_wait(uint64_t base, struct virtio_queue *queue, uint16_t used_before)
{
	while (queue->used.index == used_before)
		if (read32(base + VIRTIO_STATUS) & STATUS_NEEDS_RESET)
			return false;
	return true;
}
