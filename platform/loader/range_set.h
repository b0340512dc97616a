/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A set of addresses as a short sorted array of ranges that do not touch. Ranges end below 2^63, and all
 * calls round to granules: additions inwards, removals outwards.
 */
#pragma once

#include <stdint.h>

#define RANGE_SET_MAX 64
#define RANGE_GRANULE 4096ULL

struct range {
	uint64_t base;
	uint64_t size;
};

struct range_set {
	uint32_t count;
	struct range ranges[RANGE_SET_MAX];
};

/* One naturally aligned block of 2^bits bytes. */
struct range_block {
	uint64_t base;
	uint32_t bits;
};

/* Adds or removes [base, base + size). 0, or -1 without an effect if the set would have too many ranges. */
int range_set_add(struct range_set *set, uint64_t base, uint64_t size);
int range_set_remove(struct range_set *set, uint64_t base, uint64_t size);

/* Removes the highest `size` bytes at a multiple of `align` (power of two). Returns their base, 0 if there
 * are none. */
uint64_t range_set_take(struct range_set *set, uint64_t size, uint64_t align);

/* The `max` largest of the naturally aligned blocks that the set splits into, in ascending order of
 * address. Returns their number. */
uint32_t range_set_carve(const struct range_set *set, struct range_block *blocks, uint32_t max);
