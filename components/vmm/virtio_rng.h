/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A virtio entropy device (virtio 1.2 section 5.4) fed by the entropy service. The guest's buffers wait until
 * the pool has bytes; the VMM's worker thread fills the pool, so that the guest's exit waits for nobody. Each
 * byte of the pool is given out once and then overwritten.
 * Interface thread: all but virtio_rng_work. Worker thread: virtio_rng_work.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "virtio.h"
#include "virtqueue.h"

#define VIRTIO_RNG_POOL_SIZE 64u

enum virtio_rng_pool_state {
	VIRTIO_RNG_POOL_READY,   /* the interface thread's: `left` bytes */
	VIRTIO_RNG_POOL_FILLING, /* the worker's */
};

struct virtio_rng {
	struct virtio_device device;
	struct virtqueue queue;
	_Atomic uint32_t pool_state; /* who owns pool and left */
	uint32_t left;               /* unused bytes, at the end of the pool */
	uint8_t pool[VIRTIO_RNG_POOL_SIZE];
};

/* `device.memory`, `vmm` and `interrupt` are the machine's to set. */
void virtio_rng_init(struct virtio_rng *rng);

/* Serves the guest from the pool, and asks for more when that empties it. Call it when virtio_rng_work said true. */
void virtio_rng_event(struct virtio_rng *rng);

/* Fills the pool if that was asked for; true if it was. */
bool virtio_rng_work(struct virtio_rng *rng);
