/* SPDX-License-Identifier: BSD-2-Clause */
/* vCPUs: exits and their replies, virtual interrupts and timer, what a guest cannot do to others. */
#include <world.h>

#include "check.h"

#define ROOT        INIT_SLOT_CNODE
#define DEVICE      0x08000000ULL /* nothing is mapped there in a guest */
#define TELL        0
#define FINISH      1
#define IMMEDIATE(e) ((e) & 0xffff)
#define CLASS(e)    ((e) >> 26 & 0x3f)
#define CLASS_INSTRUCTION_ABORT 0x20
#define CLASS_DATA_ABORT        0x24
#define WRITING     (1u << 6)
#define VALID       (1u << 24)
#define SIZE(e)     ((e) >> 22 & 3)
#define REGISTER(e) ((e) >> 5 & 31)
#define PRIORITY    0x80

/* guest.S */
extern const char guest_begin[], guest_end[], guest_hvc[], guest_smc[], guest_mmio[], guest_jump[], guest_registers[],
	guest_identity[], guest_fresh[], guest_spoil[], guest_timer[], guest_wait[], guest_take[], guest_hold[],
	guest_sleep[], guest_fp[], guest_raise[], guest_level[];

struct guest {
	struct world_thread vcpu;
	struct world_space space;
	uint64_t endpoint, reply;
	struct message exit;
};

static struct guest one, two;

static bool is_gic_v2(void)
{
	return WORLD_INFO->guest_interface[0] != 0;
}

static void start(struct guest *guest, const char *program, uint64_t argument)
{
	guest->endpoint = world_make(TYPE_ENDPOINT, 0);
	guest->reply = world_make(TYPE_REPLY, 0);
	guest->space = world_space((struct world_program){ guest_begin, guest_end, true });
	guest->vcpu = world_thread((struct world_thread_options){
		.vcpu = true, .vspace = guest->space.vspace, .pc = WORLD_GUEST + (uint64_t)(program - guest_begin),
		.argument = argument, .priority = 5, .fault = guest->endpoint });
}

/* Waits for the next exit; its label, 0 if none comes. */
static uint64_t next_exit(struct guest *guest)
{
	guest->exit = (struct message){ 0 };
	if (bulkhead_recv(guest->endpoint, guest->reply, clock_deadline_ms(200), &guest->exit) != OK)
		return 0;
	return guest->exit.label;
}

static void answer(struct guest *guest, uint64_t actions, uint64_t value)
{
	CHECK_EQUAL(OK, bulkhead_reply(guest->reply, &(struct message){ .label = actions, .word = { value } }));
}

/* The next exit is the HVC by which guests tell what they saw: their x0..x3 are in word[4..7]. */
static void expect_tell(struct guest *guest)
{
	CHECK_EQUAL(EXIT_HVC, next_exit(guest));
	CHECK_EQUAL(TELL, IMMEDIATE(guest->exit.word[0]));
}

static void expect_finish(struct guest *guest)
{
	answer(guest, 0, 0);
	CHECK_EQUAL(EXIT_HVC, next_exit(guest));
	CHECK_EQUAL(FINISH, IMMEDIATE(guest->exit.word[0]));
}

/* --- exits ------------------------------------------------------------------------------------------ */

static void test_exit__hvc_tells_its_number_and_arguments(void)
{
	start(&one, guest_hvc, 0x1000);
	CHECK_EQUAL(EXIT_HVC, next_exit(&one));
	CHECK_EQUAL(7, IMMEDIATE(one.exit.word[0]));
	CHECK_EQUAL(0x1000, one.exit.word[4]);
	for (unsigned n = 1; n < 4; n++)
		CHECK_ITEM(n, 0x11 * n, one.exit.word[4 + n]);
	answer(&one, FAULT_WRITE | FAULT_REGISTER(0), 0x77);
	expect_tell(&one);
	CHECK_EQUAL(0x77, one.exit.word[4]);
	CHECK_EQUAL(0x11, one.exit.word[5]);
	expect_finish(&one);
}

static void test_exit__smc_is_stepped_over_by_its_reply(void)
{
	start(&one, guest_smc, 0);
	CHECK_EQUAL(EXIT_SMC, next_exit(&one));
	CHECK_EQUAL(3, IMMEDIATE(one.exit.word[0]));
	CHECK_EQUAL(0x44, one.exit.word[4]);
	answer(&one, FAULT_ADVANCE | FAULT_WRITE | FAULT_REGISTER(0), 0x99);
	expect_tell(&one);
	CHECK_EQUAL(0x99, one.exit.word[4]);
}

static void test_exit__memory_tells_address_size_and_value(void)
{
	start(&one, guest_mmio, DEVICE);
	CHECK_EQUAL(EXIT_MEMORY, next_exit(&one));
	CHECK_EQUAL(CLASS_DATA_ABORT, CLASS(one.exit.word[0]));
	CHECK_EQUAL(VALID, one.exit.word[0] & (VALID | WRITING));
	CHECK_EQUAL(2, SIZE(one.exit.word[0]));
	CHECK_EQUAL(DEVICE + 4, one.exit.word[1]);
	answer(&one, FAULT_ADVANCE | FAULT_WRITE | FAULT_REGISTER(5), 0xcafe);
	CHECK_EQUAL(EXIT_MEMORY, next_exit(&one));
	CHECK_EQUAL(VALID | WRITING, one.exit.word[0] & (VALID | WRITING));
	CHECK_EQUAL(1, SIZE(one.exit.word[0]));
	CHECK_EQUAL(DEVICE + 8, one.exit.word[1]);
	CHECK_EQUAL(0xcafe, one.exit.word[2]);
	answer(&one, FAULT_ADVANCE, 0);
	expect_tell(&one);
	CHECK_EQUAL(0xcafe, one.exit.word[4]);
}

static void test_exit__jump_beyond_memory_is_an_instruction_abort(void)
{
	start(&one, guest_jump, DEVICE);
	CHECK_EQUAL(EXIT_MEMORY, next_exit(&one));
	CHECK_EQUAL(CLASS_INSTRUCTION_ABORT, CLASS(one.exit.word[0]));
	CHECK_EQUAL(DEVICE, one.exit.word[1]);
	CHECK_EQUAL(DEVICE, one.exit.word[3]);
}

static void test_exit__trapped_registers_tell_value_and_take_one(void)
{
	start(&one, guest_registers, 0x1234);
	if (!is_gic_v2()) {
		CHECK_EQUAL(EXIT_REGISTER, next_exit(&one)); /* an SGI */
		CHECK_EQUAL(0, one.exit.word[0] & 1);
		CHECK_EQUAL(0x1234, one.exit.word[2]);
		answer(&one, FAULT_ADVANCE, 0);
	}
	CHECK_EQUAL(EXIT_REGISTER, next_exit(&one)); /* the physical timer */
	CHECK_EQUAL(1, one.exit.word[0] & 1);
	CHECK_EQUAL(4, REGISTER(one.exit.word[0]));
	answer(&one, FAULT_ADVANCE | FAULT_WRITE | FAULT_REGISTER(4), 0x321);
	expect_tell(&one);
	CHECK_EQUAL(0x321, one.exit.word[4]);
	answer(&one, 0, 0);
	CHECK_EQUAL(EXIT_REGISTER, next_exit(&one)); /* the PMU */
	answer(&one, FAULT_ADVANCE, 0);
	expect_tell(&one);
}

static void test_exit__can_become_an_exception_of_the_guest(void)
{
	start(&one, guest_raise, DEVICE);
	CHECK_EQUAL(EXIT_MEMORY, next_exit(&one));
	uint64_t pc = one.exit.word[3];
	struct message reply = { .label = FAULT_RAISE, .word = { 0, 0, 0x96000010, 0xdead000 } };

	CHECK_EQUAL(OK, bulkhead_reply(one.reply, &reply));
	expect_tell(&one);
	CHECK_EQUAL(0x96000010, one.exit.word[4]);
	CHECK_EQUAL(0xdead000, one.exit.word[5]);
	CHECK_EQUAL(pc, one.exit.word[6]);
	CHECK_EQUAL(0x3c5, one.exit.word[7]);
}

static void test_exit__without_an_endpoint_stops_the_guest(void)
{
	start(&one, guest_hvc, 0);
	CHECK_EQUAL(OK, cnode_revoke(ROOT, one.endpoint));
	CHECK(world_settle());
	CHECK_EQUAL(OK, thread_resume(one.vcpu.thread));
}

/* --- what a guest sees -------------------------------------------------------------------------------- */

static void test_guest__sees_no_feature_that_is_not_switched(void)
{
	start(&one, guest_identity, 0);
	expect_tell(&one);
	CHECK_EQUAL(0x1111, one.exit.word[4] & 0xffff);       /* AArch64 alone */
	CHECK_EQUAL(is_gic_v2() ? 0 : 0x1000000, one.exit.word[4] & 0xf000000); /* GICv3 registers */
	CHECK_EQUAL(0, one.exit.word[4] >> 32 & 0xf);         /* SVE */
	CHECK_EQUAL(0, one.exit.word[5] >> 8 & 0xf);          /* PMU */
	CHECK_EQUAL(0, one.exit.word[6] >> 4 & 0xff);         /* pointer authentication */
	CHECK(one.exit.word[7] != 0);
	answer(&one, 0, 0);
	expect_tell(&one);
	CHECK(one.exit.word[4] != 0);
	CHECK_EQUAL(0, one.exit.word[5]);
	CHECK_EQUAL(0, one.exit.word[6]);
	CHECK_EQUAL(1ULL << 31, one.exit.word[7]);
}

static void check_reset_state(void)
{
	expect_tell(&one);
	CHECK_EQUAL(0, one.exit.word[4] & (1 | 1 << 2 | 1 << 12)); /* MMU and caches off */
	CHECK_EQUAL(0, one.exit.word[5]);
	CHECK_EQUAL(0, one.exit.word[6]);
	CHECK_EQUAL(1 << 2, one.exit.word[7]); /* EL1 */
	expect_finish(&one);
}

static void test_reset__brings_el1_back_to_its_beginning(void)
{
	start(&one, guest_fresh, 0);
	check_reset_state();
	CHECK_EQUAL(OK, thread_suspend(one.vcpu.thread));
	CHECK_EQUAL(OK, vcpu_reset(one.vcpu.thread, 0));
	CHECK_EQUAL(OK, thread_restart(one.vcpu.thread));
	check_reset_state();
}

/* Two guests in turn: the processor shows each its own. */
static void test_reset__gives_each_vcpu_its_own_affinity(void)
{
	start(&one, guest_identity, 0);
	start(&two, guest_identity, 0);
	CHECK_EQUAL(OK, thread_suspend(one.vcpu.thread));
	CHECK_EQUAL(OK, vcpu_reset(one.vcpu.thread, 3));
	CHECK_EQUAL(OK, thread_restart(one.vcpu.thread));
	for (int i = 0; i < 2; i++) {
		expect_tell(&one);
		expect_tell(&two);
		if (i == 0) {
			answer(&one, 0, 0);
			answer(&two, 0, 0);
		}
	}
	CHECK_EQUAL(1ULL << 31 | 3, one.exit.word[7]);
	CHECK_EQUAL(1ULL << 31, two.exit.word[7]);
}

static void test_reset__rejects_an_affinity_of_more_than_eight_bits(void)
{
	start(&one, guest_identity, 0);
	CHECK_EQUAL(OK, thread_suspend(one.vcpu.thread));
	CHECK_EQUAL(OUT_OF_RANGE, vcpu_reset(one.vcpu.thread, 256));
	CHECK_EQUAL(OUT_OF_RANGE, vcpu_reset(one.vcpu.thread, 1ULL << 32));
	CHECK_EQUAL(OK, vcpu_reset(one.vcpu.thread, 255));
}

static void test_reset__rejects_a_vcpu_that_is_not_suspended(void)
{
	start(&one, guest_fresh, 0);
	CHECK_EQUAL(WRONG_STATE, vcpu_reset(one.vcpu.thread, 0));
	expect_tell(&one);
	CHECK_EQUAL(WRONG_STATE, vcpu_reset(one.vcpu.thread, 0));
	CHECK_EQUAL(OK, thread_suspend(one.vcpu.thread));
	CHECK_EQUAL(OK, vcpu_reset(one.vcpu.thread, 0));
}

/* In programs.S. */
uint64_t fp_not_zero(void);
static struct {
	uint64_t read_only_tls, counter;
	volatile bool over;
} victim;

static void feel(uint64_t unused)
{
	uint64_t unaligned[2] = { 0 };

	(void)unused;
	__asm__ volatile("mrs %0, tpidrro_el0" : "=r"(victim.read_only_tls));
	victim.counter = clock_ticks();
	(void)fp_not_zero();
	*(volatile uint32_t *)((char *)unaligned + 1) = 5;
	victim.over = true;
}

static void test_guest__cannot_spoil_the_registers_of_natives(void)
{
	victim.over = false;
	start(&one, guest_spoil, 0);
	expect_tell(&one);
	world_thread((struct world_thread_options){ .entry = feel, .priority = 6 });
	CHECK(world_settle());
	CHECK(victim.over);
	CHECK_EQUAL(0, victim.read_only_tls);
	answer(&one, 0, 0);
	expect_tell(&one); /* and gets its own back */
	CHECK_EQUAL(0, one.exit.word[4]);
	CHECK_EQUAL(3ULL << 37, one.exit.word[5]);
	CHECK_EQUAL(10, one.exit.word[6] & 10);
	CHECK_EQUAL(~0ULL, one.exit.word[7]);
}

static void test_guests__keep_their_registers_apart(void)
{
	start(&one, guest_spoil, 0);
	start(&two, guest_fresh, 0);
	expect_tell(&one);
	expect_tell(&two);
	CHECK_EQUAL(0, two.exit.word[4] & 10);
	answer(&one, 0, 0);
	expect_tell(&one);
	CHECK_EQUAL(3ULL << 37, one.exit.word[5]);
}

static void use_fp(uint64_t unused)
{
	(void)unused;
	(void)fp_not_zero();
	__asm__ volatile(".arch_extension fp\n.arch_extension simd\nmov v7.d[0], %0\nmov v7.d[1], %0" : : "r"(~0ULL));
	victim.over = true;
}

static void test_guest__keeps_its_fp_registers(void)
{
	victim.over = false;
	start(&one, guest_fp, 0xf00d);
	expect_tell(&one);
	world_thread((struct world_thread_options){ .entry = use_fp, .priority = 6 });
	CHECK(world_settle());
	CHECK(victim.over);
	answer(&one, 0, 0);
	expect_tell(&one);
	CHECK_EQUAL(0xf00d, one.exit.word[4]);
	CHECK_EQUAL(0xf00d, one.exit.word[5]);
}

/* --- virtual interrupts ------------------------------------------------------------------------------- */

static void test_timer__interrupts_a_guest_that_waits(void)
{
	start(&one, guest_timer, 20000);
	CHECK_EQUAL(OK, vcpu_set_timer(one.vcpu.thread, 1, PRIORITY));
	uint64_t before = clock_ticks();

	expect_tell(&one);
	CHECK_EQUAL(5, one.exit.word[4]);
	CHECK_EQUAL(27, one.exit.word[5]);
	CHECK(clock_ticks() - before >= 100000);
}

static void test_timer__that_is_disabled_does_not_interrupt(void)
{
	start(&one, guest_timer, 1000);
	CHECK_EQUAL(OK, vcpu_set_timer(one.vcpu.thread, 0, PRIORITY));
	CHECK_EQUAL(0, next_exit(&one));
	CHECK_EQUAL(OK, vcpu_set_timer(one.vcpu.thread, 1, PRIORITY));
	CHECK_EQUAL(OK, vcpu_inject(one.vcpu.thread, 40, PRIORITY)); /* wakes it, and it runs on with its timer */
	expect_tell(&one);
}

static void test_timer__interrupt_taken_by_one_guest_does_not_keep_it_from_another(void)
{
	start(&one, guest_hold, 10000);
	CHECK_EQUAL(OK, vcpu_set_timer(one.vcpu.thread, 1, PRIORITY));
	expect_tell(&one);
	CHECK_EQUAL(27, one.exit.word[4]);
	start(&two, guest_timer, 10000);
	CHECK_EQUAL(OK, vcpu_set_timer(two.vcpu.thread, 1, PRIORITY));
	expect_tell(&two);
	CHECK_EQUAL(5, two.exit.word[4]);
	/* the first one goes on to end its interrupt, and does not get it again before the time */
	uint64_t before = clock_ticks();

	answer(&one, 0, 0);
	expect_tell(&one);
	CHECK_EQUAL(27, one.exit.word[4]);
	CHECK(clock_ticks() - before >= 10000);
}

static void test_timer__of_several_guests_at_once(void)
{
	start(&one, guest_timer, 10000);
	start(&two, guest_timer, 7000);
	CHECK_EQUAL(OK, vcpu_set_timer(one.vcpu.thread, 1, PRIORITY));
	CHECK_EQUAL(OK, vcpu_set_timer(two.vcpu.thread, 1, PRIORITY));
	expect_tell(&one);
	CHECK_EQUAL(5, one.exit.word[4]);
	expect_tell(&two);
	CHECK_EQUAL(5, two.exit.word[4]);
}

static void test_set_timer__rejects_values_out_of_range(void)
{
	start(&one, guest_fresh, 0);
	CHECK_EQUAL(OUT_OF_RANGE, vcpu_set_timer(one.vcpu.thread, 2, 0));
	CHECK_EQUAL(OUT_OF_RANGE, vcpu_set_timer(one.vcpu.thread, 1, 256));
	CHECK_EQUAL(OUT_OF_RANGE, vcpu_set_timer(one.vcpu.thread, 1ULL << 32, 0));
}

static void test_wfi__waits_until_an_interrupt_is_injected(void)
{
	start(&one, guest_wait, 3);
	for (uint32_t intid = 40; intid < 43; intid++) {
		CHECK(world_settle());
		CHECK_ITEM(intid, OK, vcpu_inject(one.vcpu.thread, intid, PRIORITY));
		expect_tell(&one);
		CHECK_ITEM(intid, intid, one.exit.word[4]);
		answer(&one, 0, 0);
	}
}

static void test_wfi__without_timer_or_interrupt_waits_for_ever(void)
{
	start(&one, guest_sleep, 0);
	CHECK(world_settle());
	CHECK_EQUAL(0, next_exit(&one));
}

static void test_wfi__does_not_wait_when_an_interrupt_is_pending(void)
{
	start(&one, guest_wait, 1);
	CHECK_EQUAL(OK, vcpu_inject(one.vcpu.thread, 50, PRIORITY));
	expect_tell(&one);
	CHECK_EQUAL(50, one.exit.word[4]);
}

static void test_inject__by_a_reply(void)
{
	start(&one, guest_take, 0);
	expect_tell(&one);
	struct message reply = { .label = FAULT_INJECT, .word = { 0, 45 | (uint64_t)PRIORITY << 32 } };

	CHECK_EQUAL(OK, bulkhead_reply(one.reply, &reply));
	expect_tell(&one);
	CHECK_EQUAL(1, one.exit.word[4]);
	CHECK_EQUAL(45, one.exit.word[5]);
}

static void test_inject__of_one_that_is_pending_stays_one(void)
{
	start(&one, guest_take, 0);
	expect_tell(&one);
	for (unsigned n = 0; n < 5; n++)
		CHECK_ITEM(n, OK, vcpu_inject(one.vcpu.thread, 46, PRIORITY));
	answer(&one, 0, 0);
	expect_tell(&one);
	CHECK_EQUAL(1, one.exit.word[4]);
}

static void test_inject__says_busy_and_tells_when_there_is_room(void)
{
	start(&one, guest_take, 0);
	expect_tell(&one);
	uint32_t count = 0;

	while (count < 16 && vcpu_inject(one.vcpu.thread, 40 + count, PRIORITY) == OK)
		count++;
	CHECK(count >= 3 && count < 16);
	CHECK_EQUAL(BUSY, vcpu_inject(one.vcpu.thread, 60, PRIORITY));
	answer(&one, 0, 0);
	CHECK_EQUAL(EXIT_INTERRUPTS, next_exit(&one));
	CHECK_EQUAL(OK, vcpu_inject(one.vcpu.thread, 60, PRIORITY));
	answer(&one, 0, 0);
	expect_tell(&one);
	CHECK_EQUAL(count + 1, one.exit.word[4]);
}

static void test_inject__prefers_the_more_urgent(void)
{
	start(&one, guest_take, 0);
	expect_tell(&one);
	CHECK_EQUAL(OK, vcpu_inject(one.vcpu.thread, 41, 0x20));
	CHECK_EQUAL(OK, vcpu_inject(one.vcpu.thread, 42, 0xa0));
	answer(&one, 0, 0);
	expect_tell(&one);
	CHECK_EQUAL(2, one.exit.word[4]);
	CHECK_EQUAL(42, one.exit.word[5]); /* the last one */
}

/* More interrupts than list registers: the most urgent are injected first, and each time that there is room again the
 * next ones. The guest takes all, in that order. */
static void test_inject__more_than_there_are_list_registers_in_order_of_priority(void)
{
	static const uint8_t intids[] = { 46, 41, 44, 48, 40, 45, 47, 43 };
	uint64_t taken = 0;
	unsigned next = 0;

	start(&one, guest_take, 0);
	expect_tell(&one);
	while (vcpu_inject(one.vcpu.thread, intids[next], 0x20 + 0x10 * next) == OK) {
		next++;
		CHECK(next < 8);
	}
	answer(&one, 0, 0);
	while (next_exit(&one) == EXIT_INTERRUPTS) {
		CHECK(next < 8);
		while (next < 8 && vcpu_inject(one.vcpu.thread, intids[next], 0x20 + 0x10 * next) == OK)
			next++;
		answer(&one, 0, 0);
	}
	CHECK_EQUAL(EXIT_HVC, one.exit.label);
	CHECK_EQUAL(8, one.exit.word[4]);
	for (unsigned n = 0; n < 8; n++)
		taken = taken << 8 | intids[n];
	CHECK_EQUAL(taken, one.exit.word[6]);
}

static void test_timer__that_stays_up_interrupts_again_and_again(void)
{
	start(&one, guest_level, 20);
	CHECK_EQUAL(OK, vcpu_set_timer(one.vcpu.thread, 1, PRIORITY));
	expect_tell(&one);
	CHECK_EQUAL(20, one.exit.word[4]);
	CHECK_EQUAL(27, one.exit.word[5]);
}

static void test_inject__rejects_what_is_no_interrupt(void)
{
	start(&one, guest_fresh, 0);
	CHECK_EQUAL(OUT_OF_RANGE, vcpu_inject(one.vcpu.thread, 1020, PRIORITY));
	CHECK_EQUAL(OUT_OF_RANGE, vcpu_inject(one.vcpu.thread, ~0u, PRIORITY));
	CHECK_EQUAL(OUT_OF_RANGE, vcpu_inject(one.vcpu.thread, 40, 256));
	CHECK_EQUAL(INVALID_ARGUMENT, vcpu_inject(one.vcpu.thread, 27, PRIORITY));
}

static void test_vcpu__going_while_it_waits(void)
{
	start(&one, guest_timer, 1000000);
	CHECK_EQUAL(OK, vcpu_set_timer(one.vcpu.thread, 1, PRIORITY));
	CHECK(world_settle());
	CHECK_EQUAL(OK, cnode_delete(ROOT, one.vcpu.thread));
	start(&two, guest_timer, 5000);
	CHECK_EQUAL(OK, vcpu_set_timer(two.vcpu.thread, 1, PRIORITY));
	expect_tell(&two);
	CHECK_EQUAL(5, two.exit.word[4]);
}

static const struct test tests[] = {
	TEST(exit__hvc_tells_its_number_and_arguments),
	TEST(exit__smc_is_stepped_over_by_its_reply),
	TEST(exit__memory_tells_address_size_and_value),
	TEST(exit__jump_beyond_memory_is_an_instruction_abort),
	TEST(exit__trapped_registers_tell_value_and_take_one),
	TEST(exit__can_become_an_exception_of_the_guest),
	TEST(exit__without_an_endpoint_stops_the_guest),
	TEST(guest__sees_no_feature_that_is_not_switched),
	TEST(reset__brings_el1_back_to_its_beginning),
	TEST(reset__gives_each_vcpu_its_own_affinity),
	TEST(reset__rejects_an_affinity_of_more_than_eight_bits),
	TEST(reset__rejects_a_vcpu_that_is_not_suspended),
	TEST(guest__cannot_spoil_the_registers_of_natives),
	TEST(guests__keep_their_registers_apart),
	TEST(guest__keeps_its_fp_registers),
	TEST(timer__interrupts_a_guest_that_waits),
	TEST(timer__that_is_disabled_does_not_interrupt),
	TEST(timer__interrupt_taken_by_one_guest_does_not_keep_it_from_another),
	TEST(timer__of_several_guests_at_once),
	TEST(set_timer__rejects_values_out_of_range),
	TEST(wfi__waits_until_an_interrupt_is_injected),
	TEST(wfi__without_timer_or_interrupt_waits_for_ever),
	TEST(wfi__does_not_wait_when_an_interrupt_is_pending),
	TEST(inject__by_a_reply),
	TEST(inject__of_one_that_is_pending_stays_one),
	TEST(inject__says_busy_and_tells_when_there_is_room),
	TEST(inject__prefers_the_more_urgent),
	TEST(inject__more_than_there_are_list_registers_in_order_of_priority),
	TEST(timer__that_stays_up_interrupts_again_and_again),
	TEST(inject__rejects_what_is_no_interrupt),
	TEST(vcpu__going_while_it_waits),
};
const struct suite vcpu_suite = SUITE(tests);
