/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What other objects do when a capability of theirs comes or goes. Called by cnode.c and untyped.c
 * alone. None fails; none touches the derivation list or any slot.
 */
#pragma once

#include <types.h>

/* A fresh thread or vCPU, all zero, has got its first capability in `slot`. */
void object_initialise(u32 slot);

/* The last capability to an object, in `slot`, is going: whatever refers to the object lets go.
 * For every type but Untyped and CNode. A thread's own slots are already empty. */
void object_finalise(u32 slot);

/* The mapped Frame or PageTable capability in `slot` is going: the mapping goes with it. */
void mapping_remove(u32 slot);

/* A slot inside a thread's granule has become empty: the thread forgets what it held. */
void thread_slot_cleared(u32 slot);
