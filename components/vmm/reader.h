/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads a run of bytes of the boot partition into memory, with every tag of the block port in flight.
 * One run at a time; the owner calls reader_step at the start and on every event of the store until the
 * state is no longer READER_BUSY. A store that restarts is asked again for what it lost.
 */
#pragma once

#include <bulkhead/block_client.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum reader_state {
	READER_BUSY,
	READER_DONE,
	READER_FAILED, /* `problem` says why */
};

struct reader {
	struct block_client disk;
	uint8_t *to;
	uint64_t position; /* bytes, a multiple of BLOCK_SECTOR_BYTES */
	uint64_t size;
	uint64_t asked; /* bytes requested so far, */
	uint64_t done;  /* and copied to their place */
	uint64_t offset[BLOCK_TAGS]; /* of the run, of the request that has the tag */
	bool checked;   /* the run lies on the disk */
	bool submitted; /* set when requests wait in the port; whoever signals the store clears it */
	const char *problem;
};

void reader_init(struct reader *reader, volatile struct block_port *port);

/* Begins to read [position, position + size) to `to`, which has room for it. Completions of an earlier run
 * that was given up are swallowed. */
void reader_start(struct reader *reader, uint64_t position, void *to, uint64_t size);

enum reader_state reader_step(struct reader *reader);
