/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A queue of bytes in memory shared by two components that do not trust each other: one writes,
 * the other reads. Both indices lie in the shared memory, so that a restarted component finds its
 * place again; each is forced into range at every use and every byte is copied once. Whatever
 * the peer stores, the worst is wrong bytes in this queue.
 * Only one thread of a component may use one end.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define RING_CAPACITY 4032u /* bytes of data; one of them always stays free */

struct ring {
	uint32_t head; /* where the writer writes next */
	uint8_t pad0[28];
	uint32_t tail; /* where the reader reads next; equal to head: empty */
	uint8_t pad1[28];
	uint8_t data[RING_CAPACITY];
};
_Static_assert(sizeof(struct ring) == 4096, "a ring is one page");

/* Writer: appends as much of `data` as fits; returns the bytes taken. */
size_t ring_write(volatile struct ring *ring, const void *data, size_t size);

/* Writer: bytes that ring_write() would take now. */
size_t ring_space(const volatile struct ring *ring);

/* Reader: moves at most `size` bytes to `data`; returns how many. */
size_t ring_read(volatile struct ring *ring, void *data, size_t size);

/* Reader: bytes that ring_read() would give now. */
size_t ring_available(const volatile struct ring *ring);
