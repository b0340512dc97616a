/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Agents: threads that make the system calls they are told to, one at a time, so that a test reads as what
 * several threads do in turn. An order is carried out as soon as the test settles (world_settle).
 */
#pragma once

#include <world.h>

struct agent {
	struct world_thread thread;
	uint64_t go; /* notification */
	enum system_call number;
	struct system_call_arguments arguments;
	struct message message; /* to send; afterwards what came back */
	enum status status;
	volatile bool busy;
};

/* Makes the agent's thread; options.entry and argument are the agent's own. */
void agent_start(struct agent *agent, struct world_thread_options options);

/* Orders a system call and settles. True if it is over. */
bool agent_do(struct agent *agent, enum system_call number, struct system_call_arguments arguments);

/* Settles; true if the call that was ordered is over. */
bool agent_finished(struct agent *agent);
