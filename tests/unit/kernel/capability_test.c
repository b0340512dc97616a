/* SPDX-License-Identifier: BSD-2-Clause */
/* CNode and untyped methods: for each one its success, each error that it documents, and its corners. */

#include <host_arch.h>
#include <invariants.h>
#include <string.h>
#include <world.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define A ROOT_FREE
#define B (ROOT_FREE + 1)
#define C (ROOT_FREE + 2)
#define D (ROOT_FREE + 3)

static int check_teardown(void **state)
{
	(void)state;
	invariants_check();
	invariants_check_zero();
	return 0;
}

static u32 make(u8 type, u32 size_bits, u32 slot)
{
	assert_int_equal(untyped_retype(ROOT_RAM, type, size_bits, slot, 1), OK);
	return slots[slot].object;
}

static void expect_unchanged(enum status status, enum status expected, const struct slot *before)
{
	assert_int_equal(status, expected);
	assert_memory_equal(before, slots, sizeof(slots));
}

static struct slot snapshot[SLOT_LIMIT];

static const struct slot *remember(void)
{
	memcpy(snapshot, slots, sizeof(slots));
	return snapshot;
}

static void test_retype__fills_slots_upwards_with_all_rights(void **state)
{
	(void)state;
	assert_int_equal(untyped_retype(ROOT_RAM, TYPE_FRAME, 12, A, 3), OK);
	for (u32 i = 0; i < 3; i++) {
		assert_int_equal(slots[A + i].type, TYPE_FRAME);
		assert_int_equal(slots[A + i].object, WORLD_RAM + i);
		assert_int_equal(slots[A + i].rights, RIGHTS_ALL);
		assert_int_equal(slots[A + i].flags, SLOT_REVOCABLE);
		assert_int_equal(slots[A + i].bits, 12);
		assert_int_equal(slots[A + i].badge, 0);
		assert_true(slot_is_parent(ROOT_RAM, A + i));
	}
	assert_int_equal(slots[ROOT_RAM].badge, 3 * 4096);
}

static void test_retype__aligns_each_object_to_its_size(void **state)
{
	(void)state;
	make(TYPE_FRAME, 12, A);
	assert_int_equal(make(TYPE_CNODE, 9, B) % 4, 0);
	assert_int_equal(slots[B].object, WORLD_RAM + 4);
	assert_int_equal(granules[WORLD_RAM + 4].bits, 14);
	assert_int_equal(make(TYPE_UNTYPED, 16, C), WORLD_RAM + 16);
}

static void test_retype__small_objects_share_a_granule(void **state)
{
	(void)state;
	assert_int_equal(untyped_retype(ROOT_RAM, TYPE_ENDPOINT, 0, A, 64), OK);
	for (u32 i = 0; i < 64; i++)
		assert_int_equal(slots[A + i].object, WORLD_RAM * 64 + i);
	assert_int_equal(slots[ROOT_RAM].badge, 4096);
	make(TYPE_REPLY, 0, A + 64);
	assert_int_equal(slots[ROOT_RAM].badge, 2 * 4096);
}

static void test_retype__threads_are_initialised(void **state)
{
	(void)state;
	assert_int_equal(untyped_retype(ROOT_RAM, TYPE_VCPU, 0, A, 2), OK);
	assert_int_equal(world_log.initialised, 2);
}

static void test_retype__vspaces_get_unique_generations(void **state)
{
	(void)state;
	const u64 first = granules[make(TYPE_VSPACE, 0, A)].generation;

	world_revoke(ROOT_RAM);
	assert_true(granules[make(TYPE_VSPACE, 0, A)].generation > first);
	assert_true(first > 1);
}

static void test_retype__rejects_unknown_types_and_sizes(void **state)
{
	(void)state;
	const struct slot *before = remember();
	static const struct { u8 type; u32 bits; } wrong[] = {
		{ TYPE_NULL, 12 }, { TYPE_IRQ_HANDLER, 12 }, { TYPE_IRQ_CONTROL, 0 }, { TYPE_SCHED_CONTROL, 0 },
		{ TYPE_IO_SPACE, 0 }, { TYPE_COUNT, 0 }, { 255, 0 }, { TYPE_FRAME, 13 }, { TYPE_FRAME, 0 },
		{ TYPE_FRAME, 44 }, { TYPE_UNTYPED, 11 }, { TYPE_UNTYPED, 44 }, { TYPE_UNTYPED, ~0u },
		{ TYPE_CNODE, 6 }, { TYPE_CNODE, 17 }, { TYPE_CNODE, ~0u },
	};

	for (u32 i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		expect_unchanged(untyped_retype(ROOT_RAM, wrong[i].type, wrong[i].bits, A, 1), INVALID_ARGUMENT, before);
}

static void test_retype__rejects_counts_out_of_range(void **state)
{
	(void)state;
	const struct slot *before = remember();

	expect_unchanged(untyped_retype(ROOT_RAM, TYPE_FRAME, 12, A, 0), OUT_OF_RANGE, before);
	expect_unchanged(untyped_retype(ROOT_RAM, TYPE_FRAME, 12, A, 65), OUT_OF_RANGE, before);
	expect_unchanged(untyped_retype(ROOT_RAM, TYPE_FRAME, 12, A, ~0u), OUT_OF_RANGE, before);
	expect_unchanged(untyped_retype(ROOT_RAM, TYPE_CNODE, CNODE_MAX_BITS, A, 2), OUT_OF_RANGE, before);
	expect_unchanged(untyped_retype(ROOT_RAM, TYPE_CNODE, CNODE_MAX_BITS, A, 1), NO_MEMORY, before);
}

static void test_retype__rejects_occupied_slots(void **state)
{
	(void)state;
	make(TYPE_ENDPOINT, 0, C);
	const struct slot *before = remember();

	expect_unchanged(untyped_retype(ROOT_RAM, TYPE_FRAME, 12, A, 3), SLOT_OCCUPIED, before);
}

static void test_retype__rejects_more_than_is_left(void **state)
{
	(void)state;
	make(TYPE_FRAME, 12, A);
	const struct slot *before = remember();

	expect_unchanged(untyped_retype(ROOT_RAM, TYPE_FRAME, 21, B, 1), NO_MEMORY, before);
	expect_unchanged(untyped_retype(ROOT_RAM, TYPE_UNTYPED, WORLD_RAM_BITS, B, 1), NO_MEMORY, before);
	expect_unchanged(untyped_retype(ROOT_RAM, TYPE_UNTYPED, 43, B, 64), NO_MEMORY, before);
	assert_int_equal(untyped_retype(ROOT_RAM, TYPE_UNTYPED, WORLD_RAM_BITS - 1, B, 1), OK);
	before = remember();
	expect_unchanged(untyped_retype(ROOT_RAM, TYPE_ENDPOINT, 0, C, 1), NO_MEMORY, before);
}

static void test_retype__can_use_up_the_whole_untyped(void **state)
{
	(void)state;
	make(TYPE_UNTYPED, WORLD_RAM_BITS, A);
	assert_int_equal(slots[ROOT_RAM].badge, BIT(WORLD_RAM_BITS));
	assert_true(slot_is_parent(ROOT_RAM, A));
	assert_int_equal(untyped_retype(A, TYPE_FRAME, 12, B, 1), OK);
	world_revoke(A);
	assert_int_equal(slots[A].badge, 0);
	assert_int_equal(slots[B].type, TYPE_NULL);
}

static void test_retype__device_memory_is_for_frames_alone(void **state)
{
	(void)state;
	const struct slot *before = remember();

	expect_unchanged(untyped_retype(ROOT_DEVICE, TYPE_ENDPOINT, 0, A, 1), INVALID_ARGUMENT, before);
	expect_unchanged(untyped_retype(ROOT_DEVICE, TYPE_CNODE, 7, A, 1), INVALID_ARGUMENT, before);
	assert_int_equal(untyped_retype(ROOT_DEVICE, TYPE_UNTYPED, 13, A, 1), OK);
	assert_int_equal(untyped_retype(A, TYPE_FRAME, 12, B, 2), OK);
	assert_int_equal(slots[B].flags, SLOT_DEVICE | SLOT_REVOCABLE);
	world_revoke(ROOT_DEVICE);
	assert_int_equal(host_clears(WORLD_DEVICE), 0);
	assert_int_equal(granules[WORLD_DEVICE].type, TYPE_UNTYPED);
}

static void test_copy__keeps_object_and_badge_and_shares_rights(void **state)
{
	(void)state;
	make(TYPE_NOTIFICATION, 0, A);
	assert_int_equal(cnode_mint(B, A, RIGHT_READ | RIGHT_WRITE | 0x80, 7), OK);
	assert_int_equal(cnode_copy(C, B, RIGHT_WRITE | RIGHT_CALL), OK);
	assert_int_equal(slots[B].rights, RIGHT_READ | RIGHT_WRITE);
	assert_int_equal(slots[C].rights, RIGHT_WRITE);
	assert_int_equal(slots[C].badge, 7);
	assert_int_equal(slots[C].object, slots[A].object);
	assert_int_equal(slots[C].flags, 0);
}

static void test_copy__of_a_mapped_frame_is_not_mapped(void **state)
{
	(void)state;
	make(TYPE_FRAME, 12, A);
	slots[A].flags |= SLOT_MAPPED;
	slots[A].badge = 5;
	slots[A].map_vspace = 3;
	slots[A].map_page = 9;
	assert_int_equal(cnode_copy(B, A, ALL), OK);
	assert_int_equal(slots[B].flags, 0);
	assert_int_equal(slots[B].badge, 0);
	assert_int_equal(slots[B].map_vspace, 0);
	assert_int_equal(slots[B].map_page, 0);
	world_delete(B);
	assert_int_equal(world_log.mappings_removed, 0);
	world_delete(A);
	assert_int_equal(world_log.mappings_removed, 1);
}

static void test_copy__rejects_what_has_one_capability(void **state)
{
	(void)state;
	make(TYPE_PAGE_TABLE, 0, A);
	const struct slot *before = remember();

	expect_unchanged(cnode_copy(B, A, ALL), INVALID_ARGUMENT, before);
	expect_unchanged(cnode_copy(B, ROOT_RAM, ALL), INVALID_ARGUMENT, before);
	expect_unchanged(cnode_copy(B, ROOT_IRQ, ALL), INVALID_ARGUMENT, before);
}

static void test_transfer__rejects_empty_source_and_occupied_destination(void **state)
{
	(void)state;
	make(TYPE_ENDPOINT, 0, A);
	make(TYPE_ENDPOINT, 0, B);
	const struct slot *before = remember();

	expect_unchanged(cnode_copy(C, D, ALL), INVALID_CAPABILITY, before);
	expect_unchanged(cnode_mint(C, D, ALL, 1), INVALID_CAPABILITY, before);
	expect_unchanged(cnode_move(C, D), INVALID_CAPABILITY, before);
	expect_unchanged(cnode_mutate(C, D, 1), INVALID_CAPABILITY, before);
	expect_unchanged(cnode_copy(B, A, ALL), SLOT_OCCUPIED, before);
	expect_unchanged(cnode_mint(B, A, ALL, 1), SLOT_OCCUPIED, before);
	expect_unchanged(cnode_move(B, A), SLOT_OCCUPIED, before);
	expect_unchanged(cnode_mutate(B, A, 1), SLOT_OCCUPIED, before);
	expect_unchanged(cnode_copy(A, A, ALL), SLOT_OCCUPIED, before);
	expect_unchanged(cnode_move(A, A), SLOT_OCCUPIED, before);
}

static void test_badge__only_for_unbadged_endpoints_and_notifications(void **state)
{
	(void)state;
	make(TYPE_ENDPOINT, 0, A);
	make(TYPE_FRAME, 12, B);
	assert_int_equal(cnode_mint(C, A, ALL, 1), OK);
	const struct slot *before = remember();

	expect_unchanged(cnode_mint(D, C, ALL, 2), INVALID_ARGUMENT, before);
	expect_unchanged(cnode_mutate(D, C, 2), INVALID_ARGUMENT, before);
	expect_unchanged(cnode_mint(D, B, ALL, 2), INVALID_ARGUMENT, before);
	expect_unchanged(cnode_mutate(D, B, 2), INVALID_ARGUMENT, before);
	assert_int_equal(cnode_mint(D, B, ALL, 0), OK);
}

static void test_move__takes_mapping_and_descendants_along(void **state)
{
	(void)state;
	make(TYPE_FRAME, 12, A);
	assert_int_equal(cnode_copy(B, A, ALL), OK);
	slots[A].flags |= SLOT_MAPPED;
	slots[A].map_page = 9;
	assert_int_equal(cnode_move(C, A), OK);
	assert_int_equal(slots[A].type, TYPE_NULL);
	assert_int_equal(slots[C].map_page, 9);
	world_revoke(C);
	assert_int_equal(slots[B].type, TYPE_NULL);
	assert_int_equal(slots[C].type, TYPE_FRAME);
}

static void test_mutate__puts_on_a_badge(void **state)
{
	(void)state;
	make(TYPE_ENDPOINT, 0, A);
	assert_int_equal(cnode_mutate(B, A, 42), OK);
	assert_int_equal(slots[B].badge, 42);
	assert_int_equal(slots[A].type, TYPE_NULL);
}

static void test_revoke__of_a_badge_spares_other_badges_and_the_original(void **state)
{
	(void)state;
	make(TYPE_ENDPOINT, 0, A);
	assert_int_equal(cnode_mint(B, A, ALL, 1), OK);
	assert_int_equal(cnode_copy(C, B, ALL), OK);
	assert_int_equal(cnode_mint(D, A, ALL, 2), OK);
	world_revoke(B);
	assert_int_equal(slots[A].type, TYPE_ENDPOINT);
	assert_int_equal(slots[B].type, TYPE_ENDPOINT);
	assert_int_equal(slots[C].type, TYPE_NULL);
	assert_int_equal(slots[D].type, TYPE_ENDPOINT);
	assert_int_equal(world_log.finalised, 0);
}

static void test_revoke__of_a_copy_spares_its_siblings(void **state)
{
	(void)state;
	make(TYPE_ENDPOINT, 0, A);
	assert_int_equal(cnode_copy(B, A, ALL), OK);
	assert_int_equal(cnode_copy(C, B, ALL), OK);
	assert_int_equal(cnode_copy(D, A, ALL), OK);
	world_revoke(D);
	world_revoke(B);
	assert_int_equal(slots[C].type, TYPE_ENDPOINT);
	world_revoke(A);
	assert_true(slot_is_empty(B) && slot_is_empty(C) && slot_is_empty(D));
}

static void test_revoke__of_irq_control_takes_the_handlers(void **state)
{
	(void)state;
	world_place(A, (struct slot){ .type = TYPE_IRQ_HANDLER, .rights = ALL, .flags = SLOT_REVOCABLE,
	            .object = 33 }, ROOT_IRQ);
	world_place(B, (struct slot){ .type = TYPE_IRQ_HANDLER, .rights = ALL, .flags = SLOT_REVOCABLE,
	            .object = WORLD_RAM }, ROOT_IRQ);
	assert_int_equal(cnode_copy(C, A, ALL), OK);
	world_revoke(ROOT_RAM);
	assert_int_equal(slots[B].type, TYPE_IRQ_HANDLER);
	world_revoke(ROOT_IRQ);
	assert_true(slot_is_empty(A) && slot_is_empty(B) && slot_is_empty(C));
	assert_int_equal(world_log.finalised, 2);
}

static void test_revoke__makes_an_untyped_whole_and_zero(void **state)
{
	(void)state;
	host_preempt_every(1);
	make(TYPE_NOTIFICATION, 0, A);
	make(TYPE_CNODE, 8, B);
	make(TYPE_UNTYPED, 14, C);
	assert_int_equal(untyped_retype(C, TYPE_THREAD, 0, D, 1), OK);
	notifications[slots[A].object].word = 99;
	assert_true(world_revoke(ROOT_RAM) > 4);
	assert_int_equal(slots[ROOT_RAM].badge, 0);
	assert_int_equal(notifications[WORLD_RAM * 64].word, 0);
	for (u32 i = 0; i < 128; i++)
		assert_int_equal(granules[WORLD_RAM + i].type, TYPE_UNTYPED);
	for (u32 i = 0; i < 16; i++)
		assert_true(i < 8 ? host_clears(WORLD_RAM + i) == 1 : host_clears(WORLD_RAM + i) == 0);
}

static void test_delete__of_an_empty_slot_is_fine(void **state)
{
	(void)state;
	assert_int_equal(cnode_delete(A), OK);
}

static void test_delete__finalises_with_the_last_capability_only(void **state)
{
	(void)state;
	assert_int_equal(untyped_retype(ROOT_RAM, TYPE_ENDPOINT, 0, A, 2), OK);
	assert_int_equal(cnode_copy(C, A, ALL), OK);
	world_delete(A);
	assert_int_equal(world_log.finalised, 0);
	world_delete(C);
	assert_int_equal(world_log.finalised, 1);
	assert_int_equal(world_log.last_finalised_type, TYPE_ENDPOINT);
	assert_int_equal(world_log.last_finalised_object, WORLD_RAM * 64);
}

static void test_delete__in_several_steps_leaves_no_right_in_between(void **state)
{
	(void)state;
	world_let_wait(3);
	host_preempt_every(1);
	make(TYPE_ENDPOINT, 0, A);
	assert_int_equal(cnode_delete(A), STATUS_PREEMPTED);
	assert_int_equal(slots[A].type, TYPE_ENDPOINT);
	assert_int_equal(slots[A].rights, 0);
	assert_int_equal(world_log.finalised, 0);
	assert_int_equal(world_delete(A), 2);
	assert_int_equal(world_log.finalised, 1);
}

static void test_delete__of_a_thread_waits_for_its_fault_endpoint(void **state)
{
	(void)state;
	const u32 thread = make(TYPE_THREAD, 0, A), own = thread * SLOTS_PER_GRANULE;

	world_let_wait(2);
	host_preempt_every(1);
	make(TYPE_ENDPOINT, 0, B);
	make(TYPE_CNODE, 7, C);
	assert_int_equal(cnode_move(own + THREAD_SLOT_FAULT, B), OK);
	assert_int_equal(cnode_move(own + THREAD_SLOT_CSPACE, C), OK);
	assert_int_equal(cnode_delete(A), STATUS_PREEMPTED);
	assert_int_equal(slots[own + THREAD_SLOT_CSPACE].type, TYPE_CNODE);
	assert_int_equal(slots[A].type, TYPE_THREAD);
	world_delete(A);
	assert_true(slot_is_empty(A) && slot_is_empty(own + THREAD_SLOT_CSPACE) && slot_is_empty(own + THREAD_SLOT_FAULT));
	assert_int_equal(world_log.finalised, 2);
}

static void test_delete__of_others_does_not_work_on_a_retired_cnode(void **state)
{
	(void)state;
	make(TYPE_CNODE, 8, A);
	make(TYPE_ENDPOINT, 0, B);
	make(TYPE_FRAME, 12, C);
	assert_int_equal(cnode_copy(D, B, ALL), OK);
	host_preempt_every(1);
	assert_int_equal(cnode_delete(A), STATUS_PREEMPTED);
	assert_int_equal(cnode_revoke(B), STATUS_PREEMPTED);
	assert_true(slot_is_empty(D));
	assert_int_equal(cnode_revoke(B), OK);
	assert_int_equal(cnode_delete(B), OK);
	assert_int_equal(cnode_delete(C), OK);
	assert_true(world_delete(A) > 200);
}

static void test_delete__of_an_untyped_leaves_what_was_made_of_it(void **state)
{
	(void)state;
	make(TYPE_UNTYPED, 14, A);
	assert_int_equal(untyped_retype(A, TYPE_FRAME, 12, B, 1), OK);
	world_delete(A);
	assert_int_equal(slots[B].type, TYPE_FRAME);
	world_revoke(ROOT_RAM);
	assert_int_equal(slots[B].type, TYPE_NULL);
}

static void test_delete__destroys_what_a_cnode_held(void **state)
{
	(void)state;
	host_preempt_every(1);
	const u32 inside = make(TYPE_CNODE, 7, A) * SLOTS_PER_GRANULE;

	make(TYPE_ENDPOINT, 0, inside + 5);
	make(TYPE_CNODE, 7, inside + 127);
	make(TYPE_ENDPOINT, 0, slots[inside + 127].object * SLOTS_PER_GRANULE + 1);
	make(TYPE_FRAME, 12, B);
	assert_int_equal(cnode_copy(inside + 6, B, ALL), OK);
	assert_true(world_delete(A) > 2 * 127);
	assert_int_equal(world_log.finalised, 2);
	assert_int_equal(slots[B].type, TYPE_FRAME);
	assert_int_equal(slots[ROOT_RAM].next, B);
}

static void test_delete__of_a_cnode_that_holds_itself(void **state)
{
	(void)state;
	const u32 inside = make(TYPE_CNODE, 7, A) * SLOTS_PER_GRANULE;

	make(TYPE_ENDPOINT, 0, inside + 9);
	assert_int_equal(cnode_copy(inside + 3, A, ALL), OK);
	world_delete(A);
	assert_int_equal(slots[inside + 9].type, TYPE_ENDPOINT);
	world_revoke(ROOT_RAM);
	assert_int_equal(world_log.finalised, 1);
}

static void test_delete__of_a_slot_inside_the_cnode_that_dies(void **state)
{
	(void)state;
	const u32 inside = make(TYPE_CNODE, 7, A) * SLOTS_PER_GRANULE;

	make(TYPE_ENDPOINT, 0, inside + 9);
	assert_int_equal(cnode_move(inside + 127, A), OK);
	world_delete(inside + 127);
	assert_int_equal(world_log.finalised, 1);
	for (u32 i = 0; i < SLOTS_PER_GRANULE; i++)
		assert_true(slot_is_empty(inside + i));
}

static void test_delete__of_a_ring_of_cnodes(void **state)
{
	(void)state;
	host_preempt_every(3);
	const u32 one = make(TYPE_CNODE, 7, A) * SLOTS_PER_GRANULE;
	const u32 two = make(TYPE_CNODE, 7, B) * SLOTS_PER_GRANULE;

	assert_int_equal(cnode_move(two + 1, A), OK);
	assert_int_equal(cnode_move(one + 1, B), OK);
	world_delete(two + 1);
	assert_true(slot_is_empty(one) && slot_is_empty(two) && slot_is_empty(one + 1) && slot_is_empty(two + 1));
}

static void test_delete__of_a_thread_frees_its_own_slots(void **state)
{
	(void)state;
	const u32 thread = make(TYPE_THREAD, 0, A);
	const u32 inside = make(TYPE_CNODE, 7, B) * SLOTS_PER_GRANULE;
	const u32 own = thread * SLOTS_PER_GRANULE;

	make(TYPE_VSPACE, 0, C);
	slot_move(own + THREAD_SLOT_CSPACE, B);
	slot_move(own + THREAD_SLOT_VSPACE, C);
	slot_move(inside + 1, A);
	make(TYPE_ENDPOINT, 0, inside + 2);
	slot_derive(own + THREAD_SLOT_FAULT, inside + 2, ALL, 3);
	world_delete(inside + 1);
	assert_int_equal(world_log.finalised, 3);
	assert_int_equal(world_log.thread_slots_cleared, 3);
	for (u32 i = 0; i < SLOTS_PER_GRANULE; i++)
		assert_true(slot_is_empty(own + i) && slot_is_empty(inside + i));
}

static void test_revoke__that_destroys_the_revokers_own_cnode(void **state)
{
	(void)state;
	const u32 inside = make(TYPE_CNODE, 7, A) * SLOTS_PER_GRANULE;

	assert_int_equal(cnode_move(inside + 1, ROOT_RAM), OK);
	host_preempt_every(1);
	world_revoke(inside + 1);
	for (u32 i = 0; i < SLOTS_PER_GRANULE; i++)
		assert_true(slot_is_empty(inside + i));
}

static void test_drain__is_finished_by_whoever_destroys_a_cnode_next(void **state)
{
	(void)state;
	const u32 inside = make(TYPE_CNODE, 7, A) * SLOTS_PER_GRANULE;

	make(TYPE_ENDPOINT, 0, inside + 100);
	make(TYPE_CNODE, 7, B);
	host_preempt_every(10);
	assert_int_equal(cnode_delete(A), STATUS_PREEMPTED);
	assert_int_equal(slots[inside].type, TYPE_CNODE);
	host_preempt_every(0);
	assert_int_equal(cnode_delete(B), OK);
	assert_int_equal(world_log.finalised, 1);
	assert_true(slot_is_empty(inside));
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, world_setup, check_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(retype__fills_slots_upwards_with_all_rights),
		TEST(retype__aligns_each_object_to_its_size),
		TEST(retype__small_objects_share_a_granule),
		TEST(retype__threads_are_initialised),
		TEST(retype__vspaces_get_unique_generations),
		TEST(retype__rejects_unknown_types_and_sizes),
		TEST(retype__rejects_counts_out_of_range),
		TEST(retype__rejects_occupied_slots),
		TEST(retype__rejects_more_than_is_left),
		TEST(retype__can_use_up_the_whole_untyped),
		TEST(retype__device_memory_is_for_frames_alone),
		TEST(copy__keeps_object_and_badge_and_shares_rights),
		TEST(copy__of_a_mapped_frame_is_not_mapped),
		TEST(copy__rejects_what_has_one_capability),
		TEST(transfer__rejects_empty_source_and_occupied_destination),
		TEST(badge__only_for_unbadged_endpoints_and_notifications),
		TEST(move__takes_mapping_and_descendants_along),
		TEST(mutate__puts_on_a_badge),
		TEST(revoke__of_a_badge_spares_other_badges_and_the_original),
		TEST(revoke__of_a_copy_spares_its_siblings),
		TEST(revoke__of_irq_control_takes_the_handlers),
		TEST(revoke__makes_an_untyped_whole_and_zero),
		TEST(delete__of_an_empty_slot_is_fine),
		TEST(delete__finalises_with_the_last_capability_only),
		TEST(delete__in_several_steps_leaves_no_right_in_between),
		TEST(delete__of_a_thread_waits_for_its_fault_endpoint),
		TEST(delete__of_others_does_not_work_on_a_retired_cnode),
		TEST(delete__of_an_untyped_leaves_what_was_made_of_it),
		TEST(delete__destroys_what_a_cnode_held),
		TEST(delete__of_a_cnode_that_holds_itself),
		TEST(delete__of_a_slot_inside_the_cnode_that_dies),
		TEST(delete__of_a_ring_of_cnodes),
		TEST(delete__of_a_thread_frees_its_own_slots),
		TEST(revoke__that_destroys_the_revokers_own_cnode),
		TEST(drain__is_finished_by_whoever_destroys_a_cnode_next),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
