/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the decisions of a random sequence come from: a seed, or the bytes that a fuzzer gives. */
#pragma once

#include <types.h>

void choices_from_seed(u64 seed);
void choices_from_bytes(const u8 *bytes, u64 count);

/* True once the bytes are used up; from then on every choice is 0. */
bool choices_are_over(void);

/* 0 .. limit - 1. */
u32 choose(u32 limit);

/* True once in `n` times. */
bool once_in(u32 n);

u64 choose_word(void);
