/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Address spaces: VSpace (the root), PageTable, Frame. A Frame capability holds at most one mapping
 * and remembers it in its slot; the VSpace's generation there tells a VSpace that has since been
 * destroyed from a new one in the same granule. A PageTable is empty whenever it is not mapped.
 */
#pragma once

#include <object.h>
#include <status.h>

/* A mapping to be made. */
struct mapping {
	u32 vspace;
	u64 address;
	u64 rights;
	u64 attributes;
};

/*
 * ALREADY: this capability is mapped, or something is mapped there. MISALIGNED, OUT_OF_RANGE: the
 * address. INVALID_ARGUMENT: rights without READ or unknown ones; attributes that do not fit the
 * memory; executable device memory. NO_RIGHTS: more rights than the capability has.
 * NO_TABLE: a table is missing.
 */
enum status frame_map(u32 slot, struct mapping to) MUST_CHECK;

/* Puts the table at the first missing level. ALREADY: it is mapped, or no level is missing.
 * OUT_OF_RANGE: the address. */
enum status page_table_map(u32 slot, u32 vspace, u64 address) MUST_CHECK;

/* Frame or PageTable. WRONG_STATE: it is not mapped. */
enum status mapping_unmap(u32 slot) MUST_CHECK;

/* The descriptor that translates the address and log2 of the bytes that it maps; 0 and the size of
 * the hole if there is none. OUT_OF_RANGE: the address. */
enum status vspace_lookup(u32 vspace, u64 address, u64 *descriptor, u64 *bits) MUST_CHECK;

void vspace_finalise(u32 vspace);
