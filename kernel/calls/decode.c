/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of methods, made of api/interface.h, and the one place that turns a caller's words into checked
 * arguments. A row says which type and rights the invoked capability needs, and what each argument is.
 */
#include <arrays.h>
#include <decode.h>
#include <slot.h>

/* What the kernel makes of an argument. */
enum argument_kind {
	ARG_WORD,  /* nothing: the method checks it */
	ARG_SLOT,  /* index of a slot of the CNode that the argument before names, or of the invoked one */
	ARG_CAP,   /* a capability of the row's type and rights */
	ARG_MAYBE, /* the same, or 0 for none */
};

/*
 * A row is one word: type (4 bits) and rights (7) of the invoked capability, then for each of the first four arguments
 * kind (2), type (4) and rights (7). What is 0 need not be looked at; a fifth that is no plain word divides by 0.
 */
#define TYPE_BITS     4
#define OBJECT_BITS   11 /* type and rights */
#define ARGUMENT_BITS 13

#define OBJECT(type, rights) ((u64)(type) | (u64)(rights) << TYPE_BITS)
#define TYPE_OF(object)      ((object) & 15)
#define RIGHTS_OF(object)    ((u8)((object) >> TYPE_BITS & RIGHTS_ALL))

_Static_assert(TYPE_COUNT <= 1 << TYPE_BITS && RIGHTS_ALL < 1 << (OBJECT_BITS - TYPE_BITS), "a row's fields");

/* How a row of the interface becomes a row of this table. */
#define WORD(name)                ARG_WORD
#define PAIR(low, high)           ARG_WORD
#define ENUM(enumeration, name)   ARG_WORD
#define SLOT(name)                ARG_SLOT
#define IN_CNODE(name)            ARG_SLOT
#define CAP(name, type, rights)   (ARG_CAP | OBJECT(TYPE_##type, rights) << 2)
#define MAYBE(name, type, rights) (ARG_MAYBE | OBJECT(TYPE_##type, rights) << 2)
#define NO_ARGUMENTS              0UL
#define ARGUMENTS(...)            FIVE(__VA_ARGS__, 0, 0, 0, 0, 0)
#define FIVE(a, b, c, d, e, ...) \
	((u64)(a) | (u64)(b) << ARGUMENT_BITS | (u64)(c) << 2 * ARGUMENT_BITS | (u64)(d) << 3 * ARGUMENT_BITS | 0 / ((e) == ARG_WORD))
#define METHOD_ROW(name, number, type, rights, arguments, ...) \
	[name] = OBJECT(TYPE_##type, rights) | (arguments) << OBJECT_BITS,

static const u64 rows[METHOD_COUNT] = { EACH_METHOD(METHOD_ROW) };

u32 cspace_lookup(u32 thread, u64 address)
{
	if (address >= threads[thread].cspace_count)
		return NONE;
	return threads[thread].cspace + (u32)address;
}

/* A vCPU is a thread: it fits where a thread is asked for. */
static bool fits(u64 type, u64 wanted)
{
	return type == wanted || (wanted == TYPE_THREAD && type == TYPE_VCPU);
}

enum status check_capability(u32 slot, u64 type, u8 rights)
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

static enum status resolve(struct call *call, u32 n, u64 what)
{
	u64 word = call->argument[n];
	u64 object = what >> 2;

	switch (what & 3) {
	case ARG_WORD:
		return OK;
	case ARG_SLOT:
		return slot_of_cnode(n == 0 ? call->slot : (u32)call->argument[n - 1], word, &call->argument[n]);
	case ARG_MAYBE:
		if (word == 0)
			return OK;
		__attribute__((fallthrough));
	default:
		call->argument[n] = cspace_lookup(call->thread, word);
		return check_capability((u32)call->argument[n], TYPE_OF(object), RIGHTS_OF(object));
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
	u64 row = rows[x[0]];
	enum status status = check_capability(slot, TYPE_OF(row), RIGHTS_OF(row));

	*call = (struct call){ .thread = thread, .slot = slot, .method = (u32)x[0], .object = slots[slot].object,
		.argument = { x[1], x[2], x[3], x[4], x[5] } };
	row >>= OBJECT_BITS;
	for (u32 n = 0; row != 0 && status == OK; n++, row >>= ARGUMENT_BITS)
		status = resolve(call, n, row);
	return status;
}
