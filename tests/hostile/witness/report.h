/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the witness has seen so far, in a page of its own. tests/hostile/test_hostile.py finds the page in RAM by
 * `magic` and by `physical`, which is where it lies; both ends agree on this layout.
 */
#pragma once

#include "../phases.h"

#define WITNESS_MAGIC 0x315353454e544957ULL

struct witness_report {
	uint64_t magic;
	uint64_t physical;
	struct {
		uint64_t rounds;      /* of looking at everything, ended in this phase */
		uint64_t differences; /* words and registers found changed, summed over the rounds */
	} phase[PHASE_COUNT + 1]; /* the last one: what comes after all phases */
};

_Static_assert(sizeof(struct witness_report) <= 4096, "one page");
