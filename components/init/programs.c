/* SPDX-License-Identifier: BSD-2-Clause */
/* Loading of programs; see programs.h. A page is filled through a window of init's own, then mapped. */
#include "programs.h"

#include <bulkhead/syscall.h>
#include <package_check.h>
#include <string.h>

#include "elf_file.h"
#include "init.h"
#include "spaces.h"

static struct elf_file programs[TABLE_MAX_COMPONENTS];

static const char *name_of(uint32_t component)
{
	return table_string(&init_system.table, init_system.table.components[component].name);
}

static void open_program(uint32_t component)
{
	const char *elf = table_string(&init_system.table, init_system.table.components[component].elf);
	const struct package_entry *entry = package_find(init_system.package, PACKAGE_COMPONENT, elf);

	if (entry == NULL)
		init_fail("the boot package has no program called", elf);
	const char *problem = elf_open(package_content(init_system.package, entry), entry->size, PROGRAM_LIMIT,
	                               &programs[component]);
	if (problem != NULL)
		init_fail(problem, elf);
	init_system.entry[component] = programs[component].entry;
}

void programs_open(void)
{
	for (uint32_t i = 0; i < init_system.table.component_count; i++)
		if (init_system.table.components[i].elf != TABLE_NONE)
			open_program(i);
}

uint32_t programs_pages(uint32_t component)
{
	uint32_t pages = 0;
	uint32_t i = 0;

	for (const Elf64_Phdr *segment; (segment = elf_next(&programs[component], &i)) != NULL;)
		pages += elf_pages(segment);
	return pages;
}

/* Writes the physical addresses that belong into this page of a component's data: of its own frames, and of its
 * guest's. */
static void write_physical(uint32_t vspace, uint64_t page)
{
	const struct table *table = &init_system.table;
	uint32_t component = table->objects[vspace].component;

	for (uint32_t i = 0; i < table->mapping_count; i++) {
		const struct table_mapping *mapping = &table->mappings[i];

		if (table->objects[mapping->vspace].component == component && mapping->physical_to != 0 && mapping->physical_to - page < ELF_PAGE)
			*(uint64_t *)(WINDOW_PAGE + mapping->physical_to % ELF_PAGE) = init_system.physical[mapping->object];
	}
}

/* Arm ARM D7.5: what is written as data is where instructions are fetched from only after a clean to the point of
 * unification. The kernel invalidates the instruction cache when the page becomes executable. */
static void clean_window(void)
{
	uint64_t ctr;

	__asm__ volatile("mrs %0, ctr_el0" : "=r"(ctr));
	uint64_t line = 4ULL << (ctr >> 16 & 0xf);

	for (uint64_t at = WINDOW_PAGE; at < WINDOW_PAGE + ELF_PAGE; at += line)
		__asm__ volatile("dc cvau, %0" : : "r"(at) : "memory");
	__asm__ volatile("dsb ish" : : : "memory");
}

/* Fills the (zeroed) frame in `slot` with page `index` of a segment. */
static void fill_page(uint32_t slot, const struct elf_file *elf, const Elf64_Phdr *segment, const struct run *run, uint32_t index)
{
	uint64_t done = index * ELF_PAGE;

	spaces_map_own(slot, WINDOW_PAGE, RIGHT_READ | RIGHT_WRITE);
	if (done < segment->p_filesz) {
		uint64_t left = segment->p_filesz - done;

		memcpy((void *)WINDOW_PAGE, elf->data + segment->p_offset + done, left < ELF_PAGE ? left : ELF_PAGE);
	}
	write_physical(run->vspace, run->address + done);
	clean_window();
	init_require(frame_unmap(slot), "unmap", "init's window");
}

static uint32_t rights_of(const Elf64_Phdr *segment)
{
	return RIGHT_READ | (segment->p_flags & PF_W ? RIGHT_WRITE : 0u) | (segment->p_flags & PF_X ? RIGHT_EXECUTE : 0u);
}

static void load_segment(uint32_t component, const Elf64_Phdr *segment)
{
	const struct elf_file *elf = &programs[component];
	struct run run = {
		.vspace = init_system.table.components[component].vspace,
		.size_bits = FRAME_SMALL_BITS,
		.count = elf_pages(segment),
		.rights = rights_of(segment),
		.attributes = MAP_NORMAL,
		.address = segment->p_vaddr,
	};

	spaces_open_run(&run);
	for (uint32_t done = 0; done < run.count;) {
		uint32_t count = run.count - done < RETYPE_MAX_COUNT ? run.count - done : RETYPE_MAX_COUNT;
		uint64_t physical = spaces_make_frames(component, FRAME_SMALL_BITS, count, name_of(component));

		if (done == 0)
			run.physical = physical;
		for (uint32_t i = 0; i < count; i++) {
			fill_page(SLOT_BATCH + i, elf, segment, &run, done + i);
			spaces_map_frame(SLOT_BATCH + i, &run, done + i);
		}
		done += count;
	}
	spaces_record(&run);
}

void programs_load(void)
{
	for (uint32_t component = 0; component < init_system.table.component_count; component++) {
		uint32_t i = 0;

		for (const Elf64_Phdr *segment; (segment = elf_next(&programs[component], &i)) != NULL;)
			load_segment(component, segment);
	}
}
