/* SPDX-License-Identifier: BSD-2-Clause */
/* What every method refuses before it begins: wrong capabilities, types and rights, its arguments' included. */
#include <world.h>

#include "check.h"

#define ROOT   INIT_SLOT_CNODE
#define BEYOND (1ULL << INIT_CNODE_BITS)

/* What each method needs of the capability it is invoked on, as the interface says. */
#define NEEDS(name, number, type, rights, ...) [name] = { TYPE_##type, rights },

static const struct needs {
	enum object_type type;
	uint64_t rights;
} needs[METHOD_COUNT] = { EACH_METHOD(NEEDS) };

static enum status invoke(uint64_t capability, uint64_t method, const uint64_t argument[5])
{
	return bulkhead_method(capability, (enum method)method, argument);
}

static const uint64_t nothing[5];

/* A capability of each type. */
static uint64_t of_type(enum object_type type)
{
	uint64_t slot;

	switch (type) {
	case TYPE_UNTYPED: return world_arena();
	case TYPE_IRQ_CONTROL: return INIT_SLOT_IRQ_CONTROL;
	case TYPE_SCHED_CONTROL: return INIT_SLOT_SCHED_CONTROL;
	case TYPE_IRQ_HANDLER:
		slot = world_slots(1);
		CHECK_EQUAL(OK, irq_control_get(INIT_SLOT_IRQ_CONTROL, 60, 1, ROOT, slot));
		return slot;
	default:
		return world_make(type, type == TYPE_CNODE ? 7 : 12);
	}
}

/* Those that cannot be copied have all rights. */
static bool is_single(enum object_type type)
{
	return type == TYPE_UNTYPED || type == TYPE_PAGE_TABLE || type == TYPE_IRQ_CONTROL;
}

static bool fits(enum object_type type, enum object_type wanted)
{
	return type == wanted || (wanted == TYPE_THREAD && type == TYPE_VCPU);
}

static void test_invoke__rejects_an_index_that_names_nothing(void)
{
	CHECK_EQUAL(INVALID_CAPABILITY, invoke(0, CNODE_DELETE, nothing));
	CHECK_EQUAL(INVALID_CAPABILITY, invoke(world_slots(1), CNODE_DELETE, nothing));
	CHECK_EQUAL(INVALID_CAPABILITY, invoke(BEYOND, CNODE_DELETE, nothing));
	CHECK_EQUAL(INVALID_CAPABILITY, invoke(1ULL << 32 | ROOT, CNODE_DELETE, nothing));
	CHECK_EQUAL(INVALID_CAPABILITY, invoke(~0ULL, CNODE_DELETE, nothing));
}

static void test_invoke__rejects_methods_that_do_not_exist(void)
{
	static const uint64_t methods[] = { METHOD_NONE, METHOD_COUNT, METHOD_COUNT + 1, 255 };

	for (unsigned n = 0; n < 4; n++)
		CHECK_ITEM(methods[n], INVALID_METHOD, invoke(ROOT, methods[n], nothing));
	struct message message = { .label = 1ULL << 32 | CNODE_INSPECT, .word = { 1 } };

	CHECK_EQUAL(INVALID_METHOD, bulkhead_system_call(
	            SYS_INVOKE, (struct system_call_arguments){ .capability = ROOT }, &message));
}

static void test_invoke__an_error_keeps_the_message_registers(void)
{
	struct message message = { .label = METHOD_COUNT, .word = { 11, 12, 13, 14, 15, 16, 17, 18 } };

	CHECK_EQUAL(INVALID_METHOD, bulkhead_system_call(
	            SYS_INVOKE, (struct system_call_arguments){ .capability = ROOT }, &message));
	CHECK_EQUAL(METHOD_COUNT, message.label);
	for (unsigned n = 0; n < 8; n++)
		CHECK_ITEM(n, 11 + n, message.word[n]);
}

static void test_method__rejects_every_other_type(void)
{
	for (unsigned type = TYPE_UNTYPED; type < TYPE_IO_SPACE; type++) {
		uint64_t capability = of_type((enum object_type)type);

		for (unsigned method = 1; method < METHOD_COUNT; method++)
			if (!fits((enum object_type)type, needs[method].type))
				CHECK_ITEM(type * 100 + method, INVALID_CAPABILITY, invoke(capability, method, nothing));
	}
}

static void test_method__rejects_missing_rights(void)
{
	for (unsigned method = 1; method < METHOD_COUNT; method++) {
		enum object_type type = needs[method].type;

		if (needs[method].rights == 0 || is_single(type))
			continue;
		uint64_t capability = of_type(type);
		uint64_t weak = world_copy(capability, RIGHTS_ALL & ~needs[method].rights);

		CHECK_ITEM(method, NO_RIGHTS, invoke(weak, method, nothing));
		if (type == TYPE_IRQ_HANDLER) {
			CHECK_EQUAL(OK, cnode_delete(ROOT, weak));
			CHECK_EQUAL(OK, cnode_delete(ROOT, capability));
		}
	}
}

/* Methods whose argument is a capability: `at` is its place, the others are such that they would do. */
struct argument_row {
	enum method method;
	unsigned at;
	enum object_type type;
	uint64_t rights;
	uint64_t argument[5];
};

static const struct argument_row argument_rows[] = {
	{ UNTYPED_RETYPE, 2, TYPE_CNODE, RIGHT_WRITE, { TYPE_ENDPOINT, 0, 0, 1, 1 } },
	{ CNODE_COPY, 1, TYPE_CNODE, RIGHT_READ, { 1, 0, 1, RIGHTS_ALL } },
	{ CNODE_MINT, 1, TYPE_CNODE, RIGHT_READ, { 1, 0, 1, RIGHTS_ALL } },
	{ CNODE_MOVE, 1, TYPE_CNODE, RIGHT_WRITE, { 1, 0, 1 } },
	{ CNODE_MUTATE, 1, TYPE_CNODE, RIGHT_WRITE, { 1, 0, 1 } },
	{ THREAD_CONFIGURE, 0, TYPE_CNODE, RIGHT_CONTROL, { 0 } },
	{ THREAD_CONFIGURE, 1, TYPE_VSPACE, RIGHT_CONTROL, { 0 } },
	{ THREAD_CONFIGURE, 2, TYPE_ENDPOINT, RIGHT_WRITE, { 0 } },
	{ THREAD_CONFIGURE, 2, TYPE_ENDPOINT, RIGHT_CALL, { 0 } },
	{ THREAD_BIND_NOTIFICATION, 0, TYPE_NOTIFICATION, RIGHT_READ, { 0 } },
	{ SCHED_CONTROL_CONFIGURE, 0, TYPE_SCHED_CONTEXT, RIGHT_CONTROL, { 0, 0, 1000000, 1000000 } },
	{ SCHED_CONTEXT_BIND, 0, TYPE_THREAD, RIGHT_CONTROL, { 0 } },
	{ FRAME_MAP, 0, TYPE_VSPACE, RIGHT_CONTROL, { 0, 0x40000000, RIGHT_READ, MAP_NORMAL } },
	{ PAGE_TABLE_MAP, 0, TYPE_VSPACE, RIGHT_CONTROL, { 0, 0x40000000 } },
	{ IRQ_CONTROL_GET, 2, TYPE_CNODE, RIGHT_WRITE, { 62, 1, 0, 1 } },
	{ IRQ_HANDLER_BIND, 0, TYPE_NOTIFICATION, RIGHT_WRITE, { 0 } },
};

static enum status invoke_with(const struct argument_row *row, uint64_t capability, uint64_t argument)
{
	uint64_t arguments[5];

	for (unsigned n = 0; n < 5; n++)
		arguments[n] = n == row->at ? argument : row->argument[n];
	return invoke(capability, row->method, arguments);
}

/* An interrupt has one handler at a time. */
static void put_back(enum object_type type, uint64_t capability)
{
	if (type == TYPE_IRQ_HANDLER)
		CHECK_EQUAL(OK, cnode_delete(ROOT, capability));
}

static void test_argument__rejects_an_index_that_names_nothing(void)
{
	uint64_t empty = world_slots(1);

	for (unsigned n = 0; n < sizeof argument_rows / sizeof argument_rows[0]; n++) {
		const struct argument_row *row = &argument_rows[n];
		uint64_t capability = of_type(needs[row->method].type);

		CHECK_ITEM(n, INVALID_CAPABILITY, invoke_with(row, capability, empty));
		CHECK_ITEM(n, INVALID_CAPABILITY, invoke_with(row, capability, BEYOND));
		CHECK_ITEM(n, INVALID_CAPABILITY, invoke_with(row, capability, ~0ULL));
		put_back(needs[row->method].type, capability);
	}
}

static void test_argument__rejects_every_other_type(void)
{
	for (unsigned n = 0; n < sizeof argument_rows / sizeof argument_rows[0]; n++) {
		const struct argument_row *row = &argument_rows[n];
		uint64_t capability = of_type(needs[row->method].type);

		for (unsigned type = TYPE_UNTYPED; type < TYPE_IRQ_HANDLER; type++)
			if (!fits((enum object_type)type, row->type))
				CHECK_ITEM(n * 100 + type, INVALID_CAPABILITY,
				           invoke_with(row, capability, of_type((enum object_type)type)));
		put_back(needs[row->method].type, capability);
	}
}

static void test_argument__rejects_missing_rights(void)
{
	for (unsigned n = 0; n < sizeof argument_rows / sizeof argument_rows[0]; n++) {
		const struct argument_row *row = &argument_rows[n];
		uint64_t capability = of_type(needs[row->method].type);
		uint64_t weak = world_copy(of_type(row->type), RIGHTS_ALL & ~row->rights);

		CHECK_ITEM(n, NO_RIGHTS, invoke_with(row, capability, weak));
		put_back(needs[row->method].type, capability);
	}
}

/* --- a CSpace of its own ---------------------------------------------------------------------------- */

static struct {
	enum status inside, beyond, empty;
} seen;

static void small_cspace_thread(uint64_t done)
{
	struct message message = { 0 };

	seen.inside = bulkhead_poll(1, 0);
	seen.beyond = bulkhead_nbrecv(128, 0, &message);
	seen.empty = bulkhead_nbrecv(2, 0, &message);
	bulkhead_signal(done);
}

static void test_cspace__ends_where_the_cnode_does(void)
{
	uint64_t cnode = world_make(TYPE_CNODE, 7), notification = world_badged(world_make(TYPE_NOTIFICATION, 0), 1);
	uint64_t done = world_badged(world_make(TYPE_NOTIFICATION, 0), 1);

	CHECK_EQUAL(OK, cnode_copy(cnode, 1, ROOT, notification, RIGHTS_ALL));
	CHECK_EQUAL(OK, cnode_copy(cnode, 3, ROOT, done, RIGHTS_ALL));
	CHECK_EQUAL(OK, bulkhead_signal(notification));
	world_thread((struct world_thread_options){
		.entry = small_cspace_thread, .argument = 3, .priority = 1, .cspace = cnode });
	CHECK_EQUAL(OK, bulkhead_wait(done, clock_deadline_ms(1000), 0));
	CHECK_EQUAL(OK, seen.inside);
	CHECK_EQUAL(INVALID_CAPABILITY, seen.beyond);
	CHECK_EQUAL(INVALID_CAPABILITY, seen.empty);
}

static const struct test tests[] = {
	TEST(invoke__rejects_an_index_that_names_nothing),
	TEST(invoke__rejects_methods_that_do_not_exist),
	TEST(invoke__an_error_keeps_the_message_registers),
	TEST(method__rejects_every_other_type),
	TEST(method__rejects_missing_rights),
	TEST(argument__rejects_an_index_that_names_nothing),
	TEST(argument__rejects_every_other_type),
	TEST(argument__rejects_missing_rights),
	TEST(cspace__ends_where_the_cnode_does),
};
const struct suite decode_suite = SUITE(tests);
