/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * blk: the one component that reaches the storage device. Serves a single client (store) through the block
 * port `disk`, which lies in DMA memory: data goes between the device and the port without a copy, and the
 * device's requests use the port's tags. Interrupt driven; as many requests in flight as the port has tags.
 *
 * A restart starts with a reset of the device, so that no transfer of an earlier life is still under way
 * when the port gets its new epoch.
 */
#include <bulkhead/block_server.h>
#include <bulkhead/log.h>
#include <inttypes.h>
#include <stddef.h>

#include "component.h"
#include "virtio_disk.h"

static struct virtio_disk device;
static struct block_server server;
static struct block_request open_requests[BLOCK_TAGS];

static void answer(uint32_t tag, enum block_status status)
{
	block_server_complete(&server, &open_requests[tag], status);
}

/* Hand everything that the client has submitted to the device. */
static void serve(void)
{
	struct block_request request;
	bool given = false, answered = false;
	while (block_server_take(&server, &request, &answered)) {
		open_requests[request.tag] = request;
		if (request.operation == BLOCK_FLUSH && !device.has_flush) {
			answer(request.tag, BLOCK_OK);
			answered = true;
		} else {
			virtio_disk_submit(&device, &request);
			given = true;
		}
	}
	if (given)
		virtio_disk_kick(&device);
	if (answered)
		completed_emit();
}

/* Pass on what the device has finished. */
static void finish(void)
{
	uint32_t tag;
	enum block_status status;
	bool finished = false;
	while (virtio_disk_poll(&device, &tag, &status)) {
		if (status != BLOCK_OK)
			log_printf(LOG_WARNING, "operation %" PRIu32 " of %" PRIu32 " sectors at %" PRIu64 " failed",
			           open_requests[tag].operation, open_requests[tag].count, open_requests[tag].sector);
		answer(tag, status);
		finished = true;
	}
	if (finished)
		completed_emit();
}

/* Reset the device. Without a working one the disk has no sectors, and every request gets an error. */
static void start(void)
{
	enum disk_error error = virtio_disk_start(&device);
	if (error != DISK_OK)
		log_printf(LOG_ERROR, "%s", virtio_disk_error_text(error));
	else
		log_printf(LOG_INFO, "%" PRIu64 " MiB%s%s", device.sector_count / (1048576 / BLOCK_SECTOR_BYTES),
		           device.read_only ? ", read-only" : "", device.has_flush ? "" : ", writes through");
	block_server_start(&server, disk, device.sector_count, device.read_only ? BLOCK_FLAG_READ_ONLY : 0);
	completed_emit();
}

void submitted_handle(void)
{
	serve();
}

void interrupt_handle(void)
{
	bool needs_reset = virtio_disk_acknowledge(&device);
	finish();
	if (needs_reset) {
		log_printf(LOG_ERROR, "the device asks for a reset");
		start();
	}
	serve();
	interrupt_acknowledge();
}

void post_init(void)
{
	device = (struct virtio_disk){
		.registers = registers,
		.rings = (volatile struct disk_rings *)rings,
		.rings_physical = rings_physical,
		.data_physical = disk_physical + offsetof(struct block_port, data),
	};
	start();
	serve();
	interrupt_acknowledge();
}
