/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rogue's neighbours: each in an address space and a CSpace of its own, with 2 MiB of memory that holds
 * what it counts, a pattern and its stack. None shares anything with the rogue but one endpoint.
 */
#pragma once

#include <stdint.h>

#define VICTIM_ADDRESS 0x20000000ULL
#define VICTIM_WORDS   4096u

enum victim_role {
	VICTIM_SERVER, /* answers whoever calls */
	VICTIM_CLIENT, /* asks the server, and wants the right answer in time */
	VICTIM_TICKER, /* wants to run at every millisecond */
	VICTIM_KEEPER, /* and beyond: finds its memory, general registers and FP registers as it left them */
};

/* A victim's CSpace. */
enum victim_slot {
	VICTIM_SLEEP = 1, /* notification that nobody signals */
	VICTIM_SIGNAL = 2, /* notification to signal */
	VICTIM_ENDPOINT = 3,
	VICTIM_REPLY = 4,
};

enum victim_phase { ALONE, BESIDE_ROGUE };

struct victim {
	uint64_t rounds, failures;
	uint64_t worst_ticks[2]; /* CLIENT: longest wait for an answer; TICKER: latest; by phase */
	uint64_t phase;
	uint64_t pattern[VICTIM_WORDS];
};

/* In entry.S; x0 = role. */
void victim_enter(void);

uint64_t victim_answer(uint64_t question);
