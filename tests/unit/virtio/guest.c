/* SPDX-License-Identifier: BSD-2-Clause */
/* The tests' guest, and the few functions of the machine and the runtime that devices call; see guest.h. */
#include "guest.h"

#include <bulkhead/log.h>
#include <bulkhead/loop.h>
#include <stdio.h>
#include <string.h>

#include "virtio_blk.h"
#include "virtio_console.h"

static uint8_t ram[GUEST_RAM_SIZE] __attribute__((aligned(4096)));
static const struct guest_memory memory = { .bytes = ram, .address = GUEST_RAM_ADDRESS, .size = GUEST_RAM_SIZE };

struct guest guest;

/* --- what devices call --- */

void virtio_raise(struct virtio_device *device)
{
	assert_ptr_equal(device, guest.device);
	guest.interrupts++;
	if (guest.meanwhile)
		guest.meanwhile();
}

void worker_wake(void)
{
	guest.wakes++;
}

void virtio_console_emit(struct virtio_console *console)
{
	(void)console;
	guest.emits++;
}

void virtio_blk_emit(struct virtio_blk *blk)
{
	(void)blk;
	guest.emits++;
}

void log_printf(enum log_level level, const char *format, ...)
{
	va_list arguments;

	(void)level;
	va_start(arguments, format);
	vsnprintf(guest.warning, sizeof(guest.warning), format, arguments);
	va_end(arguments);
	guest.warnings++;
}

/* --- RAM and registers --- */

void guest_init(struct virtio_device *device)
{
	memset(ram, 0, sizeof(ram));
	guest = (struct guest){ .device = device, .next_free = GUEST_RAM_ADDRESS };
	device->memory = &memory;
	device->interrupt = 48;
	virtio_mmio_reset(device);
}

void guest_write(uint32_t offset, uint32_t value)
{
	virtio_mmio_write(guest.device, offset, 4, value);
}

uint32_t guest_read(uint32_t offset)
{
	return (uint32_t)virtio_mmio_read(guest.device, offset, 4);
}

void *guest_at(uint64_t address)
{
	assert_in_range(address, GUEST_RAM_ADDRESS, GUEST_RAM_ADDRESS + GUEST_RAM_SIZE - 1);
	return ram + (address - GUEST_RAM_ADDRESS);
}

uint64_t guest_alloc(uint32_t size)
{
	uint64_t address = guest.next_free;

	guest.next_free += (size + 15u) & ~15u;
	assert_true(guest.next_free <= GUEST_RAM_ADDRESS + GUEST_RAM_SIZE);
	return address;
}

uint64_t guest_put(const void *bytes, uint32_t size)
{
	uint64_t address = guest_alloc(size);

	memcpy(guest_at(address), bytes, size);
	return address;
}

/* --- the driver --- */

static void set_up_queue(unsigned index)
{
	struct guest_queue *queue = &guest.queues[index];

	*queue = (struct guest_queue){
		.descriptors = guest_alloc(16 * GUEST_QUEUE_SIZE),
		.available = guest_alloc(6 + 2 * GUEST_QUEUE_SIZE),
		.used = guest_alloc(6 + 8 * GUEST_QUEUE_SIZE),
	};
	guest_write(REGISTER_QUEUE_SELECT, index);
	guest_write(REGISTER_QUEUE_SIZE, GUEST_QUEUE_SIZE);
	guest_write(REGISTER_DESCRIPTORS, (uint32_t)queue->descriptors);
	guest_write(REGISTER_AVAILABLE, (uint32_t)queue->available);
	guest_write(REGISTER_USED, (uint32_t)queue->used);
	guest_write(REGISTER_QUEUE_READY, 1);
}

void guest_start(uint64_t features)
{
	features |= VIRTIO_F_VERSION_1;
	guest_write(REGISTER_STATUS, 0);
	guest_write(REGISTER_STATUS, VIRTIO_STATUS_ACKNOWLEDGE);
	guest_write(REGISTER_STATUS, VIRTIO_STATUS_DRIVER);
	for (uint32_t word = 0; word < 2; word++) {
		guest_write(REGISTER_DRIVER_FEATURES_SELECT, word);
		guest_write(REGISTER_DRIVER_FEATURES, (uint32_t)(features >> (32 * word)));
	}
	guest_write(REGISTER_STATUS, VIRTIO_STATUS_FEATURES_OK);
	assert_true(guest_read(REGISTER_STATUS) & VIRTIO_STATUS_FEATURES_OK);
	for (unsigned i = 0; i < guest.device->type->queue_count; i++)
		set_up_queue(i);
	guest_write(REGISTER_STATUS, VIRTIO_STATUS_DRIVER_OK);
	guest.interrupts = 0;
}

struct guest_descriptor *guest_descriptor(unsigned queue, uint16_t index)
{
	return (struct guest_descriptor *)guest_at(guest.queues[queue].descriptors) + index % GUEST_QUEUE_SIZE;
}

uint16_t guest_add(unsigned index, const struct guest_buffer *buffers, unsigned count)
{
	struct guest_queue *queue = &guest.queues[index];
	uint16_t *available = guest_at(queue->available);
	uint16_t head = queue->next_descriptor;

	for (unsigned i = 0; i < count; i++) {
		uint16_t next = (uint16_t)((queue->next_descriptor + 1) % GUEST_QUEUE_SIZE);

		*guest_descriptor(index, queue->next_descriptor) = (struct guest_descriptor){
			.address = buffers[i].address,
			.size = buffers[i].size,
			.flags = (uint16_t)((i + 1 < count ? 1 : 0) | (buffers[i].writable ? 2 : 0)),
			.next = next,
		};
		queue->next_descriptor = next;
	}
	available[2 + queue->next_available++ % GUEST_QUEUE_SIZE] = head;
	available[1] = queue->next_available;
	return head;
}

void guest_kick(unsigned queue)
{
	guest_write(REGISTER_QUEUE_NOTIFY, queue);
}

uint16_t guest_send(unsigned queue, const struct guest_buffer *buffers, unsigned count)
{
	uint16_t head = guest_add(queue, buffers, count);

	guest_kick(queue);
	return head;
}

bool guest_used(unsigned index, uint16_t *head, uint32_t *length)
{
	struct guest_queue *queue = &guest.queues[index];
	uint8_t *used = guest_at(queue->used);
	uint32_t element[2];
	uint16_t published;

	memcpy(&published, used + 2, sizeof(published));
	if (queue->next_used == published)
		return false;
	memcpy(element, used + 4 + 8 * (queue->next_used % GUEST_QUEUE_SIZE), sizeof(element));
	queue->next_used++;
	*head = (uint16_t)element[0];
	*length = element[1];
	return true;
}

void guest_expect_failed(const char *reason)
{
	assert_true(guest_read(REGISTER_STATUS) & VIRTIO_STATUS_NEEDS_RESET);
	assert_int_equal(guest.warnings, 1);
	assert_non_null(strstr(guest.warning, reason));
}
