/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fetches the partition table: header, then entries, first the primary copy at the disk's beginning and, if
 * that is damaged, the backup at its end. One read at a time through the block client that it is given; the
 * caller emits the disk's event after each call.
 */
#pragma once

#include <bulkhead/block_client.h>
#include <stdbool.h>
#include <stdint.h>

#include "gpt.h"

enum table_state {
	TABLE_READING,
	TABLE_READY,
	TABLE_ABSENT, /* neither copy is good, or the disk cannot be read */
};

struct table_reader {
	struct block_client *disk;
	enum table_state state;
	struct gpt_table table; /* when ready */
	struct gpt_header header;
	uint64_t disk_sectors;
	uint64_t position;      /* of the copy being read */
	uint64_t sector;        /* of the read under way */
	uint32_t sectors;
	uint32_t tag;
	uint32_t retries;       /* reads lost to restarts of the disk's server */
	bool has_header;        /* the read under way is that of the entries */
};

/* Begin. Precondition: the client is ready and has a free tag. Says in the log what it finds. */
void table_reader_start(struct table_reader *reader, struct block_client *disk);

/* A read has completed. Afterwards reader->state tells whether more is to come. */
void table_reader_advance(struct table_reader *reader, const struct block_completion *done);
