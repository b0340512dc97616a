/* SPDX-License-Identifier: BSD-2-Clause */
/* Capability slots and the derivation list: see slot.h. */

#include <slot.h>

bool slot_is_empty(u32 slot)
{
	return slots[slot].type == TYPE_NULL;
}

u32 slot_granule(u32 slot)
{
	const u8 type = slots[slot].type;
	const bool is_small = type >= TYPE_ENDPOINT && type <= TYPE_SCHED_CONTEXT;

	return is_small ? slots[slot].object / SMALL_PER_GRANULE : slots[slot].object;
}

bool slot_same_object(u32 a, u32 b)
{
	return slots[a].type == slots[b].type && slots[a].object == slots[b].object &&
	       slots[a].type != TYPE_UNTYPED;
}

/* Everything that an untyped covers descends from it: nothing else stands behind it in the list. */
/*@ requires untyped < SLOT_LIMIT && slot < SLOT_LIMIT && is_untyped(untyped) && untyped_ok(untyped);
  @ assigns \nothing;
  @*/
static bool untyped_covers(u32 untyped, u32 slot)
{
	const u32 first = slots[untyped].object;
	const u32 granule = slot_granule(slot);
	const u8 type = slots[slot].type;

	return type != TYPE_NULL && type <= TYPE_FRAME && granule >= first &&
	       granule - first < BIT(slots[untyped].bits - GRANULE_BITS);
}

/*@ requires parent < SLOT_LIMIT && child < SLOT_LIMIT && untyped_ok(parent);
  @ assigns \nothing;
  @*/
static bool covers(u32 parent, u32 child)
{
	if (slots[parent].type == TYPE_UNTYPED)
		return untyped_covers(parent, child);
	if (slots[parent].type == TYPE_IRQ_CONTROL)
		return slots[child].type == TYPE_IRQ_HANDLER;
	return slot_same_object(parent, child);
}

/* A badged capability is the parent of its copies alone, an unbadged one of all. */
/*@ requires parent < SLOT_LIMIT && child < SLOT_LIMIT;
  @ assigns \nothing;
  @*/
static bool badge_admits(u32 parent, u32 child)
{
	const u8 type = slots[parent].type;
	const u64 badge = slots[parent].badge;

	if ((type != TYPE_ENDPOINT && type != TYPE_NOTIFICATION) || badge == 0)
		return true;
	return slots[child].badge == badge && !(slots[child].flags & SLOT_FIRST_BADGED);
}

bool slot_is_parent(u32 parent, u32 child)
{
	return (slots[parent].flags & SLOT_REVOCABLE) && covers(parent, child) &&
	       badge_admits(parent, child);
}

bool slot_is_final(u32 slot)
{
	return !slot_same_object(slot, slots[slot].prev) && !slot_same_object(slot, slots[slot].next);
}

void slot_link(u32 slot, u32 before)
{
	const u32 after = slots[before].next;

	slots[slot].prev = before;
	slots[slot].next = after;
	slots[before].next = slot;
	slots[after].prev = slot;
}

/*@ requires 0 < slot < SLOT_LIMIT && linked(slot);
  @ requires next_ok && prev_ok && both_ok && none_ok;
  @ assigns slots[0 .. SLOT_LIMIT - 1];
  @ ensures next: next_ok;
  @ ensures prev: prev_ok;
  @ ensures both: both_ok;
  @ ensures none: none_ok;
  @ ensures zero: is_zero(slot);
  @ ensures links: same_links{Pre, Post}(slot);
  @ ensures others: same_but{Pre, Post}(slot);
  @*/
static void unlink(u32 slot)
{
	const u32 before = slots[slot].prev;
	const u32 after = slots[slot].next;

	slots[before].next = after;
	slots[after].prev = before;
	slots[slot] = (struct slot){ 0 };
}

void slot_clear(u32 slot)
{
	unlink(slot);
}

void slot_move(u32 destination, u32 source)
{
	struct slot content = slots[source];

	content.prev = NONE;
	content.next = NONE;
	slots[destination] = content;
	slot_link(destination, source);
	/*@ assert copied: same_but{Pre, Here}(destination); */
	unlink(source);
	/*@ assert emptied: same_but_two{Pre, Here}(source, destination); */
}

void slot_derive(u32 destination, u32 source, u8 rights, u64 badge)
{
	const u64 inherited = slots[source].flags & SLOT_MAPPED ? 0 : slots[source].badge;
	const u8 minted = badge != 0 ? SLOT_REVOCABLE | SLOT_FIRST_BADGED : 0;
	const u8 flags = (slots[source].flags & SLOT_DEVICE) | minted;

	/*@ assert (flags & SLOT_MAPPED) == 0; */
	slots[destination] = (struct slot){
		.type = slots[source].type,
		.rights = slots[source].rights & rights,
		.bits = slots[source].bits,
		.flags = flags,
		.object = slots[source].object,
		.badge = badge != 0 ? badge : inherited,
	};
	slot_link(destination, source);
}
