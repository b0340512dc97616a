/* SPDX-License-Identifier: BSD-2-Clause */
/* See world.h. */
#include "world.h"

#include "console.h"

#define ARENA_BITS   25
#define UART_ADDRESS 0x0ff00000ULL /* in the root's VSpace */
#define STACK_BYTES  8192
#define STACK_COUNT  16
#define SETTLE_MS    2000

/* What has been given out. After world_open, `lasting` holds what world_clear leaves alone. */
static struct {
	uint64_t slot, window;
	unsigned stack;
} next = { .slot = INIT_SLOT_FIRST_UNTYPED + INIT_MAX_UNTYPEDS, .window = WORLD_WINDOW }, lasting;

static uint64_t arena;        /* the untyped that objects come from */
static uint64_t uart_untyped;
static uint64_t ask, answer;  /* notifications to and from the settler */
static uint64_t never;        /* one that nobody signals */
static uint64_t gic;          /* frames of GICv2's CPU interface for guests, once a guest has been made */
static uint8_t stacks[STACK_COUNT][STACK_BYTES] __attribute__((aligned(16)));

void world_fail(const char *why, uint64_t detail)
{
	console_print("root: %s (%u); stopped\n", why, detail);
	world_stop();
}

static void must(enum status status, const char *what)
{
	if (status != OK)
		world_fail(what, status);
}

/* --- slots and objects -------------------------------------------------------------------------- */

uint64_t world_arena(void)
{
	return arena;
}

uint64_t world_slots(unsigned count)
{
	uint64_t first = next.slot;

	if (first + count > 1ULL << INIT_CNODE_BITS)
		world_fail("no slots left", count);
	next.slot += count;
	return first;
}

uint64_t world_make(enum object_type type, unsigned bits)
{
	uint64_t slot = world_slots(1);

	must(untyped_retype(arena, type, bits, INIT_SLOT_CNODE, slot, 1), "an object of the arena");
	return slot;
}

uint64_t world_copy(uint64_t capability, uint64_t rights)
{
	uint64_t slot = world_slots(1);

	must(cnode_copy(INIT_SLOT_CNODE, slot, INIT_SLOT_CNODE, capability, rights), "a copy");
	return slot;
}

uint64_t world_badged(uint64_t capability, uint64_t badge)
{
	uint64_t slot = world_slots(1);

	must(cnode_mint(INIT_SLOT_CNODE, slot, INIT_SLOT_CNODE, capability, RIGHTS_ALL, badge), "a badged copy");
	return slot;
}

uint64_t world_inspect(uint64_t slot)
{
	struct message content;

	must(cnode_inspect(INIT_SLOT_CNODE, slot, &content), "inspecting a slot");
	return content.label;
}

enum object_type world_type(uint64_t slot)
{
	return (enum object_type)(world_inspect(slot) & 0xff);
}

uint64_t world_object(uint64_t slot)
{
	return world_inspect(slot) >> 32;
}

static void revoke_memory(void)
{
	must(cnode_revoke(INIT_SLOT_CNODE, arena), "revoking the arena");
	for (unsigned n = 0; n < WORLD_INFO->untyped_count; n++)
		if (WORLD_INFO->untypeds[n].device && INIT_SLOT_FIRST_UNTYPED + n != uart_untyped)
			must(cnode_revoke(INIT_SLOT_CNODE, INIT_SLOT_FIRST_UNTYPED + n), "revoking devices");
}

void world_clear(void)
{
	revoke_memory();
	for (uint64_t slot = lasting.slot; slot < next.slot; slot++)
		must(cnode_delete(INIT_SLOT_CNODE, slot), "deleting a capability");
	next = lasting;
	gic = 0;
}

/* --- memory -------------------------------------------------------------------------------------- */

static uint64_t device_untyped(uint64_t address, uint64_t *offset)
{
	for (unsigned n = 0; n < WORLD_INFO->untyped_count; n++) {
		const struct init_untyped *untyped = &WORLD_INFO->untypeds[n];

		*offset = address - untyped->address;
		if (untyped->device && *offset >> untyped->bits == 0)
			return INIT_SLOT_FIRST_UNTYPED + n;
	}
	return 0;
}

uint64_t world_device(uint64_t address)
{
	uint64_t offset;
	uint64_t untyped = device_untyped(address, &offset);
	unsigned count = (unsigned)(offset >> FRAME_SMALL_BITS) + 1;

	if (untyped == 0)
		return 0;
	uint64_t first = world_slots(count);

	must(untyped_retype(untyped, TYPE_FRAME, FRAME_SMALL_BITS, INIT_SLOT_CNODE, first, count), "a device's page");
	return first + count - 1;
}

enum status world_map(uint64_t frame, uint64_t vspace, uint64_t address, uint64_t rights, uint64_t attributes)
{
	enum status status = frame_map(frame, vspace, address, rights, attributes);

	while (status == NO_TABLE) {
		must(page_table_map(world_make(TYPE_PAGE_TABLE, 0), vspace, address), "a page table");
		status = frame_map(frame, vspace, address, rights, attributes);
	}
	return status;
}

volatile uint64_t *world_window(uint64_t frame)
{
	uint64_t address = next.window;

	next.window += 1ULL << FRAME_LARGE_BITS;
	must(world_map(frame, INIT_SLOT_VSPACE, address, RIGHT_READ | RIGHT_WRITE, MAP_NORMAL), "a window");
	return (volatile uint64_t *)address;
}

/* Guests begin with their caches off: what was written must be in memory. */
static void clean(volatile uint64_t *memory)
{
	for (unsigned line = 0; line < 4096; line += 64)
		__asm__ volatile("dc civac, %0" : : "r"((volatile char *)memory + line) : "memory");
	__asm__ volatile("dsb sy" : : : "memory");
}

/* The frame of the first of the two pages, which are in a row on the boards that tests run on. */
static uint64_t gic_frames(void)
{
	if (gic == 0)
		gic = world_device(WORLD_INFO->guest_interface[1]) - 1;
	return gic;
}

static void map_gic(uint64_t vspace)
{
	for (unsigned n = 0; n < 2; n++)
		must(world_map(world_copy(gic_frames() + n, RIGHTS_ALL), vspace, WORLD_GICC + n * 4096, RIGHT_READ | RIGHT_WRITE,
		               MAP_DEVICE), "a guest's interrupt controller");
}

struct world_space world_space(struct world_program program)
{
	uint64_t frame = world_make(TYPE_FRAME, FRAME_SMALL_BITS);
	uint64_t rights = RIGHT_READ | RIGHT_EXECUTE | (program.guest ? RIGHT_WRITE : 0);
	struct world_space space = { .vspace = world_make(TYPE_VSPACE, 0), .frame = frame, .memory = world_window(frame) };
	uint64_t words = (uint64_t)((const uint64_t *)program.end - (const uint64_t *)program.start);

	if (words > 512)
		world_fail("a program of more than a page", words);
	for (unsigned n = 0; n < words; n++)
		space.memory[n] = ((const uint64_t *)program.start)[n];
	clean(space.memory);
	must(world_map(world_copy(frame, RIGHTS_ALL), space.vspace, WORLD_GUEST, rights, MAP_NORMAL), "a program");
	if (program.guest && WORLD_INFO->guest_interface[0] != 0)
		map_gic(space.vspace);
	return space;
}

/* --- threads -------------------------------------------------------------------------------------- */

static uint64_t make_context(const struct world_thread_options *o, uint64_t thread)
{
	uint64_t context = world_make(TYPE_SCHED_CONTEXT, 0);
	uint64_t slice = WORLD_INFO->timer_frequency / 100;

	must(sched_control_configure(INIT_SLOT_SCHED_CONTROL, context, o->core, o->budget ? o->budget : slice,
	                             o->period ? o->period : slice), "a scheduling context");
	must(sched_context_bind(context, thread), "binding a scheduling context");
	return context;
}

/* In start.S, which finds the function and its argument where the stack pointer points. */
void world_enter(void);

/* A function of the root gets a stack and returns to world_stop; a program gets its first register alone. */
static void set_registers(const struct world_thread_options *o, uint64_t thread)
{
	if (o->pc != 0) {
		must(thread_set_registers(thread, o->pc, 0, o->argument, 0), "registers");
		return;
	}
	if (next.stack == STACK_COUNT)
		world_fail("no stacks left", STACK_COUNT);
	uint64_t *top = (uint64_t *)(stacks[next.stack++] + STACK_BYTES) - 2;

	top[0] = (uint64_t)o->entry;
	top[1] = o->argument;
	must(thread_set_registers(thread, (uint64_t)world_enter, (uint64_t)top, 0, 0), "registers");
}

static uint64_t cspace_of(const struct world_thread_options *o)
{
	if (o->vcpu)
		return 0;
	return o->cspace ? o->cspace : INIT_SLOT_CNODE;
}

struct world_thread world_thread(struct world_thread_options o)
{
	struct world_thread made = { .thread = world_make(o.vcpu ? TYPE_VCPU : TYPE_THREAD, 0) };

	must(thread_configure(made.thread, cspace_of(&o), o.vspace ? o.vspace : INIT_SLOT_VSPACE, o.fault),
	     "configuring a thread");
	must(thread_set_priority(made.thread, o.priority, o.priority), "a priority");
	set_registers(&o, made.thread);
	if (!o.passive)
		made.context = make_context(&o, made.thread);
	if (!o.suspended)
		must(thread_resume(made.thread), "starting a thread");
	return made;
}

unsigned world_cores(void)
{
	uint64_t context = world_make(TYPE_SCHED_CONTEXT, 0), slice = WORLD_INFO->timer_frequency / 100;
	unsigned count = 0;

	while (sched_control_configure(INIT_SLOT_SCHED_CONTROL, context, count, slice, slice) == OK)
		count++;
	return count;
}

void world_stop(void)
{
	for (;;)
		bulkhead_wait(never, DEADLINE_NEVER, 0);
}

/* --- the settler: of priority 0, it runs when no other thread can ------------------------------------- */

static void settler(uint64_t unused)
{
	(void)unused;
	for (;;) {
		bulkhead_wait(ask, DEADLINE_NEVER, 0);
		bulkhead_signal(answer);
	}
}

bool world_settle(void)
{
	bulkhead_signal(ask);
	return bulkhead_wait(answer, clock_deadline_ms(SETTLE_MS), 0) == OK;
}

/* --- opening -------------------------------------------------------------------------------------- */

static uint64_t largest_ram(void)
{
	unsigned best = 0;

	for (unsigned n = 0; n < WORLD_INFO->untyped_count; n++)
		if (!WORLD_INFO->untypeds[n].device && WORLD_INFO->untypeds[n].bits > WORLD_INFO->untypeds[best].bits)
			best = n;
	return INIT_SLOT_FIRST_UNTYPED + best;
}

static uint64_t make_notification(void)
{
	return world_badged(world_make(TYPE_NOTIFICATION, 0), 1);
}

static void open_console(void)
{
	uint64_t offset, frame = world_device(WORLD_INFO->uart_address);

	uart_untyped = device_untyped(WORLD_INFO->uart_address, &offset);
	must(world_map(frame, INIT_SLOT_VSPACE, UART_ADDRESS, RIGHT_READ | RIGHT_WRITE, MAP_DEVICE), "the UART");
	console_open((volatile uint32_t *)(UART_ADDRESS + offset % 4096));
}

void world_open(void)
{
	uint64_t own;

	arena = largest_ram();
	open_console();
	ask = make_notification();
	answer = make_notification();
	never = make_notification();
	world_thread((struct world_thread_options){ .entry = settler });
	own = world_make(TYPE_UNTYPED, ARENA_BITS);
	arena = own;
	lasting = next;
}
