/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the root and the rogue's threads share: where things lie in the rogue's address space, and the page
 * in which its threads count their calls and note what their CSpace seems to hold.
 */
#pragma once

#include <abi.h>
#include <stdint.h>

#define IMAGE_ADDRESS 0x400000ULL   /* the program itself, everywhere */
#define SHARED_ADDRESS 0x20000000ULL
#define STACKS_OFFSET 0x10000ULL    /* 64 stacks of 8 KiB; entry.S knows these numbers too */

#define ROGUE_BITS  9               /* of its CSpace */
#define ROGUE_SLOTS (1u << ROGUE_BITS)
#define ROGUE_PRIORITY 40           /* its highest; victims and root lie above */

/* shared.kind: an object type, or */
#define KIND_NOTHING   0
#define KIND_OWN_CNODE 20 /* the CSpace itself, which is twice as large as any CNode that the rogue makes */

#define CALL_KINDS (SYS_COUNT + 1) /* the last one: numbers that do not exist */

struct tally {
	uint64_t calls, successes;
	uint64_t statuses; /* a bit for each that a call ended with */
};

struct shared {
	uint32_t next_stack; /* must be first: entry.S */
	uint64_t seed;
	uint64_t go;      /* the CSpace is full: threads, which other cores run at once, begin */
	uint64_t cores;   /* that run the kernel */
	uint64_t meeting; /* slot of an endpoint that all threads use */
	uint64_t calls;
	struct tally call[CALL_KINDS];
	struct tally method[METHOD_COUNT];
	uint8_t kind[ROGUE_SLOTS]; /* a guess: threads that are stopped in between do not correct it */
};

_Static_assert(sizeof(struct shared) <= STACKS_OFFSET, "the stacks follow");

/* In entry.S: each entry takes a new stack, then calls rogue_run with the number of entries so far. */
void rogue_enter(void);
