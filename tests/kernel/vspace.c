/* SPDX-License-Identifier: BSD-2-Clause */
/* Address spaces: mapping and unmapping, and that what is not mapped cannot be reached. */
#include <world.h>

#include "check.h"

#define ROOT     INIT_SLOT_CNODE
#define VSPACE   INIT_SLOT_VSPACE
#define ADDRESS  0x20000000ULL /* free in the root's VSpace */
#define LARGE    (1ULL << FRAME_LARGE_BITS)
#define BEYOND   (1ULL << IPA_BITS)
#define READ     RIGHT_READ
#define WRITE    RIGHT_WRITE
#define EXECUTE  RIGHT_EXECUTE
#define RTC      0x09010000ULL

/* A thread that reads or writes one word; whether it could is told by what it leaves. */
static struct {
	volatile uint64_t *at;
	uint64_t value;
	bool writes;
	volatile bool over;
} access;

static void touch(uint64_t unused)
{
	(void)unused;
	if (access.writes)
		*access.at = access.value;
	else
		access.value = *access.at;
	access.over = true;
}

static bool can_access(uint64_t address, bool writes)
{
	access.at = (volatile uint64_t *)address;
	access.writes = writes;
	access.over = false;
	world_thread((struct world_thread_options){ .entry = touch, .priority = 5 });
	CHECK(world_settle());
	return access.over;
}

static bool can_read(uint64_t address)
{
	return can_access(address, false);
}

static bool can_write(uint64_t address)
{
	return can_access(address, true);
}

static uint64_t small_frame(void)
{
	return world_make(TYPE_FRAME, FRAME_SMALL_BITS);
}

/* The two tables that the root lacks at ADDRESS. */
static void make_tables(void)
{
	uint64_t table = world_make(TYPE_PAGE_TABLE, 0);
	enum status status = page_table_map(table, VSPACE, ADDRESS);

	if (status == OK)
		status = page_table_map(world_make(TYPE_PAGE_TABLE, 0), VSPACE, ADDRESS);
	CHECK(status == OK || status == ALREADY);
}

/* --- mapping a frame -------------------------------------------------------------------------------- */

static void test_map__makes_memory_accessible(void)
{
	uint64_t frame = small_frame();

	CHECK(!can_read(ADDRESS));
	CHECK_EQUAL(OK, world_map(frame, VSPACE, ADDRESS, READ | WRITE, MAP_NORMAL));
	access.value = 7;
	CHECK(can_write(ADDRESS + 0xff8));
	CHECK(can_read(ADDRESS + 0xff8));
	CHECK_EQUAL(7, access.value);
	CHECK(!can_read(ADDRESS + 0x1000));
	CHECK(!can_read(ADDRESS - 8));
}

static void test_map__large_frame_covers_two_mebibytes(void)
{
	uint64_t frame = world_make(TYPE_FRAME, FRAME_LARGE_BITS);

	CHECK_EQUAL(OK, world_map(frame, VSPACE, ADDRESS, READ | WRITE, MAP_NORMAL));
	CHECK(can_write(ADDRESS));
	CHECK(can_write(ADDRESS + LARGE - 8));
	CHECK(!can_read(ADDRESS + LARGE));
}

static void test_map__read_only_memory_cannot_be_written(void)
{
	CHECK_EQUAL(OK, world_map(small_frame(), VSPACE, ADDRESS, READ, MAP_NORMAL));
	CHECK(can_read(ADDRESS));
	CHECK(!can_write(ADDRESS));
}

static void test_map__copies_share_their_memory(void)
{
	uint64_t frame = small_frame(), copy = world_copy(frame, READ);

	CHECK_EQUAL(OK, world_map(frame, VSPACE, ADDRESS, READ | WRITE, MAP_NORMAL));
	CHECK_EQUAL(OK, world_map(copy, VSPACE, ADDRESS + 0x1000, READ, MAP_NORMAL));
	access.value = 11;
	CHECK(can_write(ADDRESS));
	CHECK(can_read(ADDRESS + 0x1000));
	CHECK_EQUAL(11, access.value);
	CHECK(!can_write(ADDRESS + 0x1000));
}

static void test_map__rejects_a_frame_that_is_mapped(void)
{
	uint64_t frame = small_frame();

	CHECK_EQUAL(OK, world_map(frame, VSPACE, ADDRESS, READ, MAP_NORMAL));
	CHECK_EQUAL(ALREADY, frame_map(frame, VSPACE, ADDRESS + 0x1000, READ, MAP_NORMAL));
}

static void test_map__rejects_an_address_that_is_taken(void)
{
	CHECK_EQUAL(OK, world_map(small_frame(), VSPACE, ADDRESS, READ, MAP_NORMAL));
	CHECK_EQUAL(ALREADY, frame_map(small_frame(), VSPACE, ADDRESS, READ, MAP_NORMAL));
	CHECK_EQUAL(ALREADY, frame_map(world_make(TYPE_FRAME, FRAME_LARGE_BITS), VSPACE, ADDRESS, READ, MAP_NORMAL));
}

static void test_map__rejects_misaligned_addresses(void)
{
	make_tables();
	CHECK_EQUAL(MISALIGNED, frame_map(small_frame(), VSPACE, ADDRESS + 8, READ, MAP_NORMAL));
	CHECK_EQUAL(MISALIGNED, frame_map(world_make(TYPE_FRAME, FRAME_LARGE_BITS), VSPACE, ADDRESS + 0x1000, READ,
	                                  MAP_NORMAL));
}

static void test_map__rejects_addresses_out_of_range(void)
{
	CHECK_EQUAL(OUT_OF_RANGE, frame_map(small_frame(), VSPACE, BEYOND, READ, MAP_NORMAL));
	CHECK_EQUAL(OUT_OF_RANGE, frame_map(small_frame(), VSPACE, ~0xfffULL, READ, MAP_NORMAL));
	CHECK_EQUAL(OUT_OF_RANGE, frame_map(small_frame(), VSPACE, 1ULL << 63 | ADDRESS, READ, MAP_NORMAL));
}

static void test_map__rejects_rights_and_attributes_without_meaning(void)
{
	static const struct {
		uint64_t rights, attributes;
	} rows[] = {
		{ 0, MAP_NORMAL }, { WRITE, MAP_NORMAL }, { EXECUTE, MAP_NORMAL }, { READ | RIGHT_GRANT, MAP_NORMAL },
		{ READ | 1ULL << 32, MAP_NORMAL }, { READ, MAP_DEVICE }, { READ, 2 }, { READ, 1ULL << 32 },
	};

	make_tables();
	for (unsigned n = 0; n < sizeof rows / sizeof rows[0]; n++)
		CHECK_ITEM(n, INVALID_ARGUMENT, frame_map(small_frame(), VSPACE, ADDRESS, rows[n].rights, rows[n].attributes));
}

static void test_map__device_memory_is_mapped_as_such_and_not_executable(void)
{
	uint64_t frame = world_device(RTC);

	make_tables();
	CHECK_EQUAL(INVALID_ARGUMENT, frame_map(frame, VSPACE, ADDRESS, READ, MAP_NORMAL));
	CHECK_EQUAL(INVALID_ARGUMENT, frame_map(frame, VSPACE, ADDRESS, READ | EXECUTE, MAP_DEVICE));
	CHECK_EQUAL(OK, frame_map(frame, VSPACE, ADDRESS, READ, MAP_DEVICE));
	CHECK_EQUAL(0x31, *(volatile uint32_t *)(ADDRESS + 0xfe0)); /* PL031: PeriphID0 */
}

static void test_map__rejects_more_rights_than_the_capability_has(void)
{
	uint64_t frame = small_frame();

	make_tables();
	CHECK_EQUAL(NO_RIGHTS, frame_map(world_copy(frame, READ), VSPACE, ADDRESS, READ | WRITE, MAP_NORMAL));
	CHECK_EQUAL(NO_RIGHTS, frame_map(world_copy(frame, READ | WRITE), VSPACE, ADDRESS, READ | EXECUTE, MAP_NORMAL));
	CHECK_EQUAL(NO_RIGHTS, frame_map(world_copy(frame, WRITE), VSPACE, ADDRESS, READ, MAP_NORMAL));
}

static void test_map__says_when_a_table_is_missing(void)
{
	uint64_t vspace = world_make(TYPE_VSPACE, 0), frame = small_frame();

	CHECK_EQUAL(NO_TABLE, frame_map(frame, vspace, ADDRESS, READ, MAP_NORMAL));
	CHECK_EQUAL(NO_TABLE, frame_map(world_make(TYPE_FRAME, FRAME_LARGE_BITS), vspace, ADDRESS, READ, MAP_NORMAL));
	CHECK_EQUAL(OK, page_table_map(world_make(TYPE_PAGE_TABLE, 0), vspace, ADDRESS));
	CHECK_EQUAL(NO_TABLE, frame_map(frame, vspace, ADDRESS, READ, MAP_NORMAL));
	CHECK_EQUAL(OK, page_table_map(world_make(TYPE_PAGE_TABLE, 0), vspace, ADDRESS));
	CHECK_EQUAL(OK, frame_map(frame, vspace, ADDRESS, READ, MAP_NORMAL));
}

/* --- unmapping -------------------------------------------------------------------------------------- */

static void test_unmap__takes_memory_away(void)
{
	uint64_t frame = small_frame();

	CHECK_EQUAL(OK, world_map(frame, VSPACE, ADDRESS, READ | WRITE, MAP_NORMAL));
	CHECK(can_write(ADDRESS));
	CHECK_EQUAL(OK, frame_unmap(frame));
	CHECK(!can_read(ADDRESS));
	CHECK_EQUAL(OK, frame_map(frame, VSPACE, ADDRESS + 0x1000, READ, MAP_NORMAL));
	CHECK(can_read(ADDRESS + 0x1000));
}

static void test_unmap__of_a_frame_not_mapped_is_a_wrong_state(void)
{
	uint64_t frame = small_frame();

	CHECK_EQUAL(WRONG_STATE, frame_unmap(frame));
	CHECK_EQUAL(OK, world_map(frame, VSPACE, ADDRESS, READ, MAP_NORMAL));
	CHECK_EQUAL(WRONG_STATE, frame_unmap(world_copy(frame, RIGHTS_ALL)));
}

static void test_frame__capability_that_goes_takes_its_mapping_along(void)
{
	uint64_t frame = small_frame(), copy = world_copy(frame, RIGHTS_ALL);

	CHECK_EQUAL(OK, world_map(copy, VSPACE, ADDRESS, READ | WRITE, MAP_NORMAL));
	CHECK(can_write(ADDRESS));
	CHECK_EQUAL(OK, cnode_revoke(ROOT, frame));
	CHECK(!can_read(ADDRESS));
}

static void test_unmap__works_in_another_address_space(void)
{
	uint64_t other = world_make(TYPE_VSPACE, 0), frame = small_frame(), descriptor, bits;

	CHECK_EQUAL(OK, world_map(frame, other, ADDRESS, READ, MAP_NORMAL));
	CHECK(!can_read(ADDRESS));
	CHECK_EQUAL(OK, frame_unmap(frame));
	CHECK_EQUAL(OK, vspace_lookup(other, ADDRESS, &descriptor, &bits));
	CHECK_EQUAL(0, descriptor);
}

/* --- page tables ------------------------------------------------------------------------------------ */

static void test_table__rejects_where_none_is_missing(void)
{
	uint64_t table = world_make(TYPE_PAGE_TABLE, 0);

	make_tables();
	CHECK_EQUAL(ALREADY, page_table_map(table, VSPACE, ADDRESS));
	CHECK_EQUAL(OK, page_table_map(table, VSPACE, ADDRESS + LARGE));
	CHECK_EQUAL(ALREADY, page_table_map(table, VSPACE, ADDRESS + 2 * LARGE));
}

static void test_table__rejects_where_a_large_frame_is(void)
{
	CHECK_EQUAL(OK, world_map(world_make(TYPE_FRAME, FRAME_LARGE_BITS), VSPACE, ADDRESS, READ, MAP_NORMAL));
	CHECK_EQUAL(ALREADY, page_table_map(world_make(TYPE_PAGE_TABLE, 0), VSPACE, ADDRESS));
}

static void test_table__rejects_addresses_out_of_range(void)
{
	CHECK_EQUAL(OUT_OF_RANGE, page_table_map(world_make(TYPE_PAGE_TABLE, 0), VSPACE, BEYOND));
	CHECK_EQUAL(OUT_OF_RANGE, page_table_map(world_make(TYPE_PAGE_TABLE, 0), VSPACE, ~0ULL));
}

static void test_table__unmapped_takes_what_it_maps_along_and_is_empty_again(void)
{
	uint64_t vspace = VSPACE, upper = world_make(TYPE_PAGE_TABLE, 0), lower = world_make(TYPE_PAGE_TABLE, 0);
	uint64_t frame = small_frame(), address = 0x2000000000ULL; /* a range of the root table of its own */

	CHECK_EQUAL(OK, page_table_map(upper, vspace, address));
	CHECK_EQUAL(OK, page_table_map(lower, vspace, address));
	CHECK_EQUAL(OK, frame_map(frame, vspace, address, READ, MAP_NORMAL));
	CHECK(can_read(address));
	CHECK_EQUAL(OK, page_table_unmap(lower));
	CHECK(!can_read(address));
	CHECK_EQUAL(OK, page_table_map(lower, vspace, address));
	CHECK(!can_read(address));
	CHECK_EQUAL(OK, frame_unmap(frame));
	CHECK_EQUAL(OK, frame_map(frame, vspace, address, READ, MAP_NORMAL));
	CHECK_EQUAL(OK, page_table_unmap(upper));
	CHECK(!can_read(address));
}

static void test_table__unmap_of_one_not_mapped_is_a_wrong_state(void)
{
	CHECK_EQUAL(WRONG_STATE, page_table_unmap(world_make(TYPE_PAGE_TABLE, 0)));
}

static void test_frame__mapped_under_a_lost_table_never_unmaps_anothers_page(void)
{
	uint64_t upper = world_make(TYPE_PAGE_TABLE, 0), lower = world_make(TYPE_PAGE_TABLE, 0);
	uint64_t lost = small_frame(), other = small_frame(), address = 0x2000000000ULL;

	CHECK_EQUAL(OK, page_table_map(upper, VSPACE, address));
	CHECK_EQUAL(OK, page_table_map(lower, VSPACE, address));
	CHECK_EQUAL(OK, frame_map(lost, VSPACE, address, READ, MAP_NORMAL));
	CHECK_EQUAL(OK, page_table_unmap(lower));
	CHECK_EQUAL(OK, page_table_map(lower, VSPACE, address));
	CHECK_EQUAL(OK, frame_map(other, VSPACE, address, READ, MAP_NORMAL));
	CHECK_EQUAL(OK, frame_unmap(lost));
	CHECK(can_read(address));
}

/* --- lookup ----------------------------------------------------------------------------------------- */

static void test_lookup__tells_descriptor_and_size(void)
{
	uint64_t frame = small_frame(), large = world_make(TYPE_FRAME, FRAME_LARGE_BITS), descriptor, bits;

	CHECK_EQUAL(OK, world_map(frame, VSPACE, ADDRESS, READ, MAP_NORMAL));
	CHECK_EQUAL(OK, vspace_lookup(VSPACE, ADDRESS + 0x123, &descriptor, &bits));
	CHECK_EQUAL(FRAME_SMALL_BITS, bits);
	CHECK_EQUAL(world_object(frame), (descriptor & 0xfffffff000) >> 12);
	CHECK_EQUAL(1, descriptor >> 6 & 3); /* read-only */
	CHECK_EQUAL(1, descriptor >> 54 & 1); /* never executable */
	CHECK_EQUAL(OK, vspace_lookup(VSPACE, ADDRESS + 0x1000, &descriptor, &bits));
	CHECK_EQUAL(0, descriptor);
	CHECK_EQUAL(OK, world_map(large, VSPACE, ADDRESS + LARGE, READ | WRITE | EXECUTE, MAP_NORMAL));
	CHECK_EQUAL(OK, vspace_lookup(VSPACE, ADDRESS + LARGE + 0x54321, &descriptor, &bits));
	CHECK_EQUAL(FRAME_LARGE_BITS, bits);
	CHECK_EQUAL(3, descriptor >> 6 & 3);
	CHECK_EQUAL(0, descriptor >> 54 & 1);
}

static void test_lookup__tells_the_size_of_a_hole(void)
{
	uint64_t vspace = world_make(TYPE_VSPACE, 0), descriptor = 1, bits;

	CHECK_EQUAL(OK, vspace_lookup(vspace, ADDRESS, &descriptor, &bits));
	CHECK_EQUAL(0, descriptor);
	CHECK_EQUAL(30, bits);
}

static void test_lookup__rejects_addresses_out_of_range(void)
{
	uint64_t descriptor, bits;

	CHECK_EQUAL(OUT_OF_RANGE, vspace_lookup(VSPACE, BEYOND, &descriptor, &bits));
	CHECK_EQUAL(OUT_OF_RANGE, vspace_lookup(VSPACE, ~0ULL, &descriptor, &bits));
}

/* --- a VSpace as a whole ----------------------------------------------------------------------------- */

static void test_vspace__going_leaves_its_frames_free_to_be_mapped(void)
{
	uint64_t vspace = world_make(TYPE_VSPACE, 0), frame = small_frame();

	CHECK_EQUAL(OK, world_map(frame, vspace, ADDRESS, READ, MAP_NORMAL));
	CHECK_EQUAL(OK, cnode_delete(ROOT, vspace));
	CHECK_EQUAL(OK, frame_unmap(frame));
	CHECK_EQUAL(OK, world_map(frame, VSPACE, ADDRESS, READ, MAP_NORMAL));
}

static void test_vspace__made_where_one_was_has_none_of_its_mappings(void)
{
	uint64_t untyped = world_make(TYPE_UNTYPED, 12), vspace = world_slots(1), frame = small_frame();
	uint64_t again = world_copy(frame, RIGHTS_ALL);

	CHECK_EQUAL(OK, untyped_retype(untyped, TYPE_VSPACE, 0, ROOT, vspace, 1));
	CHECK_EQUAL(OK, world_map(frame, vspace, ADDRESS, READ, MAP_NORMAL));
	CHECK_EQUAL(OK, cnode_revoke(ROOT, untyped));
	CHECK_EQUAL(OK, untyped_retype(untyped, TYPE_VSPACE, 0, ROOT, vspace, 1));
	CHECK_EQUAL(OK, world_map(again, vspace, ADDRESS, READ, MAP_NORMAL));
	CHECK_EQUAL(OK, frame_unmap(frame)); /* must not touch what `again` maps */
	uint64_t descriptor, bits;

	CHECK_EQUAL(OK, vspace_lookup(vspace, ADDRESS, &descriptor, &bits));
	CHECK_EQUAL(world_object(again), (descriptor & 0xfffffff000) >> 12);
}

/* In programs.S: position-independent; adds one to the word at its argument for ever. */
extern const char program_count[], program_count_end[];

static void test_vspace__separates_programs(void)
{
	struct world_space spaces[2];

	for (unsigned n = 0; n < 2; n++) {
		uint64_t data = small_frame();

		spaces[n] = world_space((struct world_program){ program_count, program_count_end, false });
		CHECK_EQUAL(OK, world_map(world_copy(data, RIGHTS_ALL), spaces[n].vspace, WORLD_GUEST + 0x1000, READ | WRITE,
		                          MAP_NORMAL));
		spaces[n].memory = world_window(data);
	}
	struct world_thread one = world_thread((struct world_thread_options){
		.vspace = spaces[0].vspace, .pc = WORLD_GUEST, .argument = WORLD_GUEST + 0x1000, .priority = 5 });
	uint64_t quiet = world_make(TYPE_NOTIFICATION, 0);

	bulkhead_wait(quiet, clock_deadline_ms(2), 0);
	CHECK(spaces[0].memory[0] != 0);
	CHECK_EQUAL(0, spaces[1].memory[0]);
	CHECK_EQUAL(OK, thread_suspend(one.thread));
	world_thread((struct world_thread_options){
		.vspace = spaces[1].vspace, .pc = WORLD_GUEST, .argument = WORLD_GUEST + 0x1000, .priority = 5 });
	uint64_t before = spaces[0].memory[0];

	bulkhead_wait(quiet, clock_deadline_ms(2), 0);
	CHECK_EQUAL(before, spaces[0].memory[0]);
	CHECK(spaces[1].memory[0] != 0);
}

static void test_vspace__going_stops_its_threads(void)
{
	struct world_space space = world_space((struct world_program){ program_count, program_count_end, false });
	uint64_t data = small_frame(), quiet = world_make(TYPE_NOTIFICATION, 0);

	CHECK_EQUAL(OK, world_map(world_copy(data, RIGHTS_ALL), space.vspace, WORLD_GUEST + 0x1000, READ | WRITE, MAP_NORMAL));
	struct world_thread thread = world_thread((struct world_thread_options){
		.vspace = space.vspace, .pc = WORLD_GUEST, .argument = WORLD_GUEST + 0x1000, .priority = 5 });

	bulkhead_wait(quiet, clock_deadline_ms(2), 0);
	CHECK_EQUAL(OK, cnode_revoke(ROOT, space.vspace));
	CHECK_EQUAL(OK, cnode_delete(ROOT, space.vspace));
	CHECK(world_settle());
	CHECK_EQUAL(WRONG_STATE, thread_resume(thread.thread)); /* without a VSpace */
}

/*
 * More VSpaces than the hardware has tags for (255). Each holds the same program, and data of its own; all
 * threads are run in turn, twice.
 */
#define MANY 260

struct many {
	uint64_t code, data, done;
};

/* What each VSpace needs: two tables and two pages. Its thread waits at once. */
static uint64_t make_one_of_many(const struct many *many, unsigned n)
{
	uint64_t vspace = world_make(TYPE_VSPACE, 0);

	CHECK_ITEM(n, OK, world_map(world_copy(many->code, RIGHTS_ALL), vspace, WORLD_GUEST, READ | EXECUTE, MAP_NORMAL));
	CHECK_ITEM(n, OK, world_map(world_copy(many->data + n, RIGHTS_ALL), vspace, WORLD_GUEST + 0x1000, READ | WRITE,
	                            MAP_NORMAL));
	return world_thread((struct world_thread_options){
		.vspace = vspace, .pc = WORLD_GUEST, .argument = many->done, .priority = 5, .suspended = true }).thread;
}

/* In programs.S: adds one to the word in the page after its own, signals its argument, and so on for ever. */
_Static_assert(SYS_SIGNAL == 8, "as in programs.S");
extern const char program_step[], program_step_end[];

static void test_vspace__of_which_there_are_more_than_tags_each_keeps_its_own_memory(void)
{
	struct world_space space = world_space((struct world_program){ program_step, program_step_end, false });
	struct many many = { .code = space.frame, .data = world_slots(MANY),
		.done = world_badged(world_make(TYPE_NOTIFICATION, 0), 1) };
	uint64_t threads[MANY];

	for (unsigned n = 0; n < MANY; n++) {
		CHECK_ITEM(n, OK, untyped_retype(world_arena(), TYPE_FRAME, FRAME_SMALL_BITS, ROOT, many.data + n, 1));
		threads[n] = make_one_of_many(&many, n);
	}
	for (unsigned step = 0; step < 2 * MANY; step++) {
		CHECK_ITEM(step, OK, thread_resume(threads[step % MANY]));
		CHECK_ITEM(step, OK, bulkhead_wait(many.done, clock_deadline_ms(100), 0));
		CHECK_ITEM(step, OK, thread_suspend(threads[step % MANY]));
	}
	for (unsigned n = 0; n < MANY; n++) {
		volatile uint64_t *word = world_window(many.data + n);

		CHECK_ITEM(n, 2, word[0]);
		CHECK_ITEM(n, OK, frame_unmap(many.data + n));
	}
}

static const struct test tests[] = {
	TEST(map__makes_memory_accessible),
	TEST(map__large_frame_covers_two_mebibytes),
	TEST(map__read_only_memory_cannot_be_written),
	TEST(map__copies_share_their_memory),
	TEST(map__rejects_a_frame_that_is_mapped),
	TEST(map__rejects_an_address_that_is_taken),
	TEST(map__rejects_misaligned_addresses),
	TEST(map__rejects_addresses_out_of_range),
	TEST(map__rejects_rights_and_attributes_without_meaning),
	TEST(map__device_memory_is_mapped_as_such_and_not_executable),
	TEST(map__rejects_more_rights_than_the_capability_has),
	TEST(map__says_when_a_table_is_missing),
	TEST(unmap__takes_memory_away),
	TEST(unmap__of_a_frame_not_mapped_is_a_wrong_state),
	TEST(frame__capability_that_goes_takes_its_mapping_along),
	TEST(unmap__works_in_another_address_space),
	TEST(table__rejects_where_none_is_missing),
	TEST(table__rejects_where_a_large_frame_is),
	TEST(table__rejects_addresses_out_of_range),
	TEST(table__unmapped_takes_what_it_maps_along_and_is_empty_again),
	TEST(table__unmap_of_one_not_mapped_is_a_wrong_state),
	TEST(frame__mapped_under_a_lost_table_never_unmaps_anothers_page),
	TEST(lookup__tells_descriptor_and_size),
	TEST(lookup__tells_the_size_of_a_hole),
	TEST(lookup__rejects_addresses_out_of_range),
	TEST(vspace__going_leaves_its_frames_free_to_be_mapped),
	TEST(vspace__made_where_one_was_has_none_of_its_mappings),
	TEST(vspace__separates_programs),
	TEST(vspace__going_stops_its_threads),
	TEST(vspace__of_which_there_are_more_than_tags_each_keeps_its_own_memory),
};
const struct suite vspace_suite = SUITE(tests);
