/* SPDX-License-Identifier: BSD-2-Clause */
/* Translation tables; see tables.h. */
#include "tables.h"

#include <stddef.h>

#include "memory.h"
#include "stop.h"

#define VALID        1ULL
#define TABLE        3ULL
#define PAGE         3ULL
#define BLOCK        1ULL
#define ADDRESS      0x0000fffffffff000ULL
#define LAST_LEVEL   3u
#define BLOCK_LEVEL  2u

static uint64_t *entry_of(uint64_t table, uint64_t virtual, unsigned level)
{
	return (uint64_t *)(uintptr_t)table + (virtual >> (39 - 9 * level) & 511);
}

/* The table one level below, made if there is none. */
static uint64_t descend(uint64_t *entry, uint8_t type)
{
	if ((*entry & VALID) == 0)
		*entry = memory_take(GRANULE_SIZE, GRANULE_SIZE, type) | TABLE;
	else if ((*entry & TABLE) != TABLE)
		stop("two regions overlap in a translation table", NULL);
	return *entry & ADDRESS;
}

static int fits_block(const struct tables_region *region, uint64_t done)
{
	uint64_t both = (region->virtual + done) | (region->physical + done);

	return !(region->flags & TABLES_PAGES_ONLY) && both % BLOCK_SIZE == 0 && region->size - done >= BLOCK_SIZE;
}

uint64_t tables_make(uint8_t type)
{
	return memory_take(GRANULE_SIZE, GRANULE_SIZE, type);
}

void tables_map(uint64_t root, const struct tables_region *region)
{
	for (uint64_t done = 0; done < region->size;) {
		uint64_t virtual = region->virtual + done;
		unsigned last = fits_block(region, done) ? BLOCK_LEVEL : LAST_LEVEL;
		uint64_t table = root;

		for (unsigned level = 1; level < last; level++)
			table = descend(entry_of(table, virtual, level), region->type);
		uint64_t *entry = entry_of(table, virtual, last);
		if (*entry & VALID)
			stop("two regions overlap in a translation table", NULL);
		*entry = (region->physical + done) | region->attributes | (last == BLOCK_LEVEL ? BLOCK : PAGE);
		done += last == BLOCK_LEVEL ? BLOCK_SIZE : GRANULE_SIZE;
	}
}
