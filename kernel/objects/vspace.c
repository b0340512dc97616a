/* SPDX-License-Identifier: BSD-2-Clause */
/* Address spaces; see vspace.h. */
#include <arch.h>
#include <arrays.h>
#include <hooks.h>
#include <stage2.h>
#include <vspace.h>

#define LAST_LEVEL 3u
#define MAP_RIGHTS (RIGHT_READ | RIGHT_WRITE | RIGHT_EXECUTE)

static bool is_table(u64 descriptor)
{
	return (descriptor & (STAGE2_VALID | STAGE2_TABLE)) == (STAGE2_VALID | STAGE2_TABLE);
}

/* An entry of a table of some level. */
struct place {
	u64 *entry;
	u64 level;
};

/* Goes down from the root as long as there are tables, at most to `level`. */
static struct place walk(u32 vspace, u64 address, u64 level)
{
	struct place at = { .level = 1 };
	u32 table = vspace;

	for (u32 shift = GRANULE_BITS + 9 * 2;; shift -= 9) {
		at.entry = &page_tables[table].entry[address >> shift & 511];
		if (at.level == level || !is_table(*at.entry))
			return at;
		table = stage2_granule(*at.entry);
		at.level++;
	}
}

static u64 level_bits(u64 level)
{
	return GRANULE_BITS + 9 * (LAST_LEVEL - level);
}

static enum status check_mapping(u32 slot, struct mapping to)
{
	const struct slot *frame = &slots[slot];
	bool device = frame->flags & SLOT_DEVICE;

	if (frame->flags & SLOT_MAPPED)
		return ALREADY;
	if (to.address & (BIT(frame->bits) - 1))
		return MISALIGNED;
	if (to.address >> IPA_BITS)
		return OUT_OF_RANGE;
	if (!(to.rights & RIGHT_READ) || (to.rights & ~(u64)MAP_RIGHTS))
		return INVALID_ARGUMENT;
	if (to.attributes != (device ? MAP_DEVICE : MAP_NORMAL) || (device && (to.rights & RIGHT_EXECUTE)))
		return INVALID_ARGUMENT;
	return to.rights & ~(u64)frame->rights ? NO_RIGHTS : OK;
}

static void remember(u32 slot, u32 vspace, u64 address)
{
	slots[slot].flags |= SLOT_MAPPED;
	slots[slot].map_vspace = vspace;
	slots[slot].map_page = (u32)(address >> GRANULE_BITS);
	slots[slot].badge = granules[vspace].generation;
}

enum status frame_map(u32 slot, struct mapping to)
{
	enum status status = check_mapping(slot, to);

	if (status != OK)
		return status;
	bool page = slots[slot].bits == FRAME_SMALL_BITS;
	u64 level = page ? LAST_LEVEL : LAST_LEVEL - 1;
	struct place at = walk(to.vspace, to.address, level);

	if (*at.entry != 0)
		return ALREADY;
	if (at.level != level)
		return NO_TABLE;
	if (to.rights & RIGHT_EXECUTE)
		arch_invalidate_instructions();
	*at.entry = stage2_leaf(slots[slot].object, page, to.rights, to.attributes);
	arch_publish_table();
	remember(slot, to.vspace, to.address);
	return OK;
}

enum status page_table_map(u32 slot, u32 vspace, u64 address)
{
	if (slots[slot].flags & SLOT_MAPPED)
		return ALREADY;
	if (address >> IPA_BITS)
		return OUT_OF_RANGE;
	struct place at = walk(vspace, address, LAST_LEVEL);

	if (at.level == LAST_LEVEL || *at.entry != 0)
		return ALREADY;
	*at.entry = stage2_table(slots[slot].object);
	arch_publish_table();
	remember(slot, vspace, address);
	return OK;
}

/* The entry that refers to the object, on the way to the address; none if the mapping is gone. */
static u64 *find_entry(u32 vspace, u64 address, u32 object)
{
	for (u32 level = 1; level <= LAST_LEVEL; level++) {
		struct place at = walk(vspace, address, level);

		if (at.level == level && (*at.entry & STAGE2_VALID) && stage2_granule(*at.entry) == object)
			return at.entry;
	}
	return (u64 *)0;
}

static void remove_entry(u32 slot)
{
	u32 vspace = slots[slot].map_vspace;
	u64 address = (u64)slots[slot].map_page << GRANULE_BITS;

	if (granules[vspace].type != TYPE_VSPACE || granules[vspace].generation != slots[slot].badge)
		return;
	u64 *entry = find_entry(vspace, address, slots[slot].object);

	if (!entry)
		return;
	*entry = 0;
	arch_publish_table();
	if (slots[slot].type == TYPE_FRAME)
		tlb_invalidate_page(vspace, address);
	else
		tlb_invalidate_vspace(vspace);
}

void mapping_remove(u32 slot)
{
	remove_entry(slot);
	if (slots[slot].type == TYPE_PAGE_TABLE)
		arch_clear_granule(slots[slot].object);
	slots[slot].flags &= (u8)~SLOT_MAPPED;
	slots[slot].map_vspace = NONE;
	slots[slot].map_page = 0;
	slots[slot].badge = 0;
}

enum status mapping_unmap(u32 slot)
{
	if (!(slots[slot].flags & SLOT_MAPPED))
		return WRONG_STATE;
	mapping_remove(slot);
	return OK;
}

enum status vspace_lookup(u32 vspace, u64 address, u64 *descriptor, u64 *bits)
{
	if (address >> IPA_BITS)
		return OUT_OF_RANGE;
	struct place at = walk(vspace, address, LAST_LEVEL);

	*descriptor = *at.entry;
	*bits = level_bits(at.level);
	return OK;
}

void vspace_finalise(u32 vspace)
{
	context_forget_vspace(vspace);
	vmid_release(vspace);
	granules[vspace].generation = 0; /* mappings that name this VSpace are void */
}
