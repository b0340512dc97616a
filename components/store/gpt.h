/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GUID partition tables (UEFI specification 2.10, clauses 5.3.2 and 5.3.3), read from sectors that somebody
 * else fetched. Pure: no input of any content makes it touch memory beyond its arguments.
 *
 * A table is accepted as a whole or not at all: one partition outside the usable sectors, two that overlap
 * or two of one name make it as bad as a wrong checksum. Of what the standard allows, tables of more than
 * GPT_ENTRIES_BYTES are not read (the usual 128 entries of 128 bytes are exactly that long).
 */
#pragma once

#include <stdint.h>

#define GPT_SECTOR_BYTES   512u
#define GPT_ENTRIES_BYTES  16384u
#define GPT_ENTRIES_MAX    128u
#define GPT_NAME_MAX       36u
#define GPT_PRIMARY_SECTOR 1u

enum gpt_error {
	GPT_OK = 0,
	GPT_NO_SIGNATURE,
	GPT_BAD_REVISION,
	GPT_BAD_HEADER_SIZE,
	GPT_BAD_HEADER_CHECKSUM,
	GPT_MISPLACED,         /* the header says that it belongs elsewhere */
	GPT_BAD_RANGE,         /* usable sectors or the table's own lie outside the disk or overlap */
	GPT_BAD_ENTRY_SIZE,
	GPT_TOO_LARGE,         /* more entries than are read here */
	GPT_BAD_ENTRIES_CHECKSUM,
	GPT_BAD_PARTITION,     /* it ends before it starts or leaves the usable sectors */
	GPT_OVERLAP,
	GPT_DUPLICATE_NAME,
	GPT_DUPLICATE_GUID,
};

/* A checked header: every field is consistent with the disk's size. */
struct gpt_header {
	uint64_t first_usable;
	uint64_t last_usable;
	uint64_t entries_sector;
	uint32_t entry_count;
	uint32_t entry_bytes;
	uint32_t entries_checksum;
};

struct gpt_partition {
	uint64_t first;
	uint64_t sector_count;
	uint8_t guid[16];
	char name[GPT_NAME_MAX + 1]; /* characters beyond ASCII become '?' */
};

struct gpt_table {
	uint32_t count;
	struct gpt_partition partitions[GPT_ENTRIES_MAX];
};

const char *gpt_error_text(enum gpt_error error);

/* Read the header in `sector`, which was at `position` on a disk of `disk_sectors`. */
enum gpt_error gpt_read_header(const uint8_t sector[GPT_SECTOR_BYTES], uint64_t position, uint64_t disk_sectors,
                               struct gpt_header *header);

/* Sectors that the header's table of entries covers: 1 … GPT_ENTRIES_BYTES / GPT_SECTOR_BYTES. */
uint32_t gpt_entries_sectors(const struct gpt_header *header);

/* Read the entries of a checked header; `entries` holds gpt_entries_sectors(header) sectors. */
enum gpt_error gpt_read_entries(const struct gpt_header *header, const uint8_t *entries, struct gpt_table *table);

/* The partition of that name, or NULL. */
const struct gpt_partition *gpt_find(const struct gpt_table *table, const char *name);
