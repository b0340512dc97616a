/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The client's end of a block port. One thread calls all of it; nothing blocks.
 *
 *   tag = block_client_claim(&disk);                      own a tag and its data area
 *   memcpy(block_client_data(&disk, tag), …);             for a write
 *   block_client_submit(&disk, tag, BLOCK_WRITE, sector, count);
 *   requests_emit();                                      the connection's event
 *   … on the server's event: while (block_client_poll(&disk, &done)) …
 *   block_client_release(&disk, done.tag);                when its data is no longer needed
 *
 * Invariants: open ⊆ claimed; a tag is in at most one open request; nothing that the server writes can
 * make a poll return a tag that is not open.
 */
#pragma once

#include <bulkhead/block_port.h>
#include <stdbool.h>
#include <stdint.h>

struct block_client {
	volatile struct block_port *port;
	uint32_t epoch;           /* the server's, 0 until ready */
	uint32_t submitted;       /* = port->submitted.tail */
	uint32_t completion_head; /* next completion to read */
	uint32_t claimed;         /* bit per tag */
	uint32_t open;            /* bit per tag: submitted, not yet completed */
	uint32_t lost;            /* bit per tag: open when the server restarted, not yet reported */
};

/*
 * Attach to a port. Precondition: nobody else uses the client's end of it. Emit the event afterwards: an
 * earlier life may have ended between publishing a request and emitting.
 */
static inline void block_client_init(struct block_client *client, volatile struct block_port *port)
{
	*client = (struct block_client){ .port = port };
	client->submitted = port->submitted.tail;
}

/*
 * Has the server started, and completed all that an earlier life of this client left open? Call it again
 * after each event until it is true; then submit may be called.
 */
static inline bool block_client_ready(struct block_client *client)
{
	volatile struct block_completions *completed = &client->port->completed;
	if (client->epoch != 0)
		return true;
	uint32_t epoch = __atomic_load_n(&completed->epoch, __ATOMIC_ACQUIRE);
	uint32_t tail = __atomic_load_n(&completed->tail, __ATOMIC_ACQUIRE);
	if (epoch == 0 || tail != client->submitted)
		return false;
	client->epoch = epoch;
	client->completion_head = tail;
	return true;
}

/* Size and kind of the disk, as the server says. Valid once ready; read it again after BLOCK_RESTARTED. */
static inline uint64_t block_client_sector_count(const struct block_client *client)
{
	return client->port->completed.sector_count;
}

static inline bool block_client_read_only(const struct block_client *client)
{
	return client->port->completed.flags & BLOCK_FLAG_READ_ONLY;
}

/* A tag that is nobody else's until block_client_release, or -1 when all are claimed. */
static inline int block_client_claim(struct block_client *client)
{
	uint32_t available = ~client->claimed & ((1u << BLOCK_TAGS) - 1);
	if (available == 0)
		return -1;
	int tag = __builtin_ctz(available);
	client->claimed |= 1u << tag;
	return tag;
}

/* Precondition: the tag is claimed and not open. */
static inline void block_client_release(struct block_client *client, uint32_t tag)
{
	client->claimed &= ~(1u << tag);
}

/* The data area of a claimed tag, BLOCK_TAG_BYTES long. */
static inline uint8_t *block_client_data(const struct block_client *client, uint32_t tag)
{
	return block_port_data(client->port, tag);
}

/* Publish a request. Preconditions: ready, the tag is claimed and not open. Emit the event afterwards. */
static inline void block_client_submit(struct block_client *client, uint32_t tag, enum block_operation operation,
                                       uint64_t sector, uint32_t count)
{
	volatile struct block_submissions *submitted = &client->port->submitted;
	volatile struct block_request *request = &submitted->ring[client->submitted % BLOCK_TAGS];
	request->epoch = client->epoch;
	request->tag = tag;
	request->operation = operation;
	request->count = count;
	request->sector = sector;
	client->open |= 1u << tag;
	client->submitted++;
	__atomic_store_n(&submitted->tail, client->submitted, __ATOMIC_RELEASE);
}

/* The server has a new epoch: everything open is lost, and what is still in the ring is stale. */
static inline void block_client_follow_restart(struct block_client *client, uint32_t epoch)
{
	client->lost |= client->open;
	client->open = 0;
	client->epoch = epoch;
}

static inline bool block_client_take_lost(struct block_client *client, struct block_completion *done)
{
	if (client->lost == 0)
		return false;
	uint32_t tag = (uint32_t)__builtin_ctz(client->lost);
	client->lost &= client->lost - 1;
	*done = (struct block_completion){ .epoch = client->epoch, .tag = tag, .status = BLOCK_RESTARTED };
	return true;
}

/*
 * The next completion, false if there is none. Its tag was open and is now only claimed. Completions that
 * answer nothing that is open are skipped, at most BLOCK_TAGS a call.
 */
static inline bool block_client_poll(struct block_client *client, struct block_completion *done)
{
	volatile struct block_completions *completed = &client->port->completed;
	/* The tail first: a server that restarts publishes its epoch before it completes anything. */
	uint32_t tail = __atomic_load_n(&completed->tail, __ATOMIC_ACQUIRE);
	uint32_t epoch = __atomic_load_n(&completed->epoch, __ATOMIC_ACQUIRE);
	if (client->epoch == 0)
		return false;
	if (epoch != client->epoch)
		block_client_follow_restart(client, epoch);
	if (block_client_take_lost(client, done))
		return true;
	if (tail - client->completion_head > BLOCK_TAGS)
		client->completion_head = tail - BLOCK_TAGS;
	while (client->completion_head != tail) {
		volatile struct block_completion *next = &completed->ring[client->completion_head++ % BLOCK_TAGS];
		*done = (struct block_completion){ .epoch = next->epoch, .tag = next->tag, .status = next->status };
		if (done->epoch == client->epoch && done->tag < BLOCK_TAGS && (client->open >> done->tag & 1) != 0) {
			client->open &= ~(1u << done->tag);
			return true;
		}
	}
	return false;
}
