/* SPDX-License-Identifier: BSD-2-Clause */
/* Free RAM and the granule table; see memory.h. */
#include "memory.h"

#include <string.h>

#include <boot_info.h>
#include <object.h>

#include "stop.h"
#include "tables.h"

#define RECORDS_PER_PAGE (GRANULE_SIZE / sizeof(struct granule))
#define PAGE_COVERS      (RECORDS_PER_PAGE * GRANULE_SIZE) /* memory described by one page of the table */

static struct range_set free_ram;
static struct range_set covered;            /* what the table describes, in multiples of PAGE_COVERS */
static uint64_t records[RANGE_SET_MAX];     /* physical address of the records of each covered range */

void memory_set_free(const struct range_set *free)
{
	free_ram = *free;
	covered.count = 0;
}

const struct range_set *memory_free(void)
{
	return &free_ram;
}

uint64_t memory_take(uint64_t size, uint64_t align, uint8_t type)
{
	uint64_t rounded = (size + GRANULE_SIZE - 1) & ~(GRANULE_SIZE - 1);
	uint64_t base = range_set_take(&free_ram, rounded, align);

	if (base == 0)
		stop("not enough memory", NULL);
	memset((void *)base, 0, rounded);
	if (covered.count != 0)
		memory_tag(base, rounded, type);
	return base;
}

void memory_give_back(uint64_t base, uint64_t size)
{
	if (range_set_add(&free_ram, base, size) != 0)
		stop("memory is too fragmented", NULL);
}

static void cover(const struct range_set *set)
{
	for (uint32_t i = 0; i < set->count; i++) {
		uint64_t base = set->ranges[i].base & ~(PAGE_COVERS - 1);
		uint64_t end = (set->ranges[i].base + set->ranges[i].size + PAGE_COVERS - 1) & ~(PAGE_COVERS - 1);

		if (range_set_add(&covered, base, end - base) != 0)
			stop("too many memory regions", NULL);
	}
}

uint64_t memory_make_granules(const struct range_set *ram, const struct range_set *devices, uint64_t root)
{
	uint64_t limit = 0;
	struct range_set wanted;

	covered.count = 0;
	cover(ram);
	cover(devices);
	wanted = covered;
	covered.count = 0; /* until it is complete there is nothing to tag */
	for (uint32_t i = 0; i < wanted.count; i++) {
		const struct range *range = &wanted.ranges[i];
		uint64_t size = range->size / GRANULE_SIZE * sizeof(struct granule);

		records[i] = memory_take(size, size >= BLOCK_SIZE ? BLOCK_SIZE : GRANULE_SIZE, TYPE_NULL);
		tables_map(root, &(struct tables_region){
			.virtual = GRANULE_TABLE_BASE + range->base / GRANULE_SIZE * sizeof(struct granule),
			.physical = records[i],
			.size = size,
			.attributes = EL2_DATA,
		});
		limit = (range->base + range->size) / GRANULE_SIZE;
	}
	covered = wanted;
	return limit;
}

struct granule *memory_granule(uint64_t address)
{
	for (uint32_t i = 0; i < covered.count; i++) {
		uint64_t offset = address - covered.ranges[i].base;

		if (offset < covered.ranges[i].size)
			return (struct granule *)records[i] + offset / GRANULE_SIZE;
	}
	stop("an object outside of the granule table", NULL);
}

void memory_tag(uint64_t base, uint64_t size, uint8_t type)
{
	struct granule *record = memory_granule(base);

	for (uint64_t i = 0; i < size / GRANULE_SIZE; i++)
		record[i].type = type;
}
