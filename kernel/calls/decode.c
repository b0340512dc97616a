/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of methods, and the one place that turns a caller's words into checked arguments.
 * A row says which type and rights the invoked capability needs, and what each argument is.
 */
#include <arrays.h>
#include <decode.h>
#include <slot.h>

enum argument_kind {
	ARG_NONE,
	ARG_WORD,     /* any number; the method checks it */
	ARG_SLOT,     /* index of a slot of the invoked CNode */
	ARG_IN_CNODE, /* index of a slot of the CNode that the argument before names */
	ARG_CAP,      /* a capability of the row's type and rights */
	ARG_MAYBE,    /* the same, or 0 for none */
};

struct argument {
	u8 kind : 4, type : 4;
	u8 rights;
};

struct method_row {
	u8 type;
	u8 rights;
	struct argument argument[CALL_ARGUMENTS];
};

#define WORD         { ARG_WORD, 0, 0 }
#define SLOT         { ARG_SLOT, 0, 0 }
#define IN_CNODE     { ARG_IN_CNODE, 0, 0 }
#define CAP(t, r)    { ARG_CAP, TYPE_##t, r }
#define MAYBE(t, r)  { ARG_MAYBE, TYPE_##t, r }

#define R RIGHT_READ
#define W RIGHT_WRITE
#define C RIGHT_CONTROL

static const struct method_row rows[METHOD_COUNT] = {
	[UNTYPED_RETYPE] = { TYPE_UNTYPED, W, { WORD, WORD, CAP(CNODE, W), IN_CNODE, WORD } },
	[CNODE_COPY] = { TYPE_CNODE, W, { SLOT, CAP(CNODE, R), IN_CNODE, WORD } },
	[CNODE_MINT] = { TYPE_CNODE, W, { SLOT, CAP(CNODE, R), IN_CNODE, WORD, WORD } },
	[CNODE_MOVE] = { TYPE_CNODE, W, { SLOT, CAP(CNODE, W), IN_CNODE } },
	[CNODE_MUTATE] = { TYPE_CNODE, W, { SLOT, CAP(CNODE, W), IN_CNODE, WORD } },
	[CNODE_DELETE] = { TYPE_CNODE, W, { SLOT } },
	[CNODE_REVOKE] = { TYPE_CNODE, W, { SLOT } },
	[CNODE_INSPECT] = { TYPE_CNODE, R, { SLOT } },
	[THREAD_CONFIGURE] = { TYPE_THREAD, C,
		{ MAYBE(CNODE, C), MAYBE(VSPACE, C), MAYBE(ENDPOINT, W | RIGHT_CALL) } },
	[THREAD_SET_REGISTERS] = { TYPE_THREAD, C, { WORD, WORD, WORD, WORD } },
	[THREAD_SET_PRIORITY] = { TYPE_THREAD, C, { WORD, WORD } },
	[THREAD_BIND_NOTIFICATION] = { TYPE_THREAD, C, { MAYBE(NOTIFICATION, R) } },
	[THREAD_RESUME] = { TYPE_THREAD, C, { { 0 } } },
	[THREAD_SUSPEND] = { TYPE_THREAD, C, { { 0 } } },
	[THREAD_RESTART] = { TYPE_THREAD, RIGHT_RESTART, { { 0 } } },
	[VCPU_INJECT] = { TYPE_VCPU, C, { WORD } },
	[VCPU_SET_TIMER] = { TYPE_VCPU, C, { WORD, WORD } },
	[VCPU_RESET] = { TYPE_VCPU, C, { { 0 } } },
	[SCHED_CONTROL_CONFIGURE] = { TYPE_SCHED_CONTROL, C, { CAP(SCHED_CONTEXT, C), WORD, WORD, WORD } },
	[SCHED_CONTEXT_BIND] = { TYPE_SCHED_CONTEXT, C, { CAP(THREAD, C) } },
	[SCHED_CONTEXT_UNBIND] = { TYPE_SCHED_CONTEXT, C, { { 0 } } },
	[SCHED_CONTEXT_CONSUMED] = { TYPE_SCHED_CONTEXT, R, { { 0 } } },
	[FRAME_MAP] = { TYPE_FRAME, 0, { CAP(VSPACE, C), WORD, WORD, WORD } },
	[FRAME_UNMAP] = { TYPE_FRAME, 0, { { 0 } } },
	[PAGE_TABLE_MAP] = { TYPE_PAGE_TABLE, C, { CAP(VSPACE, C), WORD } },
	[PAGE_TABLE_UNMAP] = { TYPE_PAGE_TABLE, C, { { 0 } } },
	[VSPACE_LOOKUP] = { TYPE_VSPACE, R, { WORD } },
	[IRQ_CONTROL_GET] = { TYPE_IRQ_CONTROL, C, { WORD, WORD, CAP(CNODE, W), IN_CNODE } },
	[IRQ_HANDLER_BIND] = { TYPE_IRQ_HANDLER, C, { CAP(NOTIFICATION, W) } },
	[IRQ_HANDLER_ACK] = { TYPE_IRQ_HANDLER, C, { { 0 } } },
	[IRQ_HANDLER_UNBIND] = { TYPE_IRQ_HANDLER, C, { { 0 } } },
};

u32 cspace_lookup(u32 thread, u64 address)
{
	if (address >= threads[thread].cspace_count)
		return NONE;
	return threads[thread].cspace + (u32)address;
}

/* A vCPU is a thread: it fits where a thread is asked for. */
static bool fits(u8 type, u8 wanted)
{
	return type == wanted || (wanted == TYPE_THREAD && type == TYPE_VCPU);
}

static enum status check_capability(u32 slot, u8 type, u8 rights)
{
	if (slot == NONE || !fits(slots[slot].type, type))
		return INVALID_CAPABILITY;
	return rights & ~slots[slot].rights ? NO_RIGHTS : OK;
}

/* Slot 0 is nobody's: address 0 means no capability, and a CNode being destroyed keeps its own there. */
static enum status slot_of_cnode(u32 cnode, u64 index, u64 *slot)
{
	if (index == 0 || index >= BIT(slots[cnode].bits))
		return OUT_OF_RANGE;
	*slot = slots[cnode].object * SLOTS_PER_GRANULE + index;
	return OK;
}

static enum status resolve(struct call *call, u32 n, struct argument what, u64 word)
{
	call->argument[n] = word;
	switch (what.kind) {
	case ARG_SLOT:
		return slot_of_cnode(call->slot, word, &call->argument[n]);
	case ARG_IN_CNODE:
		return slot_of_cnode((u32)call->argument[n - 1], word, &call->argument[n]);
	case ARG_MAYBE:
		if (word == 0)
			return OK;
		__attribute__((fallthrough));
	case ARG_CAP:
		call->argument[n] = cspace_lookup(call->thread, word);
		return check_capability((u32)call->argument[n], what.type, what.rights);
	default:
		return OK;
	}
}

enum status decode(u32 thread, struct call *call)
{
	const u64 *x = threads[thread].regs.x;
	u32 slot = cspace_lookup(thread, x[9]);

	if (slot == NONE || slots[slot].type == TYPE_NULL)
		return INVALID_CAPABILITY;
	if (x[0] == METHOD_NONE || x[0] >= METHOD_COUNT)
		return INVALID_METHOD;
	const struct method_row *row = &rows[x[0]];
	enum status status = check_capability(slot, row->type, row->rights);

	*call = (struct call){ .thread = thread, .slot = slot, .method = (u32)x[0], .object = slots[slot].object };
	for (u32 n = 0; n < CALL_ARGUMENTS && status == OK; n++)
		status = resolve(call, n, row->argument[n], x[1 + n]);
	return status;
}
