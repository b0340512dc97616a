/* SPDX-License-Identifier: BSD-2-Clause */
/* CNode methods: see cnode.h. */

#include <arch.h>
#include <check.h>
#include <cnode.h>
#include <hooks.h>
#include <untyped.h>

/* The newest retired CNode (its first granule). granule.aux leads to the next one, and
 * granule.generation counts the slots already emptied; slot 0 holds the CNode's own capability. */
static u32 retired = NONE;

/*@ assigns \nothing;
  @ ensures \result <==> has_badge(type);
  @*/
static bool has_badge(u8 type)
{
	return type == TYPE_ENDPOINT || type == TYPE_NOTIFICATION;
}

/*@ assigns \nothing;
  @ ensures \result <==> is_thread(type);
  @*/
static bool is_thread(u8 type)
{
	return type == TYPE_THREAD || type == TYPE_VCPU;
}

/*@ assigns \nothing;
  @ ensures \result <==> is_single(type);
  @*/
static bool is_single(u8 type)
{
	return type == TYPE_UNTYPED || type == TYPE_PAGE_TABLE || type == TYPE_IRQ_CONTROL;
}

/* What copying and moving check alike. */
/*@ requires destination < SLOT_LIMIT && source < SLOT_LIMIT;
  @ assigns \nothing;
  @ ensures \result == OK <==> slots[source].type != TYPE_NULL && slots[destination].type == TYPE_NULL &&
  @                            (badge != 0 ==> is_badgeable(source));
  @*/
static enum status check_transfer(u32 destination, u32 source, u64 badge)
{
	if (slot_is_empty(source))
		return INVALID_CAPABILITY;
	if (!slot_is_empty(destination))
		return SLOT_OCCUPIED;
	if (badge != 0 && (!has_badge(slots[source].type) || slots[source].badge != 0))
		return INVALID_ARGUMENT;
	return OK;
}

enum status cnode_mint(u32 destination, u32 source, u8 rights, u64 badge)
{
	const enum status status = check_transfer(destination, source, badge);

	if (status != OK)
		return status;
	if (is_single(slots[source].type))
		return INVALID_ARGUMENT;
	slot_derive(destination, source, rights, badge);
	return OK;
}

enum status cnode_copy(u32 destination, u32 source, u8 rights)
{
	return cnode_mint(destination, source, rights, 0);
}

/*@ assigns \nothing;
  @ ensures (flags & SLOT_MAPPED) == 0 ==> (\result & SLOT_MAPPED) == 0;
  @*/
static u8 badged_flags(u8 flags)
{
	return flags | SLOT_FIRST_BADGED;
}

/*@ requires slot < SLOT_LIMIT && has_badge(slots[slot].type) && list_ok && caps_ok;
  @ requires unmapped: (slots[slot].flags & SLOT_MAPPED) == 0;
  @ assigns slots[slot].badge, slots[slot].flags;
  @ ensures list: list_ok;
  @ ensures tags: tags_ok;
  @ ensures homes: homes_ok;
  @ ensures mapped: mapped_ok;
  @ ensures anchors: anchors_ok;
  @ ensures untypeds: untypeds_ok;
  @ ensures fresh: fresh_ok;
  @ ensures pairs: pairs_ok;
  @ ensures badge: slots[slot].badge == badge;
  @*/
static void put_badge(u32 slot, u64 badge)
{
	slots[slot].badge = badge;
	slots[slot].flags = badged_flags(slots[slot].flags);
}

enum status cnode_mutate(u32 destination, u32 source, u64 badge)
{
	const enum status status = check_transfer(destination, source, badge);

	if (status != OK)
		return status;
	slot_move(destination, source);
	if (badge != 0)
		put_badge(destination, badge);
	return OK;
}

enum status cnode_move(u32 destination, u32 source)
{
	return cnode_mutate(destination, source, 0);
}

/* The last capability of a CNode is going: the CNode keeps it itself until it is empty. */
/*@ requires is_cap(slot) && is_slot(slot) && slots[slot].type == TYPE_CNODE && list_ok && caps_ok;
  @ assigns slots[0 .. SLOT_LIMIT - 1], retired, granules[0 .. GRANULE_LIMIT - 1];
  @ ensures list: list_ok;
  @ ensures caps: caps_ok;
  @ ensures empty: is_zero(slot);
  @ ensures others: same_caps_but{Pre, Post}(slot);
  @*/
static void retire(u32 slot)
{
	const u32 cnode = slots[slot].object;

	/*@ assert tag_ok(slot); */
	/*@ assert cnode < GRANULE_LIMIT; */
	CHECK(slot_is_empty(cnode * SLOTS_PER_GRANULE));
	slot_move(cnode * SLOTS_PER_GRANULE, slot);
	granules[cnode].aux = retired;
	granules[cnode].generation = 1;
	retired = cnode;
}

/*@ requires is_cap(slot) && is_slot(slot) && list_ok && caps_ok;
  @ assigns slots[slot].flags, slots[slot].badge, slots[slot].map_vspace, slots[slot].map_page;
  @ ensures list: list_ok;
  @ ensures tags: tags_ok;
  @ ensures homes: homes_ok;
  @ ensures mapped: mapped_ok;
  @ ensures anchors: anchors_ok;
  @ ensures untypeds: untypeds_ok;
  @ ensures fresh: fresh_ok;
  @ ensures pairs: pairs_ok;
  @*/
static void unmap(u32 slot)
{
	if (slots[slot].flags & SLOT_MAPPED)
		mapping_remove(slot);
}

/* Nobody can use the capability any more. */
/*@ requires is_cap(slot) && list_ok && caps_ok;
  @ assigns slots[slot].rights;
  @ ensures list: list_ok;
  @ ensures tags: tags_ok;
  @ ensures homes: homes_ok;
  @ ensures mapped: mapped_ok;
  @ ensures anchors: anchors_ok;
  @ ensures untypeds: untypeds_ok;
  @ ensures fresh: fresh_ok;
  @ ensures pairs: pairs_ok;
  @ ensures rights: slots[slot].rights == 0;
  @*/
static void disarm(u32 slot)
{
	slots[slot].rights = 0;
}

/* Empties a slot that does not hold the last capability of a thread with capabilities of its own; true when that is done.
 * Until then the capability has no rights any more, so that nobody begins what would have to be undone. */
/*@ requires is_cap(slot) && is_slot(slot) && list_ok && caps_ok;
  @ assigns slots[0 .. SLOT_LIMIT - 1], retired, granules[0 .. GRANULE_LIMIT - 1], threads[0 .. GRANULE_LIMIT - 1];
  @ ensures list: list_ok;
  @ ensures caps: caps_ok;
  @ ensures empty: \result ==> is_zero(slot);
  @ ensures rest: !\result ==> is_cap(slot) && slots[slot].rights == 0;
  @ ensures others: same_caps_but{Pre, Post}(slot);
  @*/
static bool delete_plain(u32 slot)
{
	unmap(slot);
	if (!slot_is_final(slot)) {
		slot_clear(slot);
	} else if (slots[slot].type == TYPE_CNODE) {
		retire(slot);
	} else if (object_finalise(slot)) {
		slot_clear(slot);
	} else {
		disarm(slot);
		return false;
	}
	if (is_thread(granules[slot / SLOTS_PER_GRANULE].type))
		thread_slot_cleared(slot);
	return true;
}

/* Works on emptying any slot, in constant time. A thread's own slots never hold a thread: two levels do. They go in the
 * same step as the thread, which may be the caller; before the others the one that can take several. */
/*@ requires is_cap(slot) && is_slot(slot) && list_ok && caps_ok;
  @ requires thread_ok(slot);
  @ assigns slots[0 .. SLOT_LIMIT - 1], retired, granules[0 .. GRANULE_LIMIT - 1], threads[0 .. GRANULE_LIMIT - 1];
  @ ensures list: list_ok;
  @ ensures caps: caps_ok;
  @*/
static void delete_step(u32 slot)
{
	const u32 first = slots[slot].object * SLOTS_PER_GRANULE;

	if (is_thread(slots[slot].type) && slot_is_final(slot))
		/*@ assert tag_ok(slot); */
		/*@ loop invariant own: first + 123 <= own <= first + 126;
		  @ loop invariant list: list_ok;
		  @ loop invariant caps: caps_ok;
		  @ loop invariant slot: is_cap(slot);
		  @ loop assigns own, slots[0 .. SLOT_LIMIT - 1], retired, granules[0 .. GRANULE_LIMIT - 1],
		  @              threads[0 .. GRANULE_LIMIT - 1];
		  @ loop variant own - first;
		  @*/
		for (u32 own = first + THREAD_SLOT_FAULT; own >= first + THREAD_SLOT_CSPACE; own--)
			if (!slot_is_empty(own) && !delete_plain(own))
				return;
	(void)delete_plain(slot);
}

/* One step on the newest retired CNode: on its next slot that is not empty, or at the end destroys it. */
static void drain_step(void)
{
	const u32 cnode = retired;
	const u32 self = cnode * SLOTS_PER_GRANULE;
	const u32 slot = self + (u32)granules[cnode].generation;

	if (granules[cnode].generation < BIT(slots[self].bits)) {
		if (slot_is_empty(slot))
			granules[cnode].generation++;
		else
			delete_step(slot);
		return;
	}
	retired = granules[cnode].aux;
	slot_clear(self);
}

static enum status drain(void)
{
	while (retired != NONE) {
		drain_step();
		if (preemption_pending())
			return STATUS_PREEMPTED;
	}
	return OK;
}

enum status cnode_delete(u32 slot)
{
	/* Only threads and CNodes leave something to drain. An empty slot: the call is made again after either. */
	const bool drains = slots[slot].type <= TYPE_VCPU;

	while (!slot_is_empty(slot)) {
		delete_step(slot);
		if (!slot_is_empty(slot) && preemption_pending())
			return STATUS_PREEMPTED;
	}
	return drains ? drain() : OK;
}

enum status cnode_revoke(u32 slot)
{
	/* Only an untyped's descendants may be CNodes. An empty slot: it was in one of them, and the call is made again. */
	const bool drains = slots[slot].type <= TYPE_UNTYPED;

	for (;;) {
		if (drains && drain() != OK)
			return STATUS_PREEMPTED;
		if (!slot_is_parent(slot, slots[slot].next))
			break;
		delete_step(slots[slot].next);
		if (preemption_pending())
			return STATUS_PREEMPTED;
	}
	return slots[slot].type == TYPE_UNTYPED ? untyped_reset(slot) : OK;
}
