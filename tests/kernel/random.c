/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random system calls by a thread with a CSpace full of objects. Whatever it does, the kernel goes on and answers
 * what the interface says, and revoking the memory that all was made of makes it whole again.
 */
#include <world.h>

#include "check.h"

#define ROOT      INIT_SLOT_CNODE
#define CNODE     7    /* bits of the caller's CSpace */
#define SEEDS     30
#define CALLS     1500
#define PATIENCE  2000 /* steps of 1 ms */

/* The caller's CSpace at first; then, from FIRST_OBJECT, OF_EACH objects of each type. */
enum caller_slot { OWN_CNODE = 1, OWN_SCHED_CONTROL, OWN_IRQ, OWN_UNTYPED, FIRST_OBJECT };
#define OF_EACH   4u
#define LAST_TYPE TYPE_FRAME

static struct {
	uint64_t state;     /* of the generator */
	uint64_t succeeded; /* methods */
	uint64_t unknown;   /* method << 8 | status of one that the interface does not document, 0 */
	volatile bool over;
} caller;

/*
 * What would make sense for a method: the capability, then its arguments. Capitals are capabilities (Untyped, CNode,
 * Thread, Guest's vCPU, Endpoint, Notification, Reply, Scheduling context, VSpace, Page table, Frame, sched contrOl,
 * Irq), small letters words: slot, rights, badge, type, size x, number, address, duration, priority, one, zero, any w.
 */
static const char *const shapes[METHOD_COUNT] = {
	[UNTYPED_RETYPE] = "UtxCsn", [CNODE_COPY] = "CsCsr", [CNODE_MINT] = "CsCsrb", [CNODE_MOVE] = "CsCs",
	[CNODE_MUTATE] = "CsCsb", [CNODE_DELETE] = "Cs", [CNODE_REVOKE] = "Cs", [CNODE_INSPECT] = "Cs",
	[THREAD_CONFIGURE] = "TCVE", [THREAD_SET_REGISTERS] = "Taawa", [THREAD_SET_PRIORITY] = "Tpp",
	[THREAD_BIND_NOTIFICATION] = "TN", [THREAD_RESUME] = "T", [THREAD_SUSPEND] = "T", [THREAD_RESTART] = "T",
	[VCPU_INJECT] = "Gn", [VCPU_SET_TIMER] = "Gon", [VCPU_RESET] = "Gp", [SCHED_CONTROL_CONFIGURE] = "OSzdd",
	[SCHED_CONTEXT_BIND] = "ST", [SCHED_CONTEXT_UNBIND] = "S", [SCHED_CONTEXT_CONSUMED] = "S",
	[FRAME_MAP] = "FVarz", [FRAME_UNMAP] = "F", [PAGE_TABLE_MAP] = "PVa", [PAGE_TABLE_UNMAP] = "P",
	[VSPACE_LOOKUP] = "Va", [IRQ_CONTROL_GET] = "Iwww", [IRQ_HANDLER_BIND] = "IN", [IRQ_HANDLER_ACK] = "I",
	[IRQ_HANDLER_UNBIND] = "I",
};

/*
 * The outcomes that the interface documents for each method, as bits: OK, what all methods share, a slot beyond its
 * CNode where an argument is a slot, and the method's own errors.
 */
#define WORD(name)              0
#define PAIR(low, high)         0
#define ENUM(enumeration, name) 0
#define CAP(...)                0
#define MAYBE(...)              0
#define SLOT(name)              1u << OUT_OF_RANGE
#define IN_CNODE(name)          1u << OUT_OF_RANGE
#define ANY_OF(a, b, c, d, e, ...) ((a) | (b) | (c) | (d) | (e))
#define ARGUMENTS(...)          ANY_OF(__VA_ARGS__, 0, 0, 0, 0, 0)
#define NO_ARGUMENTS            0u
#define ERROR(status, reason)   | 1u << status
#define NO_ERRORS
#define SHARED                  (1u << OK | 1u << INVALID_CAPABILITY | 1u << NO_RIGHTS)
#define OUTCOMES(name, number, type, rights, arguments, results, effect, errors) [name] = SHARED | arguments errors,

static const uint32_t documented[METHOD_COUNT] = { EACH_METHOD(OUTCOMES) };

/* xorshift64* */
static uint64_t next_random(void)
{
	caller.state ^= caller.state >> 12;
	caller.state ^= caller.state << 25;
	caller.state ^= caller.state >> 27;
	return caller.state * 0x2545f4914f6cdd1d;
}

static uint64_t below(uint64_t limit)
{
	return (next_random() >> 16) % limit;
}

static uint64_t of_type(enum object_type type)
{
	return FIRST_OBJECT + (type - TYPE_CNODE) * OF_EACH + below(OF_EACH);
}

static uint64_t one_of(const uint64_t *values, unsigned count)
{
	return values[below(count)];
}
#define ONE_OF(...) one_of((const uint64_t[]){ __VA_ARGS__ }, sizeof((const uint64_t[]){ __VA_ARGS__ }) / 8)

static uint64_t sensible_word(char what)
{
	switch (what) {
	case 's': return below(1u << CNODE);
	case 'r': return ONE_OF(RIGHTS_ALL, RIGHTS_ALL, RIGHT_READ, RIGHT_READ | RIGHT_WRITE, 7, 0);
	case 'b': return ONE_OF(0, 0, 1, 2);
	case 't': return 1 + below(LAST_TYPE);
	case 'x': return ONE_OF(12, 12, 13, 7, 7, 21);
	case 'n': return 1 + below(40);
	case 'a': return ONE_OF(0, 0x1000, 0x2000, 0x200000, 0x40000000, 0x40001000);
	case 'd': return ONE_OF(1000, 10000, 100000);
	case 'p': return below(7);
	case 'o': return below(2);
	case 'z': return 0;
	default: return next_random();
	}
}

static uint64_t sensible(char what)
{
	switch (what) {
	case 'U': return OWN_UNTYPED;
	case 'C': return below(3) == 0 ? of_type(TYPE_CNODE) : (uint64_t)OWN_CNODE;
	case 'T': return of_type(below(2) ? TYPE_THREAD : TYPE_VCPU);
	case 'G': return of_type(TYPE_VCPU);
	case 'E': return of_type(TYPE_ENDPOINT);
	case 'N': return of_type(TYPE_NOTIFICATION);
	case 'R': return of_type(TYPE_REPLY);
	case 'S': return of_type(TYPE_SCHED_CONTEXT);
	case 'V': return of_type(TYPE_VSPACE);
	case 'P': return of_type(TYPE_PAGE_TABLE);
	case 'F': return of_type(TYPE_FRAME);
	case 'O': return OWN_SCHED_CONTROL;
	case 'I': return OWN_IRQ;
	default: return sensible_word(what);
	}
}

/* What would make sense, and now and then something else. */
static uint64_t argument(char what)
{
	switch (below(16)) {
	case 0: return next_random();
	case 1: return below(1u << CNODE);
	case 2: return ONE_OF(0, 1, 64, 1ULL << 39, ~0ULL, 1ULL << 32);
	default: return sensible(what);
	}
}

/* What empties slots comes seldom, or there would soon be nothing left to call. */
/* Not the last ones, SCHED_CONTROL_WINDOW and SCHED_CONTROL_START: windows would end all other tests. */
static uint64_t next_method(void)
{
	uint64_t method = 1 + below(SCHED_CONTROL_WINDOW - 1);
	bool empties = method == CNODE_DELETE || method == CNODE_REVOKE || method == CNODE_MOVE || method == CNODE_MUTATE;

	return empties && below(8) != 0 ? UNTYPED_RETYPE : method;
}

static void invoke_at_random(void)
{
	uint64_t method = next_method(), arguments[5] = { 0 };
	const char *shape = shapes[method];
	struct message result;

	for (unsigned n = 0; n < 5 && shape[1 + n]; n++)
		arguments[n] = argument(shape[1 + n]);
	enum status status = bulkhead_invoke(argument(shape[0]), (enum method)method, arguments, &result);

	caller.succeeded += status == OK;
	if (!(documented[method] >> status & 1))
		caller.unknown = method << 8 | status;
}

static void call_at_random(void)
{
	struct message message = { .label = next_random(), .word = { next_random() } };

	switch (below(16)) {
	case 0: bulkhead_nbsend(argument('E'), &message); break;
	case 1: bulkhead_nbrecv(argument('E'), argument('R'), &message); break;
	case 2: bulkhead_signal(argument('N')); break;
	case 3: bulkhead_reply(argument('R'), &message); break;
	case 4: bulkhead_reply_recv(argument('E'), argument('R'), 1, &message); break;
	case 5: bulkhead_yield(); break;
	default: invoke_at_random(); break;
	}
}

static void call_for_long(uint64_t unused)
{
	(void)unused;
	for (unsigned n = 0; n < CALLS; n++)
		call_at_random();
	caller.over = true;
}

/* The CSpace: itself, memory, and objects of each type, SchedControl and an interrupt; nothing of the root's. */
static uint64_t make_cspace(void)
{
	uint64_t cnode = world_make(TYPE_CNODE, CNODE), untyped = world_make(TYPE_UNTYPED, 22);

	CHECK_EQUAL(OK, cnode_copy(cnode, OWN_CNODE, ROOT, cnode, RIGHTS_ALL));
	CHECK_EQUAL(OK, cnode_copy(cnode, OWN_SCHED_CONTROL, ROOT, INIT_SLOT_SCHED_CONTROL, RIGHTS_ALL));
	CHECK_EQUAL(OK, irq_control_get(INIT_SLOT_IRQ_CONTROL, 60, 0, cnode, OWN_IRQ));
	for (unsigned type = TYPE_CNODE; type <= LAST_TYPE; type++)
		CHECK_ITEM(type, OK, untyped_retype(untyped, (enum object_type)type, type == TYPE_CNODE ? 7 : 12, cnode,
		                                    FIRST_OBJECT + (type - TYPE_CNODE) * OF_EACH, OF_EACH));
	CHECK_EQUAL(OK, cnode_move(cnode, OWN_UNTYPED, ROOT, untyped));
	return cnode;
}

static void run_with(uint64_t seed)
{
	uint64_t quiet = world_make(TYPE_NOTIFICATION, 0);

	caller.state = seed;
	caller.over = false;
	caller.succeeded = 0;
	caller.unknown = 0;
	world_thread((struct world_thread_options){ .entry = call_for_long, .priority = 5, .cspace = make_cspace() });
	for (unsigned n = 0; n < PATIENCE && !caller.over; n++)
		bulkhead_wait(quiet, clock_deadline_ms(1), 0);
	CHECK_ITEM(seed, true, caller.over);
	CHECK_ITEM(seed, true, caller.succeeded > CALLS / 10);
	CHECK_ITEM(seed, 0, caller.unknown);
	struct message content;

	CHECK_EQUAL(OK, cnode_revoke(ROOT, world_arena()));
	CHECK_EQUAL(OK, cnode_inspect(ROOT, world_arena(), &content));
	CHECK_ITEM(seed, 0, content.word[0]);
	CHECK_EQUAL(OK, cnode_revoke(ROOT, INIT_SLOT_IRQ_CONTROL));
	world_clear();
}

static void test_random__calls_do_no_harm_and_end_as_documented(void)
{
	for (uint64_t seed = 1; seed <= SEEDS; seed++)
		run_with(seed);
}

static const struct test tests[] = {
	TEST(random__calls_do_no_harm_and_end_as_documented),
};
const struct suite random_suite = SUITE(tests);
