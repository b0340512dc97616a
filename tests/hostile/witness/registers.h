/* SPDX-License-Identifier: BSD-2-Clause */
/* The FP registers of the calling thread (registers.S). Compiled code does not use them in between: no component may. */
#pragma once

#include <stdint.h>

/* Fills both halves of v0..v31 with numbers that count up from `first`; sets FPCR to what is not its default. */
void registers_fill(uint64_t first);

/* How many of them are not as registers_fill(first) left them. */
uint64_t registers_changed(uint64_t first);
