/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the proofs call the kernel's invariants: predicates over the typed arrays, in ACSL. The
 * contracts in the kernel's headers use them; the compiler never sees this file.
 * All are local: about one slot and its neighbours, or one slot and its granule.
 */
#pragma once

#include <arrays.h>

/*@
  // --- The derivation list.
  predicate linked{L}(integer s) = slots[s].next != 0;

  predicate next_ok{L} = \forall integer s; 0 <= s < SLOT_LIMIT && slots[s].next != 0 ==>
    slots[s].next < SLOT_LIMIT && slots[slots[s].next].prev == s;
  predicate prev_ok{L} = \forall integer s; 0 <= s < SLOT_LIMIT && slots[s].prev != 0 ==>
    slots[s].prev < SLOT_LIMIT && slots[slots[s].prev].next == s;
  predicate both_ok{L} = \forall integer s; 0 <= s < SLOT_LIMIT ==>
    (slots[s].next != 0 <==> slots[s].prev != 0);
  predicate none_ok{L} = slots[0].next == 0 && slots[0].prev == 0;

  // An unlinked slot is empty, and empty means all zero.
  predicate is_zero{L}(integer s) =
    slots[s].type == 0 && slots[s].rights == 0 && slots[s].bits == 0 && slots[s].flags == 0 &&
    slots[s].object == 0 && slots[s].badge == 0 && slots[s].prev == 0 && slots[s].next == 0 &&
    slots[s].map_vspace == 0 && slots[s].map_page == 0;
  predicate empty_ok{L} = \forall integer s; 0 <= s < SLOT_LIMIT && slots[s].next == 0 ==> is_zero(s);

  predicate is_free{L}(integer s) = 0 < s < SLOT_LIMIT && is_zero(s);
  predicate is_cap{L}(integer s) = 0 < s < SLOT_LIMIT && slots[s].type != TYPE_NULL && linked(s);

  // One linked slot holds no capability: the head. A slot that code may work on is not the head.
  axiomatic Head { logic integer list_head; }
  predicate head_ok{L} = \forall integer s; 0 <= s < SLOT_LIMIT && linked(s) && slots[s].type == TYPE_NULL ==>
    s == list_head;
  predicate is_slot{L}(integer s) = 0 < s < SLOT_LIMIT && s != list_head;

  // --- A live capability's object carries its type.
  predicate is_small(integer type) = TYPE_ENDPOINT <= type <= TYPE_SCHED_CONTEXT;
  predicate is_tagged(integer type) = TYPE_CNODE <= type <= TYPE_FRAME;
  logic integer first_granule(integer type, integer object) =
    (type >= TYPE_ENDPOINT && type <= TYPE_SCHED_CONTEXT) ? object / 64 : object;
  predicate tag_ok{L}(integer s) = is_tagged(slots[s].type) ==>
    first_granule(slots[s].type, slots[s].object) < GRANULE_LIMIT &&
    granules[first_granule(slots[s].type, slots[s].object)].type == slots[s].type;
  predicate tags_ok{L} = \forall integer s; 0 <= s < SLOT_LIMIT ==> tag_ok(s);

  // --- Untypeds.
  predicate is_untyped{L}(integer s) = slots[s].type == TYPE_UNTYPED;
  predicate untyped_ok{L}(integer s) = is_untyped(s) ==> 12 <= slots[s].bits <= 43;
  predicate untypeds_ok{L} = \forall integer s; 0 <= s < SLOT_LIMIT ==> untyped_ok(s);

  // A CNode's own slot 0 is a slot like others: neither slot 0 of all memory nor the head.
  predicate anchors_ok{L} = \forall integer s; 0 <= s < SLOT_LIMIT && slots[s].type == TYPE_CNODE ==>
    0 < slots[s].object && slots[s].object * 128 != list_head;

  predicate list_ok{L} = next_ok && prev_ok && both_ok && none_ok && empty_ok && head_ok;
  predicate caps_ok{L} = tags_ok && untypeds_ok && anchors_ok;

  // --- Capabilities.
  predicate same_object{L}(integer a, integer b) =
    slots[a].type == slots[b].type && slots[a].object == slots[b].object && slots[a].type != TYPE_UNTYPED;
  predicate is_final{L}(integer s) =
    !same_object(s, slots[s].next) && !same_object(s, slots[s].prev);
  predicate has_badge(integer type) = type == TYPE_ENDPOINT || type == TYPE_NOTIFICATION;
  predicate is_single(integer type) =
    type == TYPE_UNTYPED || type == TYPE_PAGE_TABLE || type == TYPE_IRQ_CONTROL;

  predicate is_thread(integer type) = type == TYPE_THREAD || type == TYPE_VCPU;
  // A thread's last capability is not in one of its own slots, and those are slots.
  predicate thread_ok{L}(integer s) = is_thread(slots[s].type) ==>
    0 < slots[s].object && s / 128 != slots[s].object && slots[s].object != list_head / 128;
  predicate is_badgeable{L}(integer s) = has_badge(slots[s].type) && slots[s].badge == 0;
  predicate unchanged{L1, L2} =
    \forall integer s; 0 <= s < SLOT_LIMIT ==> \at(slots[s], L1) == \at(slots[s], L2);
  predicate same_otherwise{L1, L2}(integer slot) = \forall integer s;
    0 <= s < SLOT_LIMIT && s != slot && \at(slots[s].type, L1) != TYPE_NULL ==>
    \at(slots[s].type, L2) == \at(slots[s].type, L1) && \at(slots[s].object, L2) == \at(slots[s].object, L1) &&
    \at(slots[s].rights, L2) == \at(slots[s].rights, L1) && \at(slots[s].bits, L2) == \at(slots[s].bits, L1);

  predicate has_right(integer rights, integer k) = (rights & (1 << k)) != 0;
  predicate rights_within(integer narrow, integer wide) =
    \forall integer k; 0 <= k < 8 ==> has_right(narrow, k) ==> has_right(wide, k);
*/
