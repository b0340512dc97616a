/* SPDX-License-Identifier: BSD-2-Clause */
/* Servers: threads that answer calls with the label plus one, as long as their endpoint is there. */
#pragma once

#include <world.h>

/* Before it answers it may work for a while, wake somebody, wait for `waits_for`, and ask another. */
struct server {
	uint64_t endpoint, reply;
	uint64_t work_ticks;
	uint64_t fault;      /* its fault endpoint, 0 for none */
	uint64_t asks;       /* endpoint of another server, 0 for none */
	uint64_t waits_for;  /* notification, 0 for none */
	uint64_t wakes;      /* notification, 0 for none */
	struct world_thread thread;
	enum status status;
	unsigned served;
};

/* Starts it with this content; endpoint, reply and thread are its own. */
void server_start(struct server *server, struct server content);

/* Starts it on a scheduling context, and takes that away when it waits for its first caller. */
void server_start_passive(struct server *server, struct server content);
