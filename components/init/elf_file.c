/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks of a component's ELF; see elf_file.h. */
#include "elf_file.h"

#include <stddef.h>

static int is_program(const Elf64_Ehdr *header)
{
	return header->e_ident[EI_MAG0] == ELFMAG0 && header->e_ident[EI_MAG1] == ELFMAG1 &&
	       header->e_ident[EI_MAG2] == ELFMAG2 && header->e_ident[EI_MAG3] == ELFMAG3 &&
	       header->e_ident[EI_CLASS] == ELFCLASS64 && header->e_ident[EI_DATA] == ELFDATA2LSB &&
	       header->e_machine == EM_AARCH64 && header->e_type == ET_EXEC && header->e_phentsize == sizeof(Elf64_Phdr);
}

static uint64_t end_of(const Elf64_Phdr *segment)
{
	return segment->p_vaddr + elf_pages(segment) * ELF_PAGE;
}

static const char *check_segment(const Elf64_Phdr *segment, uint64_t size, uint64_t limit)
{
	if (segment->p_offset > size || segment->p_filesz > size - segment->p_offset)
		return "a segment lies beyond the end of the file";
	if (segment->p_filesz > segment->p_memsz)
		return "a segment is larger in the file than in memory";
	if (segment->p_vaddr % ELF_PAGE != 0 || segment->p_vaddr == 0)
		return "a segment does not begin a page";
	if (segment->p_vaddr >= limit || segment->p_memsz > limit - segment->p_vaddr)
		return "a segment lies outside of its part of the address space";
	if ((segment->p_flags & PF_W) && (segment->p_flags & PF_X))
		return "a segment is writable and executable";
	return NULL;
}

const Elf64_Phdr *elf_next(const struct elf_file *elf, uint32_t *index)
{
	while (*index < elf->header_count) {
		const Elf64_Phdr *segment = &elf->headers[(*index)++];

		if (segment->p_type == PT_LOAD && segment->p_memsz != 0)
			return segment;
	}
	return NULL;
}

static const char *check_segments(const struct elf_file *elf, uint64_t size, uint64_t limit)
{
	uint64_t end = 0;
	int has_entry = 0;
	uint32_t i = 0;

	for (const Elf64_Phdr *segment; (segment = elf_next(elf, &i)) != NULL;) {
		const char *problem = check_segment(segment, size, limit);

		if (problem != NULL)
			return problem;
		if (segment->p_vaddr < end)
			return "its segments overlap or are not in order";
		end = end_of(segment);
		if ((segment->p_flags & PF_X) && elf->entry - segment->p_vaddr < segment->p_memsz)
			has_entry = 1;
	}
	return has_entry ? NULL : "its entry is not in an executable segment";
}

const char *elf_open(const void *data, uint64_t size, uint64_t limit, struct elf_file *elf)
{
	const Elf64_Ehdr *header = data;

	if (size < sizeof *header || !is_program(header))
		return "not a static AArch64 ELF program";
	if (header->e_phoff % 8 != 0 || header->e_phoff > size ||
	    header->e_phnum > (size - header->e_phoff) / sizeof(Elf64_Phdr))
		return "its program headers lie beyond the end of the file";
	*elf = (struct elf_file){
		.data = data,
		.headers = (const Elf64_Phdr *)(const void *)((const uint8_t *)data + header->e_phoff),
		.header_count = header->e_phnum,
		.entry = header->e_entry,
	};
	return check_segments(elf, size, limit);
}
