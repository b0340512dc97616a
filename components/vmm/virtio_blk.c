/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The block device; virtio_blk.h says how it works. A request is {header, data, status byte}; how the driver
 * cuts it into descriptors is its own affair (virtio 1.2 section 2.7.4). A guest's impossible request (beyond
 * the disk, odd size) gets an error status; one with no header or no place for the status fails the device.
 */
#include "virtio_blk.h"

#include <stddef.h>

#include "virtio_mmio.h"

#define FEATURE_SIZE_MAX   (1ULL << 1)
#define FEATURE_SEG_MAX    (1ULL << 2)
#define FEATURE_READ_ONLY  (1ULL << 5)
#define FEATURE_BLOCK_SIZE (1ULL << 6)
#define FEATURE_FLUSH      (1ULL << 9)
#define FEATURES           (FEATURE_SIZE_MAX | FEATURE_SEG_MAX | FEATURE_BLOCK_SIZE | FEATURE_FLUSH)

enum request_type { TYPE_IN = 0, TYPE_OUT = 1, TYPE_FLUSH = 4, TYPE_GET_ID = 8 };
enum request_status { STATUS_OK = 0, STATUS_IO_ERROR = 1, STATUS_UNSUPPORTED = 2 };

struct request_header {
	uint32_t type;
	uint32_t reserved;
	uint64_t sector;
};

/* Section 5.2.4; a request within the two limits fits the data area of one tag. */
struct config {
	uint64_t capacity;
	uint32_t size_max;
	uint32_t seg_max;
	uint8_t geometry[4];
	uint32_t block_size;
};

#define SIZE_MAX_BYTES 4096u

static struct virtio_blk *blk_of(struct virtio_device *device)
{
	return (struct virtio_blk *)device; /* its first member */
}

static uint32_t tag_of(const struct virtio_blk *blk, const struct virtio_blk_request *request)
{
	return (uint32_t)(request - blk->requests);
}

/* Answers a request and gives its tag back. */
static void finish(struct virtio_blk *blk, struct virtio_blk_request *request, enum request_status status)
{
	struct virtqueue_chain *chain = &request->chain;
	uint8_t byte = (uint8_t)status;

	if (virtqueue_alive(&blk->device, chain)) {
		virtqueue_write(chain, chain->writable_size - 1, &byte, 1);
		virtqueue_give(&blk->device, chain, status == STATUS_OK ? (uint32_t)chain->writable_size : 0);
	}
	block_client_release(&blk->disk, tag_of(blk, request));
}

/* Submits the next piece of a transfer, or the flush. */
static void submit(struct virtio_blk *blk, struct virtio_blk_request *request)
{
	uint32_t tag = tag_of(blk, request);
	uint64_t left = request->size - request->done;

	request->piece = 0;
	if (request->operation != BLOCK_FLUSH)
		request->piece = left < BLOCK_TAG_BYTES ? (uint32_t)left : BLOCK_TAG_BYTES;
	if (request->operation == BLOCK_WRITE)
		virtqueue_read(&request->chain, sizeof(struct request_header) + request->done,
			       block_client_data(&blk->disk, tag), request->piece);
	block_client_submit(&blk->disk, tag, (enum block_operation)request->operation,
			    request->sector + request->done / BLOCK_SECTOR_BYTES, request->piece / BLOCK_SECTOR_BYTES);
	blk->submitted = true;
}

static void start_transfer(struct virtio_blk *blk, struct virtio_blk_request *request, uint64_t size)
{
	uint64_t capacity = block_client_sector_count(&blk->disk);
	uint64_t sectors = size / BLOCK_SECTOR_BYTES;
	bool refused = request->operation == BLOCK_WRITE && (blk->device.type->features & FEATURE_READ_ONLY);

	request->size = size;
	request->done = 0;
	if (refused || size == 0 || size % BLOCK_SECTOR_BYTES != 0 || sectors > capacity ||
	    request->sector > capacity - sectors)
		finish(blk, request, STATUS_IO_ERROR);
	else
		submit(blk, request);
}

static void start_flush(struct virtio_blk *blk, struct virtio_blk_request *request)
{
	request->operation = BLOCK_FLUSH;
	request->size = request->done = 0;
	request->sector = 0;
	submit(blk, request);
}

static void get_id(struct virtio_blk *blk, struct virtio_blk_request *request)
{
	if (request->chain.writable_size != VIRTIO_BLK_SERIAL_SIZE + 1) {
		finish(blk, request, STATUS_IO_ERROR);
		return;
	}
	virtqueue_write(&request->chain, 0, blk->serial, VIRTIO_BLK_SERIAL_SIZE);
	finish(blk, request, STATUS_OK);
}

static void start(struct virtio_blk *blk, struct virtio_blk_request *request)
{
	struct virtqueue_chain *chain = &request->chain;
	struct request_header header;

	if (virtqueue_read(chain, 0, &header, sizeof(header)) != sizeof(header) || chain->writable_size == 0) {
		block_client_release(&blk->disk, tag_of(blk, request));
		virtio_mmio_fail(&blk->device, "request without header or status");
		return;
	}
	request->sector = header.sector;
	switch (header.type) {
	case TYPE_IN:
		request->operation = BLOCK_READ;
		start_transfer(blk, request, chain->writable_size - 1);
		break;
	case TYPE_OUT:
		request->operation = BLOCK_WRITE;
		start_transfer(blk, request, chain->readable_size - sizeof(header));
		break;
	case TYPE_FLUSH:
		start_flush(blk, request);
		break;
	case TYPE_GET_ID:
		get_id(blk, request);
		break;
	default:
		finish(blk, request, STATUS_UNSUPPORTED);
		break;
	}
}

/* A driver that did not negotiate FLUSH is promised that a write which has completed lasts (section 5.2.6.2). */
static bool writes_through(const struct virtio_blk *blk)
{
	return !(blk->device.driver_features & FEATURE_FLUSH);
}

/* The open operation of a request has succeeded. */
static void advance(struct virtio_blk *blk, struct virtio_blk_request *request)
{
	if (request->operation == BLOCK_READ)
		virtqueue_write(&request->chain, request->done, block_client_data(&blk->disk, tag_of(blk, request)),
				request->piece);
	request->done += request->piece;
	if (request->done < request->size)
		submit(blk, request);
	else if (request->operation == BLOCK_WRITE && writes_through(blk))
		start_flush(blk, request);
	else
		finish(blk, request, STATUS_OK);
}

static void complete(struct virtio_blk *blk, const struct block_completion *completion)
{
	struct virtio_blk_request *request = &blk->requests[completion->tag];

	if (!virtqueue_alive(&blk->device, &request->chain))
		block_client_release(&blk->disk, completion->tag);
	else if (completion->status == BLOCK_OK)
		advance(blk, request);
	else if (completion->status == BLOCK_RESTARTED)
		submit(blk, request);
	else
		finish(blk, request, STATUS_IO_ERROR);
}

/* Takes requests as long as there are tags, then tells whoever has something to do. */
static void pump(struct virtio_blk *blk)
{
	int tag;

	while (blk->ready && (tag = block_client_claim(&blk->disk)) >= 0) {
		struct virtio_blk_request *request = &blk->requests[tag];

		if (!virtqueue_take(&blk->device, 0, &request->chain)) {
			block_client_release(&blk->disk, (uint32_t)tag);
			break;
		}
		start(blk, request);
	}
	if (blk->submitted)
		virtio_blk_emit(blk);
	blk->submitted = false;
	virtqueue_interrupt(&blk->device, 0);
}

void virtio_blk_event(struct virtio_blk *blk)
{
	struct block_completion completion;

	if (!blk->ready && block_client_ready(&blk->disk)) {
		blk->ready = true;
		if (virtio_mmio_live(&blk->device))
			virtio_mmio_interrupt_config(&blk->device); /* the capacity is known now */
	}
	while (block_client_poll(&blk->disk, &completion))
		complete(blk, &completion);
	pump(blk);
}

static uint64_t config_read(struct virtio_device *device, uint32_t offset, uint32_t size)
{
	const struct virtio_blk *blk = blk_of(device);
	const struct config config = {
		.capacity = blk->ready ? block_client_sector_count(&blk->disk) : 0,
		.size_max = SIZE_MAX_BYTES,
		.seg_max = BLOCK_TAG_BYTES / SIZE_MAX_BYTES,
		.block_size = BLOCK_SECTOR_BYTES,
	};

	return virtio_mmio_config(&config, sizeof(config), offset, size);
}

static void notify(struct virtio_device *device, uint16_t queue)
{
	(void)queue;
	pump(blk_of(device));
}

/* What is open completes into a dead chain. */
static void reset(struct virtio_device *device)
{
	(void)device;
}

static const struct virtio_type types[] = {
	{
		.name = "virtio-blk",
		.id = VIRTIO_ID_BLOCK,
		.queue_count = 1,
		.queue_size_max = VIRTQUEUE_SIZE_MAX,
		.features = FEATURES,
		.config_read = config_read,
		.notify = notify,
		.reset = reset,
	},
	{
		.name = "virtio-blk",
		.id = VIRTIO_ID_BLOCK,
		.queue_count = 1,
		.queue_size_max = VIRTQUEUE_SIZE_MAX,
		.features = FEATURES | FEATURE_READ_ONLY,
		.config_read = config_read,
		.notify = notify,
		.reset = reset,
	},
};

void virtio_blk_init(struct virtio_blk *blk, volatile struct block_port *port, const char *serial, bool read_only)
{
	*blk = (struct virtio_blk){ .device = { .type = &types[read_only], .queues = &blk->queue } };
	for (size_t i = 0; i < VIRTIO_BLK_SERIAL_SIZE && serial[i] != 0; i++)
		blk->serial[i] = serial[i];
	block_client_init(&blk->disk, port);
	blk->ready = block_client_ready(&blk->disk);
}
