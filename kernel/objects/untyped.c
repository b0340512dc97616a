/* SPDX-License-Identifier: BSD-2-Clause */
/* Untyped memory and retype: see untyped.h. */

#include <arch.h>
#include <hooks.h>
#include <untyped.h>

/* The newest VSpace's; the loader gave 1 to the first. */
static u64 last_generation = 1;

#define GRANULE_BYTES BIT(GRANULE_BITS)

static bool is_small(u8 type)
{
	return type >= TYPE_ENDPOINT && type <= TYPE_SCHED_CONTEXT;
}

/* log2 of an object's bytes (small objects: of what they share), 0 if no such object exists. */
static u32 object_bits(u8 type, u32 size_bits)
{
	switch (type) {
	case TYPE_UNTYPED:
		return size_bits >= GRANULE_BITS && size_bits <= UNTYPED_MAX_BITS ? size_bits : 0;
	case TYPE_FRAME:
		return size_bits == FRAME_SMALL_BITS || size_bits == FRAME_LARGE_BITS ? size_bits : 0;
	case TYPE_CNODE:
		return size_bits >= CNODE_MIN_BITS && size_bits <= CNODE_MAX_BITS ? size_bits + 5 : 0;
	default:
		return type >= TYPE_THREAD && type <= TYPE_PAGE_TABLE ? GRANULE_BITS : 0;
	}
}

/* The granules of one new object get their tag; those of an untyped have it already. */
static void tag_object(u32 granule, u8 type, u32 bits)
{
	if (type == TYPE_UNTYPED)
		return;
	for (u32 n = 0; n < BIT(bits - GRANULE_BITS); n++)
		granules[granule + n].type = type;
	granules[granule].bits = (u8)bits;
	if (type == TYPE_VSPACE)
		granules[granule].generation = ++last_generation;
}

static void create_capability(u32 slot, u32 untyped, u8 type, u32 size_bits, u32 object)
{
	const bool is_sized = type == TYPE_UNTYPED || type == TYPE_FRAME || type == TYPE_CNODE;

	slots[slot] = (struct slot){
		.type = type,
		.rights = RIGHTS_ALL,
		.bits = is_sized ? (u8)size_bits : 0,
		.flags = (slots[untyped].flags & SLOT_DEVICE) | SLOT_REVOCABLE,
		.object = object,
	};
	slot_link(slot, untyped);
	if (type == TYPE_THREAD || type == TYPE_VCPU)
		object_initialise(slot);
}

static bool are_empty(u32 first, u32 count)
{
	for (u32 i = 0; i < count; i++)
		if (!slot_is_empty(first + i))
			return false;
	return true;
}

enum status untyped_retype(u32 untyped, u8 type, u32 size_bits, u32 first_slot, u32 count)
{
	const u32 bits = object_bits(type, size_bits);
	const bool is_device = slots[untyped].flags & SLOT_DEVICE;

	if (bits == 0 || (is_device && type != TYPE_UNTYPED && type != TYPE_FRAME))
		return INVALID_ARGUMENT;
	if (count == 0 || count > RETYPE_MAX_COUNT)
		return OUT_OF_RANGE;
	if (!are_empty(first_slot, count))
		return SLOT_OCCUPIED;

	/* In granules, from the untyped's first one; all sums stay below 2^38. */
	const u64 each = BIT(bits - GRANULE_BITS);
	const u64 used = slots[untyped].badge / GRANULE_BYTES;
	const u64 start = (used + each - 1) / each * each;
	const u64 end = start + (is_small(type) ? 1 : each * count);

	if (end > BIT(slots[untyped].bits - GRANULE_BITS))
		return NO_MEMORY;

	const u32 first = slots[untyped].object + (u32)start;

	slots[untyped].badge = end * GRANULE_BYTES;
	for (u32 i = 0; i < count; i++) {
		const u32 granule = is_small(type) ? first : first + i * (u32)each;

		tag_object(granule, type, bits);
		create_capability(first_slot + i, untyped, type, size_bits,
		                  is_small(type) ? first * SMALL_PER_GRANULE + i : granule);
	}
	return OK;
}

enum status untyped_reset(u32 untyped)
{
	while (slots[untyped].badge != 0) {
		const u64 used = slots[untyped].badge / GRANULE_BYTES - 1;
		const u32 granule = slots[untyped].object + (u32)used;

		if (!(slots[untyped].flags & SLOT_DEVICE))
			arch_clear_granule(granule);
		granules[granule] = (struct granule){ .type = TYPE_UNTYPED };
		slots[untyped].badge = used * GRANULE_BYTES;
		if (preemption_pending())
			return STATUS_PREEMPTED;
	}
	return OK;
}
