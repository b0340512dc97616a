/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers of the device that the test plays. */
#pragma once

#include <stdint.h>

uint32_t mmio_read(volatile void *registers, uint32_t offset);
void mmio_write(volatile void *registers, uint32_t offset, uint32_t value);

static inline void mmio_barrier(void)
{
}
