/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of methods, made of api/interface.h, and the one place that turns a caller's words into checked
 * arguments. A row says which type and rights the invoked capability needs, and what each argument is.
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

/* How a row of the interface (api/interface.h) becomes a row of this table. */
#define WORD(name)                { ARG_WORD, 0, 0 }
#define PAIR(low, high)           { ARG_WORD, 0, 0 }
#define ENUM(enumeration, name)   { ARG_WORD, 0, 0 }
#define SLOT(name)                { ARG_SLOT, 0, 0 }
#define IN_CNODE(name)            { ARG_IN_CNODE, 0, 0 }
#define CAP(name, type, rights)   { ARG_CAP, TYPE_##type, rights }
#define MAYBE(name, type, rights) { ARG_MAYBE, TYPE_##type, rights }
#define ARGUMENTS(...)            { __VA_ARGS__ }
#define NO_ARGUMENTS              { { 0 } }
#define METHOD_ROW(name, number, type, rights, arguments, ...) [name] = { TYPE_##type, rights, arguments },

static const struct method_row rows[METHOD_COUNT] = { EACH_METHOD(METHOD_ROW) };

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
