/* SPDX-License-Identifier: BSD-2-Clause */
/* See sequence.h. */

#include <arguments.h>
#include <boot.h>
#include <choices.h>
#include <core.h>
#include <exception.h>
#include <gic.h>
#include <host_cache.h>
#include <host_machine.h>
#include <host_tlb.h>
#include <invariants.h>
#include <processor.h>
#include <sched_context.h>
#include <sequence.h>
#include <stage2.h>
#include <thread.h>
#include <trap.h>

#define SYNDROME(class) ((u64)(class) << 26)
#define SYNDROME_WRITE  BIT(6)
#define SYNDROME_ISV    BIT(24)
#define CHAIN            3u
#define FULL_CHECK_EVERY 512u
#define ROTATIONS        320u /* somewhat more than there are hardware tags: 255 */

static struct sequence_counts own_counts;
struct sequence_counts *sequence_counts = &own_counts;

static u32 init_tag; /* of init's VSpace, 0 while it has none */

static u32 current(void)
{
	return this_core()->current;
}

static bool is_guest(u32 thread)
{
	return threads[thread].flags & THREAD_IS_VCPU;
}

static void check(void)
{
	invariants_check();
	thread_invariants_check();
	host_tlb_check();
	host_cache_check();
	const u32 own = host_core;

	for (host_core = 0; host_core < core_count; host_core++)
		processor_check(current());
	host_core = own;
}

void sequence_check_memory(void)
{
	invariants_check_zero();
}

/* Cores that were called come at once. */
static void answer_calls(void)
{
	const u32 own = host_core;

	for (host_core = 0; host_core < core_count; host_core++)
		if (host_is_called(host_core))
			host_enter(trap_interrupt);
	host_core = own;
}

static bool anybody_is_called(void)
{
	for (u32 core = 0; core < core_count; core++)
		if (host_is_called(core))
			return true;
	return false;
}

static void finish_trap(u32 before)
{
	host_interrupt_after = 0;
	for (u32 i = 0; i < 16 && anybody_is_called(); i++)
		answer_calls();
	sequence_counts->traps++;
	sequence_counts->switches += current() != before;
	sequence_counts->tags_taken += init_tag != 0 && granules[BOOT_VSPACE].vmid == 0;
	init_tag = granules[BOOT_VSPACE].vmid;
	check();
}

static void trap_by(void (*entry)(void))
{
	const u32 thread = current();

	host_enter(entry);
	finish_trap(thread);
}

static void trap(u64 syndrome)
{
	host_poke("esr_el2", syndrome);
	trap_by(trap_synchronous);
}

/* Interrupts are never masked outside the kernel: what is pending is taken at once. */
static void take_interrupts(void)
{
	for (u32 core = 0; core < core_count; core++) {
		host_core = core;
		for (u32 i = 0; i < 16 && host_pending() != GIC_NO_INTERRUPT; i++)
			trap_by(trap_interrupt);
	}
}

/* The host is from now on a core that runs something, if there is one. */
static bool find_running_core(void)
{
	const u32 first = choose(core_count);

	for (u32 i = 0; i < core_count; i++) {
		host_core = (first + i) % core_count;
		if (current() != NONE)
			return true;
	}
	return false;
}

static u64 next_timer(void)
{
	u64 first = HOST_NEVER;

	for (host_core = 0; host_core < core_count; host_core++)
		if (host_next_timer() < first)
			first = host_next_timer();
	host_core = 0;
	return first;
}

/* Init's time comes back from whoever it was lent to. */
static void give_init_its_time(void)
{
	const u32 context = BOOT_CONTEXTS * SMALL_PER_GRANULE;

	while (sched_context_unbind(context) == STATUS_PREEMPTED)
		;
	if (sched_context_bind(context, BOOT_THREAD) != OK)
		sequence_counts->init_without_time++;
}

/* As init's guardian would. */
static void restart_init(void)
{
	if (granules[BOOT_THREAD].type != TYPE_THREAD || thread_restart(BOOT_THREAD) != OK)
		return;
	if (threads[BOOT_THREAD].sched_context == NONE)
		give_init_its_time();
	processor_thread_starts_over(BOOT_THREAD);
	host_enter(trap_interrupt);
	finish_trap(NONE);
}

/* All cores sleep: a timer, a device or somebody restarting init wakes one. */
static void wake_somebody(void)
{
	const u64 timer = next_timer();
	const u32 intid = host_enabled(choose(BOOT_INTERRUPTS));

	if (timer != HOST_NEVER)
		host_time = timer;
	else if (intid != GIC_NO_INTERRUPT && !once_in(4))
		host_interrupt(intid);
	else
		restart_init();
	take_interrupts();
}

static bool somebody_runs(void)
{
	if (current() != NONE)
		return true;
	for (u32 i = 0; i < 20 && !choices_are_over(); i++) {
		if (find_running_core())
			return true;
		wake_somebody();
	}
	return false;
}

/* Methods that leave nothing of what the thread had in its registers. */
static void note_method(u32 method, u32 object)
{
	if (method == VCPU_RESET)
		processor_vcpu_is_reset(object);
	if (method == THREAD_RESTART || method == THREAD_SET_REGISTERS)
		processor_thread_starts_over(object);
}

static void count_method(u32 method, bool ok)
{
	sequence_counts->methods[method]++;
	sequence_counts->methods_ok[method] += ok;
}

/* The trap is over before the rules are checked: they depend on what it was. */
static void system_call(u32 number)
{
	const u32 thread = current();
	struct registers *regs = &threads[thread].regs;
	const u64 method = regs->x[0], pc = regs->pc;
	const u32 object = slots[(threads[thread].cspace + (u32)regs->x[9]) % SLOT_LIMIT].object;

	regs->pc += 4;
	host_interrupt_after = once_in(3) ? 1 + choose(4) : 0;
	host_poke("esr_el2", SYNDROME(CLASS_SVC) | number);
	host_enter(number == SYS_INVOKE && once_in(2) ? trap_invoke : trap_synchronous);
	const bool ok = (regs->x[10] & STATUS_MASK) == OK;
	const bool again = regs->pc == pc && regs->x[0] == method;

	if (number == SYS_INVOKE && method < METHOD_COUNT && ok && !again)
		note_method((u32)method, object);
	finish_trap(thread);
	sequence_counts->preempted += again;
	if (number >= SYS_COUNT)
		return;
	sequence_counts->calls[number]++;
	sequence_counts->calls_ok[number] += ok;
	if (number == SYS_INVOKE && method < METHOD_COUNT)
		count_method((u32)method, ok && !again);
}

static void abort_at(u64 address, u64 class)
{
	const u64 detail = once_in(4) ? 0x0c : 0x04; /* permission or translation fault */

	sequence_counts->faults++;
	host_poke("far_el2", address);
	host_poke("hpfar_el2", address >> 8 & ~0xfUL);
	trap(SYNDROME(class) | SYNDROME_ISV | (once_in(2) ? SYNDROME_WRITE : 0) | (u64)choose(32) << 16 | detail);
}

static void use_memory_at(u64 address)
{
	const u32 thread = current();

	if (thread == NONE)
		return;
	const u64 descriptor = host_tlb_use(address, is_guest(thread) ? thread : NONE);

	if (descriptor == 0) {
		if (once_in(8) && thread != BOOT_THREAD)
			abort_at(address, once_in(4) ? CLASS_INSTRUCTION_ABORT : CLASS_DATA_ABORT);
		return;
	}
	const u64 offset = descriptor & STAGE2_TABLE ? address & 0xfffUL : address & 0x1fffffUL;
	const u64 physical = (descriptor & STAGE2_ADDRESS) + offset;

	if ((descriptor & STAGE2_WRITE) && (descriptor & STAGE2_NORMAL) == STAGE2_NORMAL)
		host_cache_user_writes(physical + 64 * choose(3));
}

static void guest_registers(void)
{
	const u64 id = 0x300000 | (u64)choose(8) << 1 | (u64)choose(8) << 17;
	const u64 name = once_in(3) ? choose(1u << 16) << 5 : id;

	trap(SYNDROME(CLASS_REGISTER) | name | (u64)choose(32) << 5 | !once_in(4));
}

static void guest_timer(void)
{
	host_poke("cntv_cval_el0", host_time + choose(3000));
	host_poke("cntv_ctl_el0", choose(4) ? 1 : 0);
}

static void call_out(u64 class)
{
	if (class == CLASS_HVC)
		threads[current()].regs.pc += 4;
	trap(SYNDROME(class));
}

/* In one of the modes that it may have gone to: EL0, EL1 with either stack pointer. */
static void guest_step(void)
{
	static const u64 modes[] = { 0, 4, 5 };

	threads[current()].regs.pstate = modes[choose(3)];
	switch (choose(8)) {
	case 0: call_out(CLASS_HVC); break;
	case 1: call_out(CLASS_SMC); break;
	case 2: call_out(CLASS_WFX); break;
	case 3: guest_registers(); break;
	case 4: guest_timer(); break;
	case 5: host_guest_ends(choose(LIST_REGISTERS)); break;
	case 6: abort_at(arguments_address(), CLASS_DATA_ABORT); break;
	default: call_out(choose(64)); break;
	}
}

static void use_fp(void)
{
	if (!processor_fp_is_open())
		trap(SYNDROME(CLASS_FP));
	if (current() != NONE && processor_fp_is_open())
		processor_use_fp(current());
}

static void serror(void)
{
	host_poke("esr_el2", SYNDROME(0x2f));
	trap_by(trap_serror);
}

static void other_trap(void)
{
	switch (choose(4)) {
	case 0: serror(); break;
	case 1: call_out(choose(64)); break;
	case 2: guest_registers(); break;
	default: abort_at(arguments_address(), CLASS_DATA_ABORT); break;
	}
}

/* Makes a system call as the thread that runs, if that is a native. */
static void invoke(u64 capability, u64 method, const u64 *words)
{
	if (!somebody_runs() || is_guest(current()))
		return;
	u64 *x = threads[current()].regs.x;

	x[9] = capability;
	x[0] = method;
	for (u32 i = 0; i < 5; i++)
		x[1 + i] = words[i];
	system_call(SYS_INVOKE);
}

/* All that it takes to make a thread run: given capability indexes that mean the same to every caller. */
static void spawn(u64 thread, u64 context)
{
	const u64 budget = 1000 + choose(2000);

	invoke(thread, THREAD_CONFIGURE, (u64[5]){ BOOT_SLOT_CNODE, 0, arguments_find(TYPE_ENDPOINT) });
	invoke(thread, THREAD_CONFIGURE, (u64[5]){ 0, arguments_find(TYPE_VSPACE), 0 });
	invoke(thread, THREAD_SET_REGISTERS, (u64[5]){ choose(4096) * 4u });
	invoke(thread, THREAD_SET_PRIORITY, (u64[5]){ BOOT_PRIORITY - 2 + choose(4), PRIORITY_COUNT - 1 });
	invoke(BOOT_SLOT_SCHED_CONTROL, SCHED_CONTROL_CONFIGURE,
	       (u64[5]){ context, choose(core_count), budget, once_in(2) ? budget : budget + choose(2000) });
	invoke(context, SCHED_CONTEXT_BIND, (u64[5]){ thread });
	invoke(thread, THREAD_RESUME, (u64[5]){ 0 });
}

/* A page goes from where it is to where it can be executed, with what was written to it. */
static void remap(u64 space, u64 address)
{
	const u64 frame = arguments_find(TYPE_FRAME);

	use_memory_at(arguments_address_in_use());
	invoke(frame, FRAME_UNMAP, (u64[5]){ 0 });
	invoke(frame, FRAME_MAP, (u64[5]){ space, address, RIGHT_READ | RIGHT_EXECUTE | choose(4), MAP_NORMAL });
}

/* A page somewhere, with the tables that it takes. */
static void map(u64 space, u64 address)
{
	for (u32 i = 0; i < 2; i++)
		invoke(arguments_find_unmapped(TYPE_PAGE_TABLE), PAGE_TABLE_MAP, (u64[5]){ space, address });
	const u64 frame = arguments_find_unmapped(TYPE_FRAME);
	const bool device = slots[threads[current()].cspace + (u32)frame].flags & SLOT_DEVICE;
	const u64 rights = RIGHT_READ | choose(device ? 4 : 8);

	invoke(frame, FRAME_MAP, (u64[5]){ space, address, rights, device ? MAP_DEVICE : MAP_NORMAL });
}

/* A preempted call is usually made again (arguments.c). Init alone is no use without its fault handler. */
static void act_as_native(u32 thread)
{
	if (once_in(10) && (thread != BOOT_THREAD || once_in(500)))
		other_trap();
	else if (once_in(20))
		use_fp();
	else if (once_in(40))
		spawn(arguments_find(once_in(3) ? TYPE_VCPU : TYPE_THREAD), arguments_find(TYPE_SCHED_CONTEXT));
	else if (once_in(15))
		remap(arguments_find(TYPE_VSPACE), arguments_address());
	else if (once_in(15))
		map(arguments_find(TYPE_VSPACE), arguments_address());
	else
		system_call(arguments_make(thread));
}

static void act(void)
{
	const u32 thread = current();

	if (is_guest(thread)) {
		processor_use_el1(thread);
		guest_step();
	} else {
		act_as_native(thread);
	}
}

bool sequence_step(void)
{
	host_time += choose(200);
	if (once_in(12)) {
		const u32 intid = host_enabled(choose(BOOT_INTERRUPTS));

		if (intid != GIC_NO_INTERRUPT)
			host_interrupt(intid);
	}
	take_interrupts();
	if (!find_running_core() && !somebody_runs())
		return false;
	use_memory_at(arguments_address());
	use_memory_at(arguments_address_in_use());
	act();
	if (++sequence_counts->steps % FULL_CHECK_EVERY == 0)
		sequence_check_memory();
	return true;
}

/* Something of every kind in init's CNode, in this order. */
enum populated {
	SLOT_UNTYPED = BOOT_SLOT_FREE,
	SLOT_THREAD = SLOT_UNTYPED + 3,
	SLOT_VCPU = SLOT_THREAD + 6,
	SLOT_VSPACE = SLOT_VCPU + 3,
	SLOT_PAGE_TABLE = SLOT_VSPACE + 4,
	SLOT_FRAME = SLOT_PAGE_TABLE + 20,
	SLOT_ENDPOINT = SLOT_FRAME + 12,
	SLOT_NOTIFICATION = SLOT_ENDPOINT + 4,
	SLOT_REPLY = SLOT_NOTIFICATION + 4,
	SLOT_SCHED_CONTEXT = SLOT_REPLY + 6,
	SLOT_CNODE = SLOT_SCHED_CONTEXT + 9,
	SLOT_LARGE_FRAME = SLOT_CNODE + 2,
	SLOT_DEVICE_FRAME = SLOT_LARGE_FRAME + 1,
	SLOT_EMPTY = SLOT_DEVICE_FRAME + 4,
};

static void populate(void)
{
	static const struct {
		u8 source, type, bits, slot, count;
	} wanted[] = {
		{ BOOT_SLOT_RAM, TYPE_UNTYPED, 18, SLOT_UNTYPED, 3 },
		{ BOOT_SLOT_RAM, TYPE_THREAD, 0, SLOT_THREAD, 6 },
		{ BOOT_SLOT_RAM, TYPE_VCPU, 0, SLOT_VCPU, 3 },
		{ BOOT_SLOT_RAM, TYPE_VSPACE, 0, SLOT_VSPACE, 4 },
		{ BOOT_SLOT_RAM, TYPE_PAGE_TABLE, 0, SLOT_PAGE_TABLE, 20 },
		{ BOOT_SLOT_RAM, TYPE_FRAME, FRAME_SMALL_BITS, SLOT_FRAME, 12 },
		{ BOOT_SLOT_RAM, TYPE_ENDPOINT, 0, SLOT_ENDPOINT, 4 },
		{ BOOT_SLOT_RAM, TYPE_NOTIFICATION, 0, SLOT_NOTIFICATION, 4 },
		{ BOOT_SLOT_RAM, TYPE_REPLY, 0, SLOT_REPLY, 6 },
		{ BOOT_SLOT_RAM, TYPE_SCHED_CONTEXT, 0, SLOT_SCHED_CONTEXT, 9 },
		{ BOOT_SLOT_RAM, TYPE_CNODE, CNODE_MIN_BITS, SLOT_CNODE, 2 },
		{ BOOT_SLOT_RAM, TYPE_FRAME, FRAME_LARGE_BITS, SLOT_LARGE_FRAME, 1 },
		{ BOOT_SLOT_DEVICE, TYPE_FRAME, FRAME_SMALL_BITS, SLOT_DEVICE_FRAME, 4 },
	};

	for (u32 i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		invoke(wanted[i].source, UNTYPED_RETYPE,
		       (u64[5]){ wanted[i].type, wanted[i].bits, BOOT_SLOT_CNODE, wanted[i].slot, wanted[i].count });
}

/* Init waits a while for a message: others run. */
static void let_others_run(void)
{
	u64 *x = threads[BOOT_THREAD].regs.x;

	x[9] = SLOT_ENDPOINT;
	x[11] = 0;
	x[12] = host_time + 2000;
	system_call(SYS_RECV);
}

/* The thread that the slot names is among those that yield to one another. */
static void yield_to(u32 slot)
{
	const u32 thread = slots[threads[BOOT_THREAD].cspace + slot].object;

	for (u32 i = 0; i < 4 && somebody_runs() && current() != thread; i++)
		system_call(SYS_YIELD);
}

/* As init: the thread has time, and the address space in the slot. */
static void prepare(u32 thread, u64 cspace, u64 vspace)
{
	const u64 context = SLOT_SCHED_CONTEXT + thread - SLOT_THREAD;

	invoke(thread, THREAD_CONFIGURE, (u64[5]){ cspace, vspace, 0 });
	invoke(BOOT_SLOT_SCHED_CONTROL, SCHED_CONTROL_CONFIGURE, (u64[5]){ context, 0, 1000, 1000 });
	invoke(context, SCHED_CONTEXT_BIND, (u64[5]){ thread });
	invoke(thread, THREAD_SET_PRIORITY, (u64[5]){ BOOT_PRIORITY, PRIORITY_COUNT - 1 });
	invoke(thread, THREAD_SET_REGISTERS, (u64[5]){ 0 });
	invoke(thread, THREAD_RESUME, (u64[5]){ 0 });
}

/* A thread runs in a new address space, which then goes. */
static void rotate_once(void)
{
	invoke(SLOT_UNTYPED, UNTYPED_RETYPE, (u64[5]){ TYPE_VSPACE, 0, BOOT_SLOT_CNODE, SLOT_EMPTY, 1 });
	prepare(SLOT_THREAD, 0, SLOT_EMPTY);
	yield_to(SLOT_THREAD);
	yield_to(BOOT_SLOT_THREAD);
	invoke(BOOT_SLOT_CNODE, CNODE_REVOKE, (u64[5]){ SLOT_UNTYPED });
}

/* More address spaces than there are hardware tags, one after the other, while init's holds translations: in the end
 * one takes init's tag. */
static void rotate_tags(void)
{
	map(BOOT_SLOT_VSPACE, 0);
	for (u32 i = 0; i < ROTATIONS; i++) {
		use_memory_at(0);
		rotate_once();
	}
}

/* A thread destroys the address space that it runs in, and nobody else runs. */
static void leave_own_space(void)
{
	invoke(SLOT_UNTYPED, UNTYPED_RETYPE, (u64[5]){ TYPE_VSPACE, 0, BOOT_SLOT_CNODE, SLOT_EMPTY, 1 });
	prepare(SLOT_THREAD, BOOT_SLOT_CNODE, SLOT_EMPTY);
	let_others_run();
	for (u32 i = 0; i < 4 && somebody_runs() && current() != BOOT_THREAD; i++)
		invoke(BOOT_SLOT_CNODE, CNODE_REVOKE, (u64[5]){ SLOT_UNTYPED });
}

/* As the server: it waits for callers; its time is then taken away. */
static void make_passive_server(u32 n)
{
	const u32 thread = SLOT_THREAD + n;

	prepare(thread, BOOT_SLOT_CNODE, SLOT_VSPACE + n);
	yield_to(thread);
	if (!somebody_runs())
		return;
	u64 *x = threads[current()].regs.x;

	x[9] = SLOT_ENDPOINT + n;
	x[11] = SLOT_REPLY + n;
	x[12] = DEADLINE_NEVER;
	system_call(SYS_RECV);
	invoke(SLOT_SCHED_CONTEXT + n, SCHED_CONTEXT_UNBIND, (u64[5]){ 0 });
}

/* Init calls one server, which calls the next, and so on, all on init's time; then one of them may go. */
static void call_in_chain(void)
{
	for (u32 n = 0; n < CHAIN; n++)
		make_passive_server(n);
	for (u32 n = 0; n < CHAIN; n++) {
		if (!somebody_runs())
			return;
		threads[current()].regs.x[9] = SLOT_ENDPOINT + n;
		system_call(SYS_CALL);
	}
	switch (choose(4)) {
	case 0: invoke(SLOT_THREAD + choose(CHAIN), THREAD_SUSPEND, (u64[5]){ 0 }); break;
	case 1: invoke(BOOT_SLOT_CNODE, CNODE_DELETE, (u64[5]){ SLOT_REPLY + choose(CHAIN) }); break;
	case 2: invoke(BOOT_SLOT_THREAD, THREAD_SUSPEND, (u64[5]){ 0 }); break;
	default: break;
	}
}

static void special_start(void)
{
	switch (choose(8)) {
	case 0: rotate_tags(); break;
	case 1: leave_own_space(); break;
	case 2: case 3: call_in_chain(); break;
	default: break;
	}
}

void sequence_start(void)
{
	init_tag = 0;
	arguments_reset();
	processor_reset();
	boot(1u << choose(3));
	populate();
	special_start();
	for (u32 i = 0; i < SLOT_VSPACE - SLOT_THREAD; i++)
		spawn(SLOT_THREAD + i, SLOT_SCHED_CONTEXT + i);
}
