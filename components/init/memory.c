/* SPDX-License-Identifier: BSD-2-Clause */
/* Init's untypeds; see memory.h. */
#include "memory.h"

#include <bulkhead/syscall.h>

#include "init.h"

/* Bytes given out from each untyped; the kernel allocates upwards at natural alignment, and so do we. */
static uint64_t used[INIT_MAX_UNTYPEDS];

/* Device frames that have an owner: one bit per frame of each device untyped. */
static uint64_t owned[INIT_MAX_UNTYPEDS];

static uint64_t end_after(uint32_t untyped, uint32_t bits)
{
	uint64_t size = 1ULL << bits;

	return ((used[untyped] + size - 1) & ~(size - 1)) + size;
}

static int has_room(uint32_t untyped, uint32_t bits)
{
	const struct init_untyped *u = &init_system.info->untypeds[untyped];

	return !u->device && end_after(untyped, bits) <= 1ULL << u->bits;
}

void memory_take(uint32_t bits, uint32_t slot, const char *name)
{
	const struct init_info *info = init_system.info;
	uint32_t best = info->untyped_count;

	for (uint32_t i = 0; i < info->untyped_count; i++)
		if (has_room(i, bits) && (best == info->untyped_count || info->untypeds[i].bits < info->untypeds[best].bits))
			best = i;
	if (best == info->untyped_count)
		init_fail("not enough RAM for", name);
	used[best] = end_after(best, bits);
	init_require(untyped_retype(INIT_SLOT_FIRST_UNTYPED + best, TYPE_UNTYPED, bits, INIT_SLOT_CNODE, slot, 1),
	             "memory of", name);
}

/* The frames of a device untyped, made when the first of them is asked for. */
static void cut_device(uint32_t untyped)
{
	const struct init_untyped *u = &init_system.info->untypeds[untyped];
	uint32_t count = 1u << (u->bits - FRAME_SMALL_BITS);

	if (used[untyped] != 0)
		return;
	used[untyped] = 1ULL << u->bits;
	init_require(untyped_retype(INIT_SLOT_FIRST_UNTYPED + untyped, TYPE_FRAME, FRAME_SMALL_BITS, INIT_SLOT_CNODE,
	                            SLOT_DEVICE_FRAMES + untyped * RETYPE_MAX_COUNT, count),
	             "frames of a device", "");
}

/* Finds the untyped and the number of the frame in it; 0 if there is none that can be cut. */
static int locate(uint64_t address, uint32_t *untyped, uint32_t *frame)
{
	const struct init_info *info = init_system.info;

	for (uint32_t i = 0; i < info->untyped_count; i++) {
		const struct init_untyped *u = &info->untypeds[i];

		if (!u->device || u->bits > FRAME_SMALL_BITS + 6 || address - u->address >= 1ULL << u->bits)
			continue;
		*untyped = i;
		*frame = (uint32_t)((address - u->address) >> FRAME_SMALL_BITS);
		return 1;
	}
	return 0;
}

uint32_t memory_take_device(uint64_t address, const char *name)
{
	uint32_t slot = memory_find_device(address);
	uint32_t untyped, frame;

	if (slot == 0 || !locate(address, &untyped, &frame))
		init_fail("device page missing or already owned", name);
	owned[untyped] |= 1ULL << frame;
	return slot;
}

uint32_t memory_find_device(uint64_t address)
{
	uint32_t untyped, frame;

	if (!locate(address, &untyped, &frame) || (owned[untyped] >> frame & 1) != 0)
		return 0;
	cut_device(untyped);
	return SLOT_DEVICE_FRAMES + untyped * RETYPE_MAX_COUNT + frame;
}
