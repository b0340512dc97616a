/* SPDX-License-Identifier: BSD-2-Clause */
/* Several cores: what one does to threads, memory and guests that another runs. The root runs on core 0. */
#include <world.h>

#include "check.h"

#define ROOT     INIT_SLOT_CNODE
#define CONTROL  INIT_SLOT_SCHED_CONTROL
#define HERE     0
#define THERE    1
#define ROUNDS   50
#define PATIENCE 20000 /* ms */
#define PRIORITY 0x80

/* guest.S, programs.S */
extern const char guest_begin[], guest_end[], guest_count[], guest_wait[], guest_listen[];
uint64_t fp_changed(uint64_t seed, uint64_t rounds);

static struct {
	volatile uint64_t count[4];
	volatile uint64_t wrong;
	volatile bool stop;
} shared;

/* Lets other cores go on where the emulator runs them in turn. */
static void relax(void)
{
	__asm__ volatile("yield" : : : "memory");
}

static uint64_t slice(void)
{
	return clock_frequency() / 100;
}

/* What another core does takes time: waits until `counter` has moved, without letting threads of this core run. */
static bool moves(volatile uint64_t *counter)
{
	uint64_t before = *counter, end = clock_deadline_ms(PATIENCE);

	while (*counter == before && clock_ticks() < end)
		relax();
	return *counter != before;
}

/* The counter moved last before the call that the caller has just made. */
static bool stands(volatile uint64_t *counter)
{
	uint64_t before = *counter, end = clock_ticks() + clock_frequency() / 1000;

	while (clock_ticks() < end)
		relax();
	return *counter == before;
}

static void count_up(uint64_t n)
{
	for (;;) {
		shared.count[n]++;
		relax();
	}
}

static struct world_thread counter(unsigned core, uint64_t n)
{
	shared.count[n] = 0;
	return world_thread((struct world_thread_options){
		.entry = count_up, .argument = n, .priority = 5, .core = core });
}

/* --- where threads run ------------------------------------------------------------------------------ */

static void test_configure__accepts_the_cores_that_there_are(void)
{
	uint64_t context = world_make(TYPE_SCHED_CONTEXT, 0);
	unsigned count = world_cores();

	for (unsigned core = 0; core < count; core++)
		CHECK_ITEM(core, OK, sched_control_configure(CONTROL, context, core, slice(), slice()));
	CHECK_EQUAL(OUT_OF_RANGE, sched_control_configure(CONTROL, context, count, slice(), slice()));
	CHECK_EQUAL(OUT_OF_RANGE, sched_control_configure(CONTROL, context, ~0ULL, slice(), slice()));
}

static void test_cores__all_run_at_the_same_time(void)
{
	unsigned count = world_cores();

	for (unsigned core = 1; core < count; core++)
		counter(core, core);
	for (unsigned core = 1; core < count; core++)
		CHECK_ITEM(core, true, moves(&shared.count[core]));
}

static void test_configure__moves_a_running_thread_to_another_core(void)
{
	struct world_thread thread = counter(THERE, 1);

	CHECK(moves(&shared.count[1]));
	for (unsigned n = 0; n < ROUNDS; n++) {
		CHECK_ITEM(n, OK, sched_control_configure(CONTROL, thread.context, HERE, slice(), slice()));
		CHECK_ITEM(n, true, n > 3 || stands(&shared.count[1])); /* the root has the higher priority here */
		CHECK_ITEM(n, OK, sched_control_configure(CONTROL, thread.context, THERE, slice(), slice()));
		CHECK_ITEM(n, true, moves(&shared.count[1]));
	}
}

static void test_consumed__counts_what_another_core_runs(void)
{
	struct world_thread thread = counter(THERE, 1);
	uint64_t before, after, start = clock_ticks();

	CHECK(moves(&shared.count[1]));
	CHECK_EQUAL(OK, sched_context_consumed(thread.context, &before));
	CHECK(!stands(&shared.count[1]));
	CHECK_EQUAL(OK, sched_context_consumed(thread.context, &after));
	CHECK(after - before >= clock_frequency() / 1000);
	CHECK(after <= clock_ticks() - start);
}

static void test_budget__limits_a_thread_of_another_core(void)
{
	uint64_t ms = clock_frequency() / 1000, consumed;
	struct world_thread thread = world_thread((struct world_thread_options){
		.entry = count_up, .argument = 1, .priority = 5, .core = THERE, .budget = 2 * ms, .period = 10 * ms });

	bulkhead_wait(world_make(TYPE_NOTIFICATION, 0), clock_ticks() + 100 * ms, 0);
	CHECK_EQUAL(OK, sched_context_consumed(thread.context, &consumed));
	CHECK(consumed >= 16 * ms && consumed <= 24 * ms);
}

/* --- stopping and destroying ------------------------------------------------------------------------ */

static void test_suspend__stops_a_thread_of_another_core_before_it_returns(void)
{
	struct world_thread thread = counter(THERE, 1);

	for (unsigned n = 0; n < ROUNDS; n++) {
		CHECK_ITEM(n, true, moves(&shared.count[1]));
		CHECK_ITEM(n, OK, thread_suspend(thread.thread));
		CHECK_ITEM(n, true, n > 3 || stands(&shared.count[1]));
		CHECK_ITEM(n, OK, thread_resume(thread.thread));
	}
}

static uint64_t null_call(void)
{
	struct message message = { 0 };

	bulkhead_system_call(SYS_NULL, (struct system_call_arguments){ 0 }, &message);
	return message.label;
}

static void call_and_check(uint64_t n)
{
	while (!shared.stop) {
		shared.wrong += null_call() != ABI_VERSION;
		shared.count[n]++;
		relax();
	}
}

static void test_suspend__loses_no_system_call(void)
{
	shared.wrong = 0;
	shared.stop = false;
	struct world_thread thread = world_thread((struct world_thread_options){
		.entry = call_and_check, .argument = 1, .priority = 5, .core = THERE });

	for (unsigned n = 0; n < ROUNDS; n++) {
		CHECK_ITEM(n, true, moves(&shared.count[1]));
		CHECK_ITEM(n, OK, thread_suspend(thread.thread));
		CHECK_ITEM(n, OK, thread_resume(thread.thread));
	}
	CHECK_EQUAL(0, shared.wrong);
}

static void test_system_calls__of_all_cores_are_all_made(void)
{
	unsigned count = world_cores();

	shared.wrong = 0;
	shared.stop = false;
	for (unsigned core = 1; core < count; core++)
		world_thread((struct world_thread_options){
			.entry = call_and_check, .argument = core, .priority = 5, .core = core });
	for (unsigned n = 0; n < 100 * ROUNDS; n++)
		shared.wrong += null_call() != ABI_VERSION;
	for (unsigned core = 1; core < count; core++)
		CHECK_ITEM(core, true, moves(&shared.count[core]));
	CHECK_EQUAL(0, shared.wrong);
}

static void test_restart__begins_a_running_thread_of_another_core_again(void)
{
	struct world_thread thread = counter(THERE, 1);

	for (unsigned n = 0; n < ROUNDS; n++) {
		CHECK_ITEM(n, OK, thread_restart(thread.thread));
		CHECK_ITEM(n, true, moves(&shared.count[1]));
	}
}

static void test_revoke__ends_a_running_thread_of_another_core(void)
{
	for (unsigned n = 0; n < 10; n++) {
		counter(THERE, 1);
		CHECK_ITEM(n, true, moves(&shared.count[1]));
		world_clear();
		CHECK_ITEM(n, true, stands(&shared.count[1]));
	}
}

static void test_priority__of_a_running_thread_of_another_core_changes(void)
{
	struct world_thread one = counter(THERE, 1), two = counter(THERE, 2);

	CHECK(moves(&shared.count[1]) && moves(&shared.count[2]));
	CHECK_EQUAL(OK, thread_set_priority(one.thread, 6, 6));
	CHECK(stands(&shared.count[2]));
	CHECK(moves(&shared.count[1]));
	CHECK_EQUAL(OK, thread_set_priority(two.thread, 7, 7));
	CHECK(stands(&shared.count[1]));
	CHECK(moves(&shared.count[2]));
}

/* --- messages and signals between cores ------------------------------------------------------------------ */

static uint64_t go, back;

static void echo_signals(uint64_t unused)
{
	(void)unused;
	while (bulkhead_wait(go, DEADLINE_NEVER, 0) == OK)
		bulkhead_signal(back);
}

static void test_signal__wakes_a_thread_of_another_core(void)
{
	go = world_badged(world_make(TYPE_NOTIFICATION, 0), 1);
	back = world_badged(world_make(TYPE_NOTIFICATION, 0), 1);
	world_thread((struct world_thread_options){ .entry = echo_signals, .priority = 5, .core = THERE });
	for (unsigned n = 0; n < ROUNDS; n++) {
		CHECK_ITEM(n, OK, bulkhead_signal(go));
		CHECK_ITEM(n, OK, bulkhead_wait(back, clock_deadline_ms(PATIENCE), 0));
	}
}

static struct {
	uint64_t endpoint, reply;
} service;

/* Doubles what it is told, and never loses its FP registers. */
static void serve(uint64_t seed)
{
	struct message message = { 0 };

	bulkhead_recv(service.endpoint, service.reply, DEADLINE_NEVER, &message);
	for (;;) {
		shared.wrong += fp_changed(seed, 1) != 0;
		message.word[0] *= 2;
		bulkhead_reply_recv(service.endpoint, service.reply, DEADLINE_NEVER, &message);
	}
}

static uint64_t doubled(uint64_t value)
{
	struct message message = { .word = { value } };

	return bulkhead_call(service.endpoint, &message) == OK ? message.word[0] : 0;
}

static struct world_thread start_service(bool passive, unsigned core)
{
	service.endpoint = world_make(TYPE_ENDPOINT, 0);
	service.reply = world_make(TYPE_REPLY, 0);
	shared.wrong = 0;
	struct world_thread server = world_thread((struct world_thread_options){
		.entry = serve, .argument = 0x5555, .priority = 20, .core = core });

	CHECK(world_settle());
	if (passive) {
		while (doubled(1) != 2) /* it waits by then, on whatever core */
			;
		CHECK_EQUAL(OK, sched_context_unbind(server.context));
	}
	return server;
}

static void test_call__is_answered_by_a_server_of_another_core(void)
{
	start_service(false, THERE);
	for (unsigned n = 1; n < ROUNDS; n++)
		CHECK_ITEM(n, 2 * n, doubled(n));
	CHECK_EQUAL(0, shared.wrong);
}

static void call_service(uint64_t n)
{
	for (uint64_t value = 1; value < ROUNDS; value++) {
		shared.wrong += doubled(value + n) != 2 * (value + n);
		shared.wrong += fp_changed(n, 1) != 0;
	}
	shared.count[n] = 1;
	bulkhead_signal(back);
}

static void call_from_all_cores(bool passive)
{
	unsigned count = world_cores();

	start_service(passive, THERE);
	back = world_badged(world_make(TYPE_NOTIFICATION, 0), 1);
	for (unsigned core = 0; core < count; core++) {
		shared.count[core] = 0;
		world_thread((struct world_thread_options){
			.entry = call_service, .argument = core, .priority = 5, .core = core });
	}
	for (unsigned core = 0; core < count; core++)
		while (shared.count[core] == 0 && bulkhead_wait(back, clock_deadline_ms(PATIENCE), 0) == OK)
			;
	for (unsigned core = 0; core < count; core++)
		CHECK_ITEM(core, 1, shared.count[core]);
	CHECK_EQUAL(0, shared.wrong);
}

static void test_call__from_all_cores_reaches_an_active_server(void)
{
	call_from_all_cores(false);
}

static void test_call__of_a_passive_server_runs_on_the_callers_core(void)
{
	call_from_all_cores(true);
}

static void test_wait__of_another_core_ends_at_its_deadline(void)
{
	go = world_make(TYPE_NOTIFICATION, 0);
	back = world_badged(world_make(TYPE_NOTIFICATION, 0), 1);
	world_thread((struct world_thread_options){ .entry = echo_signals, .priority = 5, .core = THERE });
	CHECK_EQUAL(TIMED_OUT, bulkhead_wait(back, clock_deadline_ms(5), 0));
}

/* --- memory ------------------------------------------------------------------------------------------------ */

static volatile uint64_t *window;

static void write_window(uint64_t unused)
{
	(void)unused;
	for (;;) {
		shared.count[1]++;
		window[1] = shared.count[1];
		relax();
	}
}

static void test_unmap__ends_accesses_of_another_core_before_it_returns(void)
{
	uint64_t frame = world_make(TYPE_FRAME, FRAME_SMALL_BITS), copy = world_copy(frame, RIGHTS_ALL);
	volatile uint64_t *seen = world_window(copy);
	uint64_t fault = world_make(TYPE_ENDPOINT, 0);

	window = world_window(frame);
	struct world_thread writer = world_thread((struct world_thread_options){
		.entry = write_window, .priority = 5, .core = THERE, .fault = fault });

	CHECK(moves(&seen[1]));
	CHECK_EQUAL(OK, frame_unmap(frame));
	CHECK(stands(&seen[1]));
	struct message message = { 0 };

	CHECK_EQUAL(OK, bulkhead_recv(fault, world_make(TYPE_REPLY, 0), clock_deadline_ms(PATIENCE), &message));
	CHECK_EQUAL(FAULT_MEMORY, message.label);
	CHECK_EQUAL((uint64_t)&window[1], message.word[1]);
	(void)writer;
}

/* --- guests ------------------------------------------------------------------------------------------------- */

static struct {
	struct world_thread vcpu;
	struct world_space space;
	uint64_t endpoint, reply;
} guest;

static void start_guest(const char *program, uint64_t argument, unsigned core)
{
	guest.endpoint = world_make(TYPE_ENDPOINT, 0);
	guest.reply = world_make(TYPE_REPLY, 0);
	guest.space = world_space((struct world_program){ guest_begin, guest_end, true });
	guest.vcpu = world_thread((struct world_thread_options){
		.vcpu = true, .vspace = guest.space.vspace, .pc = WORLD_GUEST + (uint64_t)(program - guest_begin),
		.argument = argument, .priority = 5, .core = core, .fault = guest.endpoint });
}

static uint64_t next_exit(struct message *message)
{
	*message = (struct message){ 0 };
	if (bulkhead_recv(guest.endpoint, guest.reply, clock_deadline_ms(PATIENCE), message) != OK)
		return 0;
	return message->label;
}

static void test_guest__of_another_core_takes_an_injected_interrupt(void)
{
	struct message message;

	start_guest(guest_wait, 20, THERE);
	for (uint32_t n = 40; n < 60; n++) {
		CHECK_ITEM(n, OK, vcpu_inject(guest.vcpu.thread, n, PRIORITY));
		CHECK_ITEM(n, EXIT_HVC, next_exit(&message));
		CHECK_ITEM(n, n, message.word[4]);
		CHECK_ITEM(n, OK, bulkhead_reply(guest.reply, &(struct message){ 0 }));
	}
}

static void test_guest__that_computes_on_another_core_takes_an_injected_interrupt(void)
{
	start_guest(guest_listen, 0, THERE);
	CHECK(moves(&guest.space.memory[510]));
	for (uint64_t n = 0; n < ROUNDS; n++) {
		CHECK_ITEM(n, n, guest.space.memory[511]);
		CHECK_ITEM(n, OK, vcpu_inject(guest.vcpu.thread, (uint32_t)(40 + n % 8), PRIORITY));
		CHECK_ITEM(n, true, moves(&guest.space.memory[511]));
	}
}

static void test_guest__that_runs_on_another_core_is_suspended_moved_and_goes_on(void)
{
	uint64_t quiet = world_make(TYPE_NOTIFICATION, 0);

	start_guest(guest_count, 0, THERE);
	for (unsigned n = 0; n < ROUNDS; n++) {
		CHECK_ITEM(n, true, moves(&guest.space.memory[511]));
		CHECK_ITEM(n, OK, thread_suspend(guest.vcpu.thread));
		CHECK_ITEM(n, true, n > 3 || stands(&guest.space.memory[511]));
		CHECK_ITEM(n, OK, sched_control_configure(CONTROL, guest.vcpu.context, n & 1, slice(), slice()));
		CHECK_ITEM(n, OK, thread_resume(guest.vcpu.thread));
		if ((n & 1) == HERE) {
			uint64_t before = guest.space.memory[511];

			CHECK_EQUAL(TIMED_OUT, bulkhead_wait(quiet, clock_deadline_ms(1), 0)); /* lets it run here */
			CHECK_ITEM(n, true, guest.space.memory[511] != before);
			CHECK_ITEM(n, OK, sched_control_configure(CONTROL, guest.vcpu.context, THERE, slice(), slice()));
		}
	}
}

static void test_destroy__of_a_guest_that_another_core_runs_leaves_its_memory_to_the_next(void)
{
	for (unsigned n = 0; n < 10; n++) {
		start_guest(guest_count, 0, THERE);
		CHECK_ITEM(n, true, moves(&guest.space.memory[511]));
		world_clear();
	}
}

static const struct test tests[] = {
	TEST(configure__accepts_the_cores_that_there_are),
	TEST(cores__all_run_at_the_same_time),
	TEST(configure__moves_a_running_thread_to_another_core),
	TEST(consumed__counts_what_another_core_runs),
	TEST(budget__limits_a_thread_of_another_core),
	TEST(suspend__stops_a_thread_of_another_core_before_it_returns),
	TEST(suspend__loses_no_system_call),
	TEST(system_calls__of_all_cores_are_all_made),
	TEST(restart__begins_a_running_thread_of_another_core_again),
	TEST(revoke__ends_a_running_thread_of_another_core),
	TEST(priority__of_a_running_thread_of_another_core_changes),
	TEST(signal__wakes_a_thread_of_another_core),
	TEST(call__is_answered_by_a_server_of_another_core),
	TEST(call__from_all_cores_reaches_an_active_server),
	TEST(call__of_a_passive_server_runs_on_the_callers_core),
	TEST(wait__of_another_core_ends_at_its_deadline),
	TEST(unmap__ends_accesses_of_another_core_before_it_returns),
	TEST(guest__of_another_core_takes_an_injected_interrupt),
	TEST(guest__that_computes_on_another_core_takes_an_injected_interrupt),
	TEST(guest__that_runs_on_another_core_is_suspended_moved_and_goes_on),
	TEST(destroy__of_a_guest_that_another_core_runs_leaves_its_memory_to_the_next),
};
const struct suite cores_suite = SUITE(tests);
