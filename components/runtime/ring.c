/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Byte queues between components; ring.h has the contract. Pure: no system call, no state of its own.
 * Indices come from memory that the peer can write: reduce() makes any value a valid one.
 */
#include <bulkhead/ring.h>

static uint32_t reduce(uint32_t index)
{
	return index % RING_CAPACITY;
}

static uint32_t load(const volatile uint32_t *index)
{
	return reduce(__atomic_load_n(index, __ATOMIC_ACQUIRE));
}

static uint32_t used(uint32_t head, uint32_t tail)
{
	return reduce(head + RING_CAPACITY - tail);
}

size_t ring_available(const volatile struct ring *ring)
{
	return used(load(&ring->head), load(&ring->tail));
}

size_t ring_space(const volatile struct ring *ring)
{
	return RING_CAPACITY - 1 - ring_available(ring);
}

size_t ring_write(volatile struct ring *ring, const void *data, size_t size)
{
	const uint8_t *bytes = data;
	uint32_t head = load(&ring->head);
	size_t space = RING_CAPACITY - 1 - used(head, load(&ring->tail));
	size_t count = size < space ? size : space;

	for (size_t i = 0; i < count; i++) {
		ring->data[head] = bytes[i];
		head = reduce(head + 1);
	}
	__atomic_store_n(&ring->head, head, __ATOMIC_RELEASE);
	return count;
}

size_t ring_read(volatile struct ring *ring, void *data, size_t size)
{
	uint8_t *bytes = data;
	uint32_t tail = load(&ring->tail);
	size_t available = used(load(&ring->head), tail);
	size_t count = size < available ? size : available;

	for (size_t i = 0; i < count; i++) {
		bytes[i] = ring->data[tail];
		tail = reduce(tail + 1);
	}
	__atomic_store_n(&ring->tail, tail, __ATOMIC_RELEASE);
	return count;
}
