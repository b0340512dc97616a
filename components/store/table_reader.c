/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fetches the partition table (see table_reader.h). Called by main.c until the state is final.
 */
#include "table_reader.h"

#include <bulkhead/log.h>
#include <string.h>

#define RETRIES_MAX 3u

_Static_assert(GPT_ENTRIES_BYTES <= BLOCK_TAG_BYTES, "the entries arrive in one read");
_Static_assert(GPT_SECTOR_BYTES == BLOCK_SECTOR_BYTES, "one size of sectors");

static void submit(struct table_reader *reader)
{
	block_client_submit(reader->disk, reader->tag, BLOCK_READ, reader->sector, reader->sectors);
}

static void finish(struct table_reader *reader, enum table_state state)
{
	reader->state = state;
	block_client_release(reader->disk, reader->tag);
}

static void read_copy(struct table_reader *reader, uint64_t position)
{
	reader->position = position;
	reader->sector = position;
	reader->sectors = 1;
	reader->has_header = false;
	submit(reader);
}

static const char *copy_name(const struct table_reader *reader)
{
	return reader->position == GPT_PRIMARY_SECTOR ? "primary" : "backup";
}

/* This copy is no good: on to the backup, or give up. */
static void reject(struct table_reader *reader, const char *reason)
{
	log_printf(LOG_WARNING, "%s partition table: %s", copy_name(reader), reason);
	if (reader->position == GPT_PRIMARY_SECTOR && reader->disk_sectors - 1 > GPT_PRIMARY_SECTOR) {
		read_copy(reader, reader->disk_sectors - 1);
		return;
	}
	log_printf(LOG_ERROR, "no good partition table: no client has a disk");
	finish(reader, TABLE_ABSENT);
}

static void take_header(struct table_reader *reader, const uint8_t *data)
{
	enum gpt_error error = gpt_read_header(data, reader->position, reader->disk_sectors, &reader->header);
	if (error != GPT_OK) {
		reject(reader, gpt_error_text(error));
		return;
	}
	reader->sector = reader->header.entries_sector;
	reader->sectors = gpt_entries_sectors(&reader->header);
	reader->has_header = true;
	submit(reader);
}

static void take_entries(struct table_reader *reader, const uint8_t *data)
{
	enum gpt_error error = gpt_read_entries(&reader->header, data, &reader->table);
	if (error != GPT_OK) {
		reject(reader, gpt_error_text(error));
		return;
	}
	log_printf(LOG_INFO, "%s partition table: %u partitions", copy_name(reader), (unsigned)reader->table.count);
	finish(reader, TABLE_READY);
}

void table_reader_start(struct table_reader *reader, struct block_client *disk)
{
	*reader = (struct table_reader){
		.disk = disk,
		.tag = (uint32_t)block_client_claim(disk),
		.disk_sectors = block_client_sector_count(disk),
	};
	if (reader->disk_sectors > GPT_PRIMARY_SECTOR) {
		read_copy(reader, GPT_PRIMARY_SECTOR);
		return;
	}
	log_printf(LOG_ERROR, "there is no disk");
	finish(reader, TABLE_ABSENT);
}

void table_reader_advance(struct table_reader *reader, const struct block_completion *done)
{
	uint8_t data[BLOCK_TAG_BYTES];
	if (done->tag != reader->tag || reader->state != TABLE_READING)
		return;
	if (done->status == BLOCK_RESTARTED && reader->retries++ < RETRIES_MAX) {
		submit(reader);
		return;
	}
	if (done->status != BLOCK_OK) {
		reject(reader, "cannot be read");
		return;
	}
	memcpy(data, block_client_data(reader->disk, reader->tag), (size_t)reader->sectors * BLOCK_SECTOR_BYTES);
	if (reader->has_header)
		take_entries(reader, data);
	else
		take_header(reader, data);
}
