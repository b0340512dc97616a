/* SPDX-License-Identifier: BSD-2-Clause */
/* reader.h says what this is. A tag is claimed exactly while its request is open. */
#include "reader.h"

#include <string.h>

#define STALE UINT64_MAX /* offset of a request of an earlier run */

void reader_init(struct reader *reader, volatile struct block_port *port)
{
	*reader = (struct reader){ 0 };
	block_client_init(&reader->disk, port);
}

void reader_start(struct reader *reader, uint64_t position, void *to, uint64_t size)
{
	reader->to = to;
	reader->position = position;
	reader->size = size;
	reader->asked = 0;
	reader->done = 0;
	reader->checked = false;
	reader->problem = NULL;
	for (uint32_t tag = 0; tag < BLOCK_TAGS; tag++)
		reader->offset[tag] = STALE;
}

static uint64_t smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static void submit(struct reader *reader, uint32_t tag)
{
	uint64_t offset = reader->offset[tag];
	uint64_t bytes = smaller(reader->size - offset, BLOCK_TAG_BYTES);
	uint32_t sectors = (uint32_t)((bytes + BLOCK_SECTOR_BYTES - 1) / BLOCK_SECTOR_BYTES);

	block_client_submit(&reader->disk, tag, BLOCK_READ, (reader->position + offset) / BLOCK_SECTOR_BYTES, sectors);
	reader->submitted = true;
}

static void finish(struct reader *reader, uint32_t tag)
{
	uint64_t offset = reader->offset[tag];
	uint64_t bytes = smaller(reader->size - offset, BLOCK_TAG_BYTES);

	memcpy(reader->to + offset, block_client_data(&reader->disk, tag), bytes);
	reader->done += bytes;
}

static void complete(struct reader *reader, const struct block_completion *done)
{
	bool stale = reader->offset[done->tag] == STALE;

	if (!stale && done->status == BLOCK_RESTARTED) {
		submit(reader, done->tag);
		return;
	}
	if (!stale && done->status == BLOCK_OK)
		finish(reader, done->tag);
	else if (!stale)
		reader->problem = "the disk reports an error";
	block_client_release(&reader->disk, done->tag);
}

static void ask(struct reader *reader)
{
	int tag;

	while (reader->asked < reader->size && (tag = block_client_claim(&reader->disk)) >= 0) {
		reader->offset[tag] = reader->asked;
		submit(reader, (uint32_t)tag);
		reader->asked += smaller(reader->size - reader->asked, BLOCK_TAG_BYTES);
	}
}

/* The disk's size is known once the store is ready. */
static void check(struct reader *reader)
{
	uint64_t disk = block_client_sector_count(&reader->disk);
	uint64_t first = reader->position / BLOCK_SECTOR_BYTES;
	uint64_t count = reader->size / BLOCK_SECTOR_BYTES + (reader->size % BLOCK_SECTOR_BYTES != 0);

	reader->checked = true;
	if (reader->position % BLOCK_SECTOR_BYTES || first > disk || count > disk - first)
		reader->problem = "it lies beyond the end of the disk";
}

enum reader_state reader_step(struct reader *reader)
{
	struct block_completion done;

	if (!block_client_ready(&reader->disk))
		return READER_BUSY;
	if (!reader->checked)
		check(reader);
	while (block_client_poll(&reader->disk, &done))
		complete(reader, &done);
	if (reader->problem)
		return READER_FAILED;
	ask(reader);
	return reader->done == reader->size ? READER_DONE : READER_BUSY;
}
