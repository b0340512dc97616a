/* SPDX-License-Identifier: BSD-2-Clause */
/* The entropy device; virtio_rng.h says how it works. */
#include "virtio_rng.h"

#include <bulkhead/log.h>
#include <bulkhead/loop.h>
#include <string.h>

#include "component.h"
#include "virtio_mmio.h"

static struct virtio_rng *rng_of(struct virtio_device *device)
{
	return (struct virtio_rng *)device; /* its first member */
}

static bool owns_pool(const struct virtio_rng *rng)
{
	return atomic_load_explicit(&rng->pool_state, memory_order_acquire) == VIRTIO_RNG_POOL_READY;
}

static void ask_for_more(struct virtio_rng *rng)
{
	if (!owns_pool(rng) || rng->left != 0)
		return;
	atomic_store_explicit(&rng->pool_state, VIRTIO_RNG_POOL_FILLING, memory_order_release);
	worker_wake();
}

/* Moves bytes from the pool into one chain; the number of bytes. */
static uint32_t serve(struct virtio_rng *rng, const struct virtqueue_chain *chain)
{
	uint8_t *next = &rng->pool[VIRTIO_RNG_POOL_SIZE - rng->left];
	uint32_t size = (uint32_t)virtqueue_write(chain, 0, next, rng->left);

	memset(next, 0, size);
	rng->left -= size;
	return size;
}

void virtio_rng_event(struct virtio_rng *rng)
{
	struct virtqueue_chain chain;

	if (!owns_pool(rng) || rng->left == 0)
		return; /* asking again here would spin while the source is not healthy */
	while (rng->left != 0 && virtqueue_take(&rng->device, 0, &chain))
		virtqueue_give(&rng->device, &chain, serve(rng, &chain));
	ask_for_more(rng);
	virtqueue_interrupt(&rng->device, 0);
}

/* Without a healthy source the pool stays empty and the guest waits; its next request tries again. */
bool virtio_rng_work(struct virtio_rng *rng)
{
	if (owns_pool(rng))
		return false;
	if (entropy_get(VIRTIO_RNG_POOL_SIZE, rng->pool) == 0)
		rng->left = VIRTIO_RNG_POOL_SIZE;
	else
		log_printf(LOG_WARNING, "virtio-rng: the entropy service gives nothing");
	atomic_store_explicit(&rng->pool_state, VIRTIO_RNG_POOL_READY, memory_order_release);
	return true;
}

static uint64_t config_read(struct virtio_device *device, uint32_t offset, uint32_t size)
{
	(void)device;
	(void)offset;
	(void)size;
	return 0; /* it has no configuration space (section 5.4.4) */
}

static void notify(struct virtio_device *device, uint16_t queue)
{
	(void)queue;
	virtio_rng_event(rng_of(device));
	ask_for_more(rng_of(device));
}

/* The pool belongs to no guest in particular. */
static void reset(struct virtio_device *device)
{
	(void)device;
}

static const struct virtio_type type = {
	.name = "virtio-rng",
	.id = VIRTIO_ID_ENTROPY,
	.queue_count = 1,
	.queue_size_max = VIRTQUEUE_SIZE_MAX,
	.config_read = config_read,
	.notify = notify,
	.reset = reset,
};

void virtio_rng_init(struct virtio_rng *rng)
{
	*rng = (struct virtio_rng){ .device = { .type = &type, .queues = &rng->queue } };
	ask_for_more(rng);
}
