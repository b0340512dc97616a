/* SPDX-License-Identifier: BSD-2-Clause */
/* Components' programs: ELF files of the boot package, loaded into frames of their own. */
#pragma once

#include <stdint.h>

/* Finds and checks every component's ELF. */
void programs_open(void);

/* Pages that a component's program takes; 0 without a program. */
uint32_t programs_pages(uint32_t component);

/* Loads them all. Frame objects have been made before: their physical addresses are written into the
 * variables that want them. */
void programs_load(void);
