/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random sequences of all CNode and untyped methods, interrupted at random, against the model and
 * the invariants. A failing sequence is named by its seed and is the same every time.
 */

#include <host_arch.h>
#include <invariants.h>
#include <model.h>
#include <stdio.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define SEQUENCES 24u
#define STEPS     250u
#define POOL      (ROOT(ROOT_SIZE) - ROOT_FREE) /* slots of the root CNode to play with */

static u64 state;
static u64 next_badge;

static u32 random_below(u32 limit)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (u32)(state >> 20) % limit;
}

/* A slot of the root CNode, or of one that it has a capability to; never slot 0. */
static u32 random_slot(void)
{
	for (u32 tries = random_below(2) * 40; tries > 0; tries--) {
		const u32 holder = ROOT_FREE + random_below(POOL);

		if (slots[holder].type == TYPE_CNODE)
			return slots[holder].object * SLOTS_PER_GRANULE + 1 + random_below(12);
	}
	return ROOT_FREE + random_below(POOL);
}

static u32 random_used_slot(void)
{
	for (u32 tries = 0; tries < 100; tries++) {
		const u32 slot = random_slot();

		if (!slot_is_empty(slot))
			return slot;
	}
	return ROOT_RAM;
}

static u32 random_untyped(void)
{
	const u32 slot = random_used_slot();

	return slots[slot].type == TYPE_UNTYPED ? slot : random_below(8) ? ROOT_RAM : ROOT_DEVICE;
}

static void step_retype(void)
{
	static const u8 types[] = { TYPE_UNTYPED, TYPE_CNODE, TYPE_CNODE, TYPE_THREAD, TYPE_ENDPOINT,
	                            TYPE_NOTIFICATION, TYPE_REPLY, TYPE_VSPACE, TYPE_PAGE_TABLE, TYPE_FRAME };
	const u8 type = types[random_below(sizeof(types))];
	const u32 bits = type == TYPE_CNODE ? 7 + random_below(2) : 12 + random_below(4) * (type == TYPE_UNTYPED);
	const u32 first = ROOT_FREE + random_below(POOL - 4);
	const u32 count = 1 + random_below(4);
	const u32 untyped = random_untyped();

	if (untyped_retype(untyped, type, bits, first, count) == OK)
		model_retype(untyped, first, count);
}

static u64 random_badge(void)
{
	return random_below(2) ? ++next_badge : 0;
}

static void step_mint(void)
{
	const u32 source = random_used_slot();
	const u32 destination = random_slot();
	const u64 badge = random_badge();

	if (cnode_mint(destination, source, RIGHTS_ALL, badge) == OK)
		model_derive(destination, source, badge);
}

static void step_mutate(void)
{
	const u32 source = random_used_slot();
	const u32 destination = random_slot();
	const u64 badge = random_badge();

	if (source >= ROOT_FREE && cnode_mutate(destination, source, badge) == OK)
		model_move(destination, source, badge);
}

/* As THREAD_CONFIGURE does it. */
static void step_configure(void)
{
	const u32 thread = random_used_slot();
	const u32 source = random_used_slot();
	const u8 type = slots[source].type;
	const u32 own = slots[thread].object * SLOTS_PER_GRANULE + THREAD_SLOT_CSPACE + random_below(3);

	if (slots[thread].type != TYPE_THREAD || !slot_is_empty(own))
		return;
	if (type != TYPE_CNODE && type != TYPE_VSPACE && type != TYPE_ENDPOINT)
		return;
	slot_derive(own, source, RIGHTS_ALL, 0);
	model_derive(own, source, 0);
}

static void step_map(void)
{
	const u32 frame = random_used_slot();

	if (slots[frame].type == TYPE_FRAME && slots[frame].badge == 0) {
		slots[frame].flags |= SLOT_MAPPED;
		slots[frame].badge = 1 + random_below(9);
	}
}

/* The model deletes first: afterwards the objects whose sizes it asks for are gone. */
static void step_delete(void)
{
	const u32 slot = random_used_slot();

	if (slot < ROOT_FREE)
		return;
	model_delete(slot);
	world_delete(slot);
}

/* Slots of the root CNode only: it outlives every revocation, so what is left does not depend on order. */
static void step_revoke(void)
{
	const u32 slot = random_below(30) == 0 ? ROOT_RAM : ROOT_FREE + random_below(POOL);

	model_revoke(slot);
	world_revoke(slot);
}

static void random_step(void)
{
	static void (*const steps[])(void) = { step_retype, step_retype, step_retype, step_mint, step_mint, step_mint,
	                                       step_mutate, step_mutate, step_configure, step_map, step_delete,
	                                       step_delete, step_revoke };

	steps[random_below(sizeof(steps) / sizeof(steps[0]))]();
}

static void test_random__sequences_agree_with_the_model(void **unused)
{
	static const u32 periods[] = { 0, 11, 60 };

	for (u32 seed = 1; seed <= SEQUENCES; seed++) {
		print_message("seed %u\n", seed);
		world_setup(unused);
		model_start();
		state = seed * 0x9e3779b97f4a7c15UL;
		host_preempt_every(periods[seed % 3]);
		world_let_wait(seed % 4);
		for (u32 step = 0; step < STEPS; step++) {
			random_step();
			model_compare();
			if (step % 16 == 0)
				invariants_check();
		}
		model_revoke(ROOT_RAM);
		world_revoke(ROOT_RAM);
		model_compare();
		invariants_check();
		invariants_check_zero();
		assert_int_equal(slots[ROOT_RAM].badge, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random__sequences_agree_with_the_model),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
