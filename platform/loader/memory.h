/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * RAM that is still free, and the granule table that says what the rest is (kernel/include/object.h).
 * Allocation goes from the top down and is never undone, except by memory_give_back().
 */
#pragma once

#include <stdint.h>

#include "range_set.h"

/* Starts with these ranges of RAM. */
void memory_set_free(const struct range_set *free);
const struct range_set *memory_free(void);

/* Zeroed memory of whole granules, tagged `type` once there is a granule table. Stops the loader when
 * there is not enough. Returns its physical address, where it is also mapped. */
uint64_t memory_take(uint64_t size, uint64_t align, uint8_t type);
void memory_give_back(uint64_t base, uint64_t size);

/*
 * Makes the granule table for RAM and device regions, all TYPE_NULL, and maps it at GRANULE_TABLE_BASE of
 * the kernel's table `root`. Returns the first granule beyond the table.
 */
uint64_t memory_make_granules(const struct range_set *ram, const struct range_set *devices, uint64_t root);

/* The record of the granule at a physical address that the table covers. */
struct granule *memory_granule(uint64_t address);

/* Tags every granule of a range. */
void memory_tag(uint64_t base, uint64_t size, uint8_t type);
