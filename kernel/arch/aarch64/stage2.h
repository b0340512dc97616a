/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stage-2 descriptors (Arm ARM D8.3): 4 KiB granule, 39-bit input addresses, three levels.
 * Used by objects/vspace.c and context.c; the loader makes init's tables in the same format.
 */
#pragma once

#include <arrays.h>
#include <object.h>

#define STAGE2_VALID    BIT(0)
#define STAGE2_TABLE    BIT(1) /* levels 1 and 2: a table; level 3: always set */
#define STAGE2_ADDRESS  0xfffffff000UL
#define STAGE2_NORMAL   (0xfUL << 2)
#define STAGE2_DEVICE   (0x1UL << 2)
#define STAGE2_READ     BIT(6)
#define STAGE2_WRITE    BIT(7)
#define STAGE2_SHARED   (3UL << 8)
#define STAGE2_ACCESSED BIT(10)
#define STAGE2_XN       BIT(54)

/* Descriptor of a page (level 3) or block (level 2), which can always be read. */
static inline u64 stage2_leaf(u32 granule, bool page, u64 rights, u64 attributes)
{
	return ((u64)granule << GRANULE_BITS) | STAGE2_VALID | STAGE2_ACCESSED | STAGE2_SHARED | STAGE2_READ
	       | (page ? STAGE2_TABLE : 0)
	       | (attributes == MAP_DEVICE ? STAGE2_DEVICE : STAGE2_NORMAL)
	       | ((rights & RIGHT_WRITE) ? STAGE2_WRITE : 0)
	       | ((rights & RIGHT_EXECUTE) ? 0 : STAGE2_XN);
}

static inline u64 stage2_table(u32 granule)
{
	return ((u64)granule << GRANULE_BITS) | STAGE2_VALID | STAGE2_TABLE;
}

static inline u32 stage2_granule(u64 descriptor)
{
	return (u32)((descriptor & STAGE2_ADDRESS) >> GRANULE_BITS);
}

static inline u64 stage2_vttbr(u32 vspace)
{
	return ((u64)vspace << GRANULE_BITS) | ((u64)granules[vspace].vmid << 48);
}
