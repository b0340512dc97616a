/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The boot package: what the loader finds behind itself in phone.img, 4 KiB aligned.
 * Little-endian. A header, `count` entries, then the entries' contents, each at a 4 KiB boundary.
 */
#pragma once

#include <stdint.h>

#define PACKAGE_MAGIC   0x31474b5042484b42ULL
#define PACKAGE_VERSION 1

enum package_kind {
	PACKAGE_KERNEL = 1,    /* flat image, see kernel_header */
	PACKAGE_INIT = 2,      /* ELF */
	PACKAGE_TABLE = 3,     /* system table */
	PACKAGE_COMPONENT = 4, /* ELF */
};

struct package_header {
	uint64_t magic;
	uint32_t version;
	uint32_t count;
	uint64_t size;            /* bytes of the whole package */
	uint8_t entries_sha256[32]; /* of the array of entries */
};

struct package_entry {
	char name[32]; /* NUL-terminated: "kernel", "init", "system-table", or the component's name */
	uint32_t kind;
	uint32_t slot; /* 0 = A, 1 = B */
	uint32_t version;
	uint32_t state_schema;
	uint64_t offset; /* bytes from the header */
	uint64_t size;   /* bytes */
	uint8_t sha256[32];
	uint8_t signature[64]; /* reserved, zero */
};
