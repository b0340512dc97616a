/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The system table (system_table.h), checked. After table_open() every index, offset and string in it is
 * sound, and nobody needs to look again.
 */
#pragma once

#include "system_table.h"

#define TABLE_MAX_COMPONENTS 64u
#define TABLE_MAX_OBJECTS    2048u
#define TABLE_MAX_ELF_NAME   32u
#define TABLE_MAX_CORES      4u
#define TABLE_MAX_PARTITIONS 4u
#define TABLE_MAX_WINDOWS    8u
#define TABLE_MAX_PRIORITY   62u /* init's own is higher */

struct table {
	const char *strings;
	const struct table_component *components;
	const struct table_object *objects;
	const struct table_capability *capabilities;
	const struct table_mapping *mappings;
	const struct table_thread *threads;
	const struct table_window *windows;
	uint32_t string_bytes;
	uint32_t component_count;
	uint32_t object_count;
	uint32_t capability_count;
	uint32_t mapping_count;
	uint32_t thread_count;
	uint32_t window_count;
};

/*
 * Checks the table of `size` bytes at `data` (8-byte aligned) and fills in `table`. Returns NULL, or which
 * rule it breaks; `*index` is then the record that breaks it.
 */
const char *table_open(const void *data, uint64_t size, struct table *table, uint32_t *index);

static inline const char *table_string(const struct table *table, uint32_t offset)
{
	return table->strings + offset;
}

static inline const char *table_object_name(const struct table *table, uint32_t object)
{
	return table_string(table, table->objects[object].id);
}

/* Bytes that a mapping covers. */
static inline uint64_t table_mapping_size(const struct table *table, const struct table_mapping *mapping)
{
	const struct table_object *object = &table->objects[mapping->object];

	return (uint64_t)object->count << object->size_bits;
}
