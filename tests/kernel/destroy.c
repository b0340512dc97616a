/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Long destructions: each goes in steps, lets interrupts in between, goes on by itself, and nobody can hold it up.
 * A thread of low priority destroys, while the root is woken by its deadlines in the middle.
 */
#include <crowd.h>

#include "check.h"

#define ROOT  INIT_SLOT_CNODE
#define CROWD 100
#define LATE_INSTRUCTIONS 5000 /* a timer's interrupt, one step, and to the root */
#define INSTRUCTIONS_PER_TICK 16

static struct member members[CROWD];
static uint64_t quiet; /* a notification that nobody signals */

static struct {
	enum status (*operation)(uint64_t capability);
	uint64_t capability;
	enum status status;
	volatile bool over;
} destroyer;

static enum status delete(uint64_t slot)
{
	return cnode_delete(ROOT, slot);
}

static enum status revoke(uint64_t slot)
{
	return cnode_revoke(ROOT, slot);
}

static void destroy(uint64_t unused)
{
	(void)unused;
	destroyer.status = destroyer.operation(destroyer.capability);
	destroyer.over = true;
}

/* Lets it work for about 2,500 instructions; how late the root was woken, in ticks. */
static uint64_t interrupt(void)
{
	uint64_t deadline = clock_ticks() + 2500 / INSTRUCTIONS_PER_TICK;

	CHECK_EQUAL(TIMED_OUT, bulkhead_wait(quiet, deadline, 0));
	return clock_ticks() - deadline;
}

/* Begins the operation and interrupts it once. */
static void begin(enum status (*operation)(uint64_t), uint64_t capability)
{
	quiet = world_make(TYPE_NOTIFICATION, 0);
	destroyer.operation = operation;
	destroyer.capability = capability;
	destroyer.over = false;
	world_thread((struct world_thread_options){ .entry = destroy, .priority = 5 });
	interrupt();
	CHECK(!destroyer.over);
}

/* Interrupts it until it is over. How often that was. */
static unsigned finish(void)
{
	unsigned count = 1;

	for (; !destroyer.over && count < 5000; count++)
		CHECK(interrupt() < LATE_INSTRUCTIONS / INSTRUCTIONS_PER_TICK);
	CHECK(destroyer.over);
	CHECK_EQUAL(OK, destroyer.status);
	return count;
}

static void give_members(uint64_t capability)
{
	for (unsigned n = 0; n < CROWD; n++)
		members[n] = (struct member){ .capability = capability };
}

static void test_destroy__of_an_endpoint_cancels_one_at_a_time(void)
{
	uint64_t endpoint = world_make(TYPE_ENDPOINT, 0);

	give_members(endpoint);
	crowd_gather(members, CROWD, member_call);
	begin(delete, endpoint);
	CHECK_EQUAL(TYPE_ENDPOINT, world_inspect(endpoint) & 0xffff); /* no rights */
	CHECK_EQUAL(NO_RIGHTS, bulkhead_nbsend(endpoint, &(struct message){ 0 }));
	CHECK(finish() > 5);
	CHECK_EQUAL(0, world_inspect(endpoint));
}

/* Those who were cancelled have time of their own here, and tell. */
static void test_destroy__of_an_endpoint_cancels_all(void)
{
	uint64_t endpoint = world_make(TYPE_ENDPOINT, 0);

	give_members(endpoint);
	crowd_gather(members, CROWD, member_receive);
	begin(delete, endpoint);
	finish();
	for (unsigned n = 0; n < CROWD; n++) {
		uint64_t context = world_make(TYPE_SCHED_CONTEXT, 0), slice = clock_frequency() / 100;

		CHECK_ITEM(n, OK, sched_control_configure(INIT_SLOT_SCHED_CONTROL, context, 0, slice, slice));
		CHECK_ITEM(n, OK, sched_context_bind(context, members[n].thread));
	}
	CHECK(world_settle());
	CHECK_EQUAL(CROWD, crowd_count(members, CROWD, CANCELLED));
}

static void test_destroy__of_a_notification_cancels_one_at_a_time(void)
{
	uint64_t notification = world_badged(world_make(TYPE_NOTIFICATION, 0), 1);

	give_members(notification);
	crowd_gather(members, CROWD, member_receive);
	CHECK_EQUAL(OK, cnode_delete(ROOT, notification - 1));
	begin(delete, notification);
	CHECK_EQUAL(NO_RIGHTS, bulkhead_signal(notification));
	CHECK(finish() > 5);
	CHECK_EQUAL(0, world_inspect(notification));
}

static void test_destroy__of_a_context_forgets_one_call_at_a_time(void)
{
	uint64_t context = crowd_chain(members, CROWD);

	begin(delete, context);
	CHECK_EQUAL(NO_RIGHTS, sched_context_unbind(context));
	CHECK(finish() > 1);
	CHECK_EQUAL(0, world_inspect(context));
}

static void test_unbind__of_a_lent_context_is_interrupted_and_frees_it(void)
{
	uint64_t context = crowd_chain(members, CROWD);
	struct world_thread other = world_thread((struct world_thread_options){
		.pc = (uint64_t)member_call, .argument = (uint64_t)&members[0], .priority = 10, .passive = true });

	begin(sched_context_unbind, context);
	CHECK(finish() > 1);
	members[0].capability = 0;
	CHECK_EQUAL(OK, sched_context_bind(context, other.thread));
	CHECK(world_settle());
	CHECK_EQUAL(INVALID_CAPABILITY, members[0].status);
	for (unsigned n = 0; n + 1 < CROWD; n++) /* nobody who is answered takes it back */
		CHECK_ITEM(n, OK, bulkhead_reply(members[n].reply, &(struct message){ 0 }));
	CHECK_EQUAL(OK, sched_context_unbind(context));
}

#define TREE_SLOTS (16 * (1 + 8 * (1 + 9)))

/* Untypeds in untypeds, and in each of the innermost ones a page of 8 endpoints and a thread. */
static void plant_tree(uint64_t untyped)
{
	uint64_t branches = world_slots(16), twigs = world_slots(16 * 8), leaves = world_slots(16 * 8 * 9);

	CHECK_EQUAL(OK, untyped_retype(untyped, TYPE_UNTYPED, 16, ROOT, branches, 16));
	for (unsigned n = 0; n < 16; n++)
		CHECK_ITEM(n, OK, untyped_retype(branches + n, TYPE_UNTYPED, 13, ROOT, twigs + 8 * n, 8));
	for (unsigned n = 0; n < 16 * 8; n++) {
		CHECK_ITEM(n, OK, untyped_retype(twigs + n, TYPE_ENDPOINT, 0, ROOT, leaves + 9 * n, 8));
		CHECK_ITEM(n, OK, untyped_retype(twigs + n, TYPE_THREAD, 0, ROOT, leaves + 9 * n + 8, 1));
	}
}

static void test_revoke__of_a_large_tree_is_interrupted_and_complete(void)
{
	uint64_t untyped = world_make(TYPE_UNTYPED, 20);
	struct message content;

	plant_tree(untyped);
	begin(revoke, untyped);
	CHECK(finish() > 20);
	for (uint64_t slot = untyped + 1; slot <= untyped + TREE_SLOTS; slot++)
		CHECK_ITEM(slot, 0, world_inspect(slot));
	CHECK_EQUAL(OK, cnode_inspect(ROOT, untyped, &content));
	CHECK_EQUAL(0, content.word[0]);
}

static void test_delete__of_a_full_cnode_is_interrupted_and_no_burden_for_others(void)
{
	uint64_t cnode = world_make(TYPE_CNODE, 12), other = world_make(TYPE_ENDPOINT, 0), kept = world_make(TYPE_ENDPOINT, 0);

	for (unsigned n = 1; n < 1 << 12; n++)
		CHECK_ITEM(n, OK, cnode_copy(cnode, n, ROOT, kept, RIGHTS_ALL));
	begin(delete, cnode);
	CHECK_EQUAL(0, world_inspect(cnode));
	CHECK_EQUAL(OK, cnode_delete(ROOT, other));
	CHECK(!destroyer.over);
	CHECK(finish() > 20);
	CHECK_EQUAL(OK, cnode_delete(ROOT, kept));
}

static const struct test tests[] = {
	TEST(destroy__of_an_endpoint_cancels_one_at_a_time),
	TEST(destroy__of_an_endpoint_cancels_all),
	TEST(destroy__of_a_notification_cancels_one_at_a_time),
	TEST(destroy__of_a_context_forgets_one_call_at_a_time),
	TEST(unbind__of_a_lent_context_is_interrupted_and_frees_it),
	TEST(revoke__of_a_large_tree_is_interrupted_and_complete),
	TEST(delete__of_a_full_cnode_is_interrupted_and_no_burden_for_others),
};
const struct suite destroy_suite = SUITE(tests);
