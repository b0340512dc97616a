/* SPDX-License-Identifier: BSD-2-Clause */
/* Thread methods: making, starting, stopping, restarting, priorities. */
#include <world.h>

#include "agent.h"
#include "check.h"

#define ROOT INIT_SLOT_CNODE
#define ARGUMENTS(...) ((struct system_call_arguments){ __VA_ARGS__ })

static struct agent one, two;

/* In registers.S: stores TPIDR_EL0 and x0..x30 below its stack, changes all registers and waits for ever on the
 * notification in the word that its stack pointer points at. */
void registers_push(void);

#define PUSHED 32 /* words: TPIDR_EL0, then x0..x30 */

static struct {
	uint64_t pushed[PUSHED];
	uint64_t never;
} probe __attribute__((aligned(16)));

static uint64_t bare_thread(void)
{
	return world_make(TYPE_THREAD, 0);
}

static volatile uint64_t counter;

static void count(uint64_t unused)
{
	(void)unused;
	for (;;)
		counter++;
}

static struct world_thread counting_thread(unsigned priority)
{
	return world_thread((struct world_thread_options){ .entry = count, .priority = priority });
}

/* Lets threads below the root run for a while; true if the counter moved. */
static bool counts(void)
{
	uint64_t before = counter, notification = world_make(TYPE_NOTIFICATION, 0);

	bulkhead_wait(notification, clock_deadline_ms(3), 0);
	return counter != before;
}

/* --- configure -------------------------------------------------------------------------------------- */

static void test_configure__gives_each_capability_once(void)
{
	uint64_t thread = bare_thread(), endpoint = world_make(TYPE_ENDPOINT, 0);

	CHECK_EQUAL(OK, thread_configure(thread, ROOT, 0, 0));
	CHECK_EQUAL(OK, thread_configure(thread, 0, INIT_SLOT_VSPACE, endpoint));
	CHECK_EQUAL(ALREADY, thread_configure(thread, ROOT, 0, 0));
	CHECK_EQUAL(ALREADY, thread_configure(thread, 0, INIT_SLOT_VSPACE, 0));
	CHECK_EQUAL(ALREADY, thread_configure(thread, 0, 0, endpoint));
	CHECK_EQUAL(OK, thread_configure(thread, 0, 0, 0));
}

static void test_configure__that_fails_gives_nothing(void)
{
	uint64_t thread = bare_thread(), endpoint = world_make(TYPE_ENDPOINT, 0);

	CHECK_EQUAL(OK, thread_configure(thread, 0, 0, endpoint));
	CHECK_EQUAL(ALREADY, thread_configure(thread, ROOT, INIT_SLOT_VSPACE, endpoint));
	CHECK_EQUAL(OK, thread_configure(thread, ROOT, INIT_SLOT_VSPACE, 0));
}

static void test_configure__can_be_done_anew_when_the_capability_is_revoked(void)
{
	uint64_t thread = bare_thread(), endpoint = world_make(TYPE_ENDPOINT, 0);

	CHECK_EQUAL(OK, thread_configure(thread, 0, 0, endpoint));
	CHECK_EQUAL(OK, cnode_revoke(ROOT, endpoint));
	CHECK_EQUAL(OK, thread_configure(thread, 0, 0, endpoint));
}

/* --- registers -------------------------------------------------------------------------------------- */

static uint64_t start_probe(void)
{
	struct world_thread made;

	probe.never = world_make(TYPE_NOTIFICATION, 0);
	made = world_thread((struct world_thread_options){ .entry = count, .priority = 5, .suspended = true });
	CHECK_EQUAL(OK, thread_set_registers(made.thread, (uint64_t)registers_push, (uint64_t)&probe.never, 0xa0, 0xb0));
	CHECK_EQUAL(OK, thread_resume(made.thread));
	CHECK(world_settle());
	return made.thread;
}

static void check_fresh(void)
{
	CHECK_EQUAL(0xb0, probe.pushed[0]);
	CHECK_EQUAL(0xa0, probe.pushed[1]);
	for (unsigned n = 2; n < PUSHED; n++)
		CHECK_ITEM(n - 1, 0, probe.pushed[n]);
}

static void test_set_registers__are_all_that_a_thread_begins_with(void)
{
	start_probe();
	check_fresh();
}

static void test_set_registers__rejects_a_thread_that_is_not_inactive(void)
{
	uint64_t thread = start_probe();

	CHECK_EQUAL(WRONG_STATE, thread_set_registers(thread, 0, 0, 0, 0));
	CHECK_EQUAL(OK, thread_suspend(thread));
	CHECK_EQUAL(OK, thread_set_registers(thread, 0, 0, 0, 0));
}

static void test_restart__begins_as_the_first_time(void)
{
	uint64_t thread = start_probe();

	for (unsigned n = 0; n < PUSHED; n++)
		probe.pushed[n] = 1;
	CHECK_EQUAL(OK, thread_restart(thread));
	CHECK(world_settle());
	check_fresh();
}

static void test_restart__needs_no_other_right(void)
{
	uint64_t thread = start_probe(), weak = world_copy(thread, RIGHT_RESTART);

	CHECK_EQUAL(NO_RIGHTS, thread_suspend(weak));
	probe.pushed[1] = 0;
	CHECK_EQUAL(OK, thread_restart(weak));
	CHECK(world_settle());
	CHECK_EQUAL(0xa0, probe.pushed[1]);
}

static void test_restart__rejects_a_thread_that_never_had_registers_or_a_vspace(void)
{
	uint64_t thread = bare_thread();

	CHECK_EQUAL(WRONG_STATE, thread_restart(thread));
	CHECK_EQUAL(OK, thread_set_registers(thread, (uint64_t)count, 0, 0, 0));
	CHECK_EQUAL(WRONG_STATE, thread_restart(thread));
}

static void test_restart__takes_a_thread_out_of_what_it_waits_for(void)
{
	uint64_t endpoint = world_make(TYPE_ENDPOINT, 0);

	agent_start(&one, (struct world_thread_options){ .priority = 10 });
	agent_start(&two, (struct world_thread_options){ .priority = 10 });
	CHECK(!agent_do(&one, SYS_SEND, ARGUMENTS(.capability = endpoint)));
	CHECK_EQUAL(OK, thread_restart(one.thread.thread));
	CHECK(agent_do(&two, SYS_NBRECV, ARGUMENTS(.capability = endpoint)));
	CHECK_EQUAL(WOULD_BLOCK, two.status);
	CHECK(agent_do(&one, SYS_NBRECV, ARGUMENTS(.capability = endpoint)));
}

/* --- resume and suspend ------------------------------------------------------------------------------ */

static void test_resume__rejects_a_thread_without_registers_or_vspace(void)
{
	uint64_t thread = bare_thread();

	CHECK_EQUAL(WRONG_STATE, thread_resume(thread));
	CHECK_EQUAL(OK, thread_set_registers(thread, (uint64_t)count, 0, 0, 0));
	CHECK_EQUAL(WRONG_STATE, thread_resume(thread));
	CHECK_EQUAL(OK, thread_configure(thread, 0, INIT_SLOT_VSPACE, 0));
	CHECK_EQUAL(OK, thread_resume(thread));
}

static void test_resume__rejects_a_thread_that_is_not_inactive(void)
{
	struct world_thread thread = counting_thread(5);

	CHECK_EQUAL(WRONG_STATE, thread_resume(thread.thread));
	CHECK_EQUAL(WRONG_STATE, thread_resume(INIT_SLOT_THREAD));
}

static void test_suspend__stops_and_resume_goes_on(void)
{
	struct world_thread thread = counting_thread(5);

	CHECK(counts());
	CHECK_EQUAL(OK, thread_suspend(thread.thread));
	CHECK(!counts());
	CHECK_EQUAL(OK, thread_resume(thread.thread));
	CHECK(counts());
}

static void test_suspend__takes_a_thread_out_of_the_queue_it_waits_in(void)
{
	uint64_t endpoint = world_make(TYPE_ENDPOINT, 0);

	agent_start(&one, (struct world_thread_options){ .priority = 10 });
	agent_start(&two, (struct world_thread_options){ .priority = 10 });
	CHECK(!agent_do(&one, SYS_RECV, ARGUMENTS(.capability = endpoint, .deadline = DEADLINE_NEVER)));
	CHECK_EQUAL(OK, thread_suspend(one.thread.thread));
	CHECK(agent_do(&two, SYS_NBSEND, ARGUMENTS(.capability = endpoint)));
	CHECK_EQUAL(WOULD_BLOCK, two.status);
}

static void test_suspend__cancels_what_the_thread_waits_for(void)
{
	struct agent agent;

	agent_start(&agent, (struct world_thread_options){ .priority = 5 });
	CHECK(!agent_do(&agent, SYS_RECV, (struct system_call_arguments){
		.capability = world_make(TYPE_ENDPOINT, 0), .deadline = DEADLINE_NEVER }));
	CHECK_EQUAL(OK, thread_suspend(agent.thread.thread));
	CHECK_EQUAL(OK, thread_resume(agent.thread.thread));
	CHECK(agent_finished(&agent));
	CHECK_EQUAL(CANCELLED, agent.status);
}

static void test_suspend__of_oneself_is_fine(void)
{
	agent_start(&one, (struct world_thread_options){ .priority = 10 });
	one.message = (struct message){ .label = THREAD_SUSPEND };
	CHECK(!agent_do(&one, SYS_INVOKE, ARGUMENTS(.capability = one.thread.thread)));
	CHECK_EQUAL(OK, thread_resume(one.thread.thread));
	CHECK(agent_finished(&one));
	CHECK_EQUAL(OK, one.status);
}

static void test_thread__without_a_scheduling_context_does_not_run(void)
{
	struct world_thread thread = world_thread((struct world_thread_options){
		.entry = count, .priority = 5, .passive = true });

	CHECK(!counts());
	CHECK_EQUAL(WRONG_STATE, thread_resume(thread.thread));
}

/* --- priorities ------------------------------------------------------------------------------------- */

static struct {
	unsigned order[3], count;
} finished;

static void note(uint64_t number)
{
	finished.order[finished.count++] = (unsigned)number;
}

static void test_priority__highest_runs_first(void)
{
	static const unsigned priorities[3] = { 7, 62, 30 };

	finished.count = 0;
	for (unsigned n = 0; n < 3; n++)
		world_thread((struct world_thread_options){ .entry = note, .argument = n, .priority = priorities[n] });
	CHECK(world_settle());
	CHECK_EQUAL(3, finished.count);
	CHECK_EQUAL(1, finished.order[0]);
	CHECK_EQUAL(2, finished.order[1]);
	CHECK_EQUAL(0, finished.order[2]);
}

static void test_priority__change_of_a_ready_thread_takes_effect(void)
{
	struct world_thread low = world_thread((struct world_thread_options){ .entry = note, .priority = 5 });

	finished.count = 0;
	world_thread((struct world_thread_options){ .entry = note, .argument = 1, .priority = 6 });
	CHECK_EQUAL(OK, thread_set_priority(low.thread, 7, 7));
	CHECK(world_settle());
	CHECK_EQUAL(0, finished.order[0]);
	CHECK_EQUAL(1, finished.order[1]);
}

static void test_priority__rejects_what_is_beyond_a_limit(void)
{
	uint64_t thread = bare_thread();

	CHECK_EQUAL(OUT_OF_RANGE, thread_set_priority(thread, PRIORITY_COUNT, PRIORITY_COUNT));
	CHECK_EQUAL(OUT_OF_RANGE, thread_set_priority(thread, 1, PRIORITY_COUNT));
	CHECK_EQUAL(OUT_OF_RANGE, thread_set_priority(thread, 11, 10));
	CHECK_EQUAL(OUT_OF_RANGE, thread_set_priority(thread, 1ULL << 32, 10));
	CHECK_EQUAL(OK, thread_set_priority(thread, 63, 63));
}

static void test_priority__cannot_be_raised_above_the_callers_own_limit(void)
{
	uint64_t thread = bare_thread();

	agent_start(&one, (struct world_thread_options){ .priority = 10 });
	one.message = (struct message){ .label = THREAD_SET_PRIORITY, .word = { 11, 11 } };
	CHECK(agent_do(&one, SYS_INVOKE, ARGUMENTS(.capability = thread)));
	CHECK_EQUAL(OUT_OF_RANGE, one.status);
	one.message = (struct message){ .label = THREAD_SET_PRIORITY, .word = { 10, 10 } };
	CHECK(agent_do(&one, SYS_INVOKE, ARGUMENTS(.capability = thread)));
	CHECK_EQUAL(OK, one.status);
}

static volatile unsigned last, alternations;

static void take_turns(uint64_t own)
{
	for (unsigned n = 0; n < 10; n++) {
		alternations += last != own;
		last = (unsigned)own;
		bulkhead_yield();
	}
}

static void test_yield__lets_others_of_the_same_priority_run(void)
{
	struct world_thread_options options = { .entry = take_turns, .priority = 5, .budget = clock_frequency(),
		.period = clock_frequency() }; /* no end of a time slice in between */

	last = 2;
	alternations = 0;
	world_thread(options);
	options.argument = 1;
	world_thread(options);
	CHECK(world_settle());
	CHECK_EQUAL(20, alternations);
	CHECK_EQUAL(OK, bulkhead_yield()); /* to nobody */
}

static volatile unsigned spinners_met;

/* Never waits; ends when the other one has run too, or after `limit` without it. */
static void spin(uint64_t limit)
{
	uint64_t end = clock_ticks() + limit;

	spinners_met++;
	while (spinners_met < 2 && clock_ticks() < end)
		;
	CHECK_EQUAL(2, spinners_met);
	world_stop();
}

static void test_time_slice__ends_for_a_thread_that_never_waits(void)
{
	struct world_thread_options options = { .entry = spin, .argument = clock_frequency() / 4, .priority = 5 };

	spinners_met = 0;
	world_thread(options);
	world_thread(options);
	CHECK(world_settle());
}

static volatile bool naps_are_over;
static volatile uint64_t longest_delay;

static void spin_until_naps_are_over(uint64_t limit)
{
	uint64_t end = clock_ticks() + limit;

	while (!naps_are_over && clock_ticks() < end)
		;
	world_stop();
}

/* Sleeps a little, ten times, each time from the middle of its slice. */
static void take_naps(uint64_t notification)
{
	for (unsigned n = 0; n < 10; n++) {
		uint64_t deadline = clock_ticks() + clock_frequency() / 1000;

		bulkhead_wait(notification, deadline, 0);
		if (clock_ticks() - deadline > longest_delay)
			longest_delay = clock_ticks() - deadline;
	}
	naps_are_over = true;
	world_stop();
}

static void test_time_slice__continues_at_once_after_a_wait(void)
{
	struct world_thread_options options = { .entry = spin_until_naps_are_over, .argument = clock_frequency() / 4, .priority = 5 };

	naps_are_over = false;
	longest_delay = 0;
	world_thread(options);
	options.entry = take_naps;
	options.argument = world_make(TYPE_NOTIFICATION, 0);
	world_thread(options);
	CHECK(world_settle());
	CHECK(naps_are_over);
	CHECK(longest_delay < clock_frequency() / 1000); /* a slice has 10 of these */
}

/* --- bound notifications ----------------------------------------------------------------------------- */

static void test_bind__rejects_a_second_of_either(void)
{
	uint64_t thread = bare_thread(), other = bare_thread();
	uint64_t notification = world_make(TYPE_NOTIFICATION, 0), second = world_make(TYPE_NOTIFICATION, 0);

	CHECK_EQUAL(OK, thread_bind_notification(thread, notification));
	CHECK_EQUAL(ALREADY, thread_bind_notification(thread, second));
	CHECK_EQUAL(ALREADY, thread_bind_notification(other, notification));
	CHECK_EQUAL(OK, thread_bind_notification(thread, 0));
	CHECK_EQUAL(OK, thread_bind_notification(other, notification));
}

static void test_unbind__of_nothing_is_a_wrong_state(void)
{
	CHECK_EQUAL(WRONG_STATE, thread_bind_notification(bare_thread(), 0));
}

/* --- destruction ------------------------------------------------------------------------------------ */

static void test_thread__going_stops_it_and_frees_its_notification_and_context(void)
{
	struct world_thread thread = counting_thread(5);
	uint64_t notification = world_make(TYPE_NOTIFICATION, 0), other = bare_thread();

	CHECK_EQUAL(OK, thread_bind_notification(thread.thread, notification));
	CHECK(counts());
	CHECK_EQUAL(OK, cnode_delete(ROOT, thread.thread));
	CHECK(!counts());
	CHECK_EQUAL(OK, thread_bind_notification(other, notification));
	CHECK_EQUAL(OK, sched_context_bind(thread.context, other));
}

static void test_thread__may_delete_itself(void)
{
	agent_start(&one, (struct world_thread_options){ .priority = 10 });
	one.message = (struct message){ .label = CNODE_DELETE, .word = { one.thread.thread } };
	CHECK(!agent_do(&one, SYS_INVOKE, ARGUMENTS(.capability = ROOT)));
	CHECK_EQUAL(0, world_inspect(one.thread.thread));
	CHECK(world_settle());
}

static void test_thread__may_revoke_the_memory_that_it_is_made_of(void)
{
	agent_start(&one, (struct world_thread_options){ .priority = 10 });
	one.message = (struct message){ .label = CNODE_REVOKE, .word = { world_arena() } };
	CHECK(!agent_do(&one, SYS_INVOKE, ARGUMENTS(.capability = ROOT)));
	CHECK_EQUAL(0, world_inspect(one.thread.thread));
	CHECK(world_settle());
}

static void test_thread__losing_its_cspace_has_no_capabilities(void)
{
	uint64_t cnode = world_make(TYPE_CNODE, 7), thread = bare_thread();

	CHECK_EQUAL(OK, thread_configure(thread, cnode, 0, 0));
	CHECK_EQUAL(OK, cnode_revoke(ROOT, cnode));
	CHECK_EQUAL(OK, thread_configure(thread, ROOT, 0, 0));
}

static const struct test tests[] = {
	TEST(configure__gives_each_capability_once),
	TEST(configure__that_fails_gives_nothing),
	TEST(configure__can_be_done_anew_when_the_capability_is_revoked),
	TEST(set_registers__are_all_that_a_thread_begins_with),
	TEST(set_registers__rejects_a_thread_that_is_not_inactive),
	TEST(restart__begins_as_the_first_time),
	TEST(restart__needs_no_other_right),
	TEST(restart__rejects_a_thread_that_never_had_registers_or_a_vspace),
	TEST(restart__takes_a_thread_out_of_what_it_waits_for),
	TEST(resume__rejects_a_thread_without_registers_or_vspace),
	TEST(resume__rejects_a_thread_that_is_not_inactive),
	TEST(suspend__stops_and_resume_goes_on),
	TEST(suspend__takes_a_thread_out_of_the_queue_it_waits_in),
	TEST(suspend__cancels_what_the_thread_waits_for),
	TEST(suspend__of_oneself_is_fine),
	TEST(thread__without_a_scheduling_context_does_not_run),
	TEST(priority__highest_runs_first),
	TEST(priority__change_of_a_ready_thread_takes_effect),
	TEST(priority__rejects_what_is_beyond_a_limit),
	TEST(priority__cannot_be_raised_above_the_callers_own_limit),
	TEST(yield__lets_others_of_the_same_priority_run),
	TEST(time_slice__ends_for_a_thread_that_never_waits),
	TEST(time_slice__continues_at_once_after_a_wait),
	TEST(bind__rejects_a_second_of_either),
	TEST(unbind__of_nothing_is_a_wrong_state),
	TEST(thread__going_stops_it_and_frees_its_notification_and_context),
	TEST(thread__may_delete_itself),
	TEST(thread__may_revoke_the_memory_that_it_is_made_of),
	TEST(thread__losing_its_cspace_has_no_capabilities),
};
const struct suite thread_suite = SUITE(tests);
