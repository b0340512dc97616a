/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The boot package (package.h) is believed only after these checks. Callers: the loader's main, host tests.
 */
#pragma once

#include "package.h"

struct package_problem {
	const char *part; /* name of the entry, or which part of the frame */
	const char *reason;
};

/*
 * Checks the frame of the package at `package`, of which at most `limit` bytes can exist: magic, version,
 * sizes, the digest of the entries, names, offsets, overlap. 1, or 0 and what is wrong in `problem`.
 * `problem->part` may point into the package.
 */
int package_open(const struct package_header *package, uint64_t limit, struct package_problem *problem);

/* Checks every entry's content against its digest. The package has passed package_open(). */
int package_verify(const struct package_header *package, struct package_problem *problem);

/* The entry of a kind with the given name (NULL: any); NULL without one. */
const struct package_entry *package_find(const struct package_header *package, uint32_t kind, const char *name);

static inline const struct package_entry *package_entries(const struct package_header *package)
{
	return (const struct package_entry *)(package + 1);
}

static inline const void *package_content(const struct package_header *package, const struct package_entry *entry)
{
	return (const uint8_t *)package + entry->offset;
}
