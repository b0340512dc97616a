/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The benchmarks as a root task in the place of init. Prints for each row
 *     row NAME TICKS EMPTY ROUNDS
 * the ticks that so many rounds took, with and without what is measured; see bench.h.
 */
#include <console.h>

#include "bench.h"

#define ROOT        INIT_SLOT_CNODE
#define DATA        (WORLD_GUEST + 0x1000)
#define RTC         (WORLD_GUEST + 0x2000)
#define RTC_ADDRESS 0x09010000ULL
#define RTC_INTID   34
#define RTC_MASK    (0x10 / 4)
#define CLIENT      10 /* priorities */
#define SERVER      20
#define LIMIT_MS    60000

_Static_assert(SYS_NULL == 0 && SYS_CALL == 1 && SYS_REPLY_RECV == 2 && SYS_RECV == 3 && SYS_SIGNAL == 8
               && SYS_YIELD == 9 && SYS_INVOKE == 10 && IRQ_HANDLER_ACK == 30 && FRAME_MAP == 23 && FAULT_ADVANCE == 1,
               "as in programs.S");
_Static_assert(__builtin_offsetof(struct shared, waits) == 24 && __builtin_offsetof(struct shared, ticks) == 48
               && __builtin_offsetof(struct shared, words) == 64 && __builtin_offsetof(struct shared, handler) == 128,
               "as in programs.S");

/* What is measured and whom it deals with. */
struct pair {
	const char *program, *partner;
	unsigned partner_priority;
	bool passive;  /* the partner runs on lent time */
	bool faults;   /* the partner handles the program's faults */
	bool device;   /* both have the RTC */
};

static volatile struct shared *shared;
static uint64_t empty_loop, empty_stamps;

/* Ticks that `rounds` rounds took, and those that the same took without what is measured. */
static void print_row(const char *name, uint64_t ticks, uint64_t empty, uint64_t rounds)
{
	console_print("row %s %u %u %u\n", name, ticks, empty, rounds);
}

static void must(enum status status, const char *what)
{
	if (status != OK)
		world_fail(what, status);
}

/* An address space with the programs and the shared page. */
static uint64_t space_with(uint64_t data, uint64_t device)
{
	uint64_t vspace = world_space((struct world_program){ bench_begin, bench_end, false }).vspace;

	must(world_map(world_copy(data, RIGHTS_ALL), vspace, DATA, RIGHT_READ | RIGHT_WRITE, MAP_NORMAL), "shared page");
	if (device)
		must(world_map(world_copy(device, RIGHTS_ALL), vspace, RTC, RIGHT_READ | RIGHT_WRITE, MAP_DEVICE), "the RTC");
	return vspace;
}

static struct world_thread program(const char *name, unsigned priority, uint64_t vspace, uint64_t fault)
{
	uint64_t slice = clock_frequency() * 10; /* longer than any measurement */

	return world_thread((struct world_thread_options){
		.pc = WORLD_GUEST + (uint64_t)(name - bench_begin), .priority = priority, .vspace = vspace, .fault = fault,
		.budget = slice, .period = slice });
}

static void make_shared(uint64_t data)
{
	uint64_t notification = world_make(TYPE_NOTIFICATION, 0);

	shared = (volatile struct shared *)world_window(data);
	shared->endpoint = world_make(TYPE_ENDPOINT, 0);
	shared->reply = world_make(TYPE_REPLY, 0);
	shared->waits = notification;
	shared->signals = world_badged(notification, 1);
	shared->done = world_badged(world_make(TYPE_NOTIFICATION, 0), 1);
	shared->rounds = ROUNDS;
}

static uint64_t make_device(void)
{
	uint64_t frame = world_device(RTC_ADDRESS);

	shared->handler = world_slots(1);
	must(irq_control_get(INIT_SLOT_IRQ_CONTROL, RTC_INTID, 1, ROOT, shared->handler), "the RTC's interrupt");
	must(irq_handler_bind(shared->handler, shared->signals), "the RTC's notification");
	must(world_map(frame, INIT_SLOT_VSPACE, RTC, RIGHT_READ | RIGHT_WRITE, MAP_DEVICE), "the RTC");
	((volatile uint32_t *)RTC)[RTC_MASK] = 1;
	return frame;
}

static void start_partner(const struct pair *pair, uint64_t vspace)
{
	struct world_thread partner = program(pair->partner, pair->partner_priority, vspace, 0);

	if (pair->partner_priority > CLIENT && !world_settle())
		world_fail("the partner does not come to rest", 0);
	if (pair->passive)
		must(sched_context_unbind(partner.context), "lending");
}

/* The ticks that the program took for ROUNDS rounds. */
static uint64_t measure(struct pair pair)
{
	uint64_t data = world_make(TYPE_FRAME, FRAME_SMALL_BITS), device = 0;

	make_shared(data);
	if (pair.device)
		device = make_device();
	uint64_t fault = pair.faults ? shared->endpoint : 0;

	if (pair.partner)
		start_partner(&pair, space_with(data, device));
	program(pair.program, CLIENT, space_with(data, device), fault);
	must(bulkhead_wait(shared->done, clock_deadline_ms(LIMIT_MS), 0), "the end of a measurement");
	uint64_t ticks = shared->ticks;

	world_clear();
	return ticks;
}

static void row(const char *name, struct pair pair)
{
	print_row(name, measure(pair), empty_loop, ROUNDS);
}

static void stamped_row(const char *name, struct pair pair)
{
	print_row(name, measure(pair), empty_stamps, ROUNDS);
}

/* --- mapping: the root maps into its own address space ------------------------------------------------ */

#define PAGES 512

uint64_t bench_map(uint64_t frame, uint64_t vspace, uint64_t address, uint64_t count);
uint64_t bench_map_empty(uint64_t frame, uint64_t vspace, uint64_t address, uint64_t count);

static void map_row(void)
{
	uint64_t frames = world_slots(PAGES), address = WORLD_WINDOW, ticks = 0, empty = 0;

	for (unsigned n = 0; n < PAGES; n += RETYPE_MAX_COUNT)
		must(untyped_retype(world_arena(), TYPE_FRAME, FRAME_SMALL_BITS, ROOT, frames + n, RETYPE_MAX_COUNT), "frames");
	must(world_map(frames, INIT_SLOT_VSPACE, address, RIGHT_READ, MAP_NORMAL), "page tables");
	must(frame_unmap(frames), "unmapping");
	for (unsigned round = 0; round < ROUNDS / PAGES + 1; round++) {
		ticks += bench_map(frames, INIT_SLOT_VSPACE, address, PAGES);
		empty += bench_map_empty(frames, INIT_SLOT_VSPACE, address, PAGES);
		for (unsigned n = 0; n < PAGES; n++)
			must(frame_unmap(frames + n), "unmapping");
	}
	world_clear();
	print_row("map_page", ticks, empty, (ROUNDS / PAGES + 1) * PAGES);
}

void root_main(uint64_t ticks);

void root_main(uint64_t ticks)
{
	world_open();
	print_row("boot_instructions", ticks, 0, 1);
	empty_loop = measure((struct pair){ .program = bench_empty });
	empty_stamps = measure((struct pair){ .program = bench_stamps });
	row("null_call", (struct pair){ .program = bench_null });
	stamped_row("call_oneway", (struct pair){ bench_call_stamped, bench_serve_stamped, SERVER, .passive = true });
	row("roundtrip_0", (struct pair){ bench_call_0, bench_serve_0, SERVER, .passive = true });
	row("roundtrip_8", (struct pair){ bench_call_8, bench_serve_8, SERVER, .passive = true });
	row("roundtrip_0_active", (struct pair){ bench_call_0, bench_serve_0, SERVER, .passive = false });
	row("signal", (struct pair){ .program = bench_signal });
	stamped_row("signal_wake", (struct pair){ bench_signal_stamped, bench_wait_stamped, SERVER, .passive = false });
	print_row("yield_switch", measure((struct pair){ bench_yield, bench_yield_too, CLIENT, .passive = false }), empty_loop, 2 * ROUNDS);
	row("fault_roundtrip", (struct pair){ bench_fault, bench_serve_fault, SERVER, .passive = true, .faults = true });
	stamped_row("irq_latency", (struct pair){ bench_irq, bench_serve_irq, SERVER, .device = true });
	map_row();
	console_print("bench: done\n");
	world_stop();
}
