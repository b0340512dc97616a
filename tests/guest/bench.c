/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What exits cost a guest of the real VMM. Meant for QEMU with one instruction a nanosecond, where a tick of
 * the 62.5 MHz counter is 16 instructions. Prints a row a measurement, "end" at the end.
 */
#include "guest.h"

#define ROUNDS             10000u
#define INSTRUCTIONS(tick) ((tick) * 16)
#define TICK_HZ            250u
#define TICKS              50u

static uint64_t measure(void (*operation)(void))
{
	uint64_t start = guest_ticks();

	for (uint32_t i = 0; i < ROUNDS; i++)
		operation();
	return guest_ticks() - start;
}

static void nothing(void)
{
	__asm__ volatile("");
}

static void read_distributor(void)
{
	read32(GICD + 4);
}

static void ask_firmware(void)
{
	guest_hvc(0x84000000, 0, 0);
}

static void report_operation(const char *name, void (*operation)(void))
{
	uint64_t ticks = measure(operation) - measure(nothing);

	report_row(name, INSTRUCTIONS(ticks) / ROUNDS, "instructions");
}

static uint64_t tick_interval;

static void next_tick(void)
{
	WRITE_REGISTER("cntv_tval_el0", tick_interval);
}

/* Work that takes the same number of instructions every time, long enough for TICKS timer interrupts. */
static uint64_t work(uint64_t rounds)
{
	uint64_t start = guest_ticks();

	__asm__ volatile("1: subs %0, %0, #1\n\tb.ne 1b" : "+r"(rounds) : : "cc");
	return guest_ticks() - start;
}

static void report_timer_tick(void)
{
	uint64_t frequency = READ_REGISTER("cntfrq_el0");
	uint64_t rounds = INSTRUCTIONS(frequency / TICK_HZ) * TICKS / 2;
	uint64_t quiet = work(rounds);
	uint64_t count;

	tick_interval = frequency / TICK_HZ;
	guest_timer_handler = next_tick;
	guest_enable_interrupts();
	next_tick();
	WRITE_REGISTER("cntv_ctl_el0", 1);
	uint64_t busy = work(rounds);

	WRITE_REGISTER("cntv_ctl_el0", 0);
	count = guest_interrupt_count(27);
	report_row("guest_tick", count ? INSTRUCTIONS(busy - quiet) / count : 0, "instructions");
}

void guest_main(void)
{
	console_start();
	report_operation("mmio_exit", read_distributor);
	report_operation("psci_exit", ask_firmware);
	report_timer_tick();
	print("end\r\n");
}
