/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What other objects do when a capability of theirs comes or goes. Called by cnode.c and untyped.c
 * alone. None fails; none touches a slot, but that mapping_remove may
 * take the marks of the mapping off the one that it was given.
 */
#pragma once

#include <arrays.h>

/* A fresh thread or vCPU, all zero, has got its first capability in `slot`. */
/*@ assigns threads[0 .. GRANULE_LIMIT - 1]; */
void object_initialise(u32 slot);

/* The last capability to an object, in `slot`, is going: whatever refers to the object lets go, in bounded steps.
 * True after the last one. For every type but CNode; an Untyped has nothing to do. A thread's own slots are already empty. */
/*@ assigns threads[0 .. GRANULE_LIMIT - 1]; */
bool object_finalise(u32 slot);

/* The mapped Frame or PageTable capability in `slot` is going: the mapping goes with it. */
/*@ requires slot < SLOT_LIMIT && (slots[slot].type == TYPE_FRAME || slots[slot].type == TYPE_PAGE_TABLE);
  @ assigns slots[slot].flags, slots[slot].badge, slots[slot].map_vspace, slots[slot].map_page;
  @ ensures mapped_ok;
  @*/
void mapping_remove(u32 slot);

/* A slot inside a thread's granule has become empty: the thread forgets what it held. */
/*@ assigns threads[0 .. GRANULE_LIMIT - 1]; */
void thread_slot_cleared(u32 slot);
