/* SPDX-License-Identifier: BSD-2-Clause */
/* Init's program and first objects; see init_image.h. */
#include "init_image.h"

#include <elf.h>
#include <string.h>

#include <object.h>

#include "memory.h"
#include "stop.h"
#include "tables.h"

#define INIT_PRIORITY   63
#define INIT_SLICE_HZ   100 /* a time slice of 10 ms */
#define INIT_GENERATION 1   /* the first VSpace ever made */
#define ADDRESS_LIMIT   INIT_PACKAGE_ADDRESS

static _Noreturn void reject(const char *reason)
{
	stop("boot package: init", reason);
}

static void check_elf(const Elf64_Ehdr *elf, uint64_t size)
{
	if (size < sizeof *elf || memcmp(elf->e_ident, ELFMAG, SELFMAG) != 0 || elf->e_ident[EI_CLASS] != ELFCLASS64)
		reject("not an ELF file");
	if (elf->e_machine != EM_AARCH64 || elf->e_type != ET_EXEC || elf->e_phentsize != sizeof(Elf64_Phdr))
		reject("not an AArch64 program");
	if (elf->e_phoff % 8 != 0 || elf->e_phoff > size || elf->e_phnum > (size - elf->e_phoff) / sizeof(Elf64_Phdr))
		reject("program headers beyond the end");
}

static void check_segment(const Elf64_Phdr *segment, uint64_t size)
{
	if (segment->p_offset > size || segment->p_filesz > size - segment->p_offset)
		reject("a segment lies beyond the end");
	if (segment->p_filesz > segment->p_memsz || segment->p_vaddr % GRANULE_SIZE != 0)
		reject("a segment is misaligned or too small");
	if (segment->p_vaddr > ADDRESS_LIMIT || segment->p_memsz > ADDRESS_LIMIT - segment->p_vaddr)
		reject("a segment lies outside of the address space");
	if ((segment->p_flags & PF_W) && (segment->p_flags & PF_X))
		reject("a segment is writable and executable");
}

static uint64_t attributes_of(uint32_t flags)
{
	return STAGE2_NORMAL | (flags & PF_W ? STAGE2_WRITABLE : STAGE2_READABLE) | (flags & PF_X ? 0 : STAGE2_NEVER);
}

static void load_segment(uint64_t vspace, const Elf64_Phdr *segment, const uint8_t *content)
{
	uint64_t size = (segment->p_memsz + GRANULE_SIZE - 1) & ~(GRANULE_SIZE - 1);
	uint64_t frames = memory_take(size, GRANULE_SIZE, TYPE_FRAME);

	memcpy((void *)frames, content + segment->p_offset, segment->p_filesz);
	tables_map(vspace, &(struct tables_region){
		.virtual = segment->p_vaddr,
		.physical = frames,
		.size = size,
		.attributes = attributes_of(segment->p_flags),
		.flags = TABLES_PAGES_ONLY,
		.type = TYPE_PAGE_TABLE,
	});
}

struct init_image init_image_load(const struct package_entry *entry, const void *content)
{
	const Elf64_Ehdr *elf = content;

	check_elf(elf, entry->size);
	struct init_image init = {.vspace = tables_make(TYPE_VSPACE), .entry = elf->e_entry};
	const Elf64_Phdr *segments = (const void *)((const uint8_t *)content + elf->e_phoff);

	for (unsigned i = 0; i < elf->e_phnum; i++) {
		if (segments[i].p_type != PT_LOAD || segments[i].p_memsz == 0)
			continue;
		check_segment(&segments[i], entry->size);
		load_segment(init.vspace, &segments[i], content);
	}
	memory_granule(init.vspace)->generation = INIT_GENERATION;
	return init;
}

static void map_read_only(const struct init_image *init, uint64_t virtual, const void *data, uint64_t size)
{
	tables_map(init->vspace, &(struct tables_region){
		.virtual = virtual,
		.physical = (uint64_t)data,
		.size = (size + GRANULE_SIZE - 1) & ~(GRANULE_SIZE - 1),
		.attributes = attributes_of(PF_R),
		.flags = TABLES_PAGES_ONLY,
		.type = TYPE_PAGE_TABLE,
	});
}

void init_image_map_package(const struct init_image *init, const void *package, uint64_t size)
{
	map_read_only(init, INIT_PACKAGE_ADDRESS, package, size);
}

void init_image_map_info(const struct init_image *init, const struct init_info *info)
{
	map_read_only(init, INIT_INFO_ADDRESS, info, sizeof *info);
}

static struct slot *slot_at(uint32_t index)
{
	return (struct slot *)((uint64_t)index * sizeof(struct slot));
}

static uint32_t index_of(const struct slot *slot)
{
	return (uint32_t)((uint64_t)slot / sizeof(struct slot));
}

/* Fills an empty slot and links it in before the list's head, which is to say at its end. */
static void append(struct slot *head, struct slot *slot, struct slot content)
{
	content.prev = head->prev;
	content.next = index_of(head);
	*slot = content;
	slot_at(head->prev)->next = index_of(slot);
	head->prev = index_of(slot);
}

static struct slot capability(uint8_t type, uint32_t object, uint8_t bits)
{
	return (struct slot){.type = type, .rights = RIGHTS_ALL, .bits = bits, .flags = SLOT_REVOCABLE, .object = object};
}

static struct slot copy_of(const struct slot *slot)
{
	struct slot copy = *slot;

	copy.flags &= (u8)~SLOT_REVOCABLE;
	return copy;
}

static uint32_t granule_index(uint64_t address)
{
	return (uint32_t)(address / GRANULE_SIZE);
}

static void make_thread(struct thread *thread, const struct init_image *init, uint32_t context)
{
	thread->regs.pc = init->entry;
	thread->entry = init->entry;
	thread->state = THREAD_READY;
	thread->flags = THREAD_STARTED;
	thread->priority = INIT_PRIORITY;
	thread->max_priority = INIT_PRIORITY;
	thread->cspace = (uint32_t)(init->cnode / sizeof(struct slot));
	thread->cspace_count = 1u << INIT_CNODE_BITS;
	thread->vspace = granule_index(init->vspace);
	thread->sched_context = context;
	thread->bound_context = context;
}

static void make_sched_context(struct sched_context *context, uint32_t thread, uint64_t frequency)
{
	context->budget = frequency / INIT_SLICE_HZ;
	context->period = context->budget;
	context->remaining = context->budget;
	context->thread = thread;
	context->home = thread;
}

uint32_t init_image_make_thread(struct init_image *init, uint64_t timer_frequency)
{
	uint64_t cnode_size = sizeof(struct slot) << INIT_CNODE_BITS;
	uint64_t cnode = memory_take(cnode_size, cnode_size, TYPE_CNODE);
	uint64_t thread = memory_take(GRANULE_SIZE, GRANULE_SIZE, TYPE_THREAD);
	uint64_t contexts = memory_take(GRANULE_SIZE, GRANULE_SIZE, TYPE_SCHED_CONTEXT);
	/* The list's head lives in a granule of its own, which is tagged as what holds slots: a CNode. */
	struct slot *head = (struct slot *)memory_take(GRANULE_SIZE, GRANULE_SIZE, TYPE_CNODE);
	struct slot *slots = (struct slot *)cnode;
	struct slot *own = (struct slot *)thread;
	uint32_t context = (uint32_t)(contexts / sizeof(struct sched_context));
	uint32_t thread_index = granule_index(thread);

	init->cnode = cnode;
	init->head = (uint64_t)head;
	memory_granule(cnode)->bits = INIT_CNODE_BITS + 5;
	memory_granule(init->head)->bits = GRANULE_BITS;
	make_thread((struct thread *)thread, init, context);
	make_sched_context((struct sched_context *)contexts, thread_index, timer_frequency);

	head->prev = head->next = index_of(head);
	append(head, &slots[INIT_SLOT_CNODE], capability(TYPE_CNODE, granule_index(cnode), INIT_CNODE_BITS));
	append(head, &own[THREAD_SLOT_CSPACE], copy_of(&slots[INIT_SLOT_CNODE]));
	append(head, &slots[INIT_SLOT_THREAD], capability(TYPE_THREAD, thread_index, 0));
	append(head, &slots[INIT_SLOT_VSPACE], capability(TYPE_VSPACE, granule_index(init->vspace), 0));
	append(head, &own[THREAD_SLOT_VSPACE], copy_of(&slots[INIT_SLOT_VSPACE]));
	append(head, &slots[INIT_SLOT_SCHED_CONTEXT], capability(TYPE_SCHED_CONTEXT, context, 0));
	append(head, &slots[INIT_SLOT_IRQ_CONTROL], capability(TYPE_IRQ_CONTROL, NONE, 0));
	append(head, &slots[INIT_SLOT_SCHED_CONTROL], capability(TYPE_SCHED_CONTROL, NONE, 0));
	return thread_index;
}

void init_image_give_untypeds(const struct init_image *init, const struct init_info *info)
{
	struct slot *slots = (struct slot *)init->cnode;

	for (uint32_t i = 0; i < info->untyped_count; i++) {
		const struct init_untyped *untyped = &info->untypeds[i];
		struct slot content = capability(TYPE_UNTYPED, granule_index(untyped->address), (u8)untyped->bits);

		if (untyped->device)
			content.flags |= SLOT_DEVICE;
		append((struct slot *)init->head, &slots[INIT_SLOT_FIRST_UNTYPED + i], content);
		memory_tag(untyped->address, 1ULL << untyped->bits, TYPE_UNTYPED);
	}
}
