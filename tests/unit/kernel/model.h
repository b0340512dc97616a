/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What capabilities should do, as plainly as possible: a tree with explicit parents, kept beside the
 * kernel by the random test. It knows nothing of lists, neighbours or regions. Badges are never used
 * twice, so a capability's parent is never in doubt.
 */
#pragma once

#include <world.h>

/* Takes over the world as world_setup left it. */
void model_start(void);

/* Each does to the tree what the method of that name, having returned OK, has done to the slots. */
void model_retype(u32 untyped, u32 first_slot, u32 count);
void model_derive(u32 destination, u32 source, u64 badge);
void model_move(u32 destination, u32 source, u64 badge);
void model_delete(u32 slot);
void model_revoke(u32 slot);

/* Fails the running test unless slots and tree agree: which are in use, who descends from whom. */
void model_compare(void);
