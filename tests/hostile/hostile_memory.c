/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Attacks on memory: every kind of access to what is not the guest's, table walks that end there, and maintenance
 * that other compartments might feel.
 */
#include "hostile.h"

#define MIB           0x100000ull
#define DEVICES       0x08000000ull
#define DEVICES_END   0x0c000000ull
#define ABOVE_RAM     0x50000000ull
#define ADDRESSES_END 0x8000000000ull

/* Physical addresses of the phone, and edges of the guest's own address map. */
static const uint64_t interesting[] = {
	0x0, 0x1000, 0x08000000, 0x0800fffc, 0x08010000, 0x08020000, 0x080a0000, 0x080b0000, 0x080c0000, 0x09000000,
	0x09010000, 0x09020000, 0x09030000, 0x0a000000, 0x0a000800, 0x0a002000, 0x0a003e00, 0x0b000000, 0x0c000000,
	0x10000000, 0x3eff0000, 0x3ffffff8, 0x60000000, 0x7ffffff8, 0x80000000, 0x100000000, 0x4010000000, 0x7ffffff000,
	0x7ffffffff8, 0x8000000000, 0xfffffffff8, 0x0000fffffffffff8, 0xfffffffffffffff8,
};

#define INTERESTING (sizeof interesting / sizeof *interesting)

static uint64_t device, high;
static uint32_t turn;

void hostile_begin_addresses(uint32_t seed)
{
	device = DEVICES + (seed & 0x3fff) * 0x1000ull;
	high = ABOVE_RAM + (seed >> 8) * 2 * MIB;
	turn = seed;
}

/* The pages of the devices' 64 MiB, each 2 MiB above the RAM, and in between what is interesting. */
uint64_t hostile_address(void)
{
	switch (turn++ % 3) {
	case 0:
		return interesting[turn / 3 % INTERESTING];
	case 1:
		device = device < DEVICES_END ? device + 0x1000 : DEVICES;
		return device;
	default:
		high = high < ADDRESSES_END ? high + 2 * MIB : ABOVE_RAM;
		return high;
	}
}

/* The devices that the machine does have there; what a plain access to them does is no breach. */
static bool is_own_device(uint64_t address)
{
	return (address >= GICD && address < GICD + 0x10000) || (address >= GICR && address < GICR_END) ||
	       (address >= RTC && address < RTC + 0x1000) || (address >= VIRTIO(0) && address < VIRTIO(4));
}

/* An access that has to end in an exception, unless the guest may do it. */
#define TRY_UNLESS(may, what, address, ...)                                   \
	do {                                                                  \
		guest_forget_exception();                                     \
		__asm__ volatile(__VA_ARGS__);                                \
		if (guest_exception_seen() == 0 && !(may))                    \
			hostile_breach(what, address);                        \
	} while (0)

#define TRY(what, address, ...) TRY_UNLESS(is_own_device(address), what, address, __VA_ARGS__)

void attack_stray_accesses(void)
{
	uint64_t at = hostile_address();

	TRY("load", at, "ldr x2, [%0]" : : "r"(at) : "x2", "memory");
	TRY("load_byte", at, "ldrb w2, [%0]" : : "r"(at) : "x2", "memory");
	if (!is_own_device(at))
		TRY("store", at, "str xzr, [%0]" : : "r"(at) : "memory");
	TRY("load_pair", at, "ldp x2, x3, [%0]" : : "r"(at) : "x2", "x3", "memory");
	if (!is_own_device(at))
		TRY("store_pair", at, "stp xzr, xzr, [%0]" : : "r"(at) : "memory");
	TRY("load_and_write_back", at, "mov x3, %0\n\tldr x2, [x3], #8" : : "r"(at) : "x2", "x3", "memory");
	TRY("load_exclusive", at, "ldaxr x2, [%0]\n\tclrex" : : "r"(at) : "x2", "memory");
	TRY("load_exclusive_pair", at & ~15ull, "ldxp x2, x3, [%0]\n\tclrex" : : "r"(at & ~15ull) : "x2", "x3", "memory");
	TRY("load_vector", at, ".arch_extension fp\n\tldr q0, [%0]" : : "r"(at & ~15ull) : "memory");
	TRY("zero_line", at, "dc zva, %0" : : "r"(at) : "memory");
	if (READ_REGISTER("id_aa64isar0_el1") >> 20 & 0xf)
		TRY("atomic_add", at, ".arch_extension lse\n\tldadd x2, x3, [%0]" : : "r"(at & ~7ull) : "x2", "x3", "memory");
	__asm__ volatile("prfm pldl1keep, [%0]\n\tdc civac, %0\n\tdc cvau, %0\n\tat s1e1w, %0" : : "r"(at) : "memory");
}

void attack_stray_fetches(void)
{
	uint64_t at = hostile_address() & ~3ull;

	guest_forget_exception();
	((void (*)(void))(uintptr_t)at)();
	if (guest_exception_seen() == 0)
		hostile_breach("fetch", at);
}

/* ---- Tables of stage 1: 39 bits, so the root has an entry a GiB ---- */

#define ENTRIES      512u
#define BLOCK        0x1ull
#define TABLE        0x3ull
#define ACCESSED     (1ull << 10)
#define NORMAL       (0ull << 2)
#define TCR          (25ull | 1ull << 23 | 2ull << 32) /* T0SZ, EPD1, 40-bit addresses; walks uncached */
#define MAIR         0x44ull
#define SCTLR_MMU    1ull
#define PAGE_MASK    0xfffffff000ull

#define TRANSLATION_FAILED 1ull /* in PAR_EL1 */

static _Alignas(4096) uint64_t root[ENTRIES], middle[ENTRIES];

/* The guest's own RAM stays where it is; elsewhere entries lead to memory that is no table of ours. */
static void fill_tables(void)
{
	root[1] = 1ull << 30 | BLOCK | ACCESSED | NORMAL;
	for (uint32_t n = 2; n < ENTRIES; n++)
		root[n] = (hostile_address() & PAGE_MASK) | TABLE;
	root[2] = (uintptr_t)middle | TABLE;
	for (uint32_t n = 0; n < ENTRIES; n++)
		middle[n] = (hostile_address() & PAGE_MASK) | (n & 1 ? TABLE : BLOCK | ACCESSED);
}

static void set_mmu(uint64_t enabled)
{
	uint64_t sctlr = READ_REGISTER("sctlr_el1");

	WRITE_REGISTER("mair_el1", MAIR);
	WRITE_REGISTER("tcr_el1", TCR);
	WRITE_REGISTER("ttbr0_el1", (uintptr_t)root);
	__asm__ volatile("dsb sy\n\ttlbi vmalle1\n\tdsb sy\n\tisb" : : : "memory");
	WRITE_REGISTER("sctlr_el1", (sctlr & ~SCTLR_MMU) | enabled);
}

/* Whether the guest's own tables map this to a device that it does have: blocks of 2 MiB around addresses of nonsense do
 * now and then. A walk that ends in an exception leaves the register as it was. */
static bool is_mapped_to_own_device(uint64_t at)
{
	WRITE_REGISTER("par_el1", TRANSLATION_FAILED);
	__asm__ volatile("at s1e1r, %0\n\tisb" : : "r"(at) : "memory");
	uint64_t translation = READ_REGISTER("par_el1");

	return !(translation & TRANSLATION_FAILED) && is_own_device((translation & PAGE_MASK) | (at & ~PAGE_MASK));
}

/* Through tables that are devices, others' memory, or nothing: a load, a store, an address translation. */
void attack_page_table_walks(void)
{
	fill_tables();
	guest_mask_interrupts();
	set_mmu(SCTLR_MMU);
	for (uint64_t n = 2; n < ENTRIES; n += 7) {
		uint64_t at = n << 30 | (hostile_random() & 0x3ffff000);

		bool own = is_mapped_to_own_device(at);

		TRY_UNLESS(own, "walk_for_load", at, "ldr x2, [%0]" : : "r"(at) : "x2", "memory");
		TRY_UNLESS(own, "walk_for_store", at, "str xzr, [%0]" : : "r"(at) : "memory");
		guest_forget_exception();
		((void (*)(void))(uintptr_t)at)();
		if (guest_exception_seen() == 0)
			hostile_breach("walk_for_fetch", at);
	}
	set_mmu(0);
	guest_unmask_interrupts();
}

void attack_cache_and_tlb_maintenance(void)
{
	for (uint64_t set = 0; set < 64; set++)
		__asm__ volatile("dc isw, %0\n\tdc csw, %0\n\tdc cisw, %0" : : "r"(set << 6 | (set & 3) << 30) : "memory");
	for (uint32_t n = 0; n < 64; n++) {
		uint64_t at = SCRATCH + 64 * n;

		__asm__ volatile("tlbi vmalle1is\n\ttlbi vmalle1\n\ttlbi vaae1is, %0\n\ttlbi aside1is, %0\n\tic ialluis\n\t"
		                 "ic iallu\n\tdc civac, %0\n\tdc ivac, %0\n\tdc cvau, %0\n\tdsb sy\n\tisb" : : "r"(at) : "memory");
	}
}

/* A word of every line of all the RAM there is, but its own image and record. */
void attack_memory_pressure(void)
{
	static uint64_t offset = SCRATCH - RAM;

	for (uint32_t n = 0; n < 4096; n++) {
		write32(RAM + offset, (uint32_t)offset);
		offset += 64;
		if (offset >= RAM_BYTES)
			offset = SCRATCH - RAM;
	}
}

/* ---- The end ---- */

/* Tables in a device: not even the vector of the abort can be fetched, and the processor aborts for ever. */
void attack_lost_processor(void)
{
	guest_mask_interrupts();
	WRITE_REGISTER("tcr_el1", TCR);
	WRITE_REGISTER("ttbr0_el1", GICD);
	__asm__ volatile("dsb sy\n\ttlbi vmalle1\n\tdsb sy\n\tisb" : : : "memory");
	WRITE_REGISTER("sctlr_el1", READ_REGISTER("sctlr_el1") | SCTLR_MMU);
}
