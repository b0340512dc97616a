/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The server's end of a block port. One thread calls all of it; nothing blocks.
 *
 *   block_server_start(&client, sectors, flags);          once, when the server can serve
 *   … on the client's event: while (block_server_take(&client, &request)) …
 *   block_server_complete(&client, &request, status);     later, in any order
 *   completions_emit();                                   the connection's event
 *
 * A request that block_server_take returns is valid: known operation, free tag, sectors within the disk,
 * no write to a read-only one. All others it completes with their error itself, so a client's mistakes
 * reach that client alone.
 */
#pragma once

#include <bulkhead/block_port.h>
#include <stdbool.h>
#include <stdint.h>

struct block_server {
	volatile struct block_port *port;
	uint64_t sector_count;
	uint32_t flags;
	uint32_t epoch;
	uint32_t request_head;    /* next request to read */
	uint32_t completion_tail; /* = port->completed.tail */
	uint32_t open;            /* bit per tag: taken, not yet completed */
};

/*
 * Begin to serve `port` in a new epoch. Precondition: nothing that an earlier life of this server started
 * still reads or writes the data area. What that life left in the ring will be completed as
 * BLOCK_RESTARTED by block_server_take.
 */
static inline void block_server_start(struct block_server *server, volatile struct block_port *port,
                                      uint64_t sector_count, uint32_t flags)
{
	uint32_t epoch = port->completed.epoch + 1;
	*server = (struct block_server){
		.port = port,
		.sector_count = sector_count,
		.flags = flags,
		.epoch = epoch != 0 ? epoch : 1,
		.completion_tail = port->completed.tail,
	};
	server->request_head = server->completion_tail;
	port->completed.sector_count = sector_count;
	port->completed.flags = flags;
	__atomic_store_n(&port->completed.epoch, server->epoch, __ATOMIC_RELEASE);
}

static inline void block_server_publish(struct block_server *server, const struct block_request *request,
                                        enum block_status status)
{
	volatile struct block_completions *completed = &server->port->completed;
	volatile struct block_completion *next = &completed->ring[server->completion_tail % BLOCK_TAGS];
	next->epoch = request->epoch;
	next->tag = request->tag;
	next->status = status;
	server->completion_tail++;
	__atomic_store_n(&completed->tail, server->completion_tail, __ATOMIC_RELEASE);
}

/* Answer a request that block_server_take returned. Emit the event afterwards. */
static inline void block_server_complete(struct block_server *server, const struct block_request *request,
                                         enum block_status status)
{
	server->open &= ~(1u << request->tag);
	block_server_publish(server, request, status);
}

static inline enum block_status block_server_check(const struct block_server *server,
                                                   const struct block_request *request)
{
	bool transfers = request->operation == BLOCK_READ || request->operation == BLOCK_WRITE;
	if (request->epoch != server->epoch)
		return BLOCK_RESTARTED;
	if (request->tag >= BLOCK_TAGS || (server->open >> request->tag & 1) != 0)
		return BLOCK_MALFORMED;
	if (request->operation == BLOCK_FLUSH)
		return request->count == 0 ? BLOCK_OK : BLOCK_MALFORMED;
	if (!transfers || request->count == 0 || request->count > BLOCK_TAG_SECTORS)
		return BLOCK_MALFORMED;
	if (request->sector >= server->sector_count || request->count > server->sector_count - request->sector)
		return BLOCK_OUT_OF_RANGE;
	if (request->operation == BLOCK_WRITE && (server->flags & BLOCK_FLAG_READ_ONLY) != 0)
		return BLOCK_READ_ONLY;
	return BLOCK_OK;
}

/* Forget requests that the client overwrote; they count as completed, so that the counters still meet. */
static inline void block_server_skip_overrun(struct block_server *server, uint32_t tail)
{
	uint32_t waiting = tail - server->request_head;
	if (waiting <= BLOCK_TAGS)
		return;
	server->request_head += waiting - BLOCK_TAGS;
	server->completion_tail += waiting - BLOCK_TAGS;
	__atomic_store_n(&server->port->completed.tail, server->completion_tail, __ATOMIC_RELEASE);
}

/*
 * Take the next valid request into *request; its tag is open until block_server_complete. False if there
 * is none. Answers at most BLOCK_TAGS wrong requests a call: *answered (may be shared by several calls)
 * becomes true when it did, and the event is due.
 */
static inline bool block_server_take(struct block_server *server, struct block_request *request, bool *answered)
{
	volatile struct block_submissions *submitted = &server->port->submitted;
	uint32_t tail = __atomic_load_n(&submitted->tail, __ATOMIC_ACQUIRE);
	block_server_skip_overrun(server, tail);
	while (server->request_head != tail) {
		volatile struct block_request *next = &submitted->ring[server->request_head++ % BLOCK_TAGS];
		*request = (struct block_request){ .epoch = next->epoch, .tag = next->tag,
		                                   .operation = next->operation, .count = next->count,
		                                   .sector = next->sector };
		enum block_status status = block_server_check(server, request);
		if (status == BLOCK_OK) {
			server->open |= 1u << request->tag;
			return true;
		}
		block_server_publish(server, request, status);
		*answered = true;
	}
	return false;
}
