/* SPDX-License-Identifier: BSD-2-Clause */
/* See agent.h. */
#include "agent.h"

#include "check.h"

#define MAKE(number) \
	case number: return bulkhead_system_call(number, agent->arguments, &agent->message)

static enum status perform(struct agent *agent)
{
	switch (agent->number) {
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
	default: return INVALID_METHOD;
	}
}

static void run(uint64_t argument)
{
	struct agent *agent = (struct agent *)argument;

	while (bulkhead_wait(agent->go, DEADLINE_NEVER, 0) == OK) {
		agent->status = perform(agent);
		agent->busy = false;
	}
}

void agent_start(struct agent *agent, struct world_thread_options options)
{
	*agent = (struct agent){ .go = world_badged(world_make(TYPE_NOTIFICATION, 0), 1) };
	options.entry = run;
	options.argument = (uint64_t)agent;
	agent->thread = world_thread(options);
}

bool agent_do(struct agent *agent, enum system_call number, struct system_call_arguments arguments)
{
	agent->number = number;
	agent->arguments = arguments;
	agent->busy = true;
	CHECK_EQUAL(OK, bulkhead_signal(agent->go));
	return agent_finished(agent);
}

bool agent_finished(struct agent *agent)
{
	CHECK(world_settle());
	return !agent->busy;
}
