/* SPDX-License-Identifier: BSD-2-Clause */
/* See host_tlb.h. */

#include <arrays.h>
#include <core.h>
#include <host_cache.h>
#include <host_machine.h>
#include <host_require.h>
#include <host_tlb.h>
#include <stage2.h>
#include <string.h>

#define ENTRIES    512u
#define LAST_LEVEL 3u
#define VMIDS      256u

struct entry {
	u8 kind;  /* one of TLB_*, 0: unused */
	u8 level;
	u8 vmid;
	bool dying; /* invalidated, and no DSB since */
	u32 vcpu;
	u64 address; /* first that it translates */
	u64 descriptor;
};

static struct entry tlb[CORE_MAX][ENTRIES];
static u32 next_victim[CORE_MAX];

/* Tables as the walkers see them. */
static struct page_table seen[GRANULE_LIMIT];

void host_tlb_power_on(void)
{
	memset(tlb, 0, sizeof(tlb));
	memset(next_victim, 0, sizeof(next_victim));
	memset(seen, 0, sizeof(seen));
}

static u64 span(u32 level)
{
	return BIT(GRANULE_BITS + 9 * (LAST_LEVEL - level));
}

static u32 index_of(u64 address, u32 level)
{
	return (u32)(address / span(level)) & 511u;
}

static u32 vmid_of(u64 vttbr)
{
	return (u32)(vttbr >> 48) & (VMIDS - 1);
}

/* The VSpace that is loaded, NONE for the kernel's empty table: that has VMID 0. */
static u32 root_of(u64 vttbr)
{
	return vmid_of(vttbr) == 0 ? NONE : (u32)(vttbr >> GRANULE_BITS) & 0xfffffffu;
}

static bool is_valid(u64 descriptor)
{
	return descriptor & STAGE2_VALID;
}

static bool is_table(u64 descriptor, u32 level)
{
	return level < LAST_LEVEL && is_valid(descriptor) && (descriptor & STAGE2_TABLE);
}

/* The descriptor that one gets to at a level, 0 if none is there. */
static u64 walk(const struct page_table *tables, u32 root, u64 address, u32 level)
{
	u32 table = root;

	for (u32 at = 1; table < GRANULE_LIMIT; at++) {
		const u64 descriptor = tables[table].entry[index_of(address, at)];

		if (at == level)
			return is_valid(descriptor) ? descriptor : 0;
		if (!is_table(descriptor, at))
			return 0;
		table = stage2_granule(descriptor);
	}
	return 0;
}

static void remember(struct entry entry)
{
	struct entry *own = tlb[host_core];

	for (u32 i = 0; i < ENTRIES; i++)
		if (own[i].kind == entry.kind && own[i].vmid == entry.vmid && own[i].level == entry.level
		    && own[i].address == entry.address && own[i].vcpu == entry.vcpu)
			return;
	own[next_victim[host_core]++ % ENTRIES] = entry;
}

u64 host_tlb_use(u64 address, u32 vcpu)
{
	const u64 vttbr = host_vttbr(host_core);
	const u32 root = root_of(vttbr);

	for (u32 level = 1; root != NONE && level <= LAST_LEVEL; level++) {
		const u64 descriptor = walk(seen, root, address, level);
		struct entry entry = {
			.kind = TLB_WALK,
			.level = (u8)level,
			.vmid = (u8)vmid_of(vttbr),
			.address = address & ~(span(level) - 1),
			.descriptor = descriptor,
		};

		if (!is_valid(descriptor))
			return 0;
		if (is_table(descriptor, level)) {
			remember(entry);
			continue;
		}
		entry.kind = TLB_STAGE2;
		remember(entry);
		entry.kind = TLB_COMBINED;
		entry.vcpu = vcpu;
		remember(entry);
		return descriptor;
	}
	return 0;
}

bool host_tlb_is_own(u32 vcpu)
{
	const u32 vmid = vmid_of(host_vttbr(host_core));

	for (u32 i = 0; i < ENTRIES; i++) {
		const struct entry *entry = &tlb[host_core][i];

		if (entry->kind == TLB_COMBINED && entry->vmid == vmid && entry->vcpu != vcpu && entry->vcpu != NONE)
			return false;
	}
	return true;
}

/* A store that makes the entry void has not reached the walker, which may read the old descriptor again. */
static bool comes_back(const struct entry *entry, u32 root)
{
	return walk(seen, root, entry->address, entry->level) == entry->descriptor
	       && walk(page_tables, root, entry->address, entry->level) != entry->descriptor;
}

static void invalidate(struct entry *entry, u32 kinds, u64 address)
{
	const u64 vttbr = host_vttbr(host_core);

	if (!(entry->kind & kinds) || entry->vmid != vmid_of(vttbr) || comes_back(entry, root_of(vttbr)))
		return;
	if (address == TLB_ALL || address - entry->address < span(entry->level))
		entry->dying = true;
}

void host_tlb_invalidate(u32 kinds, u64 address)
{
	for (u32 core = 0; core < CORE_MAX; core++)
		for (u32 i = 0; i < ENTRIES; i++)
			if (core == host_core || !(kinds & TLB_OWN_CORE))
				invalidate(&tlb[core][i], kinds, address);
}

void host_tlb_complete(void)
{
	for (u32 core = 0; core < CORE_MAX; core++)
		for (u32 i = 0; i < ENTRIES; i++)
			if (tlb[core][i].dying)
				tlb[core][i] = (struct entry){ 0 };
}

static bool holds_table(u32 granule)
{
	return granules[granule].type == TYPE_VSPACE || granules[granule].type == TYPE_PAGE_TABLE;
}

static bool is_executable(u64 descriptor, u32 level)
{
	return is_valid(descriptor) && !is_table(descriptor, level) && !(descriptor & STAGE2_XN);
}

/* Which level a table is does not matter here: bit 1 tells tables from blocks, and pages have it as well, but what
 * a page refers to is a frame. */
static void see_entry(u32 table, u32 i)
{
	const u64 descriptor = page_tables[table].entry[i];
	const u32 target = stage2_granule(descriptor);

	if (seen[table].entry[i] == descriptor)
		return;
	if (target < GRANULE_LIMIT && granules[target].type == TYPE_FRAME && is_executable(descriptor, LAST_LEVEL))
		host_cache_will_execute(target, descriptor & STAGE2_TABLE ? 1 : 512);
	seen[table].entry[i] = descriptor;
}

void host_tlb_publish(void)
{
	for (u32 granule = 1; granule < GRANULE_LIMIT; granule++) {
		if (!holds_table(granule) || memcmp(&seen[granule], &page_tables[granule], sizeof(seen[granule])) == 0)
			continue;
		for (u32 i = 0; i < 512; i++)
			see_entry(granule, i);
	}
}

static bool is_live(u32 vspace)
{
	return vspace < GRANULE_LIMIT && granules[vspace].type == TYPE_VSPACE && granules[vspace].generation != 0;
}

static void check_entry(const struct entry *entry, const u32 *owners)
{
	const u32 owner = owners[entry->vmid];

	REQUIRE(no_stale_translation, entry->address, owner != NONE);
	REQUIRE(no_stale_translation, entry->address,
	        walk(page_tables, owner, entry->address, entry->level) == entry->descriptor);
}

static void check_leaf(u64 descriptor, u32 level)
{
	const u32 first = stage2_granule(descriptor);
	const u32 bits = level == LAST_LEVEL ? FRAME_SMALL_BITS : FRAME_LARGE_BITS;

	REQUIRE(tables_ok, descriptor, first < GRANULE_LIMIT && granules[first].type == TYPE_FRAME);
	REQUIRE(tables_ok, descriptor, granules[first].bits == bits);
}

/* Two levels of tables below a root, three in all. */
static void check_table(u32 table, u32 level)
{
	REQUIRE(tables_are_published, table, memcmp(&seen[table], &page_tables[table], sizeof(seen[table])) == 0);
	for (u32 i = 0; i < 512; i++) {
		const u64 descriptor = page_tables[table].entry[i];

		if (descriptor == 0)
			continue;
		REQUIRE(tables_ok, table, is_valid(descriptor));
		if (!is_table(descriptor, level)) {
			check_leaf(descriptor, level);
			continue;
		}
		REQUIRE(tables_ok, table, stage2_granule(descriptor) < GRANULE_LIMIT);
		REQUIRE(tables_ok, table, granules[stage2_granule(descriptor)].type == TYPE_PAGE_TABLE);
		check_table(stage2_granule(descriptor), level + 1);
	}
}

static void check_loaded(u32 core, const u32 *owners)
{
	const u64 vttbr = host_vttbr(core);

	REQUIRE(loaded_vspace_ok, vttbr, vmid_of(vttbr) == 0 || owners[vmid_of(vttbr)] == root_of(vttbr));
}

void host_tlb_check(void)
{
	u32 owners[VMIDS] = { NONE };

	for (u32 vspace = 1; vspace < GRANULE_LIMIT; vspace++) {
		if (!is_live(vspace))
			continue;
		check_table(vspace, 1);
		if (granules[vspace].vmid == 0)
			continue;
		REQUIRE(vmids_ok, vspace, owners[granules[vspace].vmid] == NONE);
		owners[granules[vspace].vmid] = vspace;
	}
	for (u32 core = 0; core < CORE_MAX; core++) {
		check_loaded(core, owners);
		for (u32 i = 0; i < ENTRIES; i++)
			if (tlb[core][i].kind != 0)
				check_entry(&tlb[core][i], owners);
	}
}
