/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A TLB for each core that forgets nothing by itself. For each translation that a program uses it keeps the stage-2
 * entry, the combined entry of both stages, and the tables on the way, each under the VMID that was loaded; entries
 * outlive any switch of address spaces. Entries that do not translate are never kept (Arm ARM D8.14).
 *
 * Pessimistic about order: the walker sees what stores have left in tables at the last DSB only; an invalidation
 * that comes before its store is visible achieves nothing, since the walker may put the old entry back; and it is
 * complete at the next DSB. Not modelled: walks of EL1's tables by speculation while the kernel itself runs.
 */
#pragma once

#include <types.h>

#define TLB_STAGE2   1u
#define TLB_COMBINED 2u
#define TLB_WALK     4u
#define TLB_OWN_CORE 8u /* else on all cores */
#define TLB_ALL      (~0UL)

void host_tlb_power_on(void);

/* TLBI: entries of these kinds under the VMID that this core has loaded, which translate the address. */
void host_tlb_invalidate(u32 kinds, u64 address);

/* DSB: stores to tables are visible to the walkers; invalidations are complete. */
void host_tlb_publish(void);
void host_tlb_complete(void);

/* The program on this core uses an address: its stage-2 descriptor, 0 if it has none. `vcpu` is the thread of the
 * guest that runs, 0 for a native: what a combined entry holds depends on a guest's own tables. */
u64 host_tlb_use(u64 address, u32 vcpu);

/* Whether no combined entry that a guest would use was made by another guest. (Natives in a guest's VSpace are their
 * owner's mistake: the manual rules them out.) */
bool host_tlb_is_own(u32 vcpu);

/* The rules: every entry of every core translates as the tables of its VMID's owner do; each loaded table is a live
 * VSpace's, with its VMID; tables reach nothing but tables and frames; the walkers see them as they are. */
void host_tlb_check(void);
