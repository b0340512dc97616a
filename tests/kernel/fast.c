/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What kernel/arch/aarch64/fastpath.S does in straight lines, with each condition that sends it to the C code instead.
 * The suite also runs on the kernel without that file: nobody can tell the difference.
 */
#include <world.h>

#include "agent.h"
#include "check.h"

#define ARGUMENTS(...) ((struct system_call_arguments){ __VA_ARGS__ })
#define HOLE  0x30000000ULL /* nothing is mapped there in the root's VSpace */
#define FAR   0x08000000ULL /* nor there in a guest */
#define LOW   10            /* priorities */
#define HIGH  20

/* In programs.S and guest.S. */
uint64_t fault_read(uint64_t address);
extern const char guest_begin[], guest_end[], guest_mmio[], guest_hvc[];

static struct agent one, two, three;

/* --- signals that wake ------------------------------------------------------------------------------ */

static uint64_t notification, signals;

/* `two` waits for a notification, `one` can signal it and has the lower priority. */
static void set_up_wake(struct world_thread_options waiter, uint64_t deadline)
{
	notification = world_make(TYPE_NOTIFICATION, 0);
	signals = world_badged(notification, 6);
	agent_start(&one, (struct world_thread_options){ .priority = LOW });
	agent_start(&two, waiter);
	CHECK(!agent_do(&two, SYS_RECV, ARGUMENTS(.capability = notification, .deadline = deadline)));
}

static void expect_wake(void)
{
	CHECK(agent_do(&one, SYS_SIGNAL, ARGUMENTS(.capability = signals)));
	CHECK_EQUAL(OK, one.status);
	CHECK(agent_finished(&two));
	CHECK_EQUAL(OK, two.status);
	CHECK_EQUAL(6, two.message.badge);
}

static void test_wake__runs_who_waits_and_then_who_signalled(void)
{
	set_up_wake((struct world_thread_options){ .priority = HIGH }, DEADLINE_NEVER);
	for (unsigned n = 0; n < 3; n++) {
		expect_wake();
		CHECK(!agent_do(&two, SYS_RECV, ARGUMENTS(.capability = notification, .deadline = DEADLINE_NEVER)));
	}
	expect_wake();
}

static void test_wake__of_one_with_a_deadline(void)
{
	set_up_wake((struct world_thread_options){ .priority = HIGH }, clock_deadline_ms(60000));
	expect_wake();
}

static void test_wake__of_the_same_and_of_a_lower_priority(void)
{
	set_up_wake((struct world_thread_options){ .priority = LOW }, DEADLINE_NEVER);
	expect_wake();
	world_clear();
	set_up_wake((struct world_thread_options){ .priority = LOW - 1 }, DEADLINE_NEVER);
	expect_wake();
}

static void test_wake__of_one_with_a_budget(void)
{
	uint64_t tick = clock_frequency() / 1000;

	set_up_wake((struct world_thread_options){ .priority = HIGH, .budget = tick, .period = 10 * tick }, DEADLINE_NEVER);
	expect_wake();
}

static void test_wake__of_one_without_time_waits_for_time(void)
{
	set_up_wake((struct world_thread_options){ .priority = HIGH }, DEADLINE_NEVER);
	CHECK_EQUAL(OK, sched_context_unbind(two.thread.context));
	CHECK(agent_do(&one, SYS_SIGNAL, ARGUMENTS(.capability = signals)));
	CHECK(!agent_finished(&two));
	CHECK_EQUAL(OK, sched_context_bind(two.thread.context, two.thread.thread));
	CHECK(agent_finished(&two));
	CHECK_EQUAL(6, two.message.badge);
}

static void test_wake__of_one_of_two(void)
{
	set_up_wake((struct world_thread_options){ .priority = HIGH }, DEADLINE_NEVER);
	agent_start(&three, (struct world_thread_options){ .priority = HIGH });
	CHECK(!agent_do(&three, SYS_RECV, ARGUMENTS(.capability = notification, .deadline = DEADLINE_NEVER)));
	expect_wake();
	CHECK(!agent_finished(&three));
}

static void test_wake__without_bits_wakes_nobody(void)
{
	set_up_wake((struct world_thread_options){ .priority = HIGH }, DEADLINE_NEVER);
	CHECK(agent_do(&one, SYS_SIGNAL, ARGUMENTS(.capability = notification)));
	CHECK_EQUAL(OK, one.status);
	CHECK(!agent_finished(&two));
	expect_wake();
}

/* Threads of one priority that take turns: each notes its letter in a common record. */
#define TURNS 4
static volatile char record[3 * TURNS + 1];
static volatile unsigned recorded;
static uint64_t woken_by_turns;

static void take_turns(uint64_t letter)
{
	for (unsigned n = 0; n < TURNS; n++) {
		record[recorded++] = (char)letter;
		bulkhead_yield();
	}
	bulkhead_wait(world_slots(0), DEADLINE_NEVER, 0);
	world_stop();
}

static void start_turns(unsigned count, uint64_t budget, uint64_t period)
{
	recorded = 0;
	for (unsigned n = 0; n < count; n++)
		world_thread((struct world_thread_options){
			.entry = take_turns, .argument = 'a' + n, .priority = LOW, .budget = budget, .period = period });
	CHECK(world_settle());
	CHECK_EQUAL(TURNS * count, recorded);
}

static void check_turns(unsigned count)
{
	for (unsigned n = 0; n < TURNS * count; n++)
		CHECK_ITEM(n, 'a' + n % count, record[n]);
}

static void test_yield__alone_goes_on(void)
{
	start_turns(1, 0, 0);
	check_turns(1);
}

static void test_yield__of_two_and_of_three_is_in_turn(void)
{
	start_turns(2, 0, 0);
	check_turns(2);
	world_clear();
	start_turns(3, 0, 0);
	check_turns(3);
}

static void test_yield__to_one_with_a_budget(void)
{
	uint64_t tick = clock_frequency() / 1000;

	start_turns(2, tick, 10 * tick);
	check_turns(2);
}

/* Two signal in turn a third above them: it runs although others of the signallers' priority are ready. */
static void signal_in_turn(uint64_t count)
{
	for (uint64_t n = 0; n < count; n++) {
		bulkhead_signal(woken_by_turns);
		bulkhead_yield();
	}
	world_stop();
}

static volatile unsigned wakes;

static void count_wakes(uint64_t waits)
{
	while (bulkhead_wait(waits, DEADLINE_NEVER, 0) == OK)
		wakes++;
}

static void test_wake__while_peers_are_ready_leaves_them_their_turn(void)
{
	notification = world_make(TYPE_NOTIFICATION, 0);
	woken_by_turns = world_badged(notification, 1);
	wakes = 0;
	world_thread((struct world_thread_options){ .entry = count_wakes, .argument = notification, .priority = HIGH });
	CHECK(world_settle());
	for (unsigned n = 0; n < 2; n++)
		world_thread((struct world_thread_options){ .entry = signal_in_turn, .argument = 5, .priority = LOW });
	CHECK(world_settle());
	CHECK_EQUAL(10, wakes);
}

/* --- faults and exits to a handler that waits ----------------------------------------------------------- */

/* A handler that answers each fault with the next of its answers. */
#define FAULTS 8
struct handler {
	uint64_t endpoint, reply;
	struct world_thread thread;
	struct message answer[FAULTS], fault[FAULTS];
	volatile unsigned count;
};

static struct handler handler;
static volatile uint64_t result;
static volatile bool over;

static void handle(uint64_t unused)
{
	struct message message = { 0 };
	enum status status = bulkhead_recv(handler.endpoint, handler.reply, DEADLINE_NEVER, &message);

	(void)unused;
	while (status == OK && handler.count < FAULTS) {
		handler.fault[handler.count] = message;
		message = handler.answer[handler.count];
		handler.count++;
		status = bulkhead_reply_recv(handler.endpoint, handler.reply, DEADLINE_NEVER, &message);
	}
	world_stop();
}

/* A handler that waits, on its own time or on that of whom it serves. */
static void start_handler(bool passive)
{
	handler = (struct handler){ .endpoint = world_make(TYPE_ENDPOINT, 0), .reply = world_make(TYPE_REPLY, 0) };
	handler.thread = world_thread((struct world_thread_options){ .entry = handle, .priority = HIGH });
	CHECK(world_settle());
	if (passive)
		CHECK_EQUAL(OK, sched_context_unbind(handler.thread.context));
}

static void read_it(uint64_t address)
{
	result = fault_read(address);
	over = true;
	world_stop();
}

static struct world_thread start_faulting(uint64_t rights)
{
	uint64_t fault = world_copy(world_badged(handler.endpoint, 0xbad), rights);

	over = false;
	return world_thread((struct world_thread_options){ .entry = read_it, .argument = HOLE + 8, .priority = LOW, .fault = fault });
}

static void check_native_fault(unsigned n)
{
	CHECK_EQUAL(FAULT_MEMORY, handler.fault[n].label);
	CHECK_EQUAL(0xbad, handler.fault[n].badge);
	CHECK_EQUAL(HOLE + 8, handler.fault[n].word[1]);
	CHECK_EQUAL(HOLE + 8, handler.fault[n].word[4]); /* x0 */
}

static void native_fault(bool passive)
{
	start_handler(passive);
	handler.answer[0] = (struct message){ .label = 0 };                                                 /* again */
	handler.answer[1] = (struct message){ .label = FAULT_WRITE | FAULT_REGISTER(31), .word = { 3 } };   /* nowhere: again */
	handler.answer[2] = (struct message){ .label = FAULT_ADVANCE | FAULT_WRITE | FAULT_REGISTER(1), .word = { 77 } };
	start_faulting(RIGHTS_ALL);
	CHECK(world_settle());
	CHECK_EQUAL(3, handler.count);
	for (unsigned n = 0; n < 3; n++)
		check_native_fault(n);
	CHECK(over);
	CHECK_EQUAL(77, result);
}

static void test_fault__is_handled_on_the_time_of_who_faulted(void)
{
	native_fault(true);
}

static void test_fault__is_handled_on_the_handlers_own_time(void)
{
	native_fault(false);
}

static void test_fault__whose_handler_says_stop(void)
{
	start_handler(true);
	handler.answer[0] = (struct message){ .label = FAULT_STOP };
	struct world_thread thread = start_faulting(RIGHTS_ALL);

	CHECK(world_settle());
	CHECK_EQUAL(1, handler.count);
	CHECK(!over);
	CHECK_EQUAL(OK, thread_resume(thread.thread));
}

static void test_fault__to_a_handler_without_reply_stops_the_thread(void)
{
	struct world_thread thread;

	handler = (struct handler){ .endpoint = world_make(TYPE_ENDPOINT, 0) };
	handler.thread = world_thread((struct world_thread_options){ .entry = handle, .priority = HIGH });
	CHECK(world_settle());
	thread = start_faulting(RIGHTS_ALL);
	CHECK(world_settle());
	CHECK(!over);
	CHECK_EQUAL(OK, thread_resume(thread.thread));
}

static void test_fault__while_others_of_the_handlers_priority_are_ready(void)
{
	start_handler(true);
	handler.answer[0] = (struct message){ .label = FAULT_ADVANCE | FAULT_WRITE | FAULT_REGISTER(1), .word = { 5 } };
	notification = world_make(TYPE_NOTIFICATION, 0);
	agent_start(&two, (struct world_thread_options){ .priority = HIGH });
	two.number = SYS_YIELD;
	two.busy = true;
	start_faulting(RIGHTS_ALL);
	CHECK_EQUAL(OK, bulkhead_signal(two.go));
	CHECK(agent_finished(&two));
	CHECK(over);
	CHECK_EQUAL(5, result);
}

/* A guest that reads a word and writes half of it back, or calls; see guest.S. */
static struct world_thread start_guest(const char *program, unsigned priority)
{
	struct world_space space = world_space((struct world_program){ guest_begin, guest_end, true });

	return world_thread((struct world_thread_options){
		.vcpu = true, .vspace = space.vspace, .pc = WORLD_GUEST + (uint64_t)(program - guest_begin), .argument = FAR,
		.priority = priority, .fault = handler.endpoint });
}

static void guest_exits(bool passive)
{
	start_handler(passive);
	handler.answer[0] = (struct message){ .label = FAULT_ADVANCE | FAULT_WRITE | FAULT_REGISTER(5), .word = { 0xcafe } };
	handler.answer[1] = (struct message){ .label = FAULT_ADVANCE };
	handler.answer[2] = (struct message){ .label = FAULT_WRITE | FAULT_REGISTER(31), .word = { 1 } };
	handler.answer[3] = (struct message){ .label = FAULT_STOP };
	start_guest(guest_mmio, LOW);
	CHECK(world_settle());
	CHECK_EQUAL(4, handler.count);
	CHECK_EQUAL(EXIT_MEMORY, handler.fault[0].label);
	CHECK_EQUAL(FAR + 4, handler.fault[0].word[1]);
	CHECK_EQUAL(EXIT_MEMORY, handler.fault[1].label);
	CHECK_EQUAL(FAR + 8, handler.fault[1].word[1]);
	CHECK_EQUAL(0xcafe, handler.fault[1].word[2]);
	CHECK_EQUAL(EXIT_HVC, handler.fault[2].label);
	CHECK_EQUAL(0, handler.fault[2].word[1]);
	CHECK_EQUAL(0xcafe, handler.fault[2].word[4]);
	CHECK_EQUAL(EXIT_HVC, handler.fault[3].label);
}

static void test_exit__is_handled_by_one_with_its_own_time(void)
{
	guest_exits(false);
}

static void test_exit__is_handled_by_one_without_time(void)
{
	guest_exits(true);
}

static void test_exit__answered_with_an_interrupt(void)
{
	start_handler(false);
	handler.answer[0] = (struct message){ .label = FAULT_WRITE | FAULT_REGISTER(0) | FAULT_INJECT, .word = { 7, 40 } };
	handler.answer[1] = (struct message){ .label = FAULT_STOP };
	start_guest(guest_hvc, LOW);
	CHECK(world_settle());
	CHECK_EQUAL(2, handler.count);
	CHECK_EQUAL(7, handler.fault[1].word[4]);
	CHECK_EQUAL(0x11, handler.fault[1].word[5]);
}

/* Two guests in turn: whose registers are loaded is not always who is answered. */
static void test_exit__of_two_guests_reaches_each_its_answer(void)
{
	start_handler(false);
	for (unsigned n = 0; n < 6; n++)
		handler.answer[n] = (struct message){ .label = FAULT_WRITE | FAULT_REGISTER(0), .word = { 100 + n } };
	handler.answer[1].label = handler.answer[2].label = handler.answer[1].label | FAULT_STOP;
	handler.answer[4].label = handler.answer[5].label = FAULT_STOP;
	struct world_thread first = start_guest(guest_hvc, LOW);

	CHECK(world_settle());
	CHECK_EQUAL(2, handler.count);
	start_guest(guest_hvc, LOW);
	CHECK(world_settle());
	CHECK_EQUAL(3, handler.count);
	CHECK_EQUAL(OK, thread_resume(first.thread));
	CHECK(world_settle());
	CHECK_EQUAL(100, handler.fault[1].word[4]);
	CHECK_EQUAL(7, handler.fault[2].word[0] & 0xffff);
}

/* `two` receives the guest's exits, one order at a time, so that things may happen before it answers. */
static struct world_thread set_up_slow_handler(const char *program)
{
	handler = (struct handler){ .endpoint = world_make(TYPE_ENDPOINT, 0), .reply = world_make(TYPE_REPLY, 0) };
	agent_start(&two, (struct world_thread_options){ .priority = HIGH });
	CHECK(!agent_do(&two, SYS_RECV, ARGUMENTS(.capability = handler.endpoint, .reply = handler.reply,
	                                          .deadline = DEADLINE_NEVER)));
	struct world_thread guest = start_guest(program, LOW);

	CHECK(agent_finished(&two));
	return guest;
}

static void answer_slowly(uint64_t actions, uint64_t value)
{
	two.message = (struct message){ .label = actions, .word = { value } };
	CHECK(agent_do(&two, SYS_REPLY_RECV, ARGUMENTS(.capability = handler.endpoint, .reply = handler.reply,
	                                               .deadline = DEADLINE_NEVER)));
	CHECK_EQUAL(OK, two.status);
}

static void test_exit__answered_after_another_guest_ran(void)
{
	set_up_slow_handler(guest_hvc);
	struct agent first = two;
	uint64_t first_endpoint = handler.endpoint, first_reply = handler.reply;

	start_handler(false);
	handler.answer[0] = (struct message){ .label = FAULT_STOP };
	start_guest(guest_hvc, LOW);
	CHECK(world_settle());
	CHECK_EQUAL(1, handler.count);
	CHECK_EQUAL(first.message.label, EXIT_HVC);
	handler.endpoint = first_endpoint;
	handler.reply = first_reply;
	answer_slowly(FAULT_WRITE | FAULT_REGISTER(0), 55);
	CHECK_EQUAL(EXIT_HVC, two.message.label);
	CHECK_EQUAL(55, two.message.word[4]);
	CHECK_EQUAL(0x11, two.message.word[5]);
}

static void test_exit__answered_when_a_list_register_is_awaited(void)
{
	struct world_thread guest = set_up_slow_handler(guest_hvc);
	unsigned n = 0;

	while (n < 32 && vcpu_inject(guest.thread, 40 + n, 0x80) == OK)
		n++;
	CHECK(n < 32);
	answer_slowly(FAULT_WRITE | FAULT_REGISTER(0), 56);
	CHECK_EQUAL(EXIT_HVC, two.message.label);
	CHECK_EQUAL(56, two.message.word[4]);
}

static void test_exit__of_a_write_to_read_only_memory(void)
{
	struct world_space space = world_space((struct world_program){ guest_begin, guest_end, true });

	start_handler(false);
	handler.answer[0] = (struct message){ .label = FAULT_ADVANCE };
	handler.answer[1] = (struct message){ .label = FAULT_STOP };
	CHECK_EQUAL(OK, world_map(world_make(TYPE_FRAME, FRAME_SMALL_BITS), space.vspace, FAR, RIGHT_READ, MAP_NORMAL));
	world_thread((struct world_thread_options){
		.vcpu = true, .vspace = space.vspace, .pc = WORLD_GUEST + (uint64_t)(guest_mmio - guest_begin), .argument = FAR,
		.priority = LOW, .fault = handler.endpoint });
	CHECK(world_settle());
	CHECK_EQUAL(2, handler.count);
	CHECK_EQUAL(EXIT_MEMORY, handler.fault[0].label);
	CHECK_EQUAL(FAR + 8, handler.fault[0].word[1]);
	CHECK_EQUAL(EXIT_HVC, handler.fault[1].label);
}

/* --- calls, and faults of those who serve them ------------------------------------------------------------ */

static uint64_t endpoint, reply;

/* Serves one call after the other, after reading from an address where nothing is. */
static void serve_with_a_fault(uint64_t address)
{
	struct message message = { 0 };
	enum status status = bulkhead_recv(endpoint, reply, DEADLINE_NEVER, &message);

	while (status == OK) {
		message.label = address ? fault_read(address) : message.label + 1;
		status = bulkhead_reply_recv(endpoint, reply, DEADLINE_NEVER, &message);
	}
	world_stop();
}

static void start_server(unsigned priority, uint64_t address)
{
	endpoint = world_make(TYPE_ENDPOINT, 0);
	reply = world_make(TYPE_REPLY, 0);
	struct world_thread server = world_thread((struct world_thread_options){ .entry = serve_with_a_fault,
		.argument = address, .priority = priority, .fault = address ? world_badged(handler.endpoint, 0xbad) : 0 });

	CHECK(world_settle());
	CHECK_EQUAL(OK, sched_context_unbind(server.context));
}

static bool calls(uint64_t capability)
{
	one.message = (struct message){ .label = 30 };
	return agent_do(&one, SYS_CALL, ARGUMENTS(.capability = capability));
}

static void test_fault__of_a_server_is_handled_on_its_callers_time(void)
{
	start_handler(true);
	handler.answer[0] = handler.answer[1] = (struct message){
		.label = FAULT_ADVANCE | FAULT_WRITE | FAULT_REGISTER(1), .word = { 88 } };
	start_server(HIGH, HOLE + 8);
	agent_start(&one, (struct world_thread_options){ .priority = LOW });
	for (unsigned n = 0; n < 2; n++) {
		CHECK(calls(endpoint));
		CHECK_ITEM(n, 88, one.message.label);
		CHECK_ITEM(n, n + 1, handler.count);
		check_native_fault(n);
	}
}

static volatile bool spinning;

static void spin(uint64_t unused)
{
	(void)unused;
	while (spinning)
		;
	world_stop();
}

/* Whoever serves has a lower priority than who asks, and another of that priority is ready. */
static void test_call__to_a_server_whose_peers_are_ready(void)
{
	start_server(LOW, 0);
	agent_start(&one, (struct world_thread_options){ .priority = HIGH });
	spinning = true;
	world_thread((struct world_thread_options){ .entry = spin, .priority = LOW });
	one.number = SYS_CALL;
	one.arguments = ARGUMENTS(.capability = endpoint);
	one.message = (struct message){ .label = 30 };
	one.busy = true;
	CHECK_EQUAL(OK, bulkhead_signal(one.go));
	bulkhead_wait(world_make(TYPE_NOTIFICATION, 0), clock_deadline_ms(50), 0);
	spinning = false;
	CHECK(agent_finished(&one));
	CHECK_EQUAL(31, one.message.label);
}

static void test_fault__to_a_handler_whose_peers_are_ready(void)
{
	handler = (struct handler){ .endpoint = world_make(TYPE_ENDPOINT, 0), .reply = world_make(TYPE_REPLY, 0) };
	handler.answer[0] = (struct message){ .label = FAULT_ADVANCE | FAULT_WRITE | FAULT_REGISTER(1), .word = { 5 } };
	handler.thread = world_thread((struct world_thread_options){ .entry = handle, .priority = LOW - 1 });
	CHECK(world_settle());
	CHECK_EQUAL(OK, sched_context_unbind(handler.thread.context));
	spinning = true;
	world_thread((struct world_thread_options){ .entry = spin, .priority = LOW - 1 });
	start_faulting(RIGHTS_ALL);
	bulkhead_wait(world_make(TYPE_NOTIFICATION, 0), clock_deadline_ms(50), 0);
	spinning = false;
	CHECK(world_settle());
	CHECK(over);
	CHECK_EQUAL(5, result);
}

static void test_call__beyond_the_cspace(void)
{
	agent_start(&one, (struct world_thread_options){ .priority = LOW });
	CHECK(calls(1ULL << 32));
	CHECK_EQUAL(INVALID_CAPABILITY, one.status);
	CHECK_EQUAL(30, one.message.label);
}

/* --- reply and receive ---------------------------------------------------------------------------------- */

/* `two` holds the call of `one`, on its time. */
static void set_up_call(void)
{
	endpoint = world_make(TYPE_ENDPOINT, 0);
	reply = world_make(TYPE_REPLY, 0);
	agent_start(&one, (struct world_thread_options){ .priority = LOW });
	agent_start(&two, (struct world_thread_options){ .priority = HIGH });
	CHECK(!agent_do(&two, SYS_RECV, ARGUMENTS(.capability = endpoint, .reply = reply, .deadline = DEADLINE_NEVER)));
	CHECK_EQUAL(OK, sched_context_unbind(two.thread.context));
	one.message = (struct message){ .label = 8 };
	CHECK(!agent_do(&one, SYS_CALL, ARGUMENTS(.capability = endpoint)));
	CHECK(agent_finished(&two));
	CHECK_EQUAL(8, two.message.label);
}

static bool replies(struct system_call_arguments arguments)
{
	two.message = (struct message){ .label = 9 };
	bool done = agent_do(&two, SYS_REPLY_RECV, arguments);

	CHECK(agent_finished(&one));
	CHECK_EQUAL(9, one.message.label);
	return done;
}

static void test_reply_recv__on_a_notification_as_well(void)
{
	set_up_call();
	notification = world_make(TYPE_NOTIFICATION, 0);
	CHECK_EQUAL(OK, thread_bind_notification(two.thread.thread, notification));
	CHECK(!replies(ARGUMENTS(.capability = endpoint, .reply = reply, .deadline = DEADLINE_NEVER)));
}

static void test_reply_recv__when_the_notification_has_bits(void)
{
	set_up_call();
	notification = world_make(TYPE_NOTIFICATION, 0);
	CHECK_EQUAL(OK, thread_bind_notification(two.thread.thread, notification));
	CHECK_EQUAL(OK, bulkhead_signal(world_badged(notification, 3)));
	two.message = (struct message){ .label = 9 };
	CHECK(!agent_do(&two, SYS_REPLY_RECV, ARGUMENTS(.capability = endpoint, .reply = reply, .deadline = DEADLINE_NEVER)));
	CHECK(agent_finished(&one));
	CHECK_EQUAL(9, one.message.label);
}

static void test_reply_recv__with_what_it_may_not_receive_from(void)
{
	set_up_call();
	CHECK(!replies(ARGUMENTS(.capability = world_copy(endpoint, RIGHTS_ALL & ~RIGHT_READ), .reply = reply,
	                        .deadline = DEADLINE_NEVER)));
	world_clear();
	set_up_call();
	CHECK(!replies(ARGUMENTS(.capability = ~0ULL, .reply = reply, .deadline = DEADLINE_NEVER)));
}

static void test_reply_recv__to_a_caller_that_was_given_another_context(void)
{
	set_up_call();
	uint64_t context = world_make(TYPE_SCHED_CONTEXT, 0);

	CHECK_EQUAL(OK, sched_context_unbind(one.thread.context));
	CHECK_EQUAL(OK, sched_control_configure(INIT_SLOT_SCHED_CONTROL, context, 0, 100000, 100000));
	CHECK_EQUAL(OK, sched_context_bind(context, one.thread.thread));
	CHECK_EQUAL(OK, sched_context_bind(two.thread.context, two.thread.thread));
	CHECK(!replies(ARGUMENTS(.capability = endpoint, .reply = reply, .deadline = DEADLINE_NEVER)));
}

static const struct test tests[] = {
	TEST(wake__runs_who_waits_and_then_who_signalled),
	TEST(wake__of_one_with_a_deadline),
	TEST(wake__of_the_same_and_of_a_lower_priority),
	TEST(wake__of_one_with_a_budget),
	TEST(wake__of_one_without_time_waits_for_time),
	TEST(wake__of_one_of_two),
	TEST(wake__without_bits_wakes_nobody),
	TEST(wake__while_peers_are_ready_leaves_them_their_turn),
	TEST(yield__alone_goes_on),
	TEST(yield__of_two_and_of_three_is_in_turn),
	TEST(yield__to_one_with_a_budget),
	TEST(fault__is_handled_on_the_time_of_who_faulted),
	TEST(fault__is_handled_on_the_handlers_own_time),
	TEST(fault__whose_handler_says_stop),
	TEST(fault__to_a_handler_without_reply_stops_the_thread),
	TEST(fault__while_others_of_the_handlers_priority_are_ready),
	TEST(exit__is_handled_by_one_with_its_own_time),
	TEST(exit__is_handled_by_one_without_time),
	TEST(exit__answered_with_an_interrupt),
	TEST(exit__of_two_guests_reaches_each_its_answer),
	TEST(exit__answered_after_another_guest_ran),
	TEST(exit__answered_when_a_list_register_is_awaited),
	TEST(exit__of_a_write_to_read_only_memory),
	TEST(fault__of_a_server_is_handled_on_its_callers_time),
	TEST(fault__to_a_handler_whose_peers_are_ready),
	TEST(call__to_a_server_whose_peers_are_ready),
	TEST(call__beyond_the_cspace),
	TEST(reply_recv__on_a_notification_as_well),
	TEST(reply_recv__when_the_notification_has_bits),
	TEST(reply_recv__with_what_it_may_not_receive_from),
	TEST(reply_recv__to_a_caller_that_was_given_another_context),
};

const struct suite fast_suite = SUITE(tests);
