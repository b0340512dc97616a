/* SPDX-License-Identifier: BSD-2-Clause */
/* See invariants.h. Written from what the headers promise, not from how the kernel does it. */

#include <invariants.h>
#include <string.h>
#include <world.h>

#define UNITS (GRANULE_LIMIT * SMALL_PER_GRANULE)
#define IRQS  1024u

static const u8 zeroes[BIT(GRANULE_BITS)];

/* Marks that expire with the next check. */
static u32 round_number;
static u32 left_behind[UNITS + IRQS];
static u32 fresh_in[GRANULE_LIMIT];

static bool is_linked(u32 slot)
{
	return slots[slot].next != 0;
}

static bool is_zero(u32 slot)
{
	return memcmp(&slots[slot], zeroes, sizeof(slots[slot])) == 0;
}

static bool is_small(u8 type)
{
	return type >= TYPE_ENDPOINT && type <= TYPE_SCHED_CONTEXT;
}

static bool is_thread(u8 type)
{
	return type == TYPE_THREAD || type == TYPE_VCPU;
}

/* Where a granule's slots begin: a thread's granule has four, at its end. */
static u32 first_slot_of(u32 granule)
{
	if (granules[granule].type == TYPE_CNODE)
		return 0;
	return is_thread(granules[granule].type) ? THREAD_SLOT_CSPACE : SLOTS_PER_GRANULE;
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

static bool is_memory(u32 slot)
{
	return slots[slot].type >= TYPE_UNTYPED && slots[slot].type <= TYPE_FRAME;
}

/* next_ok, prev_ok, both_ok, none_ok, empty_ok: a slot has neighbours that point back at it, or is all zero. */
static u32 check_slots(void)
{
	u32 linked = 0;

	REQUIRE(none_ok, 0, !is_linked(0) && slots[0].prev == 0);
	for (u32 granule = 0; granule < GRANULE_LIMIT; granule++) {
		for (u32 n = first_slot_of(granule); n < SLOTS_PER_GRANULE; n++) {
			const u32 slot = granule * SLOTS_PER_GRANULE + n;

			REQUIRE(both_ok, slot, (slots[slot].next != 0) == (slots[slot].prev != 0));
			REQUIRE(empty_ok, slot, is_linked(slot) || is_zero(slot));
			REQUIRE(next_ok, slot, slots[slot].next < SLOT_LIMIT);
			REQUIRE(prev_ok, slot, slots[slot].prev < SLOT_LIMIT);
			if (!is_linked(slot))
				continue;
			REQUIRE(next_ok, slot, slots[slots[slot].next].prev == slot);
			REQUIRE(prev_ok, slot, slots[slots[slot].prev].next == slot);
			REQUIRE(head_ok, slot, (slots[slot].type == TYPE_NULL) == (slot == HEAD));
			linked++;
		}
	}
	return linked;
}

/* tags_ok, homes_ok, mapped_ok, anchors_ok: a capability and the memory that it lies in and names. An object begins in a
 * granule of its type, a CNode lies in such ones alone. */
static void check_capability(u32 slot)
{
	const u8 type = slots[slot].type;
	const u32 home = slot / SLOTS_PER_GRANULE;

	REQUIRE(homes_ok, slot, slot % SLOTS_PER_GRANULE >= first_slot_of(home));
	if (slots[slot].flags & SLOT_MAPPED)
		REQUIRE(mapped_ok, slot, type == TYPE_FRAME || type == TYPE_PAGE_TABLE);
	if (type == TYPE_CNODE)
		REQUIRE(anchors_ok, slot, slots[slot].object != 0 && slots[slot].object != HEAD / SLOTS_PER_GRANULE);
	if (!is_memory(slot) || type == TYPE_UNTYPED)
		return;
	REQUIRE(tags_ok, slot, (u64)first_granule(slot) + size_granules(slot) <= GRANULE_LIMIT);
	for (u32 i = 0; i < (type == TYPE_CNODE ? size_granules(slot) : 1); i++)
		REQUIRE(tags_ok, slot, granules[first_granule(slot) + i].type == type);
}

/* untypeds_ok, fresh_ok, pairs_ok: what lies above a watermark is tagged untyped and no other untyped's. */
static void check_untyped(u32 slot)
{
	const u64 end = (u64)slots[slot].object + size_granules(slot);
	const u64 first = slots[slot].object + slots[slot].badge / BIT(GRANULE_BITS);

	REQUIRE(untypeds_ok, slot, slots[slot].badge % BIT(GRANULE_BITS) == 0 && slots[slot].object != 0);
	REQUIRE(untypeds_ok, slot, first <= end && end <= GRANULE_LIMIT);
	for (u64 granule = first; granule < end; granule++) {
		REQUIRE(fresh_ok, slot, granules[granule].type == TYPE_UNTYPED);
		REQUIRE(pairs_ok, slot, fresh_in[granule] != round_number);
		fresh_in[granule] = round_number;
	}
}

/* No object lies above a watermark. */
static void check_not_fresh(u32 slot)
{
	if (!is_memory(slot) || slots[slot].type == TYPE_UNTYPED)
		return;
	for (u32 i = 0; i < size_granules(slot); i++)
		REQUIRE(fresh_ok, slot, fresh_in[first_granule(slot) + i] != round_number);
}

static u32 object_number(u32 slot)
{
	if (slots[slot].type == TYPE_IRQ_HANDLER)
		return UNITS + slots[slot].object;
	return is_small(slots[slot].type) ? slots[slot].object : slots[slot].object * SMALL_PER_GRANULE;
}

/* Capabilities to one object stand side by side: the last one is known by its neighbours. */
static void check_side_by_side(u32 slot)
{
	const u8 type = slots[slot].type;

	if (type == TYPE_UNTYPED || type > TYPE_IRQ_HANDLER)
		return;
	u32 *left = &left_behind[object_number(slot)];

	REQUIRE(side_by_side_ok, slot, *left != round_number);
	if (!slot_same_object(slot, slots[slot].next))
		*left = round_number;
}

void invariants_check(void)
{
	const u32 linked = check_slots();
	u32 walked = 1;

	round_number++;
	for (u32 slot = slots[HEAD].next; slot != HEAD; slot = slots[slot].next) {
		REQUIRE(head_ok, slot, ++walked <= linked);
		check_capability(slot);
		check_side_by_side(slot);
		if (slots[slot].type == TYPE_UNTYPED)
			check_untyped(slot);
	}
	REQUIRE(head_ok, HEAD, walked == linked);
	for (u32 slot = slots[HEAD].next; slot != HEAD; slot = slots[slot].next)
		check_not_fresh(slot);
}

void invariants_check_zero(void)
{
	for (u32 slot = slots[HEAD].next; slot != HEAD; slot = slots[slot].next) {
		if (slots[slot].type != TYPE_UNTYPED || (slots[slot].flags & SLOT_DEVICE))
			continue;
		for (u64 at = slots[slot].badge; at < BIT(slots[slot].bits); at += BIT(GRANULE_BITS))
			REQUIRE(zero_ok, slot, memcmp(&host_memory[((u64)slots[slot].object << GRANULE_BITS) + at], zeroes,
			                              sizeof(zeroes)) == 0);
	}
}
