/* SPDX-License-Identifier: BSD-2-Clause */
/* A component's program, checked: a static AArch64 ELF whose segments begin pages of their own. */
#pragma once

#include <elf.h>
#include <stdint.h>

#define ELF_PAGE 4096ULL

struct elf_file {
	const uint8_t *data;
	const Elf64_Phdr *headers;
	uint32_t header_count;
	uint64_t entry;
};

/* Returns NULL, or what is wrong with the `size` bytes at `data` (8-byte aligned): bounds, alignment,
 * addresses within [ELF_PAGE, limit), overlap, a segment that is writable and executable. */
const char *elf_open(const void *data, uint64_t size, uint64_t limit, struct elf_file *elf);

/* The next segment to load at or after *index, which is advanced beyond it; NULL at the end. */
const Elf64_Phdr *elf_next(const struct elf_file *elf, uint32_t *index);

static inline uint32_t elf_pages(const Elf64_Phdr *segment)
{
	return (uint32_t)((segment->p_memsz + ELF_PAGE - 1) / ELF_PAGE);
}
