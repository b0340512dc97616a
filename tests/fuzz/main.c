/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fuzzing of the running kernel: a root task in the place of init that makes victims (victim.h) and, again and
 * again from the same 16 MiB, a rogue (rogue.c); prints what was called and how the victims fared. An epoch
 * ends with revoking the rogue's memory, whatever has become of it by then. test_fuzz.py judges.
 */
#include <console.h>
#include <world.h>

#include "../../platform/loader/package.h"
#include "shared.h"
#include "victim.h"

#define ROOT          INIT_SLOT_CNODE
#define MEMORY_BITS   24
#define LARGE_BYTES   (1ULL << FRAME_LARGE_BITS)
#define LARGE_COUNT   (1u << (MEMORY_BITS - FRAME_LARGE_BITS))
#define CHECK_ADDRESS 0x48000000ULL /* where the root looks at the rogue's memory */

#define ROOT_PRIORITY 45
#define DEFAULT_CALLS 1000000
#define STEP_MS       2
#define EPOCH_STEPS   8
#define STUCK_CALLS   20  /* fewer in a step: the rogue has come to an end */
#define CHECK_EPOCHS  32  /* from one look at the memory to the next */
#define ALONE_MS      30

#define ROGUE_THREADS 10u
#define ROGUE_IRQS    16u
#define FIRST_IRQ     200u /* interrupts that no device of the board has */

/* The table in the package, if there is one. */
struct parameters {
	uint64_t calls, seed;
};

/* Slots of the root that hold capabilities of the rogue while it is being made. */
enum { TEMP_CNODE, TEMP_VSPACE, TEMP_TABLE, TEMP_FAULT, TEMP_THREAD, TEMP_CONTEXT = TEMP_THREAD + ROGUE_THREADS,
       TEMP_COUNT = TEMP_CONTEXT + ROGUE_THREADS };

extern const char root_constants_end[]; /* root.ld */

static uint64_t ram;             /* untyped for what is large */
static uint64_t never;           /* notification that nobody signals */
static uint64_t image;           /* frame that holds this program's text and constants */
static uint64_t server_endpoint;
static uint64_t rogue_memory;    /* untyped */
static uint64_t rogue_image, rogue_shared, rogue_server; /* capabilities that each rogue gets to use */
static uint64_t temp;
static struct shared *shared;
static unsigned next_slot;       /* of the rogue's CSpace while it is filled */
static uint64_t random_state;

static struct {
	const char *name;
	struct victim *memory;
	enum victim_role role;
	unsigned priority;
} victims[] = {
	{ "server", 0, VICTIM_SERVER, 50 },
	{ "client", 0, VICTIM_CLIENT, 49 },
	{ "ticker", 0, VICTIM_TICKER, 55 },
	{ "keeper", 0, VICTIM_KEEPER, 20 },
	{ "high-keeper", 0, VICTIM_KEEPER + 1, 48 },
};
#define VICTIM_COUNT (sizeof victims / sizeof victims[0])

static void must(enum status status, const char *what)
{
	if (status != OK)
		world_fail(what, status);
}

static void wait_ms(uint64_t ms)
{
	bulkhead_wait(never, clock_deadline_ms(ms), 0);
}

static uint64_t below(uint64_t limit)
{
	random_state ^= random_state >> 12;
	random_state ^= random_state << 25;
	random_state ^= random_state >> 27;
	return (random_state * 0x2545f4914f6cdd1d >> 20) % limit;
}

static struct parameters parameters(void)
{
	const struct package_header *header = (const struct package_header *)INIT_PACKAGE_ADDRESS;
	const struct package_entry *entries = (const struct package_entry *)(header + 1);

	for (unsigned n = 0; n < header->count; n++)
		if (entries[n].kind == PACKAGE_TABLE && entries[n].size >= sizeof(struct parameters))
			return *(const struct parameters *)(INIT_PACKAGE_ADDRESS + entries[n].offset);
	return (struct parameters){ .calls = DEFAULT_CALLS, .seed = 1 };
}

/* --- what stays ------------------------------------------------------------------------------------------ */

static uint64_t largest_ram(void)
{
	unsigned best = 0;

	for (unsigned n = 0; n < WORLD_INFO->untyped_count; n++)
		if (!WORLD_INFO->untypeds[n].device && WORLD_INFO->untypeds[n].bits > WORLD_INFO->untypeds[best].bits)
			best = n;
	return INIT_SLOT_FIRST_UNTYPED + best;
}

static uint64_t make_large(enum object_type type, unsigned bits)
{
	uint64_t slot = world_slots(1);

	must(untyped_retype(ram, type, bits, ROOT, slot, 1), "large memory");
	return slot;
}

static void copy_image(void)
{
	const uint64_t *from = (const uint64_t *)IMAGE_ADDRESS;
	uint64_t bytes = (uint64_t)root_constants_end - IMAGE_ADDRESS;

	image = make_large(TYPE_FRAME, FRAME_LARGE_BITS);
	volatile uint64_t *to = world_window(image);

	for (uint64_t n = 0; n < bytes / 8; n++)
		to[n] = from[n];
	for (uint64_t at = 0; at < bytes; at += 64)
		__asm__ volatile("dc cvau, %0" : : "r"((volatile char *)to + at) : "memory");
	__asm__ volatile("dsb ish" : : : "memory");
}

static uint64_t make_cspace(void)
{
	uint64_t cnode = world_make(TYPE_CNODE, CNODE_MIN_BITS);

	must(cnode_copy(cnode, VICTIM_SLEEP, ROOT, world_make(TYPE_NOTIFICATION, 0), RIGHT_READ), "a victim's sleep");
	must(cnode_mint(cnode, VICTIM_SIGNAL, ROOT, world_make(TYPE_NOTIFICATION, 0), RIGHT_WRITE, 1), "a victim's signal");
	must(cnode_copy(cnode, VICTIM_ENDPOINT, ROOT, server_endpoint, RIGHTS_ALL), "a victim's endpoint");
	must(cnode_copy(cnode, VICTIM_REPLY, ROOT, world_make(TYPE_REPLY, 0), RIGHTS_ALL), "a victim's reply");
	return cnode;
}

static struct victim *make_victim(enum victim_role role, unsigned priority)
{
	uint64_t frame = make_large(TYPE_FRAME, FRAME_LARGE_BITS), vspace = world_make(TYPE_VSPACE, 0);
	struct victim *memory = (struct victim *)world_window(frame);

	must(world_map(world_copy(image, RIGHTS_ALL), vspace, IMAGE_ADDRESS, RIGHT_READ | RIGHT_EXECUTE, MAP_NORMAL),
	     "a victim's program");
	must(world_map(world_copy(frame, RIGHTS_ALL), vspace, VICTIM_ADDRESS, RIGHT_READ | RIGHT_WRITE, MAP_NORMAL),
	     "a victim's memory");
	world_thread((struct world_thread_options){ .vspace = vspace, .cspace = make_cspace(),
		.pc = (uint64_t)victim_enter, .argument = role, .priority = priority });
	return memory;
}

static void prepare(void)
{
	uint64_t frame;

	ram = largest_ram();
	never = world_make(TYPE_NOTIFICATION, 0);
	server_endpoint = world_make(TYPE_ENDPOINT, 0);
	rogue_memory = make_large(TYPE_UNTYPED, MEMORY_BITS);
	copy_image();
	frame = make_large(TYPE_FRAME, FRAME_LARGE_BITS);
	shared = (struct shared *)world_window(frame);
	rogue_image = world_copy(image, RIGHTS_ALL);
	rogue_shared = world_copy(frame, RIGHTS_ALL);
	rogue_server = world_slots(1);
	must(cnode_mint(ROOT, rogue_server, ROOT, server_endpoint, RIGHT_WRITE | RIGHT_CALL, 7), "the rogue's way to the server");
	temp = world_slots(TEMP_COUNT);
	for (unsigned n = 0; n < VICTIM_COUNT; n++)
		victims[n].memory = make_victim(victims[n].role, victims[n].priority);
}

/* --- the rogue ------------------------------------------------------------------------------------------- */

static void make_temp(enum object_type type, unsigned bits, uint64_t which, unsigned count)
{
	must(untyped_retype(rogue_memory, type, bits, ROOT, temp + which, count), "an object of the rogue");
}

static unsigned taken(unsigned count, uint8_t kind)
{
	unsigned first = next_slot;

	for (unsigned n = 0; n < count; n++)
		shared->kind[next_slot++] = kind;
	return first;
}

static void put_new(enum object_type type, unsigned bits, unsigned count)
{
	must(untyped_retype(rogue_memory, type, bits, temp + TEMP_CNODE, taken(count, (uint8_t)type), count),
	     "objects for the rogue");
}

static void put_copies(uint64_t capability, uint8_t kind, unsigned count)
{
	for (unsigned n = 0; n < count; n++)
		must(cnode_copy(temp + TEMP_CNODE, taken(1, kind), ROOT, capability, RIGHTS_ALL), "a copy for the rogue");
}

static void put(uint64_t capability, uint8_t kind)
{
	must(cnode_move(temp + TEMP_CNODE, taken(1, kind), ROOT, capability), "a capability for the rogue");
}

static void map_shared(uint64_t frame, uint64_t address, uint64_t rights)
{
	frame_unmap(frame); /* from the last rogue's address space */
	must(frame_map(frame, temp + TEMP_VSPACE, address, rights, MAP_NORMAL), "the rogue's memory");
}

static void make_space(void)
{
	make_temp(TYPE_CNODE, ROGUE_BITS, TEMP_CNODE, 1);
	make_temp(TYPE_VSPACE, 0, TEMP_VSPACE, 1);
	make_temp(TYPE_PAGE_TABLE, 0, TEMP_TABLE, 1);
	must(page_table_map(temp + TEMP_TABLE, temp + TEMP_VSPACE, IMAGE_ADDRESS), "the rogue's table");
	map_shared(rogue_image, IMAGE_ADDRESS, RIGHT_READ | RIGHT_EXECUTE);
	map_shared(rogue_shared, SHARED_ADDRESS, RIGHT_READ | RIGHT_WRITE);
}

static void put_interrupts(void)
{
	for (unsigned n = 0; n < ROGUE_IRQS; n++) {
		must(irq_control_get(INIT_SLOT_IRQ_CONTROL, FIRST_IRQ + n, n & 1, temp + TEMP_CNODE,
		                     taken(1, TYPE_IRQ_HANDLER)), "an interrupt for the rogue");
		shared->method[IRQ_CONTROL_GET].calls++;
		shared->method[IRQ_CONTROL_GET].successes++;
	}
}

static void fill_cspace(void)
{
	next_slot = 1;
	put_copies(temp + TEMP_CNODE, KIND_OWN_CNODE, 6);
	put_copies(temp + TEMP_VSPACE, TYPE_VSPACE, 2);
	put_copies(INIT_SLOT_SCHED_CONTROL, TYPE_SCHED_CONTROL, 5);
	put_copies(rogue_server, TYPE_ENDPOINT, 2);
	put_interrupts();
	shared->meeting = next_slot;
	put_new(TYPE_ENDPOINT, 0, 4);
	put_new(TYPE_NOTIFICATION, 0, 6);
	put_new(TYPE_REPLY, 0, 5);
	put_new(TYPE_SCHED_CONTEXT, 0, 8);
	put_new(TYPE_THREAD, 0, 6);
	put_new(TYPE_VCPU, 0, 5);
	put_new(TYPE_VSPACE, 0, 3);
	put_new(TYPE_PAGE_TABLE, 0, 8);
	put_new(TYPE_FRAME, FRAME_SMALL_BITS, 16);
	put_new(TYPE_CNODE, CNODE_MIN_BITS, 3);
}

static void make_thread(unsigned n)
{
	uint64_t thread = temp + TEMP_THREAD + n, context = temp + TEMP_CONTEXT + n;
	uint64_t us = clock_frequency() / 1000000, budget = us * (20 + below(400));

	must(thread_configure(thread, temp + TEMP_CNODE, temp + TEMP_VSPACE, n & 1 ? temp + TEMP_FAULT : 0), "a thread");
	must(thread_set_priority(thread, 1 + below(ROGUE_PRIORITY), ROGUE_PRIORITY), "its priority");
	must(sched_control_configure(INIT_SLOT_SCHED_CONTROL, context, n % shared->cores, budget, n < 4 ? budget : budget * 2), "its budget");
	must(sched_context_bind(context, thread), "its context");
	must(thread_set_registers(thread, (uint64_t)rogue_enter, 0, 0, 0), "its registers");
	must(thread_resume(thread), "its start");
}

static void make_rogue(void)
{
	shared->go = 0;
	make_space();
	for (unsigned slot = 0; slot < ROGUE_SLOTS; slot++)
		shared->kind[slot] = KIND_NOTHING;
	fill_cspace();
	make_temp(TYPE_ENDPOINT, 0, TEMP_FAULT, 1);
	make_temp(TYPE_THREAD, 0, TEMP_THREAD, ROGUE_THREADS);
	make_temp(TYPE_SCHED_CONTEXT, 0, TEMP_CONTEXT, ROGUE_THREADS);
	for (unsigned n = 0; n < ROGUE_THREADS; n++) {
		make_thread(n);
		put(temp + TEMP_THREAD + n, TYPE_THREAD);
		put(temp + TEMP_CONTEXT + n, TYPE_SCHED_CONTEXT);
	}
	put(temp + TEMP_FAULT, TYPE_ENDPOINT);
	put_new(TYPE_UNTYPED, 19, 8);
	put_new(TYPE_UNTYPED, 20, 2);
	put_new(TYPE_UNTYPED, 23, 1);
	if (below(4) == 0)
		put(temp + TEMP_TABLE, TYPE_PAGE_TABLE);
	put(temp + TEMP_VSPACE, TYPE_VSPACE);
	put(temp + TEMP_CNODE, KIND_OWN_CNODE);
	shared->go = 1;
}

static void run_epoch(void)
{
	make_rogue();
	for (unsigned step = 0; step < EPOCH_STEPS; step++) {
		uint64_t before = shared->calls;

		wait_ms(STEP_MS);
		if (shared->calls - before < STUCK_CALLS)
			break;
	}
	must(cnode_revoke(ROOT, rogue_memory), "revoking the rogue");
}

/* --- findings -------------------------------------------------------------------------------------------- */

static bool is_zero(const volatile uint64_t *memory)
{
	for (uint64_t n = 0; n < LARGE_BYTES / 8; n++)
		if (memory[n] != 0)
			return false;
	return true;
}

/* Bytes, in frames, that did not come back as zero. */
static unsigned count_dirty(void)
{
	unsigned dirty = 0;

	must(untyped_retype(rogue_memory, TYPE_FRAME, FRAME_LARGE_BITS, ROOT, temp, LARGE_COUNT), "the rogue's memory");
	for (unsigned n = 0; n < LARGE_COUNT; n++) {
		uint64_t address = CHECK_ADDRESS + n * LARGE_BYTES;

		must(world_map(temp + n, INIT_SLOT_VSPACE, address, RIGHT_READ, MAP_NORMAL), "looking at it");
		dirty += !is_zero((const volatile uint64_t *)address);
	}
	must(cnode_revoke(ROOT, rogue_memory), "revoking the rogue's memory");
	return dirty;
}

static void print_tally(const char *of, unsigned number, const struct tally *tally)
{
	console_print("%s %u %u %u %u\n", of, (uint64_t)number, tally->calls, tally->successes, tally->statuses);
}

static void print_findings(unsigned epochs, unsigned dirty)
{
	for (unsigned n = 0; n < CALL_KINDS; n++)
		print_tally("call", n, &shared->call[n]);
	for (unsigned n = 0; n < METHOD_COUNT; n++)
		print_tally("method", n, &shared->method[n]);
	for (unsigned n = 0; n < VICTIM_COUNT; n++)
		console_print("victim %s rounds %u failures %u worst %u %u\n", victims[n].name, victims[n].memory->rounds,
		              victims[n].memory->failures, victims[n].memory->worst_ticks[ALONE],
		              victims[n].memory->worst_ticks[BESIDE_ROGUE]);
	console_print("memory not zero %u\n", (uint64_t)dirty);
	console_print("fuzz: over after %u calls in %u epochs\n", shared->calls, (uint64_t)epochs);
}

void root_main(uint64_t ticks);

void root_main(uint64_t ticks)
{
	struct parameters p = parameters();
	unsigned epochs = 0, dirty = 0;

	(void)ticks;
	world_open();
	must(thread_set_priority(INIT_SLOT_THREAD, ROOT_PRIORITY, 63), "the root's priority");
	console_print("fuzz: %u calls, seed %u\n", p.calls, p.seed);
	prepare();
	wait_ms(ALONE_MS);
	for (unsigned n = 0; n < VICTIM_COUNT; n++)
		victims[n].memory->phase = BESIDE_ROGUE;
	shared->seed = p.seed << 32;
	shared->cores = world_cores();
	random_state = p.seed * 2 + 1;
	for (; shared->calls < p.calls; epochs++) {
		run_epoch();
		if (epochs % CHECK_EPOCHS == 0) {
			dirty += count_dirty();
			console_print("fuzz: %u calls\n", shared->calls);
		}
	}
	print_findings(epochs, dirty + count_dirty());
	world_stop();
}
