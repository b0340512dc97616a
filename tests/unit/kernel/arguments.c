/* SPDX-License-Identifier: BSD-2-Clause */
/* See arguments.h. */

#include <arguments.h>
#include <arrays.h>
#include <boot.h>
#include <choices.h>
#include <core.h>
#include <host_machine.h>

/* A call that was preempted: its number, and the program counter that shows that it is to be made again. */
static struct {
	u64 pc;
	u32 number;
} last[GRANULE_LIMIT];

static u32 actor;

void arguments_reset(void)
{
	for (u32 i = 0; i < GRANULE_LIMIT; i++)
		last[i].number = SYS_COUNT;
}

u64 arguments_address(void)
{
	const u64 top = choose(3);
	const u64 middle = choose(3);

	if (once_in(60))
		return choose_word();
	return top << 30 | middle << 21 | (u64)choose(4) << 12;
}

static u32 slot_count(void)
{
	return threads[actor].cspace_count;
}

static const struct slot *slot_at(u32 index)
{
	return &slots[threads[actor].cspace + index];
}

static bool fits(u32 index, u8 type)
{
	const u8 found = slot_at(index)->type;

	return found == type || (type == TYPE_THREAD && found == TYPE_VCPU);
}

/* A capability of this type, or an empty slot for TYPE_NULL, if there is one; else any index. */
static u64 find(u8 type)
{
	const u32 count = slot_count();
	u32 matches = 0;

	for (u32 index = 1; index < count; index++)
		matches += fits(index, type);
	if (matches == 0)
		return choose(count + 4);
	matches = choose(matches);
	for (u32 index = 1; index < count; index++)
		if (fits(index, type) && matches-- == 0)
			return index;
	return 0;
}

u64 arguments_find(u8 type)
{
	actor = this_core()->current;
	return find(type);
}

u64 arguments_find_unmapped(u8 type)
{
	u64 index = arguments_find(type);

	for (u32 tries = 0; tries < 8 && index < slot_count() && (slot_at((u32)index)->flags & SLOT_MAPPED); tries++)
		index = find(type);
	return index;
}

static bool is_mapped_here(u32 index)
{
	const struct slot *frame = slot_at(index);

	return frame->type == TYPE_FRAME && (frame->flags & SLOT_MAPPED) && frame->map_vspace == threads[actor].vspace;
}

u64 arguments_address_in_use(void)
{
	actor = this_core()->current;
	const u32 count = slot_count(), start = choose(64);

	for (u32 i = 0; i < count; i++)
		if (is_mapped_here((start + i) % count))
			return (u64)slot_at((start + i) % count)->map_page << GRANULE_BITS;
	return arguments_address();
}

static u64 cap(u8 type)
{
	return once_in(50) ? choose(slot_count() + 4) : find(type);
}

/* None of those that init lives by, mostly. */
static u64 spare(u8 type)
{
	u64 index = cap(type);

	for (u32 tries = 0; tries < 4 && index < BOOT_SLOT_FREE && !once_in(100); tries++)
		index = find(type);
	return index;
}

static u64 maybe(u8 type)
{
	return once_in(3) ? 0 : cap(type);
}

static u64 empty(void)
{
	return once_in(30) ? choose(slot_count() + 4) : find(TYPE_NULL);
}

/* A slot in use; those that init needs only rarely. */
static u64 used(void)
{
	const u32 count = slot_count();

	for (u32 tries = 0; tries < 40 && count != 0; tries++) {
		const u32 index = choose(count);

		if (slot_at(index)->type != TYPE_NULL && index != 0 && (index >= BOOT_SLOT_FREE || once_in(200)))
			return index;
	}
	return choose(count + 1);
}

/* The capability to the CNode that is the caller's own CSpace, so that slots mean the same in both. */
static u64 own_cnode(void)
{
	const u32 count = slot_count();

	for (u32 index = 1; index < count && index < BOOT_SLOT_FREE; index++)
		if (slot_at(index)->type == TYPE_CNODE && slot_at(index)->object * SLOTS_PER_GRANULE == threads[actor].cspace)
			return index;
	return cap(TYPE_CNODE);
}

static u64 cnode(void)
{
	return once_in(10) ? cap(TYPE_CNODE) : own_cnode();
}

static u64 rights(void)
{
	return once_in(6) ? choose(256) : RIGHTS_ALL;
}

static u64 deadline(void)
{
	switch (choose(6)) {
	case 0: return DEADLINE_NEVER;
	case 1: return 0;
	case 2: return choose(100);
	default: return host_time + choose(4000);
	}
}

/* Init waits for nothing without an end: who else would go on? */
static u64 deadline_of_actor(void)
{
	const u64 word = deadline();

	return actor == BOOT_THREAD && word == DEADLINE_NEVER && !once_in(300) ? host_time + choose(4000) : word;
}

static u64 size_bits(u64 type)
{
	switch (type) {
	case TYPE_CNODE: return CNODE_MIN_BITS + choose(3);
	case TYPE_UNTYPED: return GRANULE_BITS + choose(7);
	case TYPE_FRAME: return once_in(12) ? FRAME_LARGE_BITS : FRAME_SMALL_BITS;
	default: return 0;
	}
}

static void for_retype(u64 *x)
{
	static const u8 types[] = {
		TYPE_UNTYPED, TYPE_CNODE, TYPE_THREAD, TYPE_VCPU, TYPE_ENDPOINT, TYPE_NOTIFICATION, TYPE_REPLY,
		TYPE_SCHED_CONTEXT, TYPE_VSPACE, TYPE_VSPACE, TYPE_PAGE_TABLE, TYPE_PAGE_TABLE, TYPE_FRAME, TYPE_FRAME,
	};

	x[9] = cap(TYPE_UNTYPED);
	x[1] = once_in(40) ? choose(20) : types[choose(sizeof(types))];
	x[2] = once_in(40) ? choose(70) : size_bits(x[1]);
	x[3] = cnode();
	x[4] = empty();
	x[5] = once_in(40) ? choose(80) : 1 + choose(4);
}

static void for_cnode(u64 *x)
{
	const bool ends = x[0] == CNODE_DELETE || x[0] == CNODE_REVOKE || x[0] == CNODE_INSPECT;

	x[9] = cnode();
	x[1] = ends ? used() : empty();
	if (x[0] == CNODE_REVOKE && once_in(3))
		x[1] = once_in(8) ? find(TYPE_IRQ_CONTROL) : spare(TYPE_UNTYPED);
	x[2] = cnode();
	x[3] = used();
	x[4] = x[0] == CNODE_MUTATE ? choose(3) : rights();
	x[5] = choose(4);
	if ((x[0] == CNODE_MINT || x[0] == CNODE_MUTATE) && once_in(2))
		x[3] = cap(once_in(2) ? TYPE_ENDPOINT : TYPE_NOTIFICATION);
}

static void for_thread(u64 *x)
{
	x[9] = x[0] >= VCPU_INJECT ? cap(TYPE_VCPU) : spare(TYPE_THREAD);
	switch (x[0]) {
	case THREAD_CONFIGURE:
		x[1] = once_in(4) ? maybe(TYPE_CNODE) : own_cnode();
		x[2] = maybe(TYPE_VSPACE);
		x[3] = maybe(TYPE_ENDPOINT);
		break;
	case THREAD_SET_PRIORITY:
		x[1] = once_in(20) ? choose(80) : BOOT_PRIORITY - 3 + choose(6);
		x[2] = once_in(8) ? choose(80) : PRIORITY_COUNT - 1;
		break;
	case THREAD_BIND_NOTIFICATION:
		x[1] = maybe(TYPE_NOTIFICATION);
		break;
	case VCPU_INJECT:
		x[1] = once_in(20) ? choose_word() : (20 + choose(12)) | (u64)choose(200) << 32;
		break;
	case VCPU_SET_TIMER:
		x[1] = once_in(10) ? choose(4) : choose(2);
		x[2] = choose(260);
		break;
	default: /* entry, or the affinity of a vCPU */
		for (u32 i = 1; i < 5; i++)
			x[i] = once_in(20) ? choose_word() : choose(256);
	}
}

static void for_scheduling(u64 *x)
{
	x[9] = x[0] == SCHED_CONTROL_CONFIGURE ? cap(TYPE_SCHED_CONTROL) : spare(TYPE_SCHED_CONTEXT);
	x[1] = cap(x[0] == SCHED_CONTROL_CONFIGURE ? TYPE_SCHED_CONTEXT : TYPE_THREAD);
	x[2] = once_in(30) ? choose(6) : choose(core_count);
	x[3] = once_in(30) ? choose_word() : 1000 + choose(2000);
	x[4] = once_in(2) ? x[3] : x[3] + choose(4000);
}

static void for_mapping(u64 *x)
{
	const bool table = x[0] == PAGE_TABLE_MAP || x[0] == PAGE_TABLE_UNMAP;

	x[9] = cap(table ? TYPE_PAGE_TABLE : TYPE_FRAME);
	x[1] = cap(TYPE_VSPACE);
	x[2] = arguments_address();
	if (x[9] < slot_count() && slot_at((u32)x[9])->bits == FRAME_LARGE_BITS)
		x[2] &= ~(BIT(FRAME_LARGE_BITS) - 1);
	x[3] = once_in(20) ? choose(256) : RIGHT_READ | choose(8);
	x[4] = x[9] < slot_count() && (slot_at((u32)x[9])->flags & SLOT_DEVICE) ? MAP_DEVICE : MAP_NORMAL;
	if (once_in(30))
		x[4] = choose(3);
	if (x[0] == VSPACE_LOOKUP) {
		x[9] = cap(TYPE_VSPACE);
		x[1] = arguments_address();
	}
}

static void for_interrupt(u64 *x)
{
	x[9] = cap(x[0] == IRQ_CONTROL_GET ? TYPE_IRQ_CONTROL : TYPE_IRQ_HANDLER);
	x[1] = x[0] == IRQ_CONTROL_GET ? 14 + choose(52) : cap(TYPE_NOTIFICATION);
	x[2] = once_in(10) ? choose(4) : choose(2);
	x[3] = cnode();
	x[4] = empty();
}

static u32 pick_method(void)
{
	static const u8 often[] = {
		UNTYPED_RETYPE, UNTYPED_RETYPE, THREAD_CONFIGURE, THREAD_CONFIGURE, THREAD_SET_REGISTERS, THREAD_RESUME,
		THREAD_RESUME, SCHED_CONTROL_CONFIGURE, SCHED_CONTEXT_BIND, SCHED_CONTEXT_BIND, FRAME_MAP, FRAME_MAP,
		FRAME_MAP, PAGE_TABLE_MAP, PAGE_TABLE_MAP, FRAME_UNMAP, IRQ_CONTROL_GET, IRQ_HANDLER_BIND, IRQ_HANDLER_ACK,
		CNODE_DELETE, THREAD_SET_PRIORITY, THREAD_RESTART, THREAD_RESTART, CNODE_REVOKE, SCHED_CONTEXT_UNBIND,
		VCPU_INJECT, VCPU_INJECT, VCPU_SET_TIMER,
	};

	if (once_in(3))
		return once_in(40) ? choose(SCHED_CONTROL_WINDOW) : 1 + choose(SCHED_CONTROL_WINDOW - 1); /* no windows: they do not end */
	return often[choose(sizeof(often))];
}

static void for_invoke(u64 *x)
{
	x[0] = pick_method();
	if (x[0] == UNTYPED_RETYPE)
		for_retype(x);
	else if (x[0] <= CNODE_INSPECT)
		for_cnode(x);
	else if (x[0] <= VCPU_RESET)
		for_thread(x);
	else if (x[0] <= SCHED_CONTEXT_CONSUMED)
		for_scheduling(x);
	else if (x[0] <= VSPACE_LOOKUP)
		for_mapping(x);
	else
		for_interrupt(x);
}

/* A reply object that somebody awaits, or any. */
static u64 reply_in_use(void)
{
	for (u32 tries = 0; tries < 6; tries++) {
		const u64 index = find(TYPE_REPLY);

		if (index < slot_count() && slot_at((u32)index)->type == TYPE_REPLY && replies[slot_at((u32)index)->object].caller != NONE)
			return index;
	}
	return cap(TYPE_REPLY);
}

/* Words that also make sense as the answer to a fault. */
static void for_message(u64 *x)
{
	x[0] = choose(32) | (u64)choose(32) << 8;
	for (u32 i = 1; i < 9; i++)
		x[i] = choose(64);
	x[9] = cap(once_in(5) ? TYPE_NOTIFICATION : TYPE_ENDPOINT);
	x[11] = once_in(5) ? 0 : once_in(2) ? reply_in_use() : cap(TYPE_REPLY);
	x[12] = deadline_of_actor();
	x[13] = once_in(2) ? 0 : empty();
	x[14] = once_in(20) ? empty() : used();
}

static u32 pick_call(void)
{
	static const u8 often[] = { SYS_RECV, SYS_REPLY_RECV, SYS_REPLY_RECV_CAP, SYS_CALL, SYS_CALL_CAP };
	const u32 any = choose(SYS_COUNT + (once_in(100) ? 3 : 0));
	const u32 number = once_in(3) ? often[choose(sizeof(often))] : any;
	const bool waits = number == SYS_CALL || number == SYS_SEND || number == SYS_CALL_CAP || number == SYS_SEND_CAP;

	return waits && actor == BOOT_THREAD && !once_in(300) ? SYS_RECV : number;
}

static bool is_to_be_made_again(void)
{
	return last[actor].number != SYS_COUNT && threads[actor].regs.pc == last[actor].pc && !once_in(20);
}

u32 arguments_make(u32 thread)
{
	u64 *x = threads[thread].regs.x;

	actor = thread;
	if (is_to_be_made_again())
		return last[thread].number;
	const u32 number = once_in(2) ? SYS_INVOKE : pick_call();

	if (number == SYS_INVOKE)
		for_invoke(x);
	else
		for_message(x);
	if (number == SYS_SIGNAL)
		x[9] = cap(TYPE_NOTIFICATION);
	last[thread].number = number == SYS_INVOKE ? number : SYS_COUNT;
	last[thread].pc = threads[thread].regs.pc;
	return number;
}
