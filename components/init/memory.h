/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Init's memory: the untypeds that the loader listed. RAM is cut into one untyped per component; devices
 * into frames, each of which is given out once.
 */
#pragma once

#include <stdint.h>

/* Makes an untyped of 2^bits bytes in `slot`, from the smallest piece of RAM that has room. */
void memory_take(uint32_t bits, uint32_t slot, const char *name);

/* The slot in init's CSpace of the frame of device memory at `address`, for an owner to move away. Fails if
 * another one already has, or if the machine has no such device. */
uint32_t memory_take_device(uint64_t address, const char *name);

/* The same frame, without taking it; it may already have an owner: 0 then. */
uint32_t memory_find_device(uint64_t address);
