/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The little world of the kernel's host tests: a list head, a root CNode as the loader would make it,
 * one untyped of RAM, one of device memory, IRQControl; and the hooks of the objects, which keep count.
 */
#pragma once

#include <cnode.h>
#include <slot.h>
#include <untyped.h>

/* Granules. */
#define WORLD_HEAD      1u /* its first slot is the list's head */
#define WORLD_ROOT      2u /* root CNode: 256 slots */
#define WORLD_RAM       128u
#define WORLD_RAM_BITS  19u /* 128 granules */
#define WORLD_DEVICE    256u
#define WORLD_DEVICE_BITS 14u

#define HEAD            (WORLD_HEAD * SLOTS_PER_GRANULE)
#define ROOT(n)         (WORLD_ROOT * SLOTS_PER_GRANULE + (n))
#define ROOT_SIZE       256u
#define ROOT_SELF       ROOT(1)
#define ROOT_RAM        ROOT(2)
#define ROOT_DEVICE     ROOT(3)
#define ROOT_IRQ        ROOT(4)
#define ROOT_FREE       ROOT(8)

#define ALL RIGHTS_ALL

/* Makes the world anew; a cmocka set-up function. */
int world_setup(void **state);

/* What the hooks have seen since the set-up. */
struct world_log {
	u32 initialised, finalised, mappings_removed, thread_slots_cleared;
	u32 last_finalised_object;
	u8 last_finalised_type;
};
extern struct world_log world_log;

/* Called for each finalised object, if set. */
extern void (*world_on_finalise)(u8 type, u32 object);

/* So many wait for each endpoint that is destroyed: it takes as many steps more. */
void world_let_wait(u32 count);

/* Puts a capability that is in no CNode method's power (a thread's slot, an IRQ handler) behind `before`. */
void world_place(u32 slot, struct slot content, u32 before);

/* Deletes or revokes, again and again while preempted; the number of preemptions. */
u32 world_delete(u32 slot);
u32 world_revoke(u32 slot);
