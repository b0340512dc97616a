/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The memory that a block client and a block server share: requests, completions and data.
 *
 * A request is named by its tag (0 … BLOCK_TAGS-1), which also names its part of the data area, so a
 * client has at most BLOCK_TAGS requests open. Both rings use counters that run freely modulo 2^32 and
 * that are each written by one side only. Every request is completed exactly once, in any order, so
 * request_tail == completion_tail means that nothing is open.
 *
 * The server's epoch changes whenever it starts. It never acts on a request of an older epoch, and a
 * client gives up what it had open under one: after a restart nobody touches a buffer that the other
 * side thinks is its own. Epoch 0 means that no server has started yet.
 *
 * Neither side trusts the other: what is read here is copied once, then checked (block_client.h and
 * block_server.h do so). After publishing, a side emits the connection's event; a side that gets the
 * event polls until nothing is left.
 */
#pragma once

#include <stdint.h>

#define BLOCK_SECTOR_BYTES 512u
#define BLOCK_TAGS         16u
#define BLOCK_TAG_BYTES    16384u /* data area of one tag */
#define BLOCK_TAG_SECTORS  (BLOCK_TAG_BYTES / BLOCK_SECTOR_BYTES)

enum block_operation {
	BLOCK_READ = 1,  /* count sectors into the tag's data area */
	BLOCK_WRITE = 2, /* count sectors from it */
	BLOCK_FLUSH = 3, /* completes when all writes completed before it was submitted survive a loss of power */
};

enum block_status {
	BLOCK_OK = 0,
	BLOCK_IO_ERROR = 1,     /* the device reports a failure */
	BLOCK_MALFORMED = 2,    /* unknown operation, bad tag, no sectors or too many */
	BLOCK_OUT_OF_RANGE = 3, /* beyond the last sector */
	BLOCK_READ_ONLY = 4,
	BLOCK_RESTARTED = 5,    /* the server has restarted; whether the request took effect is unknown */
};

#define BLOCK_FLAG_READ_ONLY 1u

struct block_request {
	uint32_t epoch;
	uint32_t tag;
	uint32_t operation; /* enum block_operation */
	uint32_t count;     /* sectors, 1 … BLOCK_TAG_SECTORS; 0 for BLOCK_FLUSH */
	uint64_t sector;
};

struct block_completion {
	uint32_t epoch; /* as in the request */
	uint32_t tag;
	uint32_t status; /* enum block_status */
	uint32_t reserved;
};

/* What the client writes. */
struct block_submissions {
	uint32_t tail;
	uint32_t reserved[15];
	struct block_request ring[BLOCK_TAGS];
};

/* What the server writes. */
struct block_completions {
	uint32_t tail;
	uint32_t epoch;
	uint32_t flags; /* BLOCK_FLAG_* */
	uint32_t reserved;
	uint64_t sector_count;
	uint64_t padding[5];
	struct block_completion ring[BLOCK_TAGS];
};

struct block_port {
	struct block_submissions submitted;
	struct block_completions completed;
	uint8_t padding[4096 - sizeof(struct block_submissions) - sizeof(struct block_completions)];
	uint8_t data[BLOCK_TAGS][BLOCK_TAG_BYTES]; /* page-aligned: DMA goes here */
};

_Static_assert(sizeof(struct block_request) == 24, "layout of a request");
_Static_assert(sizeof(struct block_completion) == 16, "layout of a completion");
_Static_assert(sizeof(struct block_port) == 4096 + BLOCK_TAGS * BLOCK_TAG_BYTES, "layout of the port");

/* The data area of `tag` (below BLOCK_TAGS). The peer may change it at any time: copy, then check. */
static inline uint8_t *block_port_data(volatile struct block_port *port, uint32_t tag)
{
	return (uint8_t *)(uintptr_t)port->data[tag];
}
