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
/*@ requires parent < SLOT_LIMIT && child < SLOT_LIMIT;
  @ requires untyped_ok(parent);
  @ assigns \nothing;
  @ ensures \result <==> is_parent(parent, child);
  @*/
bool slot_is_parent(u32 parent, u32 child);

/* True if no other capability to the object exists. The slot is not empty. */
/*@ requires slot < SLOT_LIMIT && list_ok && linked(slot);
  @ assigns \nothing;
  @ ensures \result <==> is_final(slot);
  @*/
bool slot_is_final(u32 slot);

/* Links the filled slot `slot`, not yet in the list, directly behind `before`. */
void slot_link(u32 slot, u32 before);

/* Takes the slot out of the list and zeroes it. */
void slot_clear(u32 slot);

/* The empty `destination` takes the place of `source`, which is then empty. */
void slot_move(u32 destination, u32 source);

/* Fills the empty `destination` with a copy of `source`: rights that both `rights` and the source
 * have, not mapped, not revocable. A `badge` other than 0 makes it a minted one: the source then
 * is an unbadged endpoint or notification. The source is neither Untyped, PageTable nor IRQControl. */
void slot_derive(u32 destination, u32 source, u8 rights, u64 badge);
