/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Driver of one virtio entropy device behind the modern virtio-mmio transport (virtio 1.2, clauses 4.2 and
 * 5.4): one buffer at a time. Rings and buffer lie in one page of DMA memory that nobody else maps; the
 * device never gets another address.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define RNG_BUFFER 1024u /* bytes asked for at a time */

struct rng_page {
	struct {
		uint64_t address;
		uint32_t size;
		uint16_t flags;
		uint16_t next;
	} descriptor[1];
	struct {
		uint16_t flags;
		uint16_t index;
		uint16_t ring[1];
		uint16_t used_event;
	} available; /* the driver's */
	struct {
		_Alignas(4) uint16_t flags;
		uint16_t index;
		struct {
			uint32_t id;
			uint32_t size;
		} ring[1];
		uint16_t available_event;
	} used; /* the device's */
	uint8_t buffer[RNG_BUFFER];
};
_Static_assert(sizeof(struct rng_page) <= 4096, "rings and buffer fit in a page");

struct virtio_rng {
	volatile void *registers;
	volatile struct rng_page *page;
	uint64_t page_physical;
	uint16_t used;  /* requests that the device has finished */
};

/* Resets the device and sets it up. 0, or what is wrong, as text. */
const char *virtio_rng_start(struct virtio_rng *rng);

/* Asks for RNG_BUFFER bytes. Precondition: no request is open. */
void virtio_rng_request(struct virtio_rng *rng);

/*
 * After an interrupt: if the request is finished, moves its bytes to `data`, leaves zeros in the shared
 * page, and returns how many came; 0 if it is still open.
 */
size_t virtio_rng_finish(struct virtio_rng *rng, uint8_t data[RNG_BUFFER]);
