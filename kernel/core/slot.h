/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Capability slots and the derivation list that links all that are not empty: one circular list,
 * in preorder, whose head is a slot of TYPE_NULL. Who descends from whom is not stored: it follows
 * from what the capabilities cover, from badges and from the flags.
 *
 * Invariants (verification/invariants.h has them as predicates):
 *   - an empty slot is all zero; any other has neighbours that point back at it;
 *   - the granule of a capability's object carries the capability's type;
 *   - capabilities to one object lie side by side, hence the last one is known by its neighbours;
 *   - a derived capability has no right that its source lacks.
 *
 * These are the primitives: none checks its arguments, all take constant time. Called by
 * objects/cnode.c and untyped.c, by IPC to transfer a capability, by threads for their own slots.
 */
#pragma once

#include <arrays.h>

/* True if the slot holds no capability. */
/*@ requires slot < SLOT_LIMIT;
  @ assigns \nothing;
  @ ensures \result <==> slots[slot].type == TYPE_NULL;
  @*/
bool slot_is_empty(u32 slot);

/* The first granule of the object of a capability to memory (TYPE_UNTYPED .. TYPE_FRAME). */
/*@ requires slot < SLOT_LIMIT;
  @ assigns \nothing;
  @ ensures \result == first_granule(slots[slot].type, slots[slot].object);
  @*/
u32 slot_granule(u32 slot);

/* True if both capabilities are to the same object. Untypeds are all different. */
/*@ requires a < SLOT_LIMIT && b < SLOT_LIMIT;
  @ assigns \nothing;
  @ ensures \result <==> same_object(a, b);
  @*/
bool slot_same_object(u32 a, u32 b);

/* True if `child`, which stands behind `parent` in the list, descends from it: `parent` is
 * revocable and covers it, and does not merely carry the same badge from another minting. */
/*@ requires parent < SLOT_LIMIT && child < SLOT_LIMIT && untyped_ok(parent);
  @ assigns \nothing;
  @*/
bool slot_is_parent(u32 parent, u32 child);

/* True if no other capability to the object exists. The slot is not empty. */
/*@ requires slot < SLOT_LIMIT && linked(slot);
  @ requires next_ok && prev_ok && both_ok;
  @ assigns \nothing;
  @ ensures \result <==> is_final(slot);
  @*/
bool slot_is_final(u32 slot);

/* Links the filled slot `slot`, not yet in the list, directly behind `before`. */
/*@ requires 0 < slot < SLOT_LIMIT && before < SLOT_LIMIT && linked(before);
  @ requires slots[slot].next == 0 && slots[slot].prev == 0;
  @ requires next_ok && prev_ok && both_ok && none_ok;
  @ assigns slots[0 .. SLOT_LIMIT - 1];
  @ ensures next: next_ok;
  @ ensures prev: prev_ok;
  @ ensures both: both_ok;
  @ ensures none: none_ok;
  @ ensures order: slots[before].next == slot && slots[slot].next == \old(slots[before].next);
  @ ensures links: same_links{Pre, Post}(slot);
  @ ensures fields: same_all{Pre, Post};
  @*/
void slot_link(u32 slot, u32 before);

/* Takes the slot out of the list and zeroes it. */
/*@ requires is_cap(slot) && list_ok && caps_ok;
  @ assigns slots[0 .. SLOT_LIMIT - 1];
  @ ensures list: list_ok;
  @ ensures zero: is_zero(slot);
  @ ensures others: same_but{Pre, Post}(slot);
  @ ensures tags: tags_ok;
  @ ensures homes: homes_ok;
  @ ensures mapped: mapped_ok;
  @ ensures anchors: anchors_ok;
  @ ensures untypeds: untypeds_ok;
  @ ensures fresh: fresh_ok;
  @ ensures pairs: pairs_ok;
  @*/
void slot_clear(u32 slot);

/* The empty `destination` takes the place of `source`, which is then empty. */
/*@ requires is_free(destination) && is_cap(source);
  @ requires list_ok && caps_ok;
  @ assigns slots[0 .. SLOT_LIMIT - 1];
  @ ensures next: next_ok;
  @ ensures prev: prev_ok;
  @ ensures both: both_ok;
  @ ensures none: none_ok;
  @ ensures zero: is_zero(source);
  @ ensures same: SAME_FIELDS(destination, Post, source, Pre);
  @ ensures others: same_but_two{Pre, Post}(source, destination);
  @ ensures empty: empty_ok;
  @ ensures tags: tags_ok;
  @ ensures untypeds: untypeds_ok;
  @ ensures fresh: fresh_ok;
  @ ensures pairs: pairs_ok;
  @ ensures mapped: mapped_ok;
  @ ensures anchors: anchors_ok;
  @ ensures homes: homes_ok;
  @ ensures head: head_ok;
  @*/
void slot_move(u32 destination, u32 source);

/* Fills the empty `destination` with a copy of `source`: rights that both `rights` and the source
 * have, not mapped, not revocable. A `badge` other than 0 makes it a minted one: the source then
 * is an unbadged endpoint or notification. The source is neither Untyped, PageTable nor IRQControl. */
/*@ requires is_free(destination) && is_cap(source) && !is_single(slots[source].type);
  @ requires badge != 0 ==> has_badge(slots[source].type) && slots[source].badge == 0;
  @ requires list_ok && caps_ok;
  @ assigns slots[0 .. SLOT_LIMIT - 1];
  @ ensures next: next_ok;
  @ ensures prev: prev_ok;
  @ ensures both: both_ok;
  @ ensures none: none_ok;
  @ ensures empty: empty_ok;
  @ ensures tags: tags_ok;
  @ ensures untypeds: untypeds_ok;
  @ ensures fresh: fresh_ok;
  @ ensures pairs: pairs_ok;
  @ ensures mapped: mapped_ok;
  @ ensures anchors: anchors_ok;
  @ ensures homes: homes_ok;
  @ ensures head: head_ok;
  @ ensures place: slots[source].next == destination;
  @ ensures others: same_but{Pre, Post}(destination);
  @ ensures object: slots[destination].type == slots[source].type &&
  @                 slots[destination].object == slots[source].object;
  @ ensures rights: rights_within(slots[destination].rights, \old(slots[source].rights));
  @ ensures asked: rights_within(slots[destination].rights, rights);
  @ ensures badge: badge != 0 ==> slots[destination].badge == badge;
  @*/
void slot_derive(u32 destination, u32 source, u8 rights, u64 badge);
