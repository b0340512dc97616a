/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reader of GUID partition tables (see gpt.h). Called by table_reader.c. Offsets are those of the UEFI
 * specification's tables 5.5 (header) and 5.6 (entry); integers are little-endian and unaligned.
 */
#include "gpt.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum header_offset {
	HEADER_SIGNATURE = 0,
	HEADER_REVISION = 8,
	HEADER_SIZE = 12,
	HEADER_CHECKSUM = 16,
	HEADER_RESERVED = 20,
	HEADER_POSITION = 24,
	HEADER_ALTERNATE = 32,
	HEADER_FIRST_USABLE = 40,
	HEADER_LAST_USABLE = 48,
	HEADER_ENTRIES_SECTOR = 72,
	HEADER_ENTRY_COUNT = 80,
	HEADER_ENTRY_BYTES = 84,
	HEADER_ENTRIES_CHECKSUM = 88,
	HEADER_BYTES_MIN = 92,
};

enum entry_offset {
	ENTRY_TYPE = 0,
	ENTRY_GUID = 16,
	ENTRY_FIRST = 32,
	ENTRY_LAST = 40,
	ENTRY_NAME = 56,
	ENTRY_BYTES_MIN = 128,
};

#define REVISION   0x00010000u
#define GUID_BYTES 16u

static const char signature[8] = { 'E', 'F', 'I', ' ', 'P', 'A', 'R', 'T' };

const char *gpt_error_text(enum gpt_error error)
{
	static const char *const texts[] = {
		[GPT_OK] = "good",
		[GPT_NO_SIGNATURE] = "there is none",
		[GPT_BAD_REVISION] = "unknown revision",
		[GPT_BAD_HEADER_SIZE] = "impossible header size",
		[GPT_BAD_HEADER_CHECKSUM] = "the header's checksum is wrong",
		[GPT_MISPLACED] = "the header belongs to another place",
		[GPT_BAD_RANGE] = "its sectors do not fit the disk",
		[GPT_BAD_ENTRY_SIZE] = "impossible entry size",
		[GPT_TOO_LARGE] = "too many entries",
		[GPT_BAD_ENTRIES_CHECKSUM] = "the entries' checksum is wrong",
		[GPT_BAD_PARTITION] = "a partition lies outside the usable sectors",
		[GPT_OVERLAP] = "two partitions overlap",
		[GPT_DUPLICATE_NAME] = "two partitions have one name",
		[GPT_DUPLICATE_GUID] = "two partitions have one GUID",
	};
	return texts[error];
}

static uint32_t read_u32(const uint8_t *bytes)
{
	return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static uint64_t read_u64(const uint8_t *bytes)
{
	return read_u32(bytes) | (uint64_t)read_u32(bytes + 4) << 32;
}

/* CRC-32 as in IEEE 802.3 (reflected polynomial 0x04c11db7), continued from `crc`; starts at 0. */
static uint32_t crc32_continue(uint32_t crc, const uint8_t *bytes, size_t size)
{
	crc = ~crc;
	for (size_t i = 0; i < size; i++) {
		crc ^= bytes[i];
		for (unsigned bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xedb88320u : 0);
	}
	return ~crc;
}

/* The header's checksum counts its own field as zero. */
static uint32_t header_checksum(const uint8_t *sector, uint32_t size)
{
	static const uint8_t zeros[4];
	uint32_t crc = crc32_continue(0, sector, HEADER_CHECKSUM);
	crc = crc32_continue(crc, zeros, sizeof(zeros));
	return crc32_continue(crc, sector + HEADER_RESERVED, size - HEADER_RESERVED);
}

static enum gpt_error check_identity(const uint8_t *sector, uint64_t position, uint64_t disk_sectors)
{
	uint32_t size = read_u32(sector + HEADER_SIZE);
	uint64_t alternate = read_u64(sector + HEADER_ALTERNATE);
	if (memcmp(sector + HEADER_SIGNATURE, signature, sizeof(signature)) != 0)
		return GPT_NO_SIGNATURE;
	if (read_u32(sector + HEADER_REVISION) != REVISION)
		return GPT_BAD_REVISION;
	if (size < HEADER_BYTES_MIN || size > GPT_SECTOR_BYTES)
		return GPT_BAD_HEADER_SIZE;
	if (read_u32(sector + HEADER_CHECKSUM) != header_checksum(sector, size))
		return GPT_BAD_HEADER_CHECKSUM;
	if (read_u64(sector + HEADER_POSITION) != position || alternate == position || alternate >= disk_sectors)
		return GPT_MISPLACED;
	return GPT_OK;
}

static enum gpt_error check_entry_shape(const struct gpt_header *header)
{
	uint32_t bytes = header->entry_bytes;
	if (bytes < ENTRY_BYTES_MIN || bytes > GPT_ENTRIES_BYTES || (bytes & (bytes - 1)) != 0)
		return GPT_BAD_ENTRY_SIZE;
	if (header->entry_count == 0 || header->entry_count > GPT_ENTRIES_BYTES / bytes)
		return GPT_TOO_LARGE;
	return GPT_OK;
}

static bool overlap(uint64_t first, uint64_t last, uint64_t other_first, uint64_t other_last)
{
	return first <= other_last && other_first <= last;
}

/* The protective record (sector 0), this header, its entries and the usable sectors share nothing. */
static enum gpt_error check_ranges(const struct gpt_header *header, uint64_t position, uint64_t disk_sectors)
{
	uint64_t first = header->entries_sector;
	uint64_t sectors = gpt_entries_sectors(header);
	if (header->first_usable > header->last_usable || header->last_usable >= disk_sectors)
		return GPT_BAD_RANGE;
	if (first <= GPT_PRIMARY_SECTOR || first >= disk_sectors || sectors > disk_sectors - first)
		return GPT_BAD_RANGE;
	uint64_t last = first + sectors - 1;
	if (overlap(first, last, position, position) ||
	    overlap(first, last, header->first_usable, header->last_usable) ||
	    overlap(0, GPT_PRIMARY_SECTOR, header->first_usable, header->last_usable) ||
	    overlap(position, position, header->first_usable, header->last_usable))
		return GPT_BAD_RANGE;
	return GPT_OK;
}

enum gpt_error gpt_read_header(const uint8_t sector[GPT_SECTOR_BYTES], uint64_t position, uint64_t disk_sectors,
                               struct gpt_header *header)
{
	enum gpt_error error = check_identity(sector, position, disk_sectors);
	if (error != GPT_OK)
		return error;
	*header = (struct gpt_header){
		.first_usable = read_u64(sector + HEADER_FIRST_USABLE),
		.last_usable = read_u64(sector + HEADER_LAST_USABLE),
		.entries_sector = read_u64(sector + HEADER_ENTRIES_SECTOR),
		.entry_count = read_u32(sector + HEADER_ENTRY_COUNT),
		.entry_bytes = read_u32(sector + HEADER_ENTRY_BYTES),
		.entries_checksum = read_u32(sector + HEADER_ENTRIES_CHECKSUM),
	};
	error = check_entry_shape(header);
	return error != GPT_OK ? error : check_ranges(header, position, disk_sectors);
}

uint32_t gpt_entries_sectors(const struct gpt_header *header)
{
	return (header->entry_count * header->entry_bytes + GPT_SECTOR_BYTES - 1) / GPT_SECTOR_BYTES;
}

/* UTF-16 to ASCII. A name that fills its 36 characters has no terminator. */
static void read_name(const uint8_t *entry, char name[GPT_NAME_MAX + 1])
{
	uint32_t length = 0;
	for (; length < GPT_NAME_MAX; length++) {
		uint32_t unit = entry[ENTRY_NAME + 2 * length] | (uint32_t)entry[ENTRY_NAME + 2 * length + 1] << 8;
		if (unit == 0)
			break;
		name[length] = unit >= ' ' && unit <= '~' ? (char)unit : '?';
	}
	memset(name + length, 0, GPT_NAME_MAX + 1 - length);
}

static enum gpt_error compare(const struct gpt_partition *one, const struct gpt_partition *other)
{
	if (overlap(one->first, one->first + one->sector_count - 1, other->first,
	            other->first + other->sector_count - 1))
		return GPT_OVERLAP;
	if (one->name[0] != 0 && strcmp(one->name, other->name) == 0)
		return GPT_DUPLICATE_NAME;
	if (memcmp(one->guid, other->guid, GUID_BYTES) == 0)
		return GPT_DUPLICATE_GUID;
	return GPT_OK;
}

static enum gpt_error add_partition(const struct gpt_header *header, const uint8_t *entry, struct gpt_table *table)
{
	struct gpt_partition *added = &table->partitions[table->count];
	uint64_t last = read_u64(entry + ENTRY_LAST);
	added->first = read_u64(entry + ENTRY_FIRST);
	if (added->first < header->first_usable || added->first > last || last > header->last_usable)
		return GPT_BAD_PARTITION;
	added->sector_count = last - added->first + 1;
	memcpy(added->guid, entry + ENTRY_GUID, GUID_BYTES);
	read_name(entry, added->name);
	for (uint32_t i = 0; i < table->count; i++) {
		enum gpt_error error = compare(&table->partitions[i], added);
		if (error != GPT_OK)
			return error;
	}
	table->count++;
	return GPT_OK;
}

/* An entry whose type is all zero is not used. */
static bool is_used(const uint8_t *entry)
{
	static const uint8_t unused[GUID_BYTES];
	return memcmp(entry + ENTRY_TYPE, unused, GUID_BYTES) != 0;
}

enum gpt_error gpt_read_entries(const struct gpt_header *header, const uint8_t *entries, struct gpt_table *table)
{
	enum gpt_error error = GPT_OK;
	table->count = 0;
	if (crc32_continue(0, entries, (size_t)header->entry_count * header->entry_bytes) != header->entries_checksum)
		return GPT_BAD_ENTRIES_CHECKSUM;
	for (uint32_t i = 0; i < header->entry_count && error == GPT_OK; i++) {
		const uint8_t *entry = entries + (size_t)i * header->entry_bytes;
		if (is_used(entry))
			error = add_partition(header, entry, table);
	}
	if (error != GPT_OK)
		table->count = 0;
	return error;
}

const struct gpt_partition *gpt_find(const struct gpt_table *table, const char *name)
{
	for (uint32_t i = 0; i < table->count; i++) {
		if (strcmp(table->partitions[i].name, name) == 0)
			return &table->partitions[i];
	}
	return NULL;
}
