/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages of the loader on the UART that the device tree chose (PL011). Silent until one is found.
 */
#pragma once

#include <stdint.h>

/*
 * Writes from now on to the PL011 at `preferred` (physical; 0: none known), or to the one that QEMU's virt
 * has if there is none; silent without either. Reads an identification register of each first, under the
 * protection of the exception vectors.
 */
void console_find(uint64_t preferred);

/* The UART in use; 0 without. */
uint64_t console_address(void);

/* Formats know %s, %lu and %lx only. */
void console_print(const char *format, ...) __attribute__((format(printf, 1, 2)));
