/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Moves requests between clients and the disk (see router.h). Called by main.c, from one thread.
 */
#include "router.h"

#include <string.h>

void router_init(struct router *router, struct block_client *disk)
{
	*router = (struct router){ .disk = disk };
}

void router_attach(struct router *router, uint32_t index, volatile struct block_port *port,
                   const struct router_extent *extent)
{
	struct router_client *client = &router->clients[index];
	client->first = extent->first;
	client->is_attached = true;
	block_server_start(&client->server, port, extent->sector_count, extent->flags);
}

static void submit(struct router *router, uint32_t tag)
{
	struct router_transfer *transfer = &router->transfers[tag];
	const struct block_request *request = &transfer->request;
	uint64_t first = request->operation == BLOCK_FLUSH ? 0 : router->clients[transfer->client].first;
	transfer->attempts++;
	block_client_submit(router->disk, tag, (enum block_operation)request->operation,
	                    first + request->sector, request->count);
}

/* Send a taken request on its way with a claimed tag. */
static void forward(struct router *router, uint32_t tag, uint32_t index, const struct block_request *request)
{
	struct router_client *client = &router->clients[index];
	router->transfers[tag] = (struct router_transfer){ .request = *request, .client = index };
	if (request->operation == BLOCK_FLUSH)
		router->transfers[tag].request.sector = 0;
	if (request->operation == BLOCK_WRITE)
		memcpy(block_client_data(router->disk, tag), block_port_data(client->server.port, request->tag),
		       (size_t)request->count * BLOCK_SECTOR_BYTES);
	client->in_flight++;
	submit(router, tag);
}

/* One request of one client, if it may have one more in flight. */
static bool serve_client(struct router *router, uint32_t index, struct router_events *events)
{
	struct router_client *client = &router->clients[index];
	struct block_request request;
	bool answered = false;
	if (!client->is_attached || client->in_flight >= ROUTER_SHARE)
		return false;
	int tag = block_client_claim(router->disk);
	if (tag < 0)
		return false;
	bool taken = block_server_take(&client->server, &request, &answered);
	if (answered)
		events->clients |= 1u << index;
	if (!taken) {
		block_client_release(router->disk, (uint32_t)tag);
		return false;
	}
	forward(router, (uint32_t)tag, index, &request);
	events->disk = true;
	return true;
}

/* Round and round, one request each, until nobody has one or no tag is left. */
static void serve(struct router *router, struct router_events *events)
{
	for (uint32_t idle = 0; idle < ROUTER_CLIENTS;) {
		idle = serve_client(router, router->turn, events) ? 0 : idle + 1;
		router->turn = (router->turn + 1) % ROUTER_CLIENTS;
	}
}

static void answer(struct router *router, uint32_t tag, enum block_status status)
{
	const struct router_transfer *transfer = &router->transfers[tag];
	struct router_client *client = &router->clients[transfer->client];
	if (status == BLOCK_OK && transfer->request.operation == BLOCK_READ)
		memcpy(block_port_data(client->server.port, transfer->request.tag),
		       block_client_data(router->disk, tag), (size_t)transfer->request.count * BLOCK_SECTOR_BYTES);
	if (status == BLOCK_OK && transfer->request.operation != BLOCK_FLUSH)
		client->moved_bytes += (uint64_t)transfer->request.count * BLOCK_SECTOR_BYTES;
	block_server_complete(&client->server, &transfer->request, status);
	client->in_flight--;
	block_client_release(router->disk, tag);
}

/*
 * What the disk says to a client. The client's request was checked, so whatever the disk finds wrong with
 * it is a failure of the storage, except that it may be read-only as a whole.
 */
static enum block_status status_for_client(uint32_t status)
{
	return status == BLOCK_OK || status == BLOCK_READ_ONLY ? (enum block_status)status : BLOCK_IO_ERROR;
}

static void collect(struct router *router, struct router_events *events)
{
	struct block_completion done;
	while (block_client_poll(router->disk, &done)) {
		struct router_transfer *transfer = &router->transfers[done.tag];
		if (done.status == BLOCK_RESTARTED && transfer->attempts < ROUTER_ATTEMPTS) {
			submit(router, done.tag);
			events->disk = true;
		} else {
			events->clients |= 1u << transfer->client;
			answer(router, done.tag, status_for_client(done.status));
		}
	}
}

struct router_events router_pump(struct router *router)
{
	struct router_events events = { .disk = false };
	collect(router, &events);
	serve(router, &events);
	return events;
}
