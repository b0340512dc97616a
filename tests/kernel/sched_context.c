/* SPDX-License-Identifier: BSD-2-Clause */
/* Scheduling contexts: budgets, periods, time slices, binding. */
#include <world.h>

#include "check.h"

#define ROOT    INIT_SLOT_CNODE
#define CONTROL INIT_SLOT_SCHED_CONTROL
#define MIN     1000ULL      /* kernel/core/schedule.h */
#define MAX     (1ULL << 40)

static uint64_t ms(uint64_t count)
{
	return clock_frequency() / 1000 * count;
}

static void spin(uint64_t unused)
{
	(void)unused;
	for (;;)
		;
}

static struct world_thread spinner(uint64_t budget, uint64_t period)
{
	return world_thread((struct world_thread_options){
		.entry = spin, .priority = 5, .budget = budget, .period = period });
}

/* Lets threads below the root run for so many ticks. */
static void pass(uint64_t ticks)
{
	bulkhead_wait(world_make(TYPE_NOTIFICATION, 0), clock_ticks() + ticks, 0);
}

static uint64_t consumed(uint64_t context)
{
	uint64_t ticks = 0;

	CHECK_EQUAL(OK, sched_context_consumed(context, &ticks));
	return ticks;
}

static bool about(uint64_t value, uint64_t wanted, uint64_t tolerance)
{
	return value + tolerance >= wanted && value <= wanted + tolerance;
}

/* --- configure -------------------------------------------------------------------------------------- */

static void test_budget__limits_a_thread_in_each_period(void)
{
	struct world_thread thread = spinner(ms(2), ms(10));

	pass(ms(100));
	CHECK(about(consumed(thread.context), ms(20), ms(2)));
}

static void test_budget__of_a_thread_with_the_higher_priority_leaves_the_rest_to_others(void)
{
	struct world_thread high = spinner(ms(3), ms(10));
	struct world_thread low = world_thread((struct world_thread_options){ .entry = spin, .priority = 4 });

	pass(ms(100));
	CHECK(about(consumed(high.context), ms(30), ms(3)));
	CHECK(about(consumed(low.context), ms(70), ms(4)));
}

static void test_time_slices__are_shared_by_threads_of_one_priority(void)
{
	struct world_thread one = spinner(0, 0), two = spinner(0, 0);

	pass(ms(200));
	CHECK(about(consumed(one.context), ms(100), ms(11)));
	CHECK(about(consumed(two.context), ms(100), ms(11)));
}

static void test_budget__counts_only_time_that_was_used(void)
{
	struct world_thread thread = spinner(0, 0);

	pass(ms(5));
	CHECK_EQUAL(OK, thread_suspend(thread.thread));
	uint64_t before = consumed(thread.context);

	pass(ms(20));
	CHECK_EQUAL(before, consumed(thread.context));
	CHECK(about(before, ms(5), ms(1)));
}

static void test_configure_context__changes_the_budget_of_a_running_thread(void)
{
	struct world_thread thread = spinner(ms(1), ms(10));

	pass(ms(50));
	uint64_t before = consumed(thread.context);

	CHECK_EQUAL(OK, sched_control_configure(CONTROL, thread.context, 0, ms(5), ms(10)));
	pass(ms(100));
	CHECK(about(consumed(thread.context) - before, ms(50), ms(6)));
}

static void test_configure_context__ends_the_wait_for_the_next_period(void)
{
	struct world_thread thread = spinner(MIN, MAX);

	pass(ms(1));
	uint64_t before = consumed(thread.context);

	CHECK_EQUAL(OK, sched_control_configure(CONTROL, thread.context, 0, ms(5), ms(10)));
	pass(ms(2));
	CHECK(about(consumed(thread.context) - before, ms(2), ms(1)));
}

static void test_configure_context__rejects_values_out_of_range(void)
{
	uint64_t context = world_make(TYPE_SCHED_CONTEXT, 0);

	CHECK_EQUAL(OUT_OF_RANGE, sched_control_configure(CONTROL, context, world_cores(), MIN, MIN));
	CHECK_EQUAL(OUT_OF_RANGE, sched_control_configure(CONTROL, context, ~0ULL, MIN, MIN));
	CHECK_EQUAL(OUT_OF_RANGE, sched_control_configure(CONTROL, context, 0, MIN - 1, MIN));
	CHECK_EQUAL(OUT_OF_RANGE, sched_control_configure(CONTROL, context, 0, 0, 0));
	CHECK_EQUAL(OUT_OF_RANGE, sched_control_configure(CONTROL, context, 0, MIN + 1, MIN));
	CHECK_EQUAL(OUT_OF_RANGE, sched_control_configure(CONTROL, context, 0, MIN, MAX + 1));
	CHECK_EQUAL(WRONG_STATE, sched_context_bind(context, world_make(TYPE_THREAD, 0))); /* nothing was changed */
	CHECK_EQUAL(OK, sched_control_configure(CONTROL, context, 0, MIN, MAX));
}

/* --- binding ---------------------------------------------------------------------------------------- */

static uint64_t configured(void)
{
	uint64_t context = world_make(TYPE_SCHED_CONTEXT, 0);

	CHECK_EQUAL(OK, sched_control_configure(CONTROL, context, 0, ms(10), ms(10)));
	return context;
}

static void test_bind_context__lets_a_ready_thread_run(void)
{
	struct world_thread thread = world_thread((struct world_thread_options){
		.entry = spin, .priority = 5, .passive = true });
	uint64_t context = configured();

	pass(ms(5));
	CHECK_EQUAL(0, consumed(context));
	CHECK_EQUAL(OK, sched_context_bind(context, thread.thread));
	pass(ms(5));
	CHECK(consumed(context) >= ms(4));
}

static void test_bind_context__rejects_a_second_of_either(void)
{
	uint64_t context = configured(), thread = world_make(TYPE_THREAD, 0);

	CHECK_EQUAL(OK, sched_context_bind(context, thread));
	CHECK_EQUAL(ALREADY, sched_context_bind(context, world_make(TYPE_THREAD, 0)));
	CHECK_EQUAL(ALREADY, sched_context_bind(configured(), thread));
}

static void test_bind_context__rejects_one_that_was_never_configured(void)
{
	CHECK_EQUAL(WRONG_STATE, sched_context_bind(world_make(TYPE_SCHED_CONTEXT, 0), world_make(TYPE_THREAD, 0)));
}

static void test_unbind_context__stops_its_thread(void)
{
	struct world_thread thread = spinner(0, 0);

	pass(ms(5));
	CHECK_EQUAL(OK, sched_context_unbind(thread.context));
	uint64_t before = consumed(thread.context);

	pass(ms(5));
	CHECK_EQUAL(before, consumed(thread.context));
	CHECK_EQUAL(OK, sched_context_bind(thread.context, thread.thread));
	pass(ms(5));
	CHECK(consumed(thread.context) > before);
}

static void test_unbind_context__of_one_not_bound_is_a_wrong_state(void)
{
	uint64_t context = configured();

	CHECK_EQUAL(WRONG_STATE, sched_context_unbind(context));
}

static void test_context__going_stops_its_thread(void)
{
	struct world_thread thread = spinner(0, 0);

	pass(ms(2));
	CHECK_EQUAL(OK, cnode_delete(ROOT, thread.context));
	CHECK(world_settle());
	CHECK_EQUAL(OK, sched_context_bind(configured(), thread.thread));
}

static void test_consumed__of_oneself_is_up_to_date(void)
{
	uint64_t before = consumed(INIT_SLOT_SCHED_CONTEXT), end = clock_ticks() + ms(3);

	while (clock_ticks() < end)
		;
	CHECK(about(consumed(INIT_SLOT_SCHED_CONTEXT) - before, ms(3), ms(1)));
}

static const struct test tests[] = {
	TEST(budget__limits_a_thread_in_each_period),
	TEST(budget__of_a_thread_with_the_higher_priority_leaves_the_rest_to_others),
	TEST(time_slices__are_shared_by_threads_of_one_priority),
	TEST(budget__counts_only_time_that_was_used),
	TEST(configure_context__changes_the_budget_of_a_running_thread),
	TEST(configure_context__ends_the_wait_for_the_next_period),
	TEST(configure_context__rejects_values_out_of_range),
	TEST(bind_context__lets_a_ready_thread_run),
	TEST(bind_context__rejects_a_second_of_either),
	TEST(bind_context__rejects_one_that_was_never_configured),
	TEST(unbind_context__stops_its_thread),
	TEST(unbind_context__of_one_not_bound_is_a_wrong_state),
	TEST(context__going_stops_its_thread),
	TEST(consumed__of_oneself_is_up_to_date),
};
const struct suite sched_context_suite = SUITE(tests);
