/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the proofs call the kernel's invariants: predicates over the typed arrays, in ACSL. The
 * contracts in the kernel's headers use them; the compiler never sees this file.
 * All are local: about one slot and its neighbours, or one slot and its granule; pairs_ok alone is
 * about two. What stands under a quantifier is a macro rather than a predicate, so that the provers
 * see the array accesses they instantiate by.
 */
#pragma once

#include <arrays.h>
#include <stubs.h>

#define ALL_SLOTS(s) \forall integer s; 0 <= s < SLOT_LIMIT

#define IS_LINKED(s)  (slots[s].next != 0)
#define IS_ZERO(s) (slots[s].type == 0 && slots[s].rights == 0 && slots[s].bits == 0 && \
	slots[s].flags == 0 && slots[s].object == 0 && slots[s].badge == 0 && slots[s].prev == 0 && \
	slots[s].next == 0 && slots[s].map_vspace == 0 && slots[s].map_page == 0)

#define HOLDS_SLOTS(g) (granules[g].type == TYPE_CNODE || granules[g].type == TYPE_THREAD || \
	granules[g].type == TYPE_VCPU)

#define IS_SMALL(type)  (TYPE_ENDPOINT <= (type) && (type) <= TYPE_SCHED_CONTEXT)
#define IS_TAGGED(type) (TYPE_CNODE <= (type) && (type) <= TYPE_FRAME)
#define TAG_OK(s) (IS_TAGGED(slots[s].type) ==> (IS_SMALL(slots[s].type) ? \
	slots[s].object / 64 < GRANULE_LIMIT && granules[slots[s].object / 64].type == slots[s].type : \
	slots[s].object < GRANULE_LIMIT && granules[slots[s].object].type == slots[s].type))

#define IS_UNTYPED(s)   (slots[s].type == TYPE_UNTYPED)
#define FRESH_FIRST(s)  (slots[s].object + granules_used(slots[s].badge))
#define FRESH_END(s)    (slots[s].object + granules_in(slots[s].bits))
#define UNTYPED_OK(s)   (IS_UNTYPED(s) ==> 12 <= slots[s].bits <= 43 && 0 < slots[s].object && \
	slots[s].badge % 4096 == 0 && FRESH_FIRST(s) <= FRESH_END(s) <= GRANULE_LIMIT)

#define SAME_FIELDS(a, L1, b, L2) ( \
	\at(slots[a].type, L1) == \at(slots[b].type, L2) && \
	\at(slots[a].rights, L1) == \at(slots[b].rights, L2) && \
	\at(slots[a].bits, L1) == \at(slots[b].bits, L2) && \
	\at(slots[a].flags, L1) == \at(slots[b].flags, L2) && \
	\at(slots[a].object, L1) == \at(slots[b].object, L2) && \
	\at(slots[a].badge, L1) == \at(slots[b].badge, L2) && \
	\at(slots[a].map_vspace, L1) == \at(slots[b].map_vspace, L2) && \
	\at(slots[a].map_page, L1) == \at(slots[b].map_page, L2))

/*@
  axiomatic Head { logic integer list_head; }

  // Bytes and sizes in granules. What they are only retype's proof has to know: arithmetic.h.
  axiomatic Granules {
    logic integer granules_used(integer bytes);
    logic integer granules_in(integer bits);
    axiom granules_used_none: granules_used(0) == 0;
  }

  // --- The derivation list: links go both ways; an unlinked slot is empty, empty means all zero;
  //     one linked slot holds no capability, the head.
  predicate next_ok{L} = ALL_SLOTS(s) && IS_LINKED(s) ==>
    slots[s].next < SLOT_LIMIT && slots[slots[s].next].prev == s;
  predicate prev_ok{L} = ALL_SLOTS(s) && slots[s].prev != 0 ==>
    slots[s].prev < SLOT_LIMIT && slots[slots[s].prev].next == s;
  predicate both_ok{L} = ALL_SLOTS(s) ==> (slots[s].next != 0 <==> slots[s].prev != 0);
  predicate none_ok{L} = slots[0].next == 0 && slots[0].prev == 0;
  predicate empty_ok{L} = ALL_SLOTS(s) && !IS_LINKED(s) ==> IS_ZERO(s);
  predicate head_ok{L} = 0 < list_head < SLOT_LIMIT && IS_LINKED(list_head) &&
    slots[list_head].type == TYPE_NULL &&
    (ALL_SLOTS(s) && IS_LINKED(s) && slots[s].type == TYPE_NULL ==> s == list_head);
  predicate list_ok{L} = next_ok && prev_ok && both_ok && none_ok && empty_ok && head_ok;

  // --- Capabilities: a live one's object carries its type; a slot in use lies in memory that holds
  //     slots; only what can be mapped is marked so; a CNode's own slot 0 is a slot like others.
  predicate tags_ok{L} = ALL_SLOTS(s) ==> TAG_OK(s);
  predicate homes_ok{L} = ALL_SLOTS(s) && IS_LINKED(s) ==> HOLDS_SLOTS(s / 128);
  predicate mapped_ok{L} = ALL_SLOTS(s) && slots[s].type != TYPE_NULL && (slots[s].flags & SLOT_MAPPED) != 0 ==>
    slots[s].type == TYPE_FRAME || slots[s].type == TYPE_PAGE_TABLE;
  predicate anchors_ok{L} = ALL_SLOTS(s) && slots[s].type == TYPE_CNODE ==>
    0 < slots[s].object && slots[s].object * 128 != list_head;

  // --- Untypeds: what lies above the watermark is tagged untyped, and no two share it.
  predicate untypeds_ok{L} = ALL_SLOTS(s) ==> UNTYPED_OK(s);
  predicate fresh_ok{L} = \forall integer s, g; 0 <= s < SLOT_LIMIT && IS_UNTYPED(s) &&
    FRESH_FIRST(s) <= g < FRESH_END(s) ==> granules[g].type == TYPE_UNTYPED;
  predicate pairs_ok{L} = \forall integer a, b; 0 <= a < SLOT_LIMIT && 0 <= b < SLOT_LIMIT && a != b &&
    IS_UNTYPED(a) && IS_UNTYPED(b) ==> FRESH_END(a) <= FRESH_FIRST(b) || FRESH_END(b) <= FRESH_FIRST(a);
  predicate apart{L}(integer from, integer to) = ALL_SLOTS(s) && IS_UNTYPED(s) ==>
    FRESH_END(s) <= from || to <= FRESH_FIRST(s);

  predicate caps_ok{L} =
    tags_ok && homes_ok && mapped_ok && anchors_ok && untypeds_ok && fresh_ok && pairs_ok;

  // --- One slot.
  predicate linked{L}(integer s) = IS_LINKED(s);
  predicate is_zero{L}(integer s) = IS_ZERO(s);
  predicate home_ok{L}(integer s) = HOLDS_SLOTS(s / 128);
  predicate is_free{L}(integer s) = 0 < s < SLOT_LIMIT && IS_ZERO(s) && home_ok(s);
  predicate is_cap{L}(integer s) = 0 < s < SLOT_LIMIT && slots[s].type != TYPE_NULL && linked(s);
  predicate is_slot{L}(integer s) = 0 < s < SLOT_LIMIT && s != list_head && home_ok(s);
  predicate tag_ok{L}(integer s) = TAG_OK(s);
  predicate untyped_ok{L}(integer s) = UNTYPED_OK(s);
  predicate is_untyped{L}(integer s) = IS_UNTYPED(s);
  predicate is_tagged(integer type) = IS_TAGGED(type);
  logic integer first_granule(integer type, integer object) =
    (type >= TYPE_ENDPOINT && type <= TYPE_SCHED_CONTEXT) ? object / 64 : object;
  predicate same_object{L}(integer a, integer b) =
    slots[a].type == slots[b].type && slots[a].object == slots[b].object && slots[a].type != TYPE_UNTYPED;
  predicate is_final{L}(integer s) =
    !same_object(s, slots[s].next) && !same_object(s, slots[s].prev);
  predicate has_badge(integer type) = type == TYPE_ENDPOINT || type == TYPE_NOTIFICATION;
  predicate is_badgeable{L}(integer s) = has_badge(slots[s].type) && slots[s].badge == 0;
  predicate is_single(integer type) =
    type == TYPE_UNTYPED || type == TYPE_PAGE_TABLE || type == TYPE_IRQ_CONTROL;
  predicate is_thread(integer type) = type == TYPE_THREAD || type == TYPE_VCPU;
  // A thread's last capability is not in one of its own slots, and those are slots.
  predicate thread_ok{L}(integer s) = is_thread(slots[s].type) ==>
    0 < slots[s].object && s / 128 != slots[s].object && slots[s].object != list_head / 128;

  // --- Two states.
  predicate same_links{L1, L2}(integer slot) = ALL_SLOTS(s) && s != slot ==>
    (\at(slots[s].next, L1) != 0 <==> \at(slots[s].next, L2) != 0);
  predicate same_all{L1, L2} = ALL_SLOTS(s) ==> SAME_FIELDS(s, L1, s, L2);
  predicate same_but{L1, L2}(integer slot) = ALL_SLOTS(s) && s != slot ==> SAME_FIELDS(s, L1, s, L2);
  predicate same_but_two{L1, L2}(integer one, integer two) =
    ALL_SLOTS(s) && s != one && s != two ==> SAME_FIELDS(s, L1, s, L2);
  predicate same_caps_but{L1, L2}(integer slot) =
    ALL_SLOTS(s) && s != slot && \at(slots[s].type, L1) != TYPE_NULL ==> SAME_FIELDS(s, L1, s, L2);
  predicate same_granules{L1, L2} = \forall integer g; 0 <= g < GRANULE_LIMIT ==>
    \at(granules[g], L1) == \at(granules[g], L2);
  predicate unchanged{L1, L2} = ALL_SLOTS(s) ==> \at(slots[s], L1) == \at(slots[s], L2);

  // --- Rights, bit by bit.
  predicate has_right(integer rights, integer k) = (rights & (1 << k)) != 0;
  predicate rights_within(integer narrow, integer wide) =
    \forall integer k; 0 <= k < 8 ==> has_right(narrow, k) ==> has_right(wide, k);
*/
