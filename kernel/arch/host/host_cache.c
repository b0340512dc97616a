/* SPDX-License-Identifier: BSD-2-Clause */
/* See host_cache.h. */

#include <arrays.h>
#include <host_cache.h>
#include <host_require.h>
#include <string.h>

#define LINE_BITS 6u
#define ALL_LINES (~0UL)

/* Absent unless the program has the address sanitiser. */
__attribute__((weak)) void __asan_poison_memory_region(const volatile void *start, u64 bytes);
__attribute__((weak)) void __asan_unpoison_memory_region(const volatile void *start, u64 bytes);

static u64 dirty[GRANULE_LIMIT];    /* a bit for each line */
static u64 cleaning[GRANULE_LIMIT]; /* cleaned since the last DSB */
static bool cleans;
static bool old_instructions[GRANULE_LIMIT];
static bool instructions_go;
static u8 type_before[GRANULE_LIMIT];
static u32 first_device;

static void poison(u32 granule, bool on)
{
	const u8 *start = &host_memory[(u64)granule << GRANULE_BITS];

	if (__asan_poison_memory_region == NULL)
		return;
	if (on)
		__asan_poison_memory_region(start, BIT(GRANULE_BITS));
	else
		__asan_unpoison_memory_region(start, BIT(GRANULE_BITS));
}

void host_cache_power_on(u32 device)
{
	first_device = device;
	for (u32 granule = 0; granule < GRANULE_LIMIT; granule++)
		poison(granule, false);
	memset(dirty, 0, sizeof(dirty));
	memset(cleaning, 0, sizeof(cleaning));
	memset(old_instructions, 0, sizeof(old_instructions));
	memset(type_before, 0, sizeof(type_before));
	cleans = false;
	instructions_go = false;
}

static u64 line_of(u64 address)
{
	return BIT(address >> LINE_BITS & 63);
}

void host_cache_zero_line(u64 address)
{
	const u64 granule = address >> GRANULE_BITS;

	REQUIRE(device_is_not_cleared, address, granule < first_device);
	poison((u32)granule, false);
	memset(&host_memory[address & ~(BIT(LINE_BITS) - 1)], 0, BIT(LINE_BITS));
	dirty[granule] |= line_of(address);
	cleaning[granule] &= ~line_of(address);
	old_instructions[granule] = true;
}

void host_cache_clean_line(u64 address)
{
	cleaning[address >> GRANULE_BITS] |= line_of(address);
	cleans = true;
}

void host_cache_invalidate_instructions(void)
{
	instructions_go = true;
}

void host_cache_complete(void)
{
	for (u32 granule = 0; cleans && granule < GRANULE_LIMIT; granule++) {
		dirty[granule] &= ~cleaning[granule];
		cleaning[granule] = 0;
	}
	cleans = false;
	if (instructions_go)
		memset(old_instructions, 0, sizeof(old_instructions));
	instructions_go = false;
}

void host_cache_user_writes(u64 address)
{
	const u64 granule = address >> GRANULE_BITS;

	REQUIRE(program_writes_frames, address, granule < GRANULE_LIMIT && host_kind((u32)granule) == TYPE_FRAME);
	host_memory[address] = 0xa5;
	dirty[granule] |= line_of(address);
	old_instructions[granule] = true;
}

void host_cache_will_execute(u32 granule, u32 count)
{
	for (u32 i = 0; i < count; i++)
		REQUIRE(instructions_are_invalidated, granule + i, !old_instructions[granule + i]);
}

/* Not by memcmp, which the sanitiser watches. */
static bool is_zero(u32 granule)
{
	u64 all = 0;

	for (u32 i = 0; i < 512; i++)
		all |= page_tables[granule].entry[i];
	return all == 0;
}

static void check_change(u32 granule)
{
	const u8 type = host_kind(granule);

	if (type == TYPE_UNTYPED && type_before[granule] != TYPE_NULL) {
		REQUIRE(memory_is_clean, granule, dirty[granule] == 0);
		REQUIRE(memory_is_zero, granule, is_zero(granule));
	}
	poison(granule, type == TYPE_FRAME);
	type_before[granule] = type;
}

void host_cache_check(void)
{
	for (u32 granule = 1; granule < GRANULE_LIMIT; granule++) {
		const u8 type = host_kind(granule);

		if (type != type_before[granule])
			check_change(granule);
		if (type == TYPE_UNTYPED)
			REQUIRE(memory_is_clean, granule, dirty[granule] == 0);
		else if (type != TYPE_NULL && type != TYPE_FRAME)
			dirty[granule] = ALL_LINES;
	}
}
