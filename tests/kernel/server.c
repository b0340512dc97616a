/* SPDX-License-Identifier: BSD-2-Clause */
/* See server.h. */
#include "server.h"

#include "check.h"

static void work(uint64_t ticks)
{
	uint64_t end = clock_ticks() + ticks;

	while (clock_ticks() < end)
		;
}

static void serve(struct server *server, struct message *message)
{
	server->served++;
	work(server->work_ticks);
	if (server->wakes)
		bulkhead_signal(server->wakes);
	if (server->waits_for)
		bulkhead_wait(server->waits_for, DEADLINE_NEVER, 0);
	if (server->asks)
		bulkhead_call(server->asks, message);
	message->label++;
}

static void run(uint64_t argument)
{
	struct server *server = (struct server *)argument;
	struct message message = { 0 };

	server->status = bulkhead_recv(server->endpoint, server->reply, DEADLINE_NEVER, &message);
	while (server->status == OK) {
		serve(server, &message);
		server->status = bulkhead_reply_recv(server->endpoint, server->reply, DEADLINE_NEVER, &message);
	}
}

void server_start(struct server *server, struct server content)
{
	*server = content;
	server->endpoint = world_make(TYPE_ENDPOINT, 0);
	server->reply = world_make(TYPE_REPLY, 0);
	server->thread = world_thread((struct world_thread_options){
		.entry = run, .argument = (uint64_t)server, .priority = 20, .fault = server->fault });
	CHECK(world_settle());
}

void server_start_passive(struct server *server, struct server content)
{
	server_start(server, content);
	CHECK_EQUAL(OK, sched_context_unbind(server->thread.context));
}
