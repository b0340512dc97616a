/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A guest with two processors, on the phone of dual.camkes: firmware, software interrupts both ways, timers, routed
 * interrupts, off and on again. Processor 0 tells the second one what to do, and prints a line a test; resets the
 * machine once while both run, then turns it off.
 */
#include "virtio.h"

#define AFFINITY_INFO       0xc4000004
#define SYSTEM_RESET        0x84000009
#define ROUTED              60 /* an interrupt that no device has */
#define GICD_ISPENDR1       (GICD + 0x204)
#define WAIT_TICKS          312500000u /* five seconds: what has not come by then does not come */
#define TICK                62500u     /* a millisecond */
#define TICKS               20
#define ROUNDS              1000

/* Software interrupts. */
enum { WAKE = 1, ANSWER = 2 };

enum command { NOTHING, SEND_ANSWER, TAKE_TICKS, COUNT_FOR_EVER, LEAVE };

/* Written by processor 0 alone: command. By the second one alone: the rest. */
static volatile struct {
	enum command command;
	uint32_t starts, done;
	uint64_t mpidr;
} second;
static volatile uint32_t told; /* commands so far */

/* Survive a reset: RAM is the guest's and is not cleared. */
#define MARK_ADDRESS    (RAM + (8u << 20))
#define COUNTER_ADDRESS (MARK_ADDRESS + 64)
#define MARK            0x600dcafeu

static void set_timer(uint32_t ticks)
{
	WRITE_REGISTER("cntv_tval_el0", ticks);
	WRITE_REGISTER("cntv_ctl_el0", 1);
}

static void stop_timer(void)
{
	WRITE_REGISTER("cntv_ctl_el0", 0);
}

/* Sleeps until interrupt `intid` was taken `count` times here, five seconds at most. */
static bool wait_for(uint32_t intid, uint32_t count)
{
	uint64_t start = guest_ticks();
	uint32_t n = guest_processor();

	guest_mask_interrupts();
	set_timer(WAIT_TICKS);
	while (guest_interrupt_count_of(n, intid) < count && guest_ticks() - start < WAIT_TICKS)
		guest_wait_interrupt();
	stop_timer();
	guest_unmask_interrupts();
	return guest_interrupt_count_of(n, intid) >= count;
}

/* Twenty ticks, a millisecond apart. */
static void take_ticks(void)
{
	uint32_t n = guest_processor();
	uint32_t before = guest_interrupt_count_of(n, 27);

	guest_mask_interrupts();
	for (uint32_t i = 1; i <= TICKS; i++) {
		set_timer(TICK);
		while (guest_interrupt_count_of(n, 27) < before + i)
			guest_wait_interrupt();
	}
	guest_unmask_interrupts();
}

/* --- the second processor --- */

static void count_for_ever(void)
{
	for (uint32_t i = 0;; i++)
		write32(COUNTER_ADDRESS, i);
}

static void second_main(void)
{
	enum command command = NOTHING;
	uint32_t taken = 0;

	second.mpidr = READ_REGISTER("mpidr_el1");
	guest_enable_interrupts();
	guest_mask_interrupts();
	second.starts++;
	taken = told;
	guest_send(0, ANSWER);
	while (command != LEAVE) {
		do
			guest_wait_interrupt(); /* also if the command is there already: each comes with a WAKE to take */
		while (taken == told);
		taken++;
		command = second.command;
		switch (command) {
		case TAKE_TICKS: take_ticks(); guest_mask_interrupts(); break;
		case COUNT_FOR_EVER: count_for_ever(); break;
		default: break;
		}
		second.done++;
		guest_send(0, ANSWER);
	}
}

/* --- processor 0 --- */

static uint32_t answers;

static bool has_answered(void)
{
	return wait_for(ANSWER, ++answers);
}

static void tell(enum command command)
{
	second.command = command;
	told++;
	guest_send(1, WAKE);
}

/* Is processor 1 off by now, or within five seconds? */
static bool goes_off(void)
{
	uint64_t start = guest_ticks();

	while (guest_ticks() - start < WAIT_TICKS)
		if (guest_hvc(AFFINITY_INFO, 1, 0) == 1)
			return true;
	return false;
}

static void test_start(void)
{
	report("affinity_info__says_off_before_the_start", guest_hvc(AFFINITY_INFO, 1, 0) == 1, 0);
	report("cpu_on__starts_the_second_processor", guest_start_second(second_main) == 0 && has_answered(), second.starts);
	report("affinity_info__says_on_afterwards", guest_hvc(AFFINITY_INFO, 1, 0) == 0, 0);
	report("cpu_on__of_a_running_processor_is_refused", guest_start_second(second_main) == -4, 0);
	report("cpu_on__of_a_processor_that_is_not_there_is_refused", guest_hvc(0xc4000003, 2, RAM) == -2, 0);
	report("mpidr__tells_each_processor_its_number", guest_processor() == 0 && (second.mpidr & 0xff00ffffff) == 1,
	       second.mpidr);
}

static void test_software_interrupts(void)
{
	bool all = true;

	for (uint32_t i = 0; i < ROUNDS && all; i++) {
		tell(SEND_ANSWER);
		all = has_answered();
	}
	report("software_interrupts__go_to_and_fro", all && guest_interrupt_count_of(1, WAKE) >= ROUNDS,
	       guest_interrupt_count_of(1, WAKE));
	report("software_interrupts__reach_nobody_else", guest_interrupt_count_of(0, WAKE) == 0
	       && guest_interrupt_count_of(1, ANSWER) == 0, 0);
}

static void test_timers(void)
{
	tell(TAKE_TICKS);
	take_ticks();
	report("timers__fire_on_both_at_a_time", has_answered() && guest_interrupt_count_of(1, 27) >= TICKS,
	       guest_interrupt_count_of(1, 27));
}

static void raise_routed(void)
{
	write32(GICD_ISPENDR1, 1u << (ROUTED - 32));
}

static void test_routes(void)
{
	guest_route(ROUTED, 1);
	raise_routed();
	tell(SEND_ANSWER);
	report("shared_interrupt__goes_where_it_is_routed", has_answered() && guest_interrupt_count_of(1, ROUTED) == 1
	       && guest_interrupt_count_of(0, ROUTED) == 0, guest_interrupt_count_of(1, ROUTED));
	guest_route(ROUTED, 0);
	raise_routed();
	report("shared_interrupt__can_be_routed_back", wait_for(ROUTED, 1) && guest_interrupt_count_of(1, ROUTED) == 1, 0);
}

static void test_off_and_on(void)
{
	uint32_t before = guest_interrupt_count_of(1, ROUTED);

	tell(LEAVE);
	report("cpu_off__turns_the_second_processor_off", has_answered() && goes_off(), 0);
	guest_route(ROUTED, 1);
	raise_routed();
	report("cpu_on__starts_it_again", guest_start_second(second_main) == 0 && has_answered() && second.starts == 2,
	       second.starts);
	tell(TAKE_TICKS);
	report("interrupt_of_a_processor_that_is_off__waits_for_it", has_answered()
	       && guest_interrupt_count_of(1, ROUTED) == before + 1, guest_interrupt_count_of(1, ROUTED));
	for (uint32_t i = 0; i < 20; i++) {
		tell(LEAVE);
		if (!has_answered() || !goes_off() || guest_start_second(second_main) != 0 || !has_answered())
			break;
	}
	report("off_and_on__twenty_times", second.starts == 22, second.starts);
}

/* The second processor ran and wrote when the machine was reset. */
static void test_after_reset(void)
{
	uint32_t seen = read32(COUNTER_ADDRESS);
	uint64_t start = guest_ticks();
	bool unchanged = true;

	while (guest_ticks() - start < 10 * TICK)
		unchanged = unchanged && read32(COUNTER_ADDRESS) == seen;
	report("reset__stops_the_second_processor", unchanged && seen != 0, seen);
	report("reset__leaves_it_off", guest_hvc(AFFINITY_INFO, 1, 0) == 1, 0);
	report("cpu_on__starts_it_after_a_reset", guest_start_second(second_main) == 0 && has_answered(), second.starts);
	tell(COUNT_FOR_EVER); /* and so it does when the machine is turned off */
}

void guest_main(void)
{
	bool is_second_time = read32(MARK_ADDRESS) == MARK;

	write32(MARK_ADDRESS, 0);
	console_start();
	guest_enable_interrupts();
	guest_timer_handler = stop_timer;
	if (is_second_time) {
		test_after_reset();
		print("end\r\n");
		return;
	}
	test_start();
	test_software_interrupts();
	test_timers();
	test_routes();
	test_off_and_on();
	write32(MARK_ADDRESS, MARK);
	tell(COUNT_FOR_EVER);
	while (read32(COUNTER_ADDRESS) < 100)
		;
	guest_hvc(SYSTEM_RESET, 0, 0);
	report("reset__does_not_return", false, 0);
}
