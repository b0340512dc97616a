/* SPDX-License-Identifier: BSD-2-Clause */
/* See world.h. */

#include <hooks.h>
#include <host_arch.h>
#include <invariants.h>
#include <string.h>
#include <world.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

struct world_log world_log;
void (*world_on_finalise)(u8 type, u32 object);

static u32 waiters, waiters_left; /* of each endpoint; of the one that is being destroyed */

void object_initialise(u32 slot)
{
	assert_true(slots[slot].type == TYPE_THREAD || slots[slot].type == TYPE_VCPU);
	world_log.initialised++;
}

/* As the kernel's does with who waits for an endpoint: one in each step. */
bool object_finalise(u32 slot)
{
	if (slots[slot].type == TYPE_UNTYPED)
		return true;
	if (slots[slot].type == TYPE_ENDPOINT && waiters_left > 0) {
		waiters_left--;
		return false;
	}
	waiters_left = waiters;
	world_log.finalised++;
	world_log.last_finalised_type = slots[slot].type;
	world_log.last_finalised_object = slots[slot].object;
	if (world_on_finalise)
		world_on_finalise(slots[slot].type, slots[slot].object);
	return true;
}

void mapping_remove(u32 slot)
{
	assert_true(slots[slot].flags & SLOT_MAPPED);
	world_log.mappings_removed++;
}

void thread_slot_cleared(u32 slot)
{
	assert_int_equal(slots[slot].type, TYPE_NULL);
	world_log.thread_slots_cleared++;
}

void world_let_wait(u32 count)
{
	waiters = waiters_left = count;
}

void world_place(u32 slot, struct slot content, u32 before)
{
	slots[slot] = content;
	slot_link(slot, before);
}

int world_setup(void **state)
{
	(void)state;
	host_reset();
	memset(&world_log, 0, sizeof(world_log));
	world_on_finalise = NULL;
	world_let_wait(0);
	for (u32 granule = WORLD_RAM; granule < GRANULE_LIMIT; granule++)
		granules[granule].type = TYPE_UNTYPED;
	granules[WORLD_HEAD].type = TYPE_CNODE;
	granules[WORLD_ROOT].type = granules[WORLD_ROOT + 1].type = TYPE_CNODE;
	granules[WORLD_ROOT].bits = 13;
	slots[HEAD].prev = slots[HEAD].next = HEAD;

	world_place(ROOT_SELF, (struct slot){ .type = TYPE_CNODE, .rights = ALL, .bits = 8,
	            .flags = SLOT_REVOCABLE, .object = WORLD_ROOT }, HEAD);
	world_place(ROOT_RAM, (struct slot){ .type = TYPE_UNTYPED, .rights = ALL, .bits = WORLD_RAM_BITS,
	            .flags = SLOT_REVOCABLE, .object = WORLD_RAM }, HEAD);
	world_place(ROOT_DEVICE, (struct slot){ .type = TYPE_UNTYPED, .rights = ALL, .bits = WORLD_DEVICE_BITS,
	            .flags = SLOT_REVOCABLE | SLOT_DEVICE, .object = WORLD_DEVICE }, HEAD);
	world_place(ROOT_IRQ, (struct slot){ .type = TYPE_IRQ_CONTROL, .rights = ALL,
	            .flags = SLOT_REVOCABLE }, HEAD);
	return 0;
}

static u32 finish(enum status (*operation)(u32), u32 slot)
{
	enum status status;
	u32 preemptions = 0;

	while ((status = operation(slot)) == STATUS_PREEMPTED) {
		invariants_check();
		preemptions++;
	}
	assert_int_equal(status, OK);
	return preemptions;
}

u32 world_delete(u32 slot)
{
	return finish(cnode_delete, slot);
}

u32 world_revoke(u32 slot)
{
	return finish(cnode_revoke, slot);
}
