/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rogue: any number of threads that make random system calls and methods, mostly with arguments that make
 * sense, in a CSpace with every type of object. They may destroy everything that they live in; the root then
 * builds it anew. This code runs in the rogue's address space: it touches constants and struct shared alone.
 */
#include "shared.h"

#include <bulkhead/clock.h>
#include <bulkhead/syscall.h>
#include <stdbool.h>

/*
 * How a method is called: the invoked capability, then its arguments.
 * Capabilities: Untyped, Cnode, Own cnode, Thread, Guest's vCPU, Endpoint, Notification, Reply, Sched context,
 * Vspace, Page table, Frame, sched controL, Irq handler. Words: free slot, occupied slot, rights, badge, type, size x,
 * count n, address, mapping's rights q, pc, stack k, priority y, budget d, period e, zero z, flag g, interrupt i, map attributes m, any w.
 */
struct shape {
	const char text[7];
	uint8_t weight;
};

static const struct shape shapes[METHOD_COUNT] = {
	[UNTYPED_RETYPE] = { "UtxOfn", 40 },
	[CNODE_COPY] = { "OfOor", 25 },
	[CNODE_MINT] = { "OfOorb", 20 },
	[CNODE_MOVE] = { "OfOo", 10 },
	[CNODE_MUTATE] = { "OfOob", 10 },
	[CNODE_DELETE] = { "Oo", 25 },
	[CNODE_REVOKE] = { "Oo", 6 },
	[CNODE_INSPECT] = { "Oo", 20 },
	[THREAD_CONFIGURE] = { "TOVE", 40 },
	[THREAD_SET_REGISTERS] = { "Tpkww", 15 },
	[THREAD_SET_PRIORITY] = { "Tyy", 15 },
	[THREAD_BIND_NOTIFICATION] = { "TN", 15 },
	[THREAD_RESUME] = { "T", 20 },
	[THREAD_SUSPEND] = { "T", 12 },
	[THREAD_RESTART] = { "T", 20 },
	[VCPU_INJECT] = { "Gi", 10 },
	[VCPU_SET_TIMER] = { "Ggi", 10 },
	[VCPU_RESET] = { "Gy", 15 },
	[SCHED_CONTROL_CONFIGURE] = { "LSjde", 20 },
	[SCHED_CONTEXT_BIND] = { "ST", 40 },
	[SCHED_CONTEXT_UNBIND] = { "S", 12 },
	[SCHED_CONTEXT_CONSUMED] = { "S", 8 },
	[FRAME_MAP] = { "FVaqm", 50 },
	[FRAME_UNMAP] = { "F", 35 },
	[PAGE_TABLE_MAP] = { "PVa", 25 },
	[PAGE_TABLE_UNMAP] = { "P", 20 },
	[VSPACE_LOOKUP] = { "Va", 8 },
	[IRQ_CONTROL_GET] = { "wigOf", 2 }, /* nobody but the root has IRQControl */
	[SCHED_CONTROL_WINDOW] = { "L", 0 }, /* never: windows would end the run */
	[SCHED_CONTROL_START] = { "L", 0 },
	[IRQ_HANDLER_BIND] = { "IN", 30 },
	[IRQ_HANDLER_ACK] = { "I", 12 },
	[IRQ_HANDLER_UNBIND] = { "I", 30 },
};

/* Of 256 calls. The rest are methods. */
static const uint8_t call_weights[CALL_KINDS] = {
	[SYS_NULL] = 1, [SYS_CALL] = 10, [SYS_REPLY_RECV] = 10, [SYS_RECV] = 10, [SYS_NBRECV] = 8, [SYS_SEND] = 8,
	[SYS_NBSEND] = 2, [SYS_REPLY] = 16, [SYS_SIGNAL] = 4, [SYS_YIELD] = 3, [SYS_CALL_CAP] = 10, [SYS_SEND_CAP] = 8,
	[SYS_REPLY_RECV_CAP] = 10, [SYS_COUNT] = 1,
};

#define IMPLAUSIBLE 16 /* one argument of so many makes no sense */

static struct shared *const shared = (struct shared *)SHARED_ADDRESS;

/* One thread's state, on its stack. */
struct rogue {
	uint64_t random;
	uint64_t reply;   /* offered in the last receive, 0 for none */
	bool never_waits; /* somebody must stay awake to restart the others */
};

void rogue_run(uint32_t entry);

/* --- random choices (xorshift64*) -------------------------------------------------------------------- */

static uint64_t random_word(struct rogue *r)
{
	r->random ^= r->random >> 12;
	r->random ^= r->random << 25;
	r->random ^= r->random >> 27;
	return r->random * 0x2545f4914f6cdd1d;
}

static uint64_t below(struct rogue *r, uint64_t limit)
{
	return (random_word(r) >> 20) % limit;
}

static uint64_t one_of(struct rogue *r, const uint64_t *values, unsigned count)
{
	return values[below(r, count)];
}
#define ONE_OF(r, ...) one_of(r, (const uint64_t[]){ __VA_ARGS__ }, sizeof((const uint64_t[]){ __VA_ARGS__ }) / 8)

static uint64_t implausible(struct rogue *r)
{
	uint64_t bit = 1ULL << below(r, 64);

	switch (below(r, 5)) {
	case 0: return random_word(r);
	case 1: return bit;
	case 2: return bit - 1;
	case 3: return ~bit;
	default: return below(r, ROGUE_SLOTS + 16);
	}
}

/* --- what the CSpace holds ------------------------------------------------------------------------------ */

static bool is_kind(unsigned slot, unsigned kind)
{
	unsigned found = shared->kind[slot];

	return found == kind || (kind == TYPE_THREAD && found == TYPE_VCPU) || (kind == TYPE_CNODE && found == KIND_OWN_CNODE);
}

/* The first slot of this kind, or the first that is not of this kind, from a random one on. */
static uint64_t search(struct rogue *r, unsigned kind, bool wanted)
{
	unsigned start = (unsigned)below(r, ROGUE_SLOTS);

	for (unsigned n = 0; n < ROGUE_SLOTS; n++) {
		unsigned slot = (start + n) % ROGUE_SLOTS;

		if (slot != 0 && is_kind(slot, kind) == wanted)
			return slot;
	}
	return start;
}

static uint64_t find(struct rogue *r, unsigned kind)
{
	return search(r, kind, true);
}

static unsigned kind_of(char letter)
{
	switch (letter) {
	case 'U': return TYPE_UNTYPED;
	case 'C': return TYPE_CNODE;
	case 'O': return KIND_OWN_CNODE;
	case 'T': return TYPE_THREAD;
	case 'G': return TYPE_VCPU;
	case 'E': return TYPE_ENDPOINT;
	case 'N': return TYPE_NOTIFICATION;
	case 'R': return TYPE_REPLY;
	case 'S': return TYPE_SCHED_CONTEXT;
	case 'V': return TYPE_VSPACE;
	case 'P': return TYPE_PAGE_TABLE;
	case 'F': return TYPE_FRAME;
	case 'L': return TYPE_SCHED_CONTROL;
	case 'I': return TYPE_IRQ_HANDLER;
	default: return KIND_NOTHING;
	}
}

/* --- arguments ------------------------------------------------------------------------------------------- */

static uint64_t address(struct rogue *r)
{
	uint64_t table = ONE_OF(r, 0x30000000, 0x30000000, 0x30200000, 0x40000000, 0x7fc0000000);

	return table + (below(r, 4) ? below(r, 64) << 12 : 0);
}

static uint64_t deadline(struct rogue *r)
{
	switch (below(r, 8)) {
	case 0: return 0;
	case 1: return clock_ticks() - 1;
	case 2: return r->never_waits ? 0 : DEADLINE_NEVER;
	case 3: return r->never_waits ? 1 : 1ULL << (40 + below(r, 24));
	default: return clock_ticks() + below(r, 20000);
	}
}

static uint64_t plausible(struct rogue *r, char letter)
{
	switch (letter) {
	case 'f': return find(r, KIND_NOTHING);
	case 'o': return search(r, KIND_NOTHING, false);
	case 'r': return ONE_OF(r, RIGHTS_ALL, RIGHTS_ALL, RIGHTS_ALL, RIGHT_READ | RIGHT_WRITE, 7, RIGHT_READ, 0);
	case 'q': return ONE_OF(r, RIGHT_READ, RIGHT_READ | RIGHT_WRITE, RIGHT_READ | RIGHT_EXECUTE, 7, RIGHT_WRITE);
	case 'b': return below(r, 3) ? 0 : below(r, 8);
	case 't': return below(r, 3) ? 1 + below(r, TYPE_FRAME) : TYPE_THREAD + below(r, 2);
	case 'x': return ONE_OF(r, FRAME_SMALL_BITS, FRAME_SMALL_BITS, 7, 7, 8, 14, FRAME_LARGE_BITS);
	case 'n': return below(r, 3) ? 1 : ONE_OF(r, 2, 4, 8, RETYPE_MAX_COUNT, 0);
	case 'a': return address(r);
	case 'p': return below(r, 4) ? (uint64_t)rogue_enter : random_word(r);
	case 'k': return SHARED_ADDRESS + STACKS_OFFSET;
	case 'y': return below(r, ROGUE_PRIORITY + 2);
	case 'd': return ONE_OF(r, 999, 1000, 1000, 6250, 62500);
	case 'e': return ONE_OF(r, 1000, 6250, 62500, 62500, 625000, 1ULL << 40);
	case 'z': return 0;
	case 'j': return below(r, 32) ? below(r, shared->cores) : below(r, 4) * 256; /* a core, or a partition's */
	case 'g': return below(r, 2);
	case 'i': return below(r, 64) | (below(r, 2) << 32);
	case 'm': return below(r, 8) ? MAP_NORMAL : MAP_DEVICE;
	case 'w': return random_word(r);
	default: return find(r, kind_of(letter));
	}
}

static uint64_t choose(struct rogue *r, char letter)
{
	return below(r, IMPLAUSIBLE) ? plausible(r, letter) : implausible(r);
}

/* --- calls ------------------------------------------------------------------------------------------------ */

static void count(uint64_t *counter)
{
	__atomic_fetch_add(counter, 1, __ATOMIC_RELAXED);
}

static void note_end(struct tally *tally, enum status status)
{
	__atomic_fetch_or(&tally->statuses, 1ULL << status, __ATOMIC_RELAXED);
	if (status == OK)
		count(&tally->successes);
}

#define MAKE(number) \
	case number: return bulkhead_system_call(number, arguments, message)

static enum status perform(unsigned number, uint64_t other, struct system_call_arguments arguments, struct message *message)
{
	switch (number) {
	MAKE(SYS_NULL);
	MAKE(SYS_CALL);
	MAKE(SYS_REPLY_RECV);
	MAKE(SYS_RECV);
	MAKE(SYS_NBRECV);
	MAKE(SYS_SEND);
	MAKE(SYS_NBSEND);
	MAKE(SYS_REPLY);
	MAKE(SYS_SIGNAL);
	MAKE(SYS_YIELD);
	MAKE(SYS_INVOKE);
	MAKE(SYS_CALL_CAP);
	MAKE(SYS_SEND_CAP);
	MAKE(SYS_REPLY_RECV_CAP);
	default:
		return other & 1 ? bulkhead_system_call((enum system_call)0xffff, arguments, message)
		                 : bulkhead_system_call(SYS_COUNT, arguments, message);
	}
}

static enum status counted(struct rogue *r, unsigned number, struct system_call_arguments arguments,
                           struct message *message)
{
	count(&shared->calls);
	count(&shared->call[number].calls);
	enum status status = perform(number, random_word(r), arguments, message);

	note_end(&shared->call[number], status);
	return status;
}

static enum status invoke(struct rogue *r, uint64_t capability, unsigned method, struct message *message)
{
	unsigned known = method < METHOD_COUNT ? method : METHOD_NONE;

	count(&shared->method[known].calls);
	message->label = method;
	enum status status = counted(r, SYS_INVOKE, (struct system_call_arguments){ .capability = capability }, message);

	note_end(&shared->method[known], status);
	return status;
}

static void note(uint64_t slot, uint64_t kind)
{
	if (slot < ROGUE_SLOTS)
		shared->kind[slot] = (uint8_t)kind;
}

static void inspect(struct rogue *r, uint64_t slot)
{
	struct message message = { .word = { slot } };

	if (slot == 0 || invoke(r, find(r, KIND_OWN_CNODE), CNODE_INSPECT, &message) != OK)
		return;
	bool own = (message.label & 0xff) == TYPE_CNODE && (message.label >> 16 & 0xff) == ROGUE_BITS;

	note(slot, own ? KIND_OWN_CNODE : message.label & 0xff);
}

/* What a method that succeeded has changed, as far as one can tell without looking. */
static void learn(unsigned method, const uint64_t x[5])
{
	switch (method) {
	case UNTYPED_RETYPE:
		for (uint64_t n = 0; n < x[4]; n++)
			note(x[3] + n, x[0]);
		break;
	case CNODE_COPY:
	case CNODE_MINT:
		note(x[0], shared->kind[x[2] % ROGUE_SLOTS]);
		break;
	case CNODE_MOVE:
	case CNODE_MUTATE:
		note(x[0], shared->kind[x[2] % ROGUE_SLOTS]);
		note(x[2], KIND_NOTHING);
		break;
	case CNODE_DELETE:
		note(x[0], KIND_NOTHING);
		break;
	}
}

/* A guess was wrong: look at something that was named. */
static void look_again(struct rogue *r, const char *letters, uint64_t capability, const uint64_t x[5])
{
	unsigned n = (unsigned)below(r, 6);

	if (n > 0 && (letters[n] < 'a' || letters[n] == 'o' || letters[n] == 'f'))
		inspect(r, x[n - 1]);
	else
		inspect(r, capability);
}

/* Sometimes what stood in the way can be put aside. */
static void remedy(struct rogue *r, enum status status, uint64_t capability, const uint64_t x[5])
{
	struct message message;

	if (status == NO_TABLE) {
		message = (struct message){ .word = { x[0], x[1] } };
		invoke(r, find(r, TYPE_PAGE_TABLE), PAGE_TABLE_MAP, &message);
	} else if (status == NO_MEMORY && below(r, 2)) {
		message = (struct message){ .word = { capability } };
		invoke(r, find(r, KIND_OWN_CNODE), CNODE_REVOKE, &message);
	}
}

static unsigned choose_method(struct rogue *r)
{
	for (;;) {
		unsigned method = 1 + (unsigned)below(r, METHOD_COUNT - 1);

		if (below(r, 50) < shapes[method].weight)
			return method;
	}
}

/* Capabilities that may be left out. */
static bool is_optional(unsigned method)
{
	return method == THREAD_CONFIGURE || method == THREAD_BIND_NOTIFICATION;
}

static void call_method(struct rogue *r)
{
	unsigned method = choose_method(r);
	const char *letters = shapes[method].text;
	uint64_t capability = choose(r, letters[0]), x[5] = { 0 };
	struct message message = { 0 };

	for (unsigned n = 1; n < 6 && letters[n]; n++)
		message.word[n - 1] = x[n - 1] = is_optional(method) && below(r, 3) == 0 ? 0 : choose(r, letters[n]);
	enum status status = invoke(r, capability, below(r, 64) ? method : (unsigned)implausible(r), &message);

	if (status == OK)
		learn(method, x);
	else if (status == INVALID_CAPABILITY || status == SLOT_OCCUPIED)
		look_again(r, letters, capability, x);
	else
		remedy(r, status, capability, x);
}

static bool is_receive(unsigned number)
{
	return (number >= SYS_REPLY_RECV && number <= SYS_NBRECV) || number == SYS_REPLY_RECV_CAP;
}

static bool waits_for_others(unsigned number)
{
	return number == SYS_CALL || number == SYS_SEND || number == SYS_CALL_CAP || number == SYS_SEND_CAP;
}

/* Threads meet at one endpoint, and a server answers with the reply object that it received with. */
static uint64_t choose_endpoint(struct rogue *r)
{
	return below(r, 3) ? shared->meeting : choose(r, 'E');
}

static uint64_t choose_reply(struct rogue *r)
{
	return r->reply != 0 && below(r, 4) ? r->reply : choose(r, below(r, 8) ? 'R' : 'z');
}

static void call_other(struct rogue *r, unsigned number)
{
	struct message message = { .label = random_word(r), .word = { random_word(r), random_word(r) } };
	bool on_notification = number == SYS_SIGNAL || (is_receive(number) && below(r, 4) == 0);
	struct system_call_arguments arguments = {
		.capability = on_notification ? choose(r, 'N') : choose_endpoint(r),
		.reply = choose_reply(r),
		.deadline = deadline(r),
		.receive_slot = choose(r, 'f'),
		.send = choose(r, 'o'),
	};

	if (r->never_waits && waits_for_others(number))
		number = SYS_NBSEND;
	enum status status = counted(r, number, arguments, &message);

	if (status == INVALID_CAPABILITY) {
		inspect(r, arguments.capability);
		inspect(r, arguments.reply);
	} else if (message.status & ARRIVED_CAPABILITY) {
		inspect(r, arguments.receive_slot);
	}
	r->reply = status == OK && is_receive(number) ? arguments.reply : 0;
}

static void call_something(struct rogue *r)
{
	uint64_t chosen = below(r, 256);

	for (unsigned number = 0; number < CALL_KINDS; number++) {
		if (chosen < call_weights[number]) {
			call_other(r, number);
			return;
		}
		chosen -= call_weights[number];
	}
	call_method(r);
}

void rogue_run(uint32_t entry)
{
	struct rogue rogue = {
		.random = (shared->seed + entry + 1) * 0x9e3779b97f4a7c15,
		.never_waits = entry % 3 == 0,
	};

	while (!__atomic_load_n(&shared->go, __ATOMIC_ACQUIRE))
		__asm__ volatile("yield");
	for (;;)
		call_something(&rogue);
}
