/* SPDX-License-Identifier: BSD-2-Clause */
/* Untyped memory: retype, and what revoking brings back. */
#include <world.h>

#include "check.h"

#define ROOT INIT_SLOT_CNODE

static uint64_t watermark(uint64_t untyped)
{
	struct message content;

	cnode_inspect(ROOT, untyped, &content);
	return content.word[0];
}

static enum status retype(uint64_t untyped, enum object_type type, uint64_t bits, uint64_t count)
{
	return untyped_retype(untyped, type, bits, ROOT, world_slots(count <= 64 ? (unsigned)count : 1), count);
}

static void test_retype__makes_every_type(void)
{
	static const struct {
		enum object_type type;
		unsigned bits, shown_bits;
	} rows[] = {
		{ TYPE_UNTYPED, 12, 12 },    { TYPE_CNODE, 7, 7 },        { TYPE_THREAD, 0, 0 },   { TYPE_VCPU, 0, 0 },
		{ TYPE_ENDPOINT, 0, 0 },     { TYPE_NOTIFICATION, 0, 0 }, { TYPE_REPLY, 0, 0 },    { TYPE_SCHED_CONTEXT, 0, 0 },
		{ TYPE_VSPACE, 0, 0 },       { TYPE_PAGE_TABLE, 0, 0 },   { TYPE_FRAME, 12, 12 },  { TYPE_FRAME, 21, 21 },
		{ TYPE_UNTYPED, 21, 21 },    { TYPE_CNODE, 16, 16 },
	};

	for (unsigned n = 0; n < sizeof rows / sizeof rows[0]; n++) {
		uint64_t slot = world_slots(1);

		CHECK_ITEM(n, OK, untyped_retype(world_arena(), rows[n].type, rows[n].bits, ROOT, slot, 1));
		uint64_t word = world_inspect(slot);

		CHECK_ITEM(n, rows[n].type, word & 0xff);
		CHECK_ITEM(n, RIGHTS_ALL, word >> 8 & 0xff);
		CHECK_ITEM(n, rows[n].shown_bits, word >> 16 & 0xff);
		CHECK_ITEM(n, 1, word >> 24 & 0xff); /* revocable */
		CHECK_ITEM(n, true, word >> 32 != 0);
	}
}

static void test_retype__small_objects_of_one_call_share_a_granule(void)
{
	uint64_t untyped = world_make(TYPE_UNTYPED, 13), first = world_slots(64);

	CHECK_EQUAL(OK, untyped_retype(untyped, TYPE_ENDPOINT, 0, ROOT, first, 64));
	CHECK_EQUAL(4096, watermark(untyped));
	for (unsigned n = 1; n < 64; n++)
		CHECK_ITEM(n, world_object(first) + n, world_object(first + n));
}

static void test_retype__goes_upwards_at_natural_alignment(void)
{
	uint64_t untyped = world_make(TYPE_UNTYPED, 22), slot = world_slots(4);
	uint64_t base = world_object(untyped);

	CHECK_EQUAL(OK, untyped_retype(untyped, TYPE_THREAD, 0, ROOT, slot, 1));
	CHECK_EQUAL(OK, untyped_retype(untyped, TYPE_CNODE, 9, ROOT, slot + 1, 1)); /* 16 KiB */
	CHECK_EQUAL(OK, untyped_retype(untyped, TYPE_FRAME, FRAME_LARGE_BITS, ROOT, slot + 2, 1));
	CHECK_EQUAL(base, world_object(slot));
	CHECK_EQUAL(base + 4, world_object(slot + 1));
	CHECK_EQUAL(base + 512, world_object(slot + 2));
	CHECK_EQUAL(1u << 22, watermark(untyped));
}

static void test_retype__fills_another_cnode(void)
{
	uint64_t cnode = world_make(TYPE_CNODE, 7);
	struct message content;

	CHECK_EQUAL(OK, untyped_retype(world_arena(), TYPE_ENDPOINT, 0, cnode, 126, 2));
	CHECK_EQUAL(OK, cnode_inspect(cnode, 127, &content));
	CHECK_EQUAL(TYPE_ENDPOINT, content.label & 0xff);
}

static void test_retype__rejects_what_is_no_type_or_size(void)
{
	static const struct {
		uint64_t type, bits;
	} rows[] = {
		{ TYPE_NULL, 12 }, { TYPE_IRQ_HANDLER, 0 }, { TYPE_IRQ_CONTROL, 0 }, { TYPE_SCHED_CONTROL, 0 },
		{ TYPE_IO_SPACE, 0 }, { TYPE_COUNT, 0 }, { 0x101, 12 },
		{ TYPE_UNTYPED, 11 }, { TYPE_UNTYPED, 44 }, { TYPE_UNTYPED, 1ULL << 32 | 12 }, { TYPE_FRAME, 13 },
		{ TYPE_FRAME, 0 }, { TYPE_CNODE, 6 }, { TYPE_CNODE, 17 }, { TYPE_UNTYPED, ~0ULL },
	};
	uint64_t untyped = world_make(TYPE_UNTYPED, 14);

	for (unsigned n = 0; n < sizeof rows / sizeof rows[0]; n++)
		CHECK_ITEM(n, INVALID_ARGUMENT, retype(untyped, (enum object_type)rows[n].type, rows[n].bits, 1));
	struct message result;

	CHECK_EQUAL(INVALID_ARGUMENT, bulkhead_invoke(untyped, UNTYPED_RETYPE,
	            (uint64_t[5]){ 1ULL << 32 | TYPE_FRAME, 12, ROOT, world_slots(1), 1 }, &result));
	CHECK_EQUAL(0, watermark(untyped));
}

static void test_retype__rejects_a_count_out_of_range(void)
{
	uint64_t untyped = world_make(TYPE_UNTYPED, 20);

	CHECK_EQUAL(OUT_OF_RANGE, retype(untyped, TYPE_ENDPOINT, 0, 0));
	CHECK_EQUAL(OUT_OF_RANGE, retype(untyped, TYPE_ENDPOINT, 0, RETYPE_MAX_COUNT + 1));
	CHECK_EQUAL(OUT_OF_RANGE, retype(untyped, TYPE_ENDPOINT, 0, 1ULL << 32 | 1));
	CHECK_EQUAL(0, watermark(untyped));
}

static void test_retype__makes_one_large_cnode_at_once_or_several_small_ones(void)
{
	uint64_t untyped = world_make(TYPE_UNTYPED, 23);

	CHECK_EQUAL(OUT_OF_RANGE, retype(untyped, TYPE_CNODE, CNODE_MAX_BITS, 2));
	CHECK_EQUAL(OUT_OF_RANGE, retype(untyped, TYPE_CNODE, 12, 3));
	CHECK_EQUAL(OUT_OF_RANGE, retype(untyped, TYPE_CNODE, 8, 33));
	CHECK_EQUAL(0, watermark(untyped));
	CHECK_EQUAL(OK, retype(untyped, TYPE_CNODE, CNODE_MAX_BITS, 1));
	CHECK_EQUAL(OK, retype(untyped, TYPE_CNODE, 8, 32));
	CHECK_EQUAL(OK, retype(untyped, TYPE_CNODE, 12, 2));
	CHECK_EQUAL(OK, retype(untyped, TYPE_CNODE, 7, 64));
}

static void test_retype__rejects_slots_beyond_the_cnode(void)
{
	uint64_t cnode = world_make(TYPE_CNODE, 7), untyped = world_make(TYPE_UNTYPED, 20);

	CHECK_EQUAL(OUT_OF_RANGE, untyped_retype(untyped, TYPE_ENDPOINT, 0, cnode, 128, 1));
	CHECK_EQUAL(OUT_OF_RANGE, untyped_retype(untyped, TYPE_ENDPOINT, 0, cnode, 127, 2));
	CHECK_EQUAL(OUT_OF_RANGE, untyped_retype(untyped, TYPE_ENDPOINT, 0, cnode, ~0ULL, 2));
	CHECK_EQUAL(0, watermark(untyped));
}

static void test_retype__rejects_occupied_slots(void)
{
	uint64_t untyped = world_make(TYPE_UNTYPED, 14), slot = world_slots(3);

	CHECK_EQUAL(OK, untyped_retype(untyped, TYPE_ENDPOINT, 0, ROOT, slot + 2, 1));
	CHECK_EQUAL(SLOT_OCCUPIED, untyped_retype(untyped, TYPE_ENDPOINT, 0, ROOT, slot, 3));
	CHECK_EQUAL(0, world_inspect(slot));
	CHECK_EQUAL(4096, watermark(untyped));
}

static void test_retype__rejects_more_than_is_left(void)
{
	uint64_t untyped = world_make(TYPE_UNTYPED, 14), slot = world_slots(6);

	CHECK_EQUAL(OK, untyped_retype(untyped, TYPE_THREAD, 0, ROOT, slot, 2));
	CHECK_EQUAL(NO_MEMORY, untyped_retype(untyped, TYPE_FRAME, 12, ROOT, slot + 2, 3));
	CHECK_EQUAL(NO_MEMORY, untyped_retype(untyped, TYPE_UNTYPED, 15, ROOT, slot + 2, 1));
	CHECK_EQUAL(8192, watermark(untyped));
	CHECK_EQUAL(0, world_inspect(slot + 2));
	CHECK_EQUAL(OK, untyped_retype(untyped, TYPE_FRAME, 12, ROOT, slot + 2, 2));
	CHECK_EQUAL(NO_MEMORY, untyped_retype(untyped, TYPE_NOTIFICATION, 0, ROOT, slot + 4, 1));
}

/* The RTC's page: device memory that no other part of the tests needs here. */
#define RTC_ADDRESS 0x09010000ULL

static void test_retype__device_memory_becomes_frames_alone(void)
{
	uint64_t frame = world_device(RTC_ADDRESS);

	CHECK(frame != 0);
	CHECK_EQUAL(TYPE_FRAME, world_type(frame));
	for (unsigned n = 0; n < WORLD_INFO->untyped_count; n++)
		if (WORLD_INFO->untypeds[n].device && WORLD_INFO->untypeds[n].address != RTC_ADDRESS)
			CHECK_ITEM(n, INVALID_ARGUMENT, retype(INIT_SLOT_FIRST_UNTYPED + n, TYPE_THREAD, 0, 1));
}

static void test_revoke__makes_an_untyped_whole_again(void)
{
	uint64_t untyped = world_make(TYPE_UNTYPED, 14), slot = world_slots(4);

	for (unsigned round = 0; round < 3; round++) {
		CHECK_ITEM(round, OK, untyped_retype(untyped, TYPE_THREAD, 0, ROOT, slot, 4));
		CHECK_ITEM(round, OK, cnode_revoke(ROOT, untyped));
		CHECK_ITEM(round, 0, world_inspect(slot));
		CHECK_ITEM(round, 0, world_inspect(slot + 3));
		CHECK_ITEM(round, 0, watermark(untyped));
	}
}

static void test_revoke__leaves_memory_zero(void)
{
	uint64_t untyped = world_make(TYPE_UNTYPED, 12), slot = world_slots(2);
	volatile uint64_t *memory;

	CHECK_EQUAL(OK, untyped_retype(untyped, TYPE_FRAME, 12, ROOT, slot, 1));
	memory = world_window(slot);
	for (unsigned n = 0; n < 512; n++)
		memory[n] = 0x5ec4e7;
	CHECK_EQUAL(OK, cnode_revoke(ROOT, untyped));
	CHECK_EQUAL(OK, untyped_retype(untyped, TYPE_FRAME, 12, ROOT, slot, 1));
	memory = world_window(slot);
	for (unsigned n = 0; n < 512; n++)
		CHECK_ITEM(n, 0, memory[n]);
}

static void test_revoke__destroys_what_untypeds_within_were_made_into(void)
{
	uint64_t outer = world_make(TYPE_UNTYPED, 16), slot = world_slots(3);

	CHECK_EQUAL(OK, untyped_retype(outer, TYPE_UNTYPED, 14, ROOT, slot, 1));
	CHECK_EQUAL(OK, untyped_retype(slot, TYPE_UNTYPED, 13, ROOT, slot + 1, 1));
	CHECK_EQUAL(OK, untyped_retype(slot + 1, TYPE_ENDPOINT, 0, ROOT, slot + 2, 1));
	CHECK_EQUAL(OK, cnode_revoke(ROOT, outer));
	for (unsigned n = 0; n < 3; n++)
		CHECK_ITEM(n, 0, world_inspect(slot + n));
	CHECK_EQUAL(0, watermark(outer));
}

static void test_revoke__leaves_other_untypeds_alone(void)
{
	uint64_t one = world_make(TYPE_UNTYPED, 12), two = world_make(TYPE_UNTYPED, 12), slot = world_slots(2);

	CHECK_EQUAL(OK, untyped_retype(one, TYPE_ENDPOINT, 0, ROOT, slot, 1));
	CHECK_EQUAL(OK, untyped_retype(two, TYPE_ENDPOINT, 0, ROOT, slot + 1, 1));
	CHECK_EQUAL(OK, cnode_revoke(ROOT, one));
	CHECK_EQUAL(0, world_inspect(slot));
	CHECK_EQUAL(TYPE_ENDPOINT, world_type(slot + 1));
}

static const enum object_type granule_types[] = { TYPE_THREAD, TYPE_VCPU, TYPE_ENDPOINT, TYPE_NOTIFICATION, TYPE_REPLY,
	TYPE_SCHED_CONTEXT, TYPE_VSPACE, TYPE_PAGE_TABLE, TYPE_UNTYPED, TYPE_FRAME };

static void test_retype__uses_every_granule_and_then_changes_nothing(void)
{
	uint64_t untyped = world_make(TYPE_UNTYPED, 16), slots = world_slots(17);

	for (unsigned t = 0; t < sizeof granule_types / sizeof granule_types[0]; t++) {
		for (unsigned n = 0; n < 16; n++)
			CHECK_ITEM(t, OK, untyped_retype(untyped, granule_types[t], 12, ROOT, slots + n, 1));
		CHECK_ITEM(t, 1 << 16, watermark(untyped));
		CHECK_ITEM(t, NO_MEMORY, untyped_retype(untyped, granule_types[t], 12, ROOT, slots + 16, 1));
		CHECK_ITEM(t, 0, world_inspect(slots + 16));
		CHECK_ITEM(t, 1 << 16, watermark(untyped));
		CHECK_ITEM(t, granule_types[t], world_type(slots + 15));
		CHECK_ITEM(t, OK, cnode_revoke(ROOT, untyped));
	}
}

/* What the kernel keeps in them is gone as well: capabilities, registers, queues, tables. */
static void test_revoke__leaves_nothing_of_any_object(void)
{
	uint64_t untyped = world_make(TYPE_UNTYPED, 14), slots = world_slots(8), page = world_make(TYPE_FRAME, 12);

	CHECK_EQUAL(OK, untyped_retype(untyped, TYPE_CNODE, 7, ROOT, slots, 1));
	CHECK_EQUAL(OK, untyped_retype(untyped, TYPE_VCPU, 0, ROOT, slots + 1, 1));
	CHECK_EQUAL(OK, untyped_retype(untyped, TYPE_NOTIFICATION, 0, ROOT, slots + 2, 1));
	CHECK_EQUAL(OK, untyped_retype(untyped, TYPE_PAGE_TABLE, 0, ROOT, slots + 3, 1));
	CHECK_EQUAL(OK, cnode_mint(slots, 127, ROOT, slots + 2, RIGHTS_ALL, ~0ULL));
	CHECK_EQUAL(OK, thread_set_registers(slots + 1, ~0ULL, ~0ULL, ~0ULL, ~0ULL));
	CHECK_EQUAL(OK, cnode_copy(ROOT, slots + 4, slots, 127, RIGHTS_ALL));
	CHECK_EQUAL(OK, bulkhead_signal(slots + 4));
	world_window(page);
	CHECK_EQUAL(OK, page_table_map(slots + 3, INIT_SLOT_VSPACE, WORLD_WINDOW + (1ULL << 29)));
	CHECK_EQUAL(OK, frame_unmap(page));
	CHECK_EQUAL(OK, frame_map(page, INIT_SLOT_VSPACE, WORLD_WINDOW + (1ULL << 29), RIGHT_READ, MAP_NORMAL));
	CHECK_EQUAL(OK, cnode_revoke(ROOT, untyped));
	CHECK_EQUAL(OK, untyped_retype(untyped, TYPE_FRAME, 12, ROOT, slots, 4));
	for (unsigned n = 0; n < 4; n++) {
		volatile uint64_t *memory = world_window(slots + n);

		for (unsigned word = 0; word < 512; word++)
			CHECK_ITEM(word, 0, memory[word]);
	}
}

/* A thread that gives much memory back at once, and the root, which is to be woken in the middle of it. */
static struct {
	uint64_t untyped;
	enum status status;
	volatile bool over;
} revoker;

static void revoke_thread(uint64_t unused)
{
	(void)unused;
	revoker.status = cnode_revoke(ROOT, revoker.untyped);
	revoker.over = true;
}

static void test_revoke__is_interrupted_and_goes_on(void)
{
	uint64_t frames = world_slots(4), quiet = world_make(TYPE_NOTIFICATION, 0), late;

	revoker.untyped = world_make(TYPE_UNTYPED, 23);
	revoker.over = false;
	CHECK_EQUAL(OK, untyped_retype(revoker.untyped, TYPE_FRAME, FRAME_LARGE_BITS, ROOT, frames, 4));
	world_thread((struct world_thread_options){ .entry = revoke_thread, .priority = 5 });
	uint64_t deadline = clock_ticks() + clock_frequency() / 10000; /* 100 us: a part of the work */

	CHECK_EQUAL(TIMED_OUT, bulkhead_wait(quiet, deadline, 0));
	late = clock_ticks() - deadline;
	CHECK(!revoker.over);
	CHECK(late < clock_frequency() / 10000);
	CHECK(world_settle());
	CHECK(revoker.over);
	CHECK_EQUAL(OK, revoker.status);
	CHECK_EQUAL(0, watermark(revoker.untyped));
}

static const struct test tests[] = {
	TEST(retype__makes_every_type),
	TEST(retype__small_objects_of_one_call_share_a_granule),
	TEST(retype__goes_upwards_at_natural_alignment),
	TEST(retype__fills_another_cnode),
	TEST(retype__rejects_what_is_no_type_or_size),
	TEST(retype__rejects_a_count_out_of_range),
	TEST(retype__makes_one_large_cnode_at_once_or_several_small_ones),
	TEST(retype__rejects_slots_beyond_the_cnode),
	TEST(retype__rejects_occupied_slots),
	TEST(retype__rejects_more_than_is_left),
	TEST(retype__device_memory_becomes_frames_alone),
	TEST(revoke__makes_an_untyped_whole_again),
	TEST(revoke__leaves_memory_zero),
	TEST(revoke__destroys_what_untypeds_within_were_made_into),
	TEST(revoke__leaves_other_untypeds_alone),
	TEST(retype__uses_every_granule_and_then_changes_nothing),
	TEST(revoke__leaves_nothing_of_any_object),
	TEST(revoke__is_interrupted_and_goes_on),
};
const struct suite untyped_suite = SUITE(tests);
