/* SPDX-License-Identifier: BSD-2-Clause */
/* Sets of address ranges; see range_set.h. */
#include "range_set.h"

static uint64_t round_up(uint64_t value, uint64_t align)
{
	return (value + align - 1) & ~(align - 1);
}

static uint64_t end_of(const struct range *range)
{
	return range->base + range->size;
}

static int insert(struct range_set *set, uint32_t at, struct range range)
{
	if (set->count == RANGE_SET_MAX)
		return -1;
	for (uint32_t i = set->count; i > at; i--)
		set->ranges[i] = set->ranges[i - 1];
	set->ranges[at] = range;
	set->count++;
	return 0;
}

static void erase(struct range_set *set, uint32_t at)
{
	set->count--;
	for (uint32_t i = at; i < set->count; i++)
		set->ranges[i] = set->ranges[i + 1];
}

int range_set_add(struct range_set *set, uint64_t base, uint64_t size)
{
	uint64_t end = (base + size) & ~(RANGE_GRANULE - 1);
	uint32_t at = 0;

	base = round_up(base, RANGE_GRANULE);
	if (base >= end)
		return 0;
	while (at < set->count && end_of(&set->ranges[at]) < base)
		at++;
	/* Swallow what overlaps or touches, so that one range takes its place. */
	while (at < set->count && set->ranges[at].base <= end) {
		if (set->ranges[at].base < base)
			base = set->ranges[at].base;
		if (end_of(&set->ranges[at]) > end)
			end = end_of(&set->ranges[at]);
		erase(set, at);
	}
	return insert(set, at, (struct range){base, end - base});
}

int range_set_remove(struct range_set *set, uint64_t base, uint64_t size)
{
	uint64_t end = round_up(base + size, RANGE_GRANULE);

	base &= ~(RANGE_GRANULE - 1);
	if (size == 0)
		return 0;
	for (uint32_t at = 0; at < set->count;) {
		struct range *range = &set->ranges[at];
		uint64_t range_end = end_of(range);

		if (range_end <= base || range->base >= end) {
			at++;
		} else if (range->base < base && range_end > end) {
			if (insert(set, at + 1, (struct range){end, range_end - end}) != 0)
				return -1;
			range->size = base - range->base;
			return 0;
		} else if (range->base < base) {
			range->size = base - range->base;
			at++;
		} else if (range_end > end) {
			range->base = end;
			range->size = range_end - end;
			at++;
		} else {
			erase(set, at);
		}
	}
	return 0;
}

uint64_t range_set_take(struct range_set *set, uint64_t size, uint64_t align)
{
	size = round_up(size, RANGE_GRANULE);
	for (uint32_t at = set->count; at > 0; at--) {
		const struct range *range = &set->ranges[at - 1];

		if (range->size < size)
			continue;
		uint64_t base = (end_of(range) - size) & ~(align - 1);
		if (base >= range->base && base != 0 && range_set_remove(set, base, size) == 0)
			return base;
	}
	return 0;
}

/* Keeps the `max` largest blocks: a further one replaces the smallest if it is larger. */
static uint32_t keep_largest(struct range_block *blocks, uint32_t count, uint32_t max, struct range_block block)
{
	uint32_t smallest = 0;

	if (count == max) {
		for (uint32_t i = 1; i < count; i++)
			if (blocks[i].bits < blocks[smallest].bits)
				smallest = i;
		if (max == 0 || blocks[smallest].bits >= block.bits)
			return count;
		for (uint32_t i = smallest; i + 1 < count; i++)
			blocks[i] = blocks[i + 1];
		count--;
	}
	blocks[count] = block;
	return count + 1;
}

uint32_t range_set_carve(const struct range_set *set, struct range_block *blocks, uint32_t max)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < set->count; i++) {
		uint64_t base = set->ranges[i].base;
		uint64_t end = end_of(&set->ranges[i]);

		while (base < end) {
			uint32_t bits = 63 - (uint32_t)__builtin_clzll(end - base);
			if (base != 0 && (uint32_t)__builtin_ctzll(base) < bits)
				bits = (uint32_t)__builtin_ctzll(base);
			count = keep_largest(blocks, count, max, (struct range_block){base, bits});
			base += 1ULL << bits;
		}
	}
	return count;
}
