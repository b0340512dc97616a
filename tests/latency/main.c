/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The search for the longest stretch with interrupts off: a root task that does what should make the kernel work long,
 * with 10, 100 and 1,000 objects. Two hints mark each measured part for the plugin that counts (tests/tax/counter.c);
 * `stretch NAME N` is printed before it.
 */
#include <console.h>
#include <crowd.h>

#define ROOT       INIT_SLOT_CNODE
#define LARGEST    1000
#define INTERRUPTS 200  /* the board has 256 */
#define SLEEP_MS   20

static struct member members[LARGEST];

static void must(enum status status, const char *what)
{
	if (status != OK)
		world_fail(what, status);
}

static void begin(void)
{
	__asm__ volatile("hint #64" : : : "memory");
}

static void end(void)
{
	__asm__ volatile("hint #65" : : : "memory");
}

static void measure_delete(uint64_t slot)
{
	begin();
	must(cnode_delete(ROOT, slot), "deleting");
	end();
}

static void sleep_ms(uint64_t ms)
{
	bulkhead_wait(world_make(TYPE_NOTIFICATION, 0), clock_deadline_ms(ms), 0);
}

/* A crowd of n that waits on the capability, each for itself `apart` ticks longer than the one before. */
static void gather(unsigned n, uint64_t capability, void (*entry)(uint64_t), uint64_t deadline, uint64_t apart)
{
	for (unsigned k = 0; k < n; k++)
		members[k] = (struct member){ .capability = capability, .deadline = deadline + k * 7919 % n * apart };
	crowd_gather(members, n, entry);
}

/* --- those who wait ------------------------------------------------------------------------------------- */

static void senders(unsigned n)
{
	uint64_t endpoint = world_make(TYPE_ENDPOINT, 0);

	gather(n, endpoint, member_call, 0, 0);
	measure_delete(endpoint);
}

static void receivers(unsigned n)
{
	uint64_t endpoint = world_make(TYPE_ENDPOINT, 0);

	gather(n, endpoint, member_receive, 0, 0);
	measure_delete(endpoint);
}

static void served(unsigned n)
{
	uint64_t endpoint = world_make(TYPE_ENDPOINT, 0), reply = world_make(TYPE_REPLY, 0);
	struct message message;

	gather(n, endpoint, member_call, 0, 0);
	begin();
	for (unsigned k = 0; k < n; k++) {
		must(bulkhead_recv(endpoint, reply, 0, &message), "receiving");
		must(bulkhead_reply(reply, &message), "replying");
	}
	end();
}

static void waiters(unsigned n)
{
	uint64_t notification = world_make(TYPE_NOTIFICATION, 0);

	gather(n, notification, member_receive, 0, 0);
	measure_delete(notification);
}

/* The interrupts of one notification: unbound from the one that was bound first on, and with the notification. */
static void interrupts(unsigned n)
{
	uint64_t notification = world_make(TYPE_NOTIFICATION, 0);
	unsigned count = n < INTERRUPTS ? n : INTERRUPTS;
	uint64_t first = world_slots(count);

	for (unsigned k = 0; k < count; k++) {
		must(irq_control_get(INIT_SLOT_IRQ_CONTROL, 48 + k, 0, ROOT, first + k), "an interrupt");
		must(irq_handler_bind(first + k, notification), "binding");
	}
	begin();
	for (unsigned k = 0; k < count / 2; k++)
		must(irq_handler_unbind(first + k), "unbinding");
	must(cnode_delete(ROOT, notification), "deleting");
	end();
}

/* --- time ----------------------------------------------------------------------------------------------- */

static void lent_deleted(unsigned n)
{
	measure_delete(crowd_chain(members, n));
}

static void lent_unbound(unsigned n)
{
	uint64_t context = crowd_chain(members, n);

	begin();
	must(sched_context_unbind(context), "unbinding");
	end();
}

/* A chain whose members go from its middle to both ends. */
static void links_suspended(unsigned n)
{
	crowd_chain(members, n);
	begin();
	for (unsigned k = 0; k < n; k++)
		must(thread_suspend(members[(k % 2 ? n + k : n - 1 - k) / 2].thread), "suspending");
	end();
}

static void deadlines_at_once(unsigned n)
{
	uint64_t deadline = clock_deadline_ms(n + SLEEP_MS);

	gather(n, world_make(TYPE_NOTIFICATION, 0), member_receive, deadline, 0);
	begin();
	while (clock_ticks() < deadline)
		sleep_ms(SLEEP_MS);
	sleep_ms(SLEEP_MS);
	end();
}

static void deadlines_cancelled(unsigned n)
{
	gather(n, world_make(TYPE_NOTIFICATION, 0), member_receive, clock_deadline_ms(100000), 1000);
	begin();
	for (unsigned k = 0; k < n; k++)
		must(thread_suspend(members[k * 7919 % n].thread), "suspending");
	end();
}

/* The root waits again and again while so many wait with other deadlines. */
static void deadlines_among_others(unsigned n)
{
	uint64_t notification = world_make(TYPE_NOTIFICATION, 0);

	gather(n, notification, member_receive, clock_deadline_ms(100000), 1000);
	begin();
	for (unsigned k = 0; k < 20; k++)
		bulkhead_wait(notification, clock_ticks() + 1000, 0);
	end();
}

static void make_ready(unsigned n)
{
	for (unsigned k = 0; k < n; k++)
		members[k].thread = world_thread((struct world_thread_options){
			.pc = (uint64_t)member_yield, .argument = (uint64_t)&members[k], .priority = 1 + k % 4 }).thread;
}

static void yields(unsigned n)
{
	make_ready(n);
	begin();
	sleep_ms(SLEEP_MS);
	end();
}

static void ready(unsigned n)
{
	make_ready(n);
	begin();
	sleep_ms(SLEEP_MS);
	for (unsigned k = 0; k < n; k++)
		must(thread_set_priority(members[k].thread, 1 + (k + 1) % 4, 5), "a priority");
	sleep_ms(SLEEP_MS);
	for (unsigned k = 0; k < n; k++)
		must(thread_suspend(members[k * 7919 % n].thread), "suspending");
	end();
}

/* --- memory --------------------------------------------------------------------------------------------- */

static void threads_revoked(unsigned n)
{
	gather(n, world_make(TYPE_NOTIFICATION, 0), member_receive, clock_deadline_ms(100000), 1000);
	begin();
	must(cnode_revoke(ROOT, world_arena()), "revoking");
	end();
}

static void copies_revoked(unsigned n)
{
	uint64_t endpoint = world_make(TYPE_ENDPOINT, 0);

	for (unsigned k = 0; k < n; k++)
		world_copy(endpoint, RIGHTS_ALL);
	begin();
	must(cnode_revoke(ROOT, endpoint), "revoking");
	end();
}

static void cnode_deleted(unsigned n)
{
	uint64_t cnode = world_make(TYPE_CNODE, 12), endpoint = world_make(TYPE_ENDPOINT, 0);

	for (unsigned k = 0; k < n; k++)
		must(cnode_copy(cnode, 1 + k, ROOT, endpoint, RIGHTS_ALL), "a copy");
	measure_delete(cnode);
}

static void frames_unmapped(unsigned n)
{
	uint64_t frames = world_slots(n), vspace = world_make(TYPE_VSPACE, 0);

	for (unsigned k = 0; k < n; k++) {
		must(untyped_retype(world_arena(), TYPE_FRAME, FRAME_SMALL_BITS, ROOT, frames + k, 1), "a frame");
		must(world_map(frames + k, vspace, WORLD_WINDOW + (k << FRAME_SMALL_BITS), RIGHT_READ, MAP_NORMAL), "mapping");
	}
	begin();
	for (unsigned k = 0; k < n / 2; k++)
		must(frame_unmap(frames + k), "unmapping");
	must(cnode_revoke(ROOT, world_arena()), "revoking");
	end();
}

/* As many objects of each type at once as one call makes, and the largest CNode. */
static void retype(unsigned n)
{
	static const enum object_type types[] = { TYPE_THREAD, TYPE_VCPU, TYPE_ENDPOINT, TYPE_NOTIFICATION, TYPE_REPLY,
		TYPE_SCHED_CONTEXT, TYPE_VSPACE, TYPE_PAGE_TABLE, TYPE_FRAME, TYPE_UNTYPED };
	unsigned count = n < RETYPE_MAX_COUNT ? n : RETYPE_MAX_COUNT;

	begin();
	for (unsigned k = 0; k < sizeof types / sizeof types[0]; k++)
		must(untyped_retype(world_arena(), types[k], 12, ROOT, world_slots(count), count), "objects");
	must(untyped_retype(world_arena(), TYPE_FRAME, FRAME_LARGE_BITS, ROOT, world_slots(8), n < 8 ? n : 8), "frames");
	must(untyped_retype(world_arena(), TYPE_CNODE, CNODE_MIN_BITS, ROOT, world_slots(count), count), "CNodes");
	must(untyped_retype(world_arena(), TYPE_CNODE, n < 1000 ? CNODE_MIN_BITS : CNODE_MAX_BITS, ROOT, world_slots(1), 1), "a CNode");
	must(cnode_revoke(ROOT, world_arena()), "revoking");
	end();
}

#define SCENARIO(name) { #name, name }

static const struct {
	const char *name;
	void (*run)(unsigned n);
} scenarios[] = {
	SCENARIO(senders), SCENARIO(receivers), SCENARIO(served), SCENARIO(waiters), SCENARIO(interrupts),
	SCENARIO(lent_deleted), SCENARIO(lent_unbound), SCENARIO(links_suspended), SCENARIO(deadlines_at_once),
	SCENARIO(deadlines_cancelled), SCENARIO(deadlines_among_others), SCENARIO(yields), SCENARIO(ready), SCENARIO(threads_revoked),
	SCENARIO(copies_revoked), SCENARIO(cnode_deleted), SCENARIO(frames_unmapped), SCENARIO(retype),
};

void root_main(uint64_t ticks);

void root_main(uint64_t ticks)
{
	static const unsigned sizes[] = { 10, 100, LARGEST };

	(void)ticks;
	world_open();
	for (unsigned s = 0; s < sizeof scenarios / sizeof scenarios[0]; s++)
		for (unsigned n = 0; n < sizeof sizes / sizeof sizes[0]; n++) {
			console_print("scenario %s %u\n", scenarios[s].name, (uint64_t)sizes[n]);
			scenarios[s].run(sizes[n]);
			world_clear();
		}
	console_print("latency: done\n");
	world_stop();
}
