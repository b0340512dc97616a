/* SPDX-License-Identifier: BSD-2-Clause */
/* The checks of a component's ELF: a sound one is accepted, each rule broken is named, no damage breaks them. */
#include "elf_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define LIMIT 0x10000000ULL

static struct image {
	Elf64_Ehdr header;
	Elf64_Phdr segments[3];
	uint8_t content[2 * ELF_PAGE];
} image;

static struct elf_file elf;

static int make_image(void **state)
{
	(void)state;
	memset(&image, 0, sizeof image);
	memcpy(image.header.e_ident, ELFMAG, SELFMAG);
	image.header.e_ident[EI_CLASS] = ELFCLASS64;
	image.header.e_ident[EI_DATA] = ELFDATA2LSB;
	image.header.e_type = ET_EXEC;
	image.header.e_machine = EM_AARCH64;
	image.header.e_entry = 0x400010;
	image.header.e_phoff = offsetof(struct image, segments);
	image.header.e_phentsize = sizeof(Elf64_Phdr);
	image.header.e_phnum = 3;
	image.segments[0] = (Elf64_Phdr){.p_type = PT_LOAD, .p_flags = PF_R | PF_X, .p_offset = offsetof(struct image, content),
		.p_vaddr = 0x400000, .p_filesz = 100, .p_memsz = 100};
	image.segments[1] = (Elf64_Phdr){.p_type = PT_NOTE, .p_vaddr = 3, .p_memsz = 1};
	image.segments[2] = (Elf64_Phdr){.p_type = PT_LOAD, .p_flags = PF_R | PF_W, .p_offset = offsetof(struct image, content),
		.p_vaddr = 0x401000, .p_filesz = ELF_PAGE + 1, .p_memsz = 3 * ELF_PAGE + 1};
	return 0;
}

static void expect_refused(const char *rule)
{
	const char *problem = elf_open(&image, sizeof image, LIMIT, &elf);

	assert_non_null(problem);
	assert_string_equal(problem, rule);
	make_image(NULL);
}

static void test_elf__sound_one_is_accepted(void **state)
{
	uint32_t i = 0;

	(void)state;
	assert_null(elf_open(&image, sizeof image, LIMIT, &elf));
	assert_int_equal(elf.entry, 0x400010);
	assert_ptr_equal(elf_next(&elf, &i), &image.segments[0]);
	assert_ptr_equal(elf_next(&elf, &i), &image.segments[2]);
	assert_null(elf_next(&elf, &i));
	assert_int_equal(elf_pages(&image.segments[2]), 4);
}

static void test_elf__header_is_checked(void **state)
{
	(void)state;
	assert_non_null(elf_open(&image, sizeof(Elf64_Ehdr) - 1, LIMIT, &elf));
	image.header.e_ident[0] = 0;
	expect_refused("not a static AArch64 ELF program");
	image.header.e_machine = EM_X86_64;
	expect_refused("not a static AArch64 ELF program");
	image.header.e_type = ET_DYN;
	expect_refused("not a static AArch64 ELF program");
	image.header.e_phoff = sizeof image - 8;
	expect_refused("its program headers lie beyond the end of the file");
	image.header.e_phoff = UINT64_MAX - 7;
	expect_refused("its program headers lie beyond the end of the file");
	image.header.e_phoff += 4;
	expect_refused("its program headers lie beyond the end of the file");
}

static void test_elf__segments_are_checked(void **state)
{
	(void)state;
	image.segments[2].p_offset = sizeof image - 10;
	expect_refused("a segment lies beyond the end of the file");
	image.segments[2].p_filesz = UINT64_MAX;
	expect_refused("a segment lies beyond the end of the file");
	image.segments[0].p_memsz = 99;
	expect_refused("a segment is larger in the file than in memory");
	image.segments[0].p_vaddr += 8;
	expect_refused("a segment does not begin a page");
	image.segments[0].p_vaddr = 0;
	expect_refused("a segment does not begin a page");
	image.segments[2].p_vaddr = LIMIT;
	expect_refused("a segment lies outside of its part of the address space");
	image.segments[2].p_memsz = UINT64_MAX - 0x401000;
	expect_refused("a segment lies outside of its part of the address space");
	image.segments[2].p_flags |= PF_X;
	expect_refused("a segment is writable and executable");
	image.segments[2].p_vaddr = 0x400000;
	expect_refused("its segments overlap or are not in order");
	image.header.e_entry = 0x401000;
	expect_refused("its entry is not in an executable segment");
}

static void test_elf__survives_damage(void **state)
{
	(void)state;
	srand(1);
	for (int run = 0; run < 100000; run++) {
		uint32_t i = 0;

		make_image(NULL);
		for (int n = 0; n < 1 + run % 3; n++)
			((uint8_t *)&image)[(unsigned)rand() % (sizeof image.header + sizeof image.segments)] = (uint8_t)rand();
		if (elf_open(&image, sizeof image, LIMIT, &elf) != NULL)
			continue;
		for (const Elf64_Phdr *segment; (segment = elf_next(&elf, &i)) != NULL;)
			assert_true(segment->p_vaddr + elf_pages(segment) * ELF_PAGE <= LIMIT &&
			            segment->p_offset + segment->p_filesz <= sizeof image);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_elf__sound_one_is_accepted, make_image),
		cmocka_unit_test_setup(test_elf__header_is_checked, make_image),
		cmocka_unit_test_setup(test_elf__segments_are_checked, make_image),
		cmocka_unit_test_setup(test_elf__survives_damage, make_image),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
