/* SPDX-License-Identifier: BSD-2-Clause */
/* See invariants.h. Written from what the headers promise, not from how the kernel does it. */

#include <invariants.h>
#include <string.h>
#include <world.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static const struct slot empty_slot;

static bool is_empty(u32 slot)
{
	return memcmp(&slots[slot], &empty_slot, sizeof(empty_slot)) == 0;
}

/* Every slot is all zero, or linked both ways; walking from the head meets each linked one once. */
static void check_list(void)
{
	u32 linked = 0;
	u32 walked = 0;

	for (u32 slot = 0; slot < SLOT_LIMIT; slot++) {
		if (is_empty(slot))
			continue;
		linked++;
		assert_int_equal(slots[slots[slot].next].prev, slot);
		assert_int_equal(slots[slots[slot].prev].next, slot);
		assert_true(slot == HEAD || slots[slot].type != TYPE_NULL);
	}
	for (u32 slot = slots[HEAD].next; slot != HEAD; slot = slots[slot].next)
		assert_true(++walked < linked);
	assert_int_equal(walked + 1, linked);
}

static bool is_small(u8 type)
{
	return type >= TYPE_ENDPOINT && type <= TYPE_SCHED_CONTEXT;
}

static u32 first_granule(u32 slot)
{
	return is_small(slots[slot].type) ? slots[slot].object / SMALL_PER_GRANULE : slots[slot].object;
}

static u32 size_granules(u32 slot)
{
	switch (slots[slot].type) {
	case TYPE_UNTYPED:
	case TYPE_FRAME:
		return 1u << (slots[slot].bits - GRANULE_BITS);
	case TYPE_CNODE:
		return 1u << (slots[slot].bits - CNODE_MIN_BITS);
	default:
		return 1;
	}
}

/* A capability's object begins in a granule of its type, a CNode lies in such ones alone, and the slot itself in one
 * that holds slots. */
static void check_types(u32 slot)
{
	const u8 home = granules[slot / SLOTS_PER_GRANULE].type;

	assert_true(home == TYPE_CNODE || home == TYPE_THREAD || home == TYPE_VCPU);
	if (slots[slot].type == TYPE_UNTYPED || slots[slot].type > TYPE_FRAME)
		return;
	for (u32 i = 0; i < (slots[slot].type == TYPE_CNODE ? size_granules(slot) : 1); i++)
		assert_int_equal(granules[first_granule(slot) + i].type, slots[slot].type);
}

/* An untyped from which `slot` was made: its given-out part includes all of it. */
static bool is_source_of(u32 untyped, u32 slot)
{
	return slots[untyped].type == TYPE_UNTYPED && slots[untyped].object <= slots[slot].object &&
	       slots[untyped].object + (u32)(slots[untyped].badge / 4096) >= slots[slot].object + size_granules(slot);
}

/* Above an untyped's watermark: tagged untyped, zero, and no capability but those that contain it. */
static void check_untyped(u32 slot)
{
	const u32 size = size_granules(slot);
	const u32 used = (u32)(slots[slot].badge / 4096);

	assert_int_equal(slots[slot].badge % 4096, 0);
	assert_true(used <= size);
	for (u32 i = used; i < size; i++) {
		const u32 granule = slots[slot].object + i;

		assert_int_equal(granules[granule].type, TYPE_UNTYPED);
		for (u32 n = 0; n < SLOTS_PER_GRANULE; n++)
			assert_true(is_empty(granule * SLOTS_PER_GRANULE + n));
	}
	for (u32 other = slots[HEAD].next; other != HEAD; other = slots[other].next) {
		const u32 granule = first_granule(other);

		if (other == slot || slots[other].type > TYPE_FRAME || is_source_of(other, slot))
			continue;
		assert_false(granule >= slots[slot].object + used && granule < slots[slot].object + size);
	}
}

/* Capabilities to one object stand side by side. */
static void check_contiguous(u32 slot)
{
	bool left = false;

	for (u32 other = slots[slot].next; other != HEAD; other = slots[other].next) {
		if (!slot_same_object(slot, other))
			left = true;
		else
			assert_false(left);
	}
}

void invariants_check(void)
{
	check_list();
	for (u32 slot = slots[HEAD].next; slot != HEAD; slot = slots[slot].next) {
		check_types(slot);
		check_contiguous(slot);
		if (slots[slot].type == TYPE_UNTYPED)
			check_untyped(slot);
	}
}
