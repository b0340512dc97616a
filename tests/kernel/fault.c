/* SPDX-License-Identifier: BSD-2-Clause */
/* Faults of natives: what the message says, what each action of the reply does. */
#include <world.h>

#include "check.h"

#define ROOT      INIT_SLOT_CNODE
#define HOLE      0x30000000ULL /* nothing is mapped there in the root's VSpace */
#define VALUE     0x1234567890abcdefULL
#define CLASS(e)  ((e) >> 26 & 0x3f)
#define WRITING   (1u << 6)

enum exception_class {
	CLASS_INSTRUCTION_ABORT = 0x20,
	CLASS_DATA_ABORT = 0x24,
};

/* In programs.S: one instruction that faults, the address of which has a name. They take an address in x0. */
extern const char fault_read_at[], fault_write_at[];
uint64_t fault_read(uint64_t address);                   /* reads into x1 and returns it */
void fault_write(uint64_t address, uint64_t value);      /* writes x1 */
void fault_jump(uint64_t address);
void fault_undefined(void);  /* undefined or forbidden instructions, FORBIDDEN of them in a row */
extern const char fault_undefined_at[];
#define FORBIDDEN 9

static uint64_t endpoint, reply;
static struct world_thread thread;
static struct message fault;
static volatile uint64_t result;
static volatile bool over;

static void read_it(uint64_t address)
{
	result = fault_read(address);
	over = true;
}

static void write_it(uint64_t address)
{
	fault_write(address, VALUE);
	over = true;
}

static void jump_to_it(uint64_t address)
{
	fault_jump(address);
	over = true;
}

static void forbidden(uint64_t unused)
{
	(void)unused;
	fault_undefined();
	over = true;
}

static void start(void (*entry)(uint64_t), uint64_t argument)
{
	over = false;
	endpoint = world_make(TYPE_ENDPOINT, 0);
	reply = world_make(TYPE_REPLY, 0);
	thread = world_thread((struct world_thread_options){
		.entry = entry, .argument = argument, .priority = 5, .fault = world_badged(endpoint, 0xbad) });
}

static void receive_fault(void)
{
	fault = (struct message){ 0 };
	CHECK_EQUAL(OK, bulkhead_recv(endpoint, reply, clock_deadline_ms(1000), &fault));
}

static void answer(uint64_t actions, uint64_t value)
{
	struct message message = { .label = actions, .word = { value } };

	CHECK_EQUAL(OK, bulkhead_reply(reply, &message));
	CHECK(world_settle());
}

static void test_fault__of_a_read_tells_class_address_and_place(void)
{
	start(read_it, HOLE + 0x18);
	receive_fault();
	CHECK_EQUAL(FAULT_MEMORY, fault.label);
	CHECK_EQUAL(0xbad, fault.badge);
	CHECK_EQUAL(CLASS_DATA_ABORT, CLASS(fault.word[0]));
	CHECK_EQUAL(0, fault.word[0] & WRITING);
	CHECK_EQUAL(HOLE + 0x18, fault.word[1]);
	CHECK_EQUAL(fault_read_at, fault.word[3]);
}

static void test_fault__of_a_write_tells_the_value(void)
{
	start(write_it, HOLE);
	receive_fault();
	CHECK_EQUAL(FAULT_MEMORY, fault.label);
	CHECK_EQUAL(WRITING, fault.word[0] & WRITING);
	CHECK_EQUAL(VALUE, fault.word[2]);
	CHECK_EQUAL(fault_write_at, fault.word[3]);
}

static void test_fault__of_a_jump_is_an_instruction_abort(void)
{
	start(jump_to_it, HOLE);
	receive_fault();
	CHECK_EQUAL(FAULT_MEMORY, fault.label);
	CHECK_EQUAL(CLASS_INSTRUCTION_ABORT, CLASS(fault.word[0]));
	CHECK_EQUAL(HOLE, fault.word[1]);
	CHECK_EQUAL(HOLE, fault.word[3]);
}

static void test_fault__of_data_that_is_executed(void)
{
	start(jump_to_it, (uint64_t)&fault);
	receive_fault();
	CHECK_EQUAL(FAULT_MEMORY, fault.label);
	CHECK_EQUAL(CLASS_INSTRUCTION_ABORT, CLASS(fault.word[0]));
}

static void test_fault__of_a_write_to_read_only_memory(void)
{
	start(write_it, (uint64_t)fault_write_at);
	receive_fault();
	CHECK_EQUAL(FAULT_MEMORY, fault.label);
	CHECK_EQUAL(WRITING, fault.word[0] & WRITING);
	CHECK_EQUAL(fault_write_at, fault.word[1]);
}

static void test_fault__forbidden_instructions_are_exceptions_of_the_thread(void)
{
	start(forbidden, 0);
	for (unsigned n = 0; n < FORBIDDEN; n++) {
		receive_fault();
		CHECK_ITEM(n, FAULT_EXCEPTION, fault.label);
		CHECK_ITEM(n, (uint64_t)fault_undefined_at + 4 * n, fault.word[3]);
		answer(FAULT_ADVANCE, 0);
	}
	CHECK(over);
}

/* --- replies ---------------------------------------------------------------------------------------- */

static void test_fault_reply__without_actions_tries_again(void)
{
	start(read_it, HOLE);
	receive_fault();
	answer(0, 0);
	receive_fault();
	CHECK_EQUAL(fault_read_at, fault.word[3]);
	uint64_t frame = world_make(TYPE_FRAME, 12);

	*world_window(world_copy(frame, RIGHTS_ALL)) = 99;
	CHECK_EQUAL(OK, world_map(frame, INIT_SLOT_VSPACE, HOLE, RIGHT_READ, MAP_NORMAL));
	answer(0, 0);
	CHECK(over);
	CHECK_EQUAL(99, result);
}

static void test_fault_reply__can_step_over_and_write_a_register(void)
{
	start(read_it, HOLE);
	receive_fault();
	answer(FAULT_ADVANCE | FAULT_WRITE | FAULT_REGISTER(1), VALUE);
	CHECK(over);
	CHECK_EQUAL(VALUE, result);
}

static void test_fault_reply__can_stop_the_thread(void)
{
	start(read_it, HOLE);
	receive_fault();
	answer(FAULT_STOP | FAULT_ADVANCE | FAULT_WRITE | FAULT_REGISTER(1), 5);
	CHECK(!over);
	CHECK_EQUAL(OK, thread_resume(thread.thread));
	CHECK(world_settle());
	CHECK(over);
	CHECK_EQUAL(5, result);
}

static void test_fault_reply__to_a_native_ignores_a_guests_actions(void)
{
	start(read_it, HOLE);
	receive_fault();
	answer(FAULT_ADVANCE | FAULT_INJECT | FAULT_RAISE, 0);
	CHECK(over);
}

/* --- without a handler -------------------------------------------------------------------------------- */

static void test_fault__without_an_endpoint_stops_the_thread(void)
{
	over = false;
	thread = world_thread((struct world_thread_options){ .entry = read_it, .argument = HOLE, .priority = 5 });
	CHECK(world_settle());
	CHECK_EQUAL(OK, thread_resume(thread.thread)); /* it was INACTIVE */
	CHECK(world_settle());
	CHECK(!over);
}

static void test_fault__whose_endpoint_goes_stops_the_thread(void)
{
	start(read_it, HOLE);
	CHECK(world_settle());
	CHECK_EQUAL(WRONG_STATE, thread_resume(thread.thread));
	CHECK_EQUAL(OK, cnode_revoke(ROOT, endpoint));
	CHECK_EQUAL(OK, cnode_delete(ROOT, endpoint));
	CHECK_EQUAL(OK, thread_resume(thread.thread));
}

static void test_fault__whose_reply_goes_stops_the_thread(void)
{
	start(read_it, HOLE);
	receive_fault();
	CHECK_EQUAL(OK, cnode_delete(ROOT, reply));
	CHECK(world_settle());
	CHECK_EQUAL(OK, thread_resume(thread.thread));
}

static void test_fault__of_a_thread_that_is_restarted_meanwhile(void)
{
	start(read_it, HOLE);
	receive_fault();
	CHECK_EQUAL(OK, thread_restart(thread.thread));
	CHECK_EQUAL(WRONG_STATE, bulkhead_reply(reply, &(struct message){ 0 }));
	receive_fault();
	CHECK_EQUAL(FAULT_MEMORY, fault.label);
	answer(FAULT_ADVANCE, 0);
	CHECK(over);
}

/* --- FP: taken from the last owner at the first use -------------------------------------------------- */

/* In programs.S: fills Q0..Q31 and FPCR from a seed, yields `rounds` times, returns how many changed meanwhile. */
uint64_t fp_changed(uint64_t seed, uint64_t rounds);

_Static_assert(SYS_YIELD == 9, "as in programs.S");

static uint64_t fp_wrong[2];

static void use_fp(uint64_t own)
{
	fp_wrong[own] = fp_changed(0x1111 * (own + 1), 50);
}

static void test_fp__registers_belong_to_their_thread(void)
{
	fp_wrong[0] = fp_wrong[1] = 1;
	world_thread((struct world_thread_options){ .entry = use_fp, .argument = 0, .priority = 5 });
	world_thread((struct world_thread_options){ .entry = use_fp, .argument = 1, .priority = 5 });
	CHECK(world_settle());
	CHECK_EQUAL(0, fp_wrong[0]);
	CHECK_EQUAL(0, fp_wrong[1]);
}

/* In programs.S: how many of Q0..Q31 are not zero. */
uint64_t fp_not_zero(void);

static void look_at_fp(uint64_t unused)
{
	(void)unused;
	result = fp_not_zero();
	over = true;
}

static void test_fp__registers_of_a_new_thread_are_zero(void)
{
	over = false;
	world_thread((struct world_thread_options){ .entry = use_fp, .argument = 0, .priority = 6 });
	world_thread((struct world_thread_options){ .entry = look_at_fp, .priority = 5 });
	CHECK(world_settle());
	CHECK(over);
	CHECK_EQUAL(0, result);
}

static const struct test tests[] = {
	TEST(fault__of_a_read_tells_class_address_and_place),
	TEST(fault__of_a_write_tells_the_value),
	TEST(fault__of_a_jump_is_an_instruction_abort),
	TEST(fault__of_data_that_is_executed),
	TEST(fault__of_a_write_to_read_only_memory),
	TEST(fault__forbidden_instructions_are_exceptions_of_the_thread),
	TEST(fault_reply__without_actions_tries_again),
	TEST(fault_reply__can_step_over_and_write_a_register),
	TEST(fault_reply__can_stop_the_thread),
	TEST(fault_reply__to_a_native_ignores_a_guests_actions),
	TEST(fault__without_an_endpoint_stops_the_thread),
	TEST(fault__whose_endpoint_goes_stops_the_thread),
	TEST(fault__whose_reply_goes_stops_the_thread),
	TEST(fault__of_a_thread_that_is_restarted_meanwhile),
	TEST(fp__registers_belong_to_their_thread),
	TEST(fp__registers_of_a_new_thread_are_zero),
};
const struct suite fault_suite = SUITE(tests);
