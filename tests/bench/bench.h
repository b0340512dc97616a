/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Benchmarks: programs that do one thing many times, in address spaces of their own, and read the counter before
 * and after. With QEMU's icount one tick is 16 instructions, so that many rounds give fractions of one.
 * main.c runs and prints; bench.py turns what is printed into rows.
 */
#pragma once

#include <world.h>

#define ROUNDS 10000

/* The page that programs share with each other and the root; programs.S has it at SHARED and knows the offsets. */
struct shared {
	uint64_t endpoint, reply; /* capabilities */
	uint64_t signals, waits;  /* one notification, badged to signal and plain to wait for */
	uint64_t done;            /* signalled when `ticks` is there */
	uint64_t rounds;
	uint64_t ticks;
	uint64_t stamp;           /* the partner's counter */
	uint64_t words[8];        /* a message */
	uint64_t handler;         /* of the device's interrupt */
};

/* Programs by name, in programs.S. */
extern const char bench_begin[], bench_end[], bench_empty[], bench_stamps[], bench_null[], bench_call_0[],
	bench_call_8[], bench_serve_0[], bench_serve_8[], bench_call_stamped[], bench_serve_stamped[], bench_signal[],
	bench_signal_stamped[], bench_wait_stamped[], bench_yield[], bench_yield_too[], bench_fault[], bench_serve_fault[],
	bench_irq[], bench_serve_irq[];
