/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The guest's processors: the system calls that act on them, and the cache maintenance that precedes a start.
 * A processor is named by its number, from 0. cpu.c is the only file of the VMM that knows their capabilities; host
 * tests have a fake of it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Makes interrupt `intid` pending in a list register. False: none is free; EXIT_INTERRUPTS tells when. */
bool cpu_inject(uint32_t processor, uint32_t intid, uint8_t priority);

/* How the kernel shall deliver the virtual timer's interrupt. */
void cpu_set_timer(uint32_t processor, bool enabled, uint8_t priority);

/* Stops it, wherever it is, and puts it into the state after power-on. */
void cpu_stop(uint32_t processor);

/* Starts a stopped one at `entry` with x0 = argument. */
void cpu_start(uint32_t processor, uint64_t entry, uint64_t argument);

/* Makes what was written to [start, start + size) visible to a guest whose caches are off. */
void cpu_publish(const void *start, size_t size);
