/* SPDX-License-Identifier: BSD-2-Clause */
/* See crowd.h. */
#include "crowd.h"

#define PRIORITY 10

_Static_assert(SYS_CALL == 1 && SYS_RECV == 3 && SYS_YIELD == 9, "as in crowd.S");
_Static_assert(__builtin_offsetof(struct member, next) == 16 && __builtin_offsetof(struct member, deadline) == 24
               && __builtin_offsetof(struct member, status) == 32, "as in crowd.S");

static void must(enum status status, const char *what)
{
	if (status != OK)
		world_fail(what, status);
}

static uint64_t make_context(void)
{
	uint64_t context = world_make(TYPE_SCHED_CONTEXT, 0), slice = clock_frequency() / 100;

	must(sched_control_configure(INIT_SLOT_SCHED_CONTROL, context, 0, slice, slice), "a crowd's context");
	return context;
}

static void start(struct member *member, void (*entry)(uint64_t member), uint64_t context)
{
	if (member->deadline == 0)
		member->deadline = DEADLINE_NEVER;
	member->status = MEMBER_WAITS;
	member->thread = world_thread((struct world_thread_options){
		.pc = (uint64_t)entry, .argument = (uint64_t)member, .priority = PRIORITY, .passive = true }).thread;
	must(sched_context_bind(context, member->thread), "a crowd's time");
	if (!world_settle())
		world_fail("a member does not come to rest", 0);
}

void crowd_gather(struct member *members, unsigned count, void (*entry)(uint64_t member))
{
	uint64_t context = make_context();

	for (unsigned n = 0; n < count; n++) {
		start(&members[n], entry, context);
		must(sched_context_unbind(context), "taking a crowd's time");
	}
}

unsigned crowd_count(const struct member *members, unsigned count, uint64_t status)
{
	unsigned found = 0;

	for (unsigned n = 0; n < count; n++)
		found += members[n].status == status;
	return found;
}

uint64_t crowd_chain(struct member *members, unsigned count)
{
	uint64_t context = make_context(), endpoint = world_make(TYPE_ENDPOINT, 0);

	for (unsigned n = 0; n < count; n++)
		members[n] = (struct member){ .capability = endpoint };
	for (unsigned n = 0; n + 1 < count; n++) {
		members[n].reply = world_make(TYPE_REPLY, 0);
		members[n + 1].capability = members[n].next = world_make(TYPE_ENDPOINT, 0);
	}
	crowd_gather(members, count - 1, member_pass_on);
	members[count - 1].capability = members[0].capability;
	start(&members[count - 1], member_call, context);
	return context;
}
