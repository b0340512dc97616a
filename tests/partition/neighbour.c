/* SPDX-License-Identifier: BSD-2-Clause */
/* The neighbour's behaviours, each a thread or two that go on for ever. */
#include "parts.h"

#define ROOT      INIT_SLOT_CNODE
#define RTC       0x09010000ULL /* PL031: its interrupt stays until it is told to stop */
#define RTC_INTID 34u
#define RTC_MATCH 1
#define RTC_LOAD  2
#define RTC_MASK  4
#define RTC_CLEAR 7
#define TREE      16

extern const char partition_begin[], partition_end[], partition_exits[];

static uint64_t one, two, three;

static void start(void (*entry)(uint64_t), unsigned priority, uint64_t fault)
{
	world_thread((struct world_thread_options){
		.entry = entry, .priority = priority, .fault = fault, .core = OF(NEIGHBOUR_PARTITION) });
}

static void quiet(uint64_t unused)
{
	(void)unused;
	world_stop();
}

static void spin(uint64_t unused)
{
	(void)unused;
	for (;;)
		__asm__ volatile("" : : : "memory");
}

static void sleep(uint64_t unused)
{
	(void)unused;
	for (uint64_t ticks = 1;; ticks = ticks * 5 % 1021)
		bulkhead_wait(one, clock_ticks() + ticks, 0);
}

static void signals(uint64_t unused)
{
	(void)unused;
	for (;;)
		bulkhead_signal(two);
}

static void take_signals(uint64_t unused)
{
	(void)unused;
	for (;;)
		bulkhead_wait(one, DEADLINE_NEVER, 0);
}

/* The RTC's interrupt is due all the time; it is acknowledged as fast as it comes. */
static void interrupts(uint64_t unused)
{
	(void)unused;
	for (;;) {
		must(irq_handler_ack(three), "an interrupt's end");
		bulkhead_wait(one, DEADLINE_NEVER, 0);
	}
}

static void fault(uint64_t unused)
{
	(void)unused;
	for (;;)
		*(volatile uint64_t *)0x123456000UL = 1;
}

static void handle(uint64_t unused)
{
	struct message message = { 0 };

	(void)unused;
	bulkhead_recv(one, two, DEADLINE_NEVER, &message);
	for (;;) {
		message.label = message.label == EXIT_HVC ? 0 : (uint64_t)FAULT_ADVANCE;
		bulkhead_reply_recv(one, two, DEADLINE_NEVER, &message);
	}
}

/* A tree of untypeds and frames grows and is cut down at its root, again and again. */
static void revoke(uint64_t unused)
{
	(void)unused;
	for (;;) {
		must(untyped_retype(one, TYPE_UNTYPED, 17, ROOT, two, TREE), "branches");
		for (unsigned n = 0; n < TREE; n++)
			must(untyped_retype(two + n, TYPE_FRAME, FRAME_SMALL_BITS, ROOT, two + (n + 1) * TREE, TREE), "leaves");
		must(cnode_revoke(ROOT, one), "cutting it down");
	}
}

/* Touches what nobody mapped, and nobody is told. */
static void death(uint64_t unused)
{
	(void)unused;
	for (volatile unsigned n = 0; n < 100000; n = n + 1)
		;
	fault(0);
}

static void make_interrupts(void)
{
	uint64_t device = world_device(RTC);
	volatile uint32_t *rtc = (volatile uint32_t *)(WORLD_WINDOW + (512ULL << 20));

	one = world_make(TYPE_NOTIFICATION, 0);
	three = world_slots(1);
	must(irq_control_get(INIT_SLOT_IRQ_CONTROL, RTC_INTID, 1, ROOT, three), "the RTC's interrupt");
	must(irq_handler_bind(three, world_badged(one, 1)), "the RTC's notification");
	must(world_map(device, INIT_SLOT_VSPACE, (uint64_t)rtc, RIGHT_READ | RIGHT_WRITE, MAP_DEVICE), "the RTC");
	rtc[RTC_CLEAR] = 1;
	rtc[RTC_MASK] = 1;
	rtc[RTC_LOAD] = 100;
	rtc[RTC_MATCH] = 100;
	start(interrupts, 10, 0);
}

static void make_faults(bool guest)
{
	one = world_make(TYPE_ENDPOINT, 0);
	two = world_make(TYPE_REPLY, 0);
	start(handle, 20, 0);
	if (!guest) {
		start(fault, 10, one);
		return;
	}
	struct world_space space = world_space((struct world_program){ partition_begin, partition_end, true });

	world_thread((struct world_thread_options){
		.vcpu = true, .vspace = space.vspace, .pc = WORLD_GUEST + (uint64_t)(partition_exits - partition_begin),
		.priority = 10, .fault = one, .core = OF(NEIGHBOUR_PARTITION) });
}

static bool is(const char *name, const char *other)
{
	while (*name != 0 && *name == *other) {
		name++;
		other++;
	}
	return *name == *other;
}

bool neighbour_make(const char *name)
{
	if (is(name, "quiet")) {
		start(quiet, 10, 0);
	} else if (is(name, "spin")) {
		start(spin, 10, 0);
	} else if (is(name, "sleep")) {
		one = world_make(TYPE_NOTIFICATION, 0);
		start(sleep, 10, 0);
	} else if (is(name, "signals")) {
		one = world_make(TYPE_NOTIFICATION, 0);
		two = world_badged(one, 1);
		start(take_signals, 20, 0);
		start(signals, 10, 0);
	} else if (is(name, "interrupts")) {
		make_interrupts();
	} else if (is(name, "faults") || is(name, "exits")) {
		make_faults(is(name, "exits"));
	} else if (is(name, "revoke")) {
		one = world_make(TYPE_UNTYPED, 22);
		two = world_slots(TREE * (TREE + 1));
		start(revoke, 10, 0);
	} else if (is(name, "death")) {
		start(death, 10, 0);
	} else {
		return false;
	}
	return true;
}
