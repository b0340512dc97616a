/* SPDX-License-Identifier: BSD-2-Clause */
/* Registers for host tests: blk_test.c is the device behind them. */
#pragma once

#include <stdint.h>

uint32_t mmio_read(volatile void *registers, uint32_t offset);
void mmio_write(volatile void *registers, uint32_t offset, uint32_t value);

static inline void mmio_barrier(void)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}
