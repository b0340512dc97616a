/* SPDX-License-Identifier: BSD-2-Clause */
/* What a root task prints, on the PL011 that world.c has mapped for it. */
#pragma once

#include <stdint.h>

/* From now on print to the UART whose registers are mapped at this address. */
void console_open(volatile uint32_t *registers);

/* Knows %s, %d (int64_t), %u and %x (uint64_t), nothing else. */
void console_print(const char *format, ...);
