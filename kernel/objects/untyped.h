/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Untyped: memory that nobody uses yet, and retype, which makes objects of it.
 *
 * Invariants: slot.badge is the watermark, the bytes given out, a multiple of the granule and never
 * more than the untyped has; what lies above it is zero, clean in the caches, tagged TYPE_UNTYPED
 * and covered by no other capability. Objects are given out upwards, each aligned to its size.
 * An object's first granule carries its tag; of a CNode all do, of a large Frame no other one.
 * Granule tags change at retype and at reset, nowhere else.
 */
#pragma once

#include <slot.h>
#include <status.h>

/* Largest untyped: object indices are u32, so half of all granules. */
#define UNTYPED_MAX_BITS 43u

/* The newest VSpace's; the loader gave 1 to the first. */
extern u64 last_generation;

/*
 * Makes `count` objects of `type` from the untyped in slot `untyped` and puts their capabilities
 * (all rights, no badge, revocable) into `count` consecutive slots, which the caller has checked to
 * exist. `size_bits` is log2 of the bytes (Untyped, Frame) or slots (CNode), otherwise ignored.
 * Small objects (endpoint, notification, reply, scheduling context) of one call share a granule.
 * INVALID_ARGUMENT: no such type, a size it does not have, or device memory for something else than
 * an Untyped or Frame. OUT_OF_RANGE: count is not in 1..RETYPE_MAX_COUNT, or several CNodes
 * with more than 64 granules together. SLOT_OCCUPIED.
 * NO_MEMORY: too little is left. An error changes nothing.
 */
/*@ requires is_slot(untyped) && is_cap(untyped) && is_untyped(untyped) && list_ok && caps_ok;
  @ requires slots: 0 < count <= RETYPE_MAX_COUNT ==> first_slot + count <= SLOT_LIMIT &&
  @          (\forall integer s; first_slot <= s < first_slot + count ==> is_slot(s));
  @ assigns slots[0 .. SLOT_LIMIT - 1], granules[0 .. GRANULE_LIMIT - 1], threads[0 .. GRANULE_LIMIT - 1],
  @         last_generation;
  @ ensures list: list_ok;
  @ ensures caps: caps_ok;
  @ ensures refused: \result != OK ==> unchanged{Pre, Post} && same_granules{Pre, Post};
  @ ensures monotone: slots[untyped].badge >= \old(slots[untyped].badge);
  @ ensures region: \result == OK ==> \forall integer s; first_slot <= s < first_slot + count ==>
  @         slots[s].type == type &&
  @         \old(FRESH_FIRST(untyped)) <= first_granule(type, slots[s].object) < FRESH_FIRST(untyped) &&
  @         FRESH_FIRST(untyped) <= \old(FRESH_END(untyped));
  @*/
enum status untyped_retype(u32 untyped, u8 type, u32 size_bits, u32 first_slot, u32 count) MUST_CHECK;

/* Clears what an untyped without descendants had given out, from the top down, and lowers the
 * watermark with it to 0; STATUS_PREEMPTED as in cnode.h. Called by cnode_revoke. */
enum status untyped_reset(u32 untyped) MUST_CHECK;
