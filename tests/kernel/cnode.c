/* SPDX-License-Identifier: BSD-2-Clause */
/* CNode methods, and what becomes of objects whose last capability goes. */
#include <world.h>

#include "check.h"

#define ROOT     INIT_SLOT_CNODE
#define BEYOND   (1ULL << INIT_CNODE_BITS)
#define FLAGS(w) ((w) >> 24 & 0xff)

static uint64_t rights_of(uint64_t slot)
{
	return world_inspect(slot) >> 8 & 0xff;
}

static uint64_t badge_of(uint64_t slot)
{
	struct message content;

	cnode_inspect(ROOT, slot, &content);
	return content.word[0];
}

/* --- copy ------------------------------------------------------------------------------------------ */

static void test_copy__keeps_the_rights_that_both_sides_have(void)
{
	uint64_t frame = world_make(TYPE_FRAME, 12), slot = world_slots(2);

	CHECK_EQUAL(OK, cnode_copy(ROOT, slot, ROOT, frame, RIGHT_READ | RIGHT_EXECUTE));
	CHECK_EQUAL(RIGHT_READ | RIGHT_EXECUTE, rights_of(slot));
	CHECK_EQUAL(OK, cnode_copy(ROOT, slot + 1, ROOT, slot, RIGHTS_ALL));
	CHECK_EQUAL(RIGHT_READ | RIGHT_EXECUTE, rights_of(slot + 1));
	CHECK_EQUAL(world_object(frame), world_object(slot + 1));
}

static void test_copy__takes_from_and_puts_into_other_cnodes(void)
{
	uint64_t one = world_make(TYPE_CNODE, 7), two = world_make(TYPE_CNODE, 8);
	uint64_t endpoint = world_make(TYPE_ENDPOINT, 0);
	struct message content;

	CHECK_EQUAL(OK, cnode_copy(one, 127, ROOT, endpoint, RIGHTS_ALL));
	CHECK_EQUAL(OK, cnode_copy(two, 255, one, 127, RIGHT_READ));
	CHECK_EQUAL(OK, cnode_inspect(two, 255, &content));
	CHECK_EQUAL(TYPE_ENDPOINT | RIGHT_READ << 8, content.label & 0xffff);
}

static void test_copy__rejects_an_empty_source(void)
{
	uint64_t slots = world_slots(2);

	CHECK_EQUAL(INVALID_CAPABILITY, cnode_copy(ROOT, slots, ROOT, slots + 1, RIGHTS_ALL));
}

static void test_copy__rejects_an_occupied_destination(void)
{
	uint64_t one = world_make(TYPE_ENDPOINT, 0), two = world_make(TYPE_ENDPOINT, 0);
	uint64_t before = world_inspect(one);

	CHECK_EQUAL(SLOT_OCCUPIED, cnode_copy(ROOT, one, ROOT, two, RIGHTS_ALL));
	CHECK_EQUAL(before, world_inspect(one));
}

static void test_copy__rejects_objects_of_one_capability(void)
{
	uint64_t table = world_make(TYPE_PAGE_TABLE, 0), slot = world_slots(1);

	CHECK_EQUAL(INVALID_ARGUMENT, cnode_copy(ROOT, slot, ROOT, world_arena(), RIGHTS_ALL));
	CHECK_EQUAL(INVALID_ARGUMENT, cnode_copy(ROOT, slot, ROOT, table, RIGHTS_ALL));
	CHECK_EQUAL(INVALID_ARGUMENT, cnode_copy(ROOT, slot, ROOT, INIT_SLOT_IRQ_CONTROL, RIGHTS_ALL));
	CHECK_EQUAL(0, world_inspect(slot));
}

static void test_copy__rejects_slots_out_of_range(void)
{
	uint64_t endpoint = world_make(TYPE_ENDPOINT, 0), small = world_make(TYPE_CNODE, 7);

	CHECK_EQUAL(OUT_OF_RANGE, cnode_copy(ROOT, BEYOND, ROOT, endpoint, RIGHTS_ALL));
	CHECK_EQUAL(OUT_OF_RANGE, cnode_copy(ROOT, world_slots(1), ROOT, BEYOND, RIGHTS_ALL));
	CHECK_EQUAL(OUT_OF_RANGE, cnode_copy(small, 128, ROOT, endpoint, RIGHTS_ALL));
	CHECK_EQUAL(OUT_OF_RANGE, cnode_copy(ROOT, ~0ULL, ROOT, endpoint, RIGHTS_ALL));
}

static void test_copy__never_fills_slot_zero(void)
{
	uint64_t endpoint = world_make(TYPE_ENDPOINT, 0), small = world_make(TYPE_CNODE, 7);

	CHECK_EQUAL(OUT_OF_RANGE, cnode_copy(small, 0, ROOT, endpoint, RIGHTS_ALL));
	CHECK_EQUAL(OUT_OF_RANGE, cnode_copy(ROOT, 0, ROOT, endpoint, RIGHTS_ALL));
}

static void test_copy__of_a_mapped_frame_is_not_mapped(void)
{
	uint64_t frame = world_make(TYPE_FRAME, 12);
	struct message content;

	world_window(frame);
	uint64_t copy = world_copy(frame, RIGHTS_ALL);

	CHECK_EQUAL(OK, cnode_inspect(ROOT, copy, &content));
	CHECK_EQUAL(0, FLAGS(content.label));
	CHECK_EQUAL(0, content.word[0]);
	CHECK_EQUAL(0, content.word[1]);
}

/* --- mint ------------------------------------------------------------------------------------------ */

static void test_mint__puts_on_a_badge(void)
{
	uint64_t endpoint = world_make(TYPE_ENDPOINT, 0), notification = world_make(TYPE_NOTIFICATION, 0);
	uint64_t slot = world_slots(2);

	CHECK_EQUAL(OK, cnode_mint(ROOT, slot, ROOT, endpoint, RIGHT_WRITE, 0x1234567890));
	CHECK_EQUAL(0x1234567890, badge_of(slot));
	CHECK_EQUAL(RIGHT_WRITE, rights_of(slot));
	CHECK_EQUAL(OK, cnode_mint(ROOT, slot + 1, ROOT, notification, RIGHTS_ALL, 1ULL << 63));
	CHECK_EQUAL(1ULL << 63, badge_of(slot + 1));
}

static void test_mint__without_a_badge_is_a_copy(void)
{
	uint64_t badged = world_badged(world_make(TYPE_ENDPOINT, 0), 7), slot = world_slots(1);

	CHECK_EQUAL(OK, cnode_mint(ROOT, slot, ROOT, badged, RIGHTS_ALL, 0));
	CHECK_EQUAL(7, badge_of(slot));
}

static void test_mint__rejects_a_second_badge(void)
{
	uint64_t badged = world_badged(world_make(TYPE_ENDPOINT, 0), 7), slot = world_slots(1);

	CHECK_EQUAL(INVALID_ARGUMENT, cnode_mint(ROOT, slot, ROOT, badged, RIGHTS_ALL, 8));
	CHECK_EQUAL(INVALID_ARGUMENT, cnode_mint(ROOT, slot, ROOT, badged, RIGHTS_ALL, 7));
	CHECK_EQUAL(0, world_inspect(slot));
}

static void test_mint__rejects_a_badge_on_other_objects(void)
{
	static const enum object_type types[] = { TYPE_CNODE, TYPE_THREAD, TYPE_VCPU, TYPE_REPLY, TYPE_SCHED_CONTEXT,
		TYPE_VSPACE, TYPE_FRAME };
	uint64_t slot = world_slots(1);

	for (unsigned n = 0; n < sizeof types / sizeof types[0]; n++)
		CHECK_ITEM(types[n], INVALID_ARGUMENT,
		           cnode_mint(ROOT, slot, ROOT, world_make(types[n], types[n] == TYPE_CNODE ? 7 : 12), RIGHTS_ALL, 1));
}

static void test_mint__rejects_as_copy_does(void)
{
	uint64_t endpoint = world_make(TYPE_ENDPOINT, 0), slot = world_slots(2);

	CHECK_EQUAL(INVALID_CAPABILITY, cnode_mint(ROOT, slot, ROOT, slot + 1, RIGHTS_ALL, 1));
	CHECK_EQUAL(SLOT_OCCUPIED, cnode_mint(ROOT, endpoint, ROOT, endpoint, RIGHTS_ALL, 1));
	CHECK_EQUAL(INVALID_ARGUMENT, cnode_mint(ROOT, slot, ROOT, world_arena(), RIGHTS_ALL, 0));
	CHECK_EQUAL(OUT_OF_RANGE, cnode_mint(ROOT, BEYOND, ROOT, endpoint, RIGHTS_ALL, 1));
	CHECK_EQUAL(OUT_OF_RANGE, cnode_mint(ROOT, slot, ROOT, BEYOND, RIGHTS_ALL, 1));
}

/* --- move and mutate ------------------------------------------------------------------------------- */

static void test_move__empties_the_source(void)
{
	uint64_t untyped = world_make(TYPE_UNTYPED, 12), slot = world_slots(1);
	uint64_t before = world_inspect(untyped);

	CHECK_EQUAL(OK, cnode_move(ROOT, slot, ROOT, untyped));
	CHECK_EQUAL(before, world_inspect(slot));
	CHECK_EQUAL(0, world_inspect(untyped));
}

static void test_move__takes_mapping_and_children_along(void)
{
	uint64_t frame = world_make(TYPE_FRAME, 12), endpoint = world_make(TYPE_ENDPOINT, 0), slot = world_slots(2);
	volatile uint64_t *memory = world_window(frame);
	uint64_t child = world_copy(endpoint, RIGHTS_ALL);

	*memory = 5;
	CHECK_EQUAL(OK, cnode_move(ROOT, slot, ROOT, frame));
	CHECK_EQUAL(5, *memory);
	CHECK_EQUAL(OK, frame_unmap(slot));
	CHECK_EQUAL(OK, cnode_move(ROOT, slot + 1, ROOT, endpoint));
	CHECK_EQUAL(OK, cnode_revoke(ROOT, slot + 1));
	CHECK_EQUAL(0, world_inspect(child));
}

static void test_move__rejects_wrong_slots(void)
{
	uint64_t endpoint = world_make(TYPE_ENDPOINT, 0), slot = world_slots(2);

	CHECK_EQUAL(INVALID_CAPABILITY, cnode_move(ROOT, slot, ROOT, slot + 1));
	CHECK_EQUAL(SLOT_OCCUPIED, cnode_move(ROOT, endpoint, ROOT, endpoint));
	CHECK_EQUAL(OUT_OF_RANGE, cnode_move(ROOT, BEYOND, ROOT, endpoint));
	CHECK_EQUAL(OUT_OF_RANGE, cnode_move(ROOT, slot, ROOT, BEYOND));
	CHECK_EQUAL(TYPE_ENDPOINT, world_type(endpoint));
}

static void test_mutate__moves_and_puts_on_a_badge(void)
{
	uint64_t endpoint = world_make(TYPE_ENDPOINT, 0), slot = world_slots(1);

	CHECK_EQUAL(OK, cnode_mutate(ROOT, slot, ROOT, endpoint, 9));
	CHECK_EQUAL(0, world_inspect(endpoint));
	CHECK_EQUAL(9, badge_of(slot));
}

static void test_mutate__rejects_wrong_slots_and_badges(void)
{
	uint64_t badged = world_badged(world_make(TYPE_ENDPOINT, 0), 7), slot = world_slots(2);
	uint64_t frame = world_make(TYPE_FRAME, 12);

	CHECK_EQUAL(INVALID_ARGUMENT, cnode_mutate(ROOT, slot, ROOT, badged, 8));
	CHECK_EQUAL(INVALID_ARGUMENT, cnode_mutate(ROOT, slot, ROOT, frame, 1));
	CHECK_EQUAL(INVALID_CAPABILITY, cnode_mutate(ROOT, slot, ROOT, slot + 1, 1));
	CHECK_EQUAL(SLOT_OCCUPIED, cnode_mutate(ROOT, frame, ROOT, badged, 0));
	CHECK_EQUAL(OUT_OF_RANGE, cnode_mutate(ROOT, BEYOND, ROOT, badged, 0));
	CHECK_EQUAL(OUT_OF_RANGE, cnode_mutate(ROOT, slot, ROOT, BEYOND, 0));
	CHECK_EQUAL(7, badge_of(badged));
}

/* --- delete ---------------------------------------------------------------------------------------- */

static void test_delete__empties_one_slot_alone(void)
{
	uint64_t endpoint = world_make(TYPE_ENDPOINT, 0), copy = world_copy(endpoint, RIGHTS_ALL);

	CHECK_EQUAL(OK, cnode_delete(ROOT, endpoint));
	CHECK_EQUAL(0, world_inspect(endpoint));
	CHECK_EQUAL(TYPE_ENDPOINT, world_type(copy));
	CHECK_EQUAL(WOULD_BLOCK, bulkhead_nbsend(copy, &(struct message){ 0 }));
}

static void test_delete__of_an_empty_slot_is_fine(void)
{
	CHECK_EQUAL(OK, cnode_delete(ROOT, world_slots(1)));
}

static void test_delete__rejects_slots_out_of_range(void)
{
	CHECK_EQUAL(OUT_OF_RANGE, cnode_delete(ROOT, BEYOND));
	CHECK_EQUAL(OUT_OF_RANGE, cnode_delete(ROOT, 0));
	CHECK_EQUAL(OUT_OF_RANGE, cnode_delete(ROOT, 1ULL << 32));
}

/* --- revoke ---------------------------------------------------------------------------------------- */

static void test_revoke__deletes_what_is_derived_and_keeps_the_capability(void)
{
	uint64_t endpoint = world_make(TYPE_ENDPOINT, 0);
	uint64_t copy = world_copy(endpoint, RIGHT_READ), badged = world_badged(endpoint, 1);
	uint64_t second = world_copy(badged, RIGHT_WRITE);

	CHECK_EQUAL(OK, cnode_revoke(ROOT, endpoint));
	CHECK_EQUAL(TYPE_ENDPOINT, world_type(endpoint));
	CHECK_EQUAL(0, world_inspect(copy) | world_inspect(badged) | world_inspect(second));
}

static void test_revoke__of_a_badged_one_deletes_its_own_copies_alone(void)
{
	uint64_t endpoint = world_make(TYPE_ENDPOINT, 0);
	uint64_t one = world_badged(endpoint, 1), two = world_badged(endpoint, 2), again = world_badged(endpoint, 1);
	uint64_t of_one = world_copy(one, RIGHTS_ALL), of_two = world_copy(two, RIGHTS_ALL);

	CHECK_EQUAL(OK, cnode_revoke(ROOT, one));
	CHECK_EQUAL(0, world_inspect(of_one));
	CHECK_EQUAL(TYPE_ENDPOINT, world_type(one));
	CHECK_EQUAL(TYPE_ENDPOINT, world_type(two));
	CHECK_EQUAL(TYPE_ENDPOINT, world_type(again));
	CHECK_EQUAL(TYPE_ENDPOINT, world_type(of_two));
}

static void test_revoke__of_a_copy_deletes_no_sibling(void)
{
	uint64_t endpoint = world_make(TYPE_ENDPOINT, 0);
	uint64_t early = world_copy(endpoint, RIGHTS_ALL), late = world_copy(endpoint, RIGHTS_ALL);

	CHECK_EQUAL(OK, cnode_revoke(ROOT, late));
	CHECK_EQUAL(OK, cnode_revoke(ROOT, early));
	CHECK_EQUAL(TYPE_ENDPOINT, world_type(endpoint));
	CHECK_EQUAL(TYPE_ENDPOINT, world_type(early));
	CHECK_EQUAL(TYPE_ENDPOINT, world_type(late));
}

static void test_revoke__rejects_slots_out_of_range(void)
{
	CHECK_EQUAL(OUT_OF_RANGE, cnode_revoke(ROOT, BEYOND));
	CHECK_EQUAL(OUT_OF_RANGE, cnode_revoke(ROOT, 0));
}

static void test_revoke__of_irq_control_takes_handlers_back(void)
{
	uint64_t slot = world_slots(2);

	CHECK_EQUAL(OK, irq_control_get(INIT_SLOT_IRQ_CONTROL, 60, 1, ROOT, slot));
	CHECK_EQUAL(OK, irq_control_get(INIT_SLOT_IRQ_CONTROL, 61, 0, ROOT, slot + 1));
	CHECK_EQUAL(OK, cnode_revoke(ROOT, INIT_SLOT_IRQ_CONTROL));
	CHECK_EQUAL(0, world_inspect(slot) | world_inspect(slot + 1));
	CHECK_EQUAL(TYPE_IRQ_CONTROL, world_type(INIT_SLOT_IRQ_CONTROL));
}

/* --- inspect --------------------------------------------------------------------------------------- */

static void test_inspect__tells_an_empty_slot(void)
{
	struct message content;

	CHECK_EQUAL(OK, cnode_inspect(ROOT, world_slots(1), &content));
	CHECK_EQUAL(0, content.label | content.word[0] | content.word[1]);
}

static void test_inspect__tells_where_a_frame_is_mapped(void)
{
	uint64_t frame = world_make(TYPE_FRAME, 12);
	uint64_t address = (uint64_t)world_window(frame);
	struct message content;

	CHECK_EQUAL(OK, cnode_inspect(ROOT, frame, &content));
	CHECK_EQUAL(world_object(INIT_SLOT_VSPACE) << 32 | address >> 12, content.word[1]);
}

static void test_inspect__rejects_slots_out_of_range(void)
{
	struct message content;

	CHECK_EQUAL(OUT_OF_RANGE, cnode_inspect(ROOT, BEYOND, &content));
	CHECK_EQUAL(OUT_OF_RANGE, cnode_inspect(world_make(TYPE_CNODE, 7), 128, &content));
}

/* --- destruction of CNodes ------------------------------------------------------------------------- */

static void test_cnode__going_deletes_what_it_holds(void)
{
	uint64_t cnode = world_make(TYPE_CNODE, 10), endpoint = world_make(TYPE_ENDPOINT, 0);
	uint64_t inner = world_badged(endpoint, 3), spy = world_copy(inner, RIGHTS_ALL);

	for (unsigned n = 1; n < 1024; n++)
		CHECK_ITEM(n, OK, cnode_copy(cnode, n, ROOT, endpoint, RIGHTS_ALL));
	CHECK_EQUAL(OK, cnode_delete(ROOT, cnode));
	CHECK_EQUAL(TYPE_ENDPOINT, world_type(endpoint));
	CHECK_EQUAL(TYPE_ENDPOINT, world_type(spy));
	CHECK_EQUAL(OK, cnode_delete(ROOT, endpoint));
}

/* Each CNode holds the only capability to the next; the last one that to an endpoint with a waiting thread. */
#define DEPTH 12

static struct {
	uint64_t endpoint;
	enum status status;
} waiter;

static void waiting_thread(uint64_t unused)
{
	struct message message = { 0 };

	(void)unused;
	waiter.status = bulkhead_recv(waiter.endpoint, 0, DEADLINE_NEVER, &message);
}

static void test_cnode__chain_goes_with_its_first(void)
{
	uint64_t chain = world_slots(DEPTH);

	waiter.endpoint = world_make(TYPE_ENDPOINT, 0);
	waiter.status = OK;
	CHECK_EQUAL(OK, untyped_retype(world_arena(), TYPE_CNODE, 7, ROOT, chain, DEPTH));
	world_thread((struct world_thread_options){ .entry = waiting_thread, .priority = 1 });
	CHECK(world_settle());
	CHECK_EQUAL(OK, cnode_move(chain + DEPTH - 1, 5, ROOT, waiter.endpoint));
	for (unsigned n = DEPTH - 1; n > 0; n--)
		CHECK_ITEM(n, OK, cnode_move(chain + n - 1, 1 + n, ROOT, chain + n));
	CHECK_EQUAL(OK, cnode_delete(ROOT, chain));
	CHECK(world_settle());
	CHECK_EQUAL(CANCELLED, waiter.status);
}

static void test_cnode__that_holds_itself_goes_with_its_untyped(void)
{
	uint64_t untyped = world_make(TYPE_UNTYPED, 14), cnode = world_slots(1);

	CHECK_EQUAL(OK, untyped_retype(untyped, TYPE_CNODE, 7, ROOT, cnode, 1));
	CHECK_EQUAL(OK, cnode_copy(cnode, 3, ROOT, cnode, RIGHTS_ALL));
	CHECK_EQUAL(OK, cnode_delete(ROOT, cnode));
	CHECK_EQUAL(OK, cnode_revoke(ROOT, untyped));
	CHECK_EQUAL(OK, untyped_retype(untyped, TYPE_CNODE, 9, ROOT, cnode, 1));
}

static void test_cnode__ring_of_two_goes_with_their_untyped(void)
{
	uint64_t untyped = world_make(TYPE_UNTYPED, 14), pair = world_slots(2);

	CHECK_EQUAL(OK, untyped_retype(untyped, TYPE_CNODE, 7, ROOT, pair, 2));
	CHECK_EQUAL(OK, cnode_copy(pair, 3, ROOT, pair + 1, RIGHTS_ALL));
	CHECK_EQUAL(OK, cnode_move(pair + 1, 3, ROOT, pair));
	CHECK_EQUAL(OK, cnode_delete(ROOT, pair + 1));
	CHECK_EQUAL(OK, cnode_revoke(ROOT, untyped));
	CHECK_EQUAL(OK, untyped_retype(untyped, TYPE_CNODE, 9, ROOT, pair, 1));
}

static const struct test tests[] = {
	TEST(copy__keeps_the_rights_that_both_sides_have),
	TEST(copy__takes_from_and_puts_into_other_cnodes),
	TEST(copy__rejects_an_empty_source),
	TEST(copy__rejects_an_occupied_destination),
	TEST(copy__rejects_objects_of_one_capability),
	TEST(copy__rejects_slots_out_of_range),
	TEST(copy__never_fills_slot_zero),
	TEST(copy__of_a_mapped_frame_is_not_mapped),
	TEST(mint__puts_on_a_badge),
	TEST(mint__without_a_badge_is_a_copy),
	TEST(mint__rejects_a_second_badge),
	TEST(mint__rejects_a_badge_on_other_objects),
	TEST(mint__rejects_as_copy_does),
	TEST(move__empties_the_source),
	TEST(move__takes_mapping_and_children_along),
	TEST(move__rejects_wrong_slots),
	TEST(mutate__moves_and_puts_on_a_badge),
	TEST(mutate__rejects_wrong_slots_and_badges),
	TEST(delete__empties_one_slot_alone),
	TEST(delete__of_an_empty_slot_is_fine),
	TEST(delete__rejects_slots_out_of_range),
	TEST(revoke__deletes_what_is_derived_and_keeps_the_capability),
	TEST(revoke__of_a_badged_one_deletes_its_own_copies_alone),
	TEST(revoke__of_a_copy_deletes_no_sibling),
	TEST(revoke__rejects_slots_out_of_range),
	TEST(revoke__of_irq_control_takes_handlers_back),
	TEST(inspect__tells_an_empty_slot),
	TEST(inspect__tells_where_a_frame_is_mapped),
	TEST(inspect__rejects_slots_out_of_range),
	TEST(cnode__going_deletes_what_it_holds),
	TEST(cnode__chain_goes_with_its_first),
	TEST(cnode__that_holds_itself_goes_with_its_untyped),
	TEST(cnode__ring_of_two_goes_with_their_untyped),
};
const struct suite cnode_suite = SUITE(tests);
