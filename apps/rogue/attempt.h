/* SPDX-License-Identifier: BSD-2-Clause */
/* Single attempts (attempt.S). A touch that faults goes on behind it, except that a fetch never returns. */
#pragma once

#include <stdint.h>

#define ATTEMPT_CALLS 64 /* attempt_call() can make the system calls from 1 to below this number */

/* The registers of a system call as kernel/api/abi.h has them. */
struct attempt {
	uint64_t label;    /* x0 */
	uint64_t word[8];  /* x1..x8 */
	uint64_t capability;
	uint64_t unused;   /* x10 */
	uint64_t reply;
	uint64_t deadline;
	uint64_t receive_slot;
	uint64_t send;
};

/* Makes system call `number`; returns x10: status and flags. */
uint64_t attempt_call(const struct attempt *attempt, uint64_t number);

uint8_t attempt_load(uint64_t address);
void attempt_store(uint64_t address, uint8_t value);
void attempt_fetch(uint64_t address);
