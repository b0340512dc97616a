/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads a profile's FIT tree (U-Boot's format; what `tools/bulkhead profile pack` writes, and `mkimage -E`)
 * and the header of an arm64 Image. Pure: bytes in, checked facts out. The bytes come from a file that
 * somebody made, so nothing in them is believed; a problem is a sentence for the profile's owner.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FIT_TREE_LIMIT     (64u * 1024) /* bytes of the tree */
#define FIT_BOOTARGS_LIMIT 2048u        /* arm64 Linux's COMMAND_LINE_SIZE */
#define FIT_HASH_SIZE      32u

enum fit_hash {
	FIT_HASH_NONE,
	FIT_HASH_CRC32,
	FIT_HASH_SHA256,
};

/* An image whose data lies outside the tree. */
struct fit_part {
	uint64_t position; /* bytes from the start of the file */
	uint64_t size;     /* 0: there is none */
	enum fit_hash hash_kind;
	uint8_t hash[FIT_HASH_SIZE]; /* as in the tree: big-endian for CRC32 */
};

struct fit {
	struct fit_part kernel;
	struct fit_part ramdisk;
	char bootargs[FIT_BOOTARGS_LIMIT];
	uint64_t memory_size; /* bytes of RAM that the guest wants, 0: as the phone gives it */
};

/* The tree's size in bytes, from its first 8; 0 if this is no tree or one above FIT_TREE_LIMIT. */
uint32_t fit_tree_size(const uint8_t header[8]);

/* Fills in *fit from a whole tree of `size` bytes. NULL, or what is wrong with it. */
const char *fit_read(const void *tree, uint32_t size, struct fit *fit);

/* Whether a part's bytes match its hash; a part without a hash does. */
bool fit_hash_matches(const struct fit_part *part, const uint8_t *bytes);

#define FIT_IMAGE_HEADER_SIZE 64u

/* Where a kernel goes, from its header (Linux, arm64/booting.rst, section 4). */
struct fit_image {
	uint64_t offset; /* from the start of RAM, which is 2 MiB aligned */
	uint64_t size;   /* bytes it occupies once it runs, at least those of the file */
};

/* NULL, or what is wrong with the kernel of `file_size` bytes that starts with `header`. */
const char *fit_read_image(const uint8_t header[FIT_IMAGE_HEADER_SIZE], uint64_t file_size, struct fit_image *image);
