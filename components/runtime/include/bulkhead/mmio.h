/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Access to a device's registers, and order between them and memory that the device reaches by DMA.
 * Unit tests put a file of the same name, with a device of their own behind it, before this one.
 */
#pragma once

#include <stdint.h>

static inline uint32_t mmio_read(volatile void *registers, uint32_t offset)
{
	return *(volatile uint32_t *)((volatile uint8_t *)registers + offset);
}

static inline void mmio_write(volatile void *registers, uint32_t offset, uint32_t value)
{
	*(volatile uint32_t *)((volatile uint8_t *)registers + offset) = value;
}

/* What was written before is visible to the device before what is written after, and the other way round. */
static inline void mmio_barrier(void)
{
	__asm__ volatile("dmb osh" ::: "memory");
}
