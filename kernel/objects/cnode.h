/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CNode: arrays of capability slots, and the methods that copy, move, delete and revoke what they
 * hold. The caller (core/decode.c) has checked types, rights and ranges, so each slot given exists;
 * slot 0 of a CNode never holds a named capability, so no destination is one.
 *
 * Deletion never recurses. The last capability of a CNode moves into that CNode's own slot 0: the
 * CNode is *retired*, nobody can name it any more, and it waits in a list until its slots have been
 * emptied one by one. Delete and revoke empty that list before they return OK, whoever filled it.
 *
 * Every function returns with all invariants of slot.h in place, also where it says PREEMPTED: an
 * interrupt waits, and the same call is to be made again.
 */
#pragma once

#include <slot.h>
#include <status.h>

/* Copies with the rights that `rights` and the source share.
 * INVALID_CAPABILITY: the source is empty. SLOT_OCCUPIED: the destination is not.
 * INVALID_ARGUMENT: the source is an Untyped, a PageTable or IRQControl, which have one capability. */
/*@ requires is_slot(destination) && is_slot(source) && list_ok && caps_ok;
  @ assigns slots[0 .. SLOT_LIMIT - 1];
  @ ensures list: list_ok;
  @ ensures caps: caps_ok;
  @ ensures refused: \result != OK ==> unchanged{Pre, Post};
  @ ensures rights: \result == OK ==> rights_within(slots[destination].rights, \old(slots[source].rights));
  @ ensures asked: \result == OK ==> rights_within(slots[destination].rights, rights);
  @ ensures object: \result == OK ==> slots[destination].type == \old(slots[source].type) &&
  @                                   slots[destination].object == \old(slots[source].object);
  @*/
enum status cnode_copy(u32 destination, u32 source, u8 rights) MUST_CHECK;

/* A copy that carries `badge`, unless that is 0. Errors as cnode_copy, and
 * INVALID_ARGUMENT: a badge for something else than an unbadged endpoint or notification. */
/*@ requires is_slot(destination) && is_slot(source) && list_ok && caps_ok;
  @ assigns slots[0 .. SLOT_LIMIT - 1];
  @ ensures list: list_ok;
  @ ensures caps: caps_ok;
  @ ensures refused: \result != OK ==> unchanged{Pre, Post};
  @ ensures rights: \result == OK ==> rights_within(slots[destination].rights, \old(slots[source].rights));
  @ ensures asked: \result == OK ==> rights_within(slots[destination].rights, rights);
  @ ensures object: \result == OK ==> slots[destination].type == \old(slots[source].type) &&
  @                                   slots[destination].object == \old(slots[source].object);
  @ ensures badge: \result == OK && badge != 0 ==>
  @                slots[destination].badge == badge && \old(is_badgeable(source));
  @*/
enum status cnode_mint(u32 destination, u32 source, u8 rights, u64 badge) MUST_CHECK;

/* Moves, with its mapping and its place in the derivation.
 * INVALID_CAPABILITY: the source is empty. SLOT_OCCUPIED: the destination is not. */
/*@ requires is_slot(destination) && is_slot(source) && list_ok && caps_ok;
  @ assigns slots[0 .. SLOT_LIMIT - 1];
  @ ensures list: list_ok;
  @ ensures caps: caps_ok;
  @ ensures refused: \result != OK ==> unchanged{Pre, Post};
  @ ensures rights: \result == OK ==> slots[destination].rights == \old(slots[source].rights);
  @ ensures object: \result == OK ==> slots[destination].type == \old(slots[source].type) &&
  @                                   slots[destination].object == \old(slots[source].object);
  @ ensures moved: \result == OK ==> is_zero(source);
  @*/
enum status cnode_move(u32 destination, u32 source) MUST_CHECK;

/* Moves and puts on a badge, unless that is 0. Errors as cnode_move, and
 * INVALID_ARGUMENT: a badge for something else than an unbadged endpoint or notification. */
/*@ requires is_slot(destination) && is_slot(source) && list_ok && caps_ok;
  @ assigns slots[0 .. SLOT_LIMIT - 1];
  @ ensures list: list_ok;
  @ ensures tags: tags_ok;
  @ ensures homes: homes_ok;
  @ ensures mapped: mapped_ok;
  @ ensures anchors: anchors_ok;
  @ ensures untypeds: untypeds_ok;
  @ ensures fresh: fresh_ok;
  @ ensures pairs: pairs_ok;
  @ ensures refused: \result != OK ==> unchanged{Pre, Post};
  @ ensures rights: \result == OK ==> slots[destination].rights == \old(slots[source].rights);
  @ ensures object: \result == OK ==> slots[destination].type == \old(slots[source].type) &&
  @                                   slots[destination].object == \old(slots[source].object);
  @ ensures moved: \result == OK ==> is_zero(source);
  @ ensures badge: \result == OK && badge != 0 ==>
  @                slots[destination].badge == badge && \old(is_badgeable(source));
  @*/
enum status cnode_mutate(u32 destination, u32 source, u64 badge) MUST_CHECK;

/* Empties the slot; with its last capability an object is destroyed. An empty slot is fine. */
enum status cnode_delete(u32 slot) MUST_CHECK;

/* Deletes everything derived from the capability. An untyped is then whole and zero again. */
enum status cnode_revoke(u32 slot) MUST_CHECK;
