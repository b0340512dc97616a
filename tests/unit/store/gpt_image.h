/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writes partition tables for tests: a disk in memory with a primary and a backup table, each field open to
 * be spoilt before its checksums are made right again.
 */
#pragma once

#include <stdint.h>

#define IMAGE_SECTORS        2048u
#define IMAGE_SECTOR_BYTES   512u
#define IMAGE_ENTRIES        128u
#define IMAGE_ENTRY_BYTES    128u
#define IMAGE_FIRST_USABLE   34u
#define IMAGE_LAST_USABLE    (IMAGE_SECTORS - 34u)
#define IMAGE_BACKUP         (IMAGE_SECTORS - 1u)
#define IMAGE_BACKUP_ENTRIES (IMAGE_SECTORS - 33u)

extern uint8_t image[IMAGE_SECTORS][IMAGE_SECTOR_BYTES];

/* An image with empty tables; sector n of the usable ones is filled with the byte n % 251. */
void image_make(void);

/* The header of the primary or the backup table, and its entry number `index`. */
uint8_t *image_header(int backup);
uint8_t *image_entry(int backup, uint32_t index);

/* Describe a partition in both tables. */
void image_add(uint32_t index, const char *name, uint64_t first, uint64_t last);

/* Make the checksums of both tables right. */
void image_seal(void);

void image_put32(uint8_t *at, uint32_t value);
void image_put64(uint8_t *at, uint64_t value);
uint32_t image_crc32(const uint8_t *bytes, uint32_t size);
