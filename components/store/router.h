/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Moves requests of several clients, each with a part of the disk of its own, to one disk and the answers
 * back. Every sector number that leaves here was checked against the client's part. Clients take turns
 * request by request, and none holds more than ROUTER_SHARE of the disk's tags, so a busy one cannot
 * starve the others. A flush is a flush of the disk, answered when the disk has answered.
 *
 * What the disk's server loses in a restart is submitted again, at most ROUTER_ATTEMPTS times: reads and
 * writes of the same data may be repeated, and clients notice nothing.
 *
 * Pure but for the shared memory of its ports: main.c emits the events that router_pump asks for.
 */
#pragma once

#include <bulkhead/block_client.h>
#include <bulkhead/block_server.h>
#include <stdbool.h>
#include <stdint.h>

#define ROUTER_CLIENTS  8u
#define ROUTER_SHARE    8u
#define ROUTER_ATTEMPTS 4u

struct router_client {
	struct block_server server;
	uint64_t first;      /* sector of the disk at which the client's part starts */
	uint32_t in_flight;  /* tags of the disk */
	uint64_t moved_bytes; /* read and written for this client; main.c takes them away */
	bool is_attached;
};

/* A request that the disk has, by the disk's tag. */
struct router_transfer {
	struct block_request request; /* as the client made it */
	uint32_t client;
	uint32_t attempts;
};

struct router {
	struct block_client *disk;
	struct router_client clients[ROUTER_CLIENTS];
	struct router_transfer transfers[BLOCK_TAGS];
	uint32_t turn; /* the client to be asked first */
};

/* Whose event is due. */
struct router_events {
	bool disk;
	uint32_t clients; /* bit per client */
};

void router_init(struct router *router, struct block_client *disk);

/* A client's part of the disk. No sectors: every request gets BLOCK_OUT_OF_RANGE. */
struct router_extent {
	uint64_t first;
	uint64_t sector_count;
	uint32_t flags; /* BLOCK_FLAG_* */
};

/* Serve client `index` (below ROUTER_CLIENTS) through `port`. Precondition: the extent lies on the disk. */
void router_attach(struct router *router, uint32_t index, volatile struct block_port *port,
                   const struct router_extent *extent);

/* Move everything that can be moved now. */
struct router_events router_pump(struct router *router);
