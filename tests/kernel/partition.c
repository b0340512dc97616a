/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Windows of time: their table, and who runs in them. The last suite of a boot, since windows that run do not end; the root has
 * partition 0 and half of the time from then on.
 */
#include <world.h>

#include "check.h"

#define CONTROL     INIT_SLOT_SCHED_CONTROL
#define OTHER       256u /* processor 0 of partition 1 */
#define WINDOWS     8u
#define PARTITIONS  4u

static volatile uint64_t count, first_seen, last_seen, longest_pause;

static uint64_t us(uint64_t number)
{
	return clock_frequency() / 1000 * number / 1000;
}

/* Counts, and notes how long it did not run. */
static void watch(uint64_t unused)
{
	(void)unused;
	first_seen = last_seen = clock_ticks();
	for (;;) {
		uint64_t now = clock_ticks();

		if (now - last_seen > longest_pause)
			longest_pause = now - last_seen;
		last_seen = now;
		count++;
	}
}

static struct world_thread watcher(unsigned core)
{
	count = longest_pause = 0;
	return world_thread((struct world_thread_options){ .entry = watch, .priority = 5, .core = core });
}

/* Lets time go by in which only other partitions' threads can run here: the root does not wait. */
static void pass(uint64_t ticks)
{
	uint64_t end = clock_ticks() + ticks;

	while (clock_ticks() < end)
		__asm__ volatile("yield");
}

static void test_window__rejects_values_out_of_range(void)
{
	CHECK_EQUAL(OUT_OF_RANGE, sched_control_window(CONTROL, WINDOWS, 0, us(100), 0));
	CHECK_EQUAL(OUT_OF_RANGE, sched_control_window(CONTROL, 0, PARTITIONS, us(100), 0));
	CHECK_EQUAL(OUT_OF_RANGE, sched_control_window(CONTROL, 0, 0, us(100), us(100)));
	CHECK_EQUAL(OUT_OF_RANGE, sched_control_window(CONTROL, 0, 0, (1ULL << 40) + 1, 0));
}

static void test_start__without_a_window_is_a_wrong_state(void)
{
	CHECK_EQUAL(WRONG_STATE, sched_control_start(CONTROL, clock_ticks() + us(1000)));
}

static void test_configure__accepts_the_partitions_that_there_are(void)
{
	uint64_t context = world_make(TYPE_SCHED_CONTEXT, 0), slice = us(10000);

	for (unsigned partition = 0; partition < PARTITIONS; partition++)
		CHECK_ITEM(partition, OK, sched_control_configure(CONTROL, context, 256u * partition, slice, slice));
	CHECK_EQUAL(OUT_OF_RANGE, sched_control_configure(CONTROL, context, 256u * PARTITIONS, slice, slice));
}

static void test_thread__of_a_partition_without_a_window_waits_for_one(void)
{
	struct world_thread thread = watcher(OTHER);

	CHECK(world_settle());
	CHECK_EQUAL(0, count);
	CHECK_EQUAL(OK, thread_suspend(thread.thread));
}

static void test_start__begins_the_windows(void)
{
	CHECK_EQUAL(OK, sched_control_window(CONTROL, 0, 0, us(500), us(50)));
	CHECK_EQUAL(OK, sched_control_window(CONTROL, 1, 1, us(500), us(50)));
	CHECK_EQUAL(OUT_OF_RANGE, sched_control_start(CONTROL, clock_ticks() - 1));
	uint64_t start = clock_ticks() + us(1000);

	watcher(OTHER);
	CHECK_EQUAL(OK, sched_control_start(CONTROL, start));
	pass(us(20000));
	CHECK(first_seen >= start + us(550) && first_seen < start + us(600));
	CHECK(longest_pause >= us(550) && longest_pause < us(600));
}

static void test_window__is_a_wrong_state_while_they_run(void)
{
	CHECK_EQUAL(WRONG_STATE, sched_control_window(CONTROL, 0, 0, us(500), us(50)));
	CHECK_EQUAL(WRONG_STATE, sched_control_start(CONTROL, clock_ticks() + us(1000)));
}

static void test_windows__give_each_partition_its_time_whatever_the_priorities(void)
{
	struct world_thread thread = watcher(OTHER);
	uint64_t consumed;

	pass(us(20000));
	CHECK_EQUAL(OK, sched_context_consumed(thread.context, &consumed));
	CHECK(consumed >= us(8000) && consumed <= us(10000));
}

static void test_thread__goes_from_one_partition_to_another(void)
{
	struct world_thread thread = watcher(OTHER);
	uint64_t slice = us(10000), before;

	pass(us(2000));
	CHECK(count != 0);
	CHECK_EQUAL(OK, sched_control_configure(CONTROL, thread.context, 2 * 256, slice, slice)); /* it has no window */
	before = count;
	pass(us(2000));
	CHECK_EQUAL(before, count);
	CHECK_EQUAL(OK, sched_control_configure(CONTROL, thread.context, OTHER, slice, slice));
	pass(us(2000));
	CHECK(count != before);
	CHECK_EQUAL(OK, thread_suspend(thread.thread));
	before = count;
	pass(us(2000));
	CHECK_EQUAL(before, count);
}

static uint64_t go, back;

static void echo(uint64_t unused)
{
	(void)unused;
	while (bulkhead_wait(go, DEADLINE_NEVER, 0) == OK) {
		last_seen = clock_ticks();
		bulkhead_signal(back);
	}
}

static void test_signal__to_another_partition_is_taken_in_its_window(void)
{
	go = world_badged(world_make(TYPE_NOTIFICATION, 0), 1);
	back = world_badged(world_make(TYPE_NOTIFICATION, 0), 1);
	world_thread((struct world_thread_options){ .entry = echo, .priority = 5, .core = OTHER });
	for (unsigned n = 0; n < 20; n++) {
		CHECK_ITEM(n, OK, bulkhead_signal(go));
		CHECK_ITEM(n, OK, bulkhead_wait(back, clock_deadline_ms(100), 0));
		CHECK_ITEM(n, true, clock_ticks() - last_seen >= us(50)); /* from its window to the root's */
	}
}

/* One of lower priority than whom it wakes, so that whoever did not look at the partition would switch at once. */
static void signal_once(uint64_t unused)
{
	(void)unused;
	first_seen = clock_ticks();
	bulkhead_signal(go);
	count = 1;
	world_stop();
}

static void test_signal__to_a_higher_priority_of_another_partition_goes_on_with_its_own(void)
{
	uint64_t pause = world_make(TYPE_NOTIFICATION, 0);

	go = world_badged(world_make(TYPE_NOTIFICATION, 0), 1);
	back = world_badged(world_make(TYPE_NOTIFICATION, 0), 1);
	world_thread((struct world_thread_options){ .entry = echo, .priority = 30, .core = OTHER });
	CHECK_EQUAL(TIMED_OUT, bulkhead_wait(pause, clock_ticks() + us(2000), 0)); /* it waits by then */
	count = 0;
	world_thread((struct world_thread_options){ .entry = signal_once, .priority = 5 });
	CHECK_EQUAL(OK, bulkhead_wait(back, clock_deadline_ms(100), 0));
	CHECK_EQUAL(1, count);
	CHECK(last_seen - first_seen >= us(50));
}

static void test_deadline__of_another_partition_passes_in_its_window(void)
{
	CHECK_EQUAL(TIMED_OUT, bulkhead_wait(world_make(TYPE_NOTIFICATION, 0), clock_ticks() + us(700), 0));
	CHECK_EQUAL(TIMED_OUT, bulkhead_wait(world_make(TYPE_NOTIFICATION, 0), clock_ticks() + us(3000), 0));
}

static const struct test tests[] = {
	TEST(window__rejects_values_out_of_range),
	TEST(start__without_a_window_is_a_wrong_state),
	TEST(configure__accepts_the_partitions_that_there_are),
	TEST(thread__of_a_partition_without_a_window_waits_for_one),
	TEST(start__begins_the_windows),
	TEST(window__is_a_wrong_state_while_they_run),
	TEST(windows__give_each_partition_its_time_whatever_the_priorities),
	TEST(thread__goes_from_one_partition_to_another),
	TEST(signal__to_another_partition_is_taken_in_its_window),
	TEST(signal__to_a_higher_priority_of_another_partition_goes_on_with_its_own),
	TEST(deadline__of_another_partition_passes_in_its_window),
};
const struct suite partition_suite = SUITE(tests);
