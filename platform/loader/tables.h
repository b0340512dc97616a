/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Translation tables: EL2 stage 1 (the loader's and the kernel's) and stage 2 (init's) have the same shape,
 * 39 bits of address from one 4 KiB root, and differ in attributes alone (Arm ARM D5.3).
 */
#pragma once

#include <stdint.h>

#define GRANULE_SIZE 0x1000ULL
#define BLOCK_SIZE   0x200000ULL

/* EL2, MAIR 0xff00: index 1 is write-back, 0 is device. */
#define EL2_BASE   (0x700ULL | 0x40ULL) /* AF, inner shareable, AP[1] */
#define EL2_NORMAL (EL2_BASE | 1ULL << 2)
#define EL2_READ   0x80ULL
#define EL2_NEVER  (1ULL << 54)

#define EL2_CODE      (EL2_NORMAL | EL2_READ)
#define EL2_CONSTANTS (EL2_NORMAL | EL2_READ | EL2_NEVER)
#define EL2_DATA      (EL2_NORMAL | EL2_NEVER)
#define EL2_DEVICE    (EL2_BASE | EL2_NEVER)
#define EL2_ANYTHING  EL2_NORMAL /* the loader's own map, without WXN */

/* Stage 2, write-back. */
#define STAGE2_NORMAL   (0x700ULL | 0xfULL << 2)
#define STAGE2_READABLE (1ULL << 6)
#define STAGE2_WRITABLE (3ULL << 6)
#define STAGE2_NEVER    (1ULL << 54)

#define TABLES_PAGES_ONLY 1u

struct tables_region {
	uint64_t virtual;
	uint64_t physical;
	uint64_t size; /* all three multiples of a granule */
	uint64_t attributes;
	uint32_t flags;
	uint8_t type; /* of the granules of tables made on the way */
};

/* A new, empty root. */
uint64_t tables_make(uint8_t type);

/* Maps a region, in blocks of 2 MiB where it can. Stops the loader if part of it is mapped already. */
void tables_map(uint64_t root, const struct tables_region *region);
