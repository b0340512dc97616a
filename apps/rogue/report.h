/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the rogue has tried so far, in a page of its own. tests/system/rogue.py finds the page in RAM by `magic`
 * and by `physical`, which is where it lies; both ends agree on this layout.
 */
#pragma once

#include <stdint.h>

#define ROGUE_MAGIC    0x31304555474f5221ULL
#define ROGUE_BREACHES 16

enum rogue_phase {
	ROGUE_CALLS = 1, /* invokes capabilities */
	ROGUE_PAGES = 2, /* touches memory */
	ROGUE_DONE = 3,
};

enum rogue_breach {
	BREACH_CALL = 1,   /* a system call worked; where: capability, what: system call << 32 | method */
	BREACH_LOAD = 2,   /* a page could be read; where: its address */
	BREACH_STORE = 3,
	BREACH_FETCH = 4,  /* an instruction was fetched from it */
	BREACH_STRAY = 5,  /* a fault that is not the one provoked; where: its address, what: its label */
};

struct rogue_report {
	uint64_t magic;
	uint64_t physical;
	uint64_t phase;   /* enum rogue_phase */
	uint64_t calls;   /* system calls tried on capabilities that it does not have, or in ways that it may not */
	uint64_t own;     /* calls that it may make, on what it was given */
	uint64_t pages;   /* that it does not own, read and written */
	uint64_t loads;   /* that faulted, as they must */
	uint64_t stores;
	uint64_t fetches; /* of the pages of the dense ranges */
	uint64_t breaches;
	uint64_t listed; /* entries below; what is tried again at the same place is listed once */
	struct {
		uint64_t kind; /* enum rogue_breach */
		uint64_t where;
		uint64_t what;
	} breach[ROGUE_BREACHES];
};
