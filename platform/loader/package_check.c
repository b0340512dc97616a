/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks of the boot package; see package_check.h. */
#include "package_check.h"

#include <stddef.h>
#include <string.h>

#include "sha256.h"

#define ALIGN       4096ULL
#define MAX_ENTRIES 256u

_Static_assert(sizeof(struct package_header) == 56 && sizeof(struct package_entry) == 160, "package layout");

static int fail(struct package_problem *problem, const char *part, const char *reason)
{
	*problem = (struct package_problem){part, reason};
	return 0;
}

static uint64_t entries_size(const struct package_header *package)
{
	return (uint64_t)package->count * sizeof(struct package_entry);
}

static int check_header(const struct package_header *package, uint64_t limit, struct package_problem *problem)
{
	const char *part = "header";
	uint8_t digest[SHA256_SIZE];

	if (limit < sizeof *package || package->magic != PACKAGE_MAGIC)
		return fail(problem, part, "not a boot package (wrong magic number)");
	if (package->version != PACKAGE_VERSION)
		return fail(problem, part, "unknown version");
	if (package->count == 0 || package->count > MAX_ENTRIES)
		return fail(problem, part, "impossible number of entries");
	if (package->size > limit || package->size < sizeof *package + entries_size(package))
		return fail(problem, part, "impossible size");
	sha256(package_entries(package), entries_size(package), digest);
	if (memcmp(digest, package->entries_sha256, SHA256_SIZE) != 0)
		return fail(problem, "entries", "truncated or altered (SHA-256 differs)");
	return 1;
}

static int same_name(const struct package_entry *a, const struct package_entry *b)
{
	return a->kind == b->kind && a->slot == b->slot && strcmp(a->name, b->name) == 0;
}

/* Contents follow one another in the order of the entries, so that overlap is a matter of neighbours. */
int package_open(const struct package_header *package, uint64_t limit, struct package_problem *problem)
{
	if (!check_header(package, limit, problem))
		return 0;
	const struct package_entry *entries = package_entries(package);
	uint64_t end = sizeof *package + entries_size(package);

	for (uint32_t i = 0; i < package->count; i++) {
		const struct package_entry *entry = &entries[i];

		if (entry->name[0] == '\0' || memchr(entry->name, '\0', sizeof entry->name) == NULL)
			return fail(problem, "entries", "a name is empty or not terminated");
		if (entry->offset % ALIGN != 0 || entry->offset < end)
			return fail(problem, entry->name, "content misaligned or overlapping");
		if (entry->offset > package->size || entry->size > package->size - entry->offset)
			return fail(problem, entry->name, "content beyond the end");
		for (uint32_t j = 0; j < i; j++)
			if (same_name(&entries[j], entry))
				return fail(problem, entry->name, "two entries of this name");
		end = entry->offset + entry->size;
	}
	return 1;
}

int package_verify(const struct package_header *package, struct package_problem *problem)
{
	const struct package_entry *entries = package_entries(package);
	uint8_t digest[SHA256_SIZE];

	for (uint32_t i = 0; i < package->count; i++) {
		sha256(package_content(package, &entries[i]), entries[i].size, digest);
		if (memcmp(digest, entries[i].sha256, SHA256_SIZE) != 0)
			return fail(problem, entries[i].name, "truncated or altered (SHA-256 differs)");
	}
	return 1;
}

const struct package_entry *package_find(const struct package_header *package, uint32_t kind, const char *name)
{
	const struct package_entry *entries = package_entries(package);

	for (uint32_t i = 0; i < package->count; i++)
		if (entries[i].kind == kind && (name == NULL || strcmp(entries[i].name, name) == 0))
			return &entries[i];
	return NULL;
}
