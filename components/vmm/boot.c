/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A stage begins by starting a read and finishes by checking what was read. RAM, from its start: the kernel
 * at its offset, free, the RAM disk, the device tree in the last GUEST_FDT_SIZE bytes.
 */
#include "boot.h"

#include <stddef.h>
#include <string.h>

#include "cpu.h"
#include "machine.h"

#define PAGE_SIZE     4096u
#define MEMORY_ALIGN  (2u << 20)
#define MEMORY_MIN    (16u << 20)
#define FIT_HEAD_SIZE 8u

/* ---- The tree ---- */

static void begin_head(struct boot *boot)
{
	reader_start(&boot->reader, 0, boot->tree, FIT_HEAD_SIZE);
}

static const char *finish_head(struct boot *boot)
{
	return fit_tree_size(boot->tree) ? NULL : "the boot partition holds no profile (a FIT image)";
}

static void begin_tree(struct boot *boot)
{
	reader_start(&boot->reader, 0, boot->tree, fit_tree_size(boot->tree));
}

static const char *finish_tree(struct boot *boot)
{
	const char *problem = fit_read(boot->tree, (uint32_t)boot->reader.size, &boot->fit);
	uint64_t wanted = boot->fit.memory_size ? boot->fit.memory_size : boot->memory->size;

	if (problem)
		return problem;
	if (wanted > boot->memory->size)
		return "it wants more memory than this phone gives it";
	boot->memory_size = wanted - wanted % MEMORY_ALIGN;
	return boot->memory_size < MEMORY_MIN ? "it wants too little memory" : NULL;
}

/* ---- The kernel ---- */

static void begin_header(struct boot *boot)
{
	uint64_t size = boot->fit.kernel.size < sizeof boot->header ? boot->fit.kernel.size : sizeof boot->header;

	reader_start(&boot->reader, boot->fit.kernel.position, boot->header, size);
}

/* Where everything goes. No sum can overflow: each size is first compared with the room that is left. */
static const char *finish_header(struct boot *boot)
{
	uint64_t room = boot->memory_size - GUEST_FDT_SIZE;
	const char *problem = fit_read_image(boot->header, boot->fit.kernel.size, &boot->image);

	if (problem)
		return problem;
	if (boot->image.offset > room || boot->image.size > room - boot->image.offset)
		return "the kernel does not fit into its memory";
	if (boot->fit.ramdisk.size > room - boot->image.offset - boot->image.size)
		return "kernel and RAM disk do not fit into its memory";
	boot->entry = boot->memory->address + boot->image.offset;
	boot->fdt = boot->memory->address + room;
	boot->ramdisk = (boot->fdt - boot->fit.ramdisk.size) & ~(uint64_t)(PAGE_SIZE - 1);
	if (boot->ramdisk < boot->entry + boot->image.size)
		return "kernel and RAM disk do not fit into its memory";
	return NULL;
}

static void begin_part(struct boot *boot, const struct fit_part *part, uint64_t address)
{
	reader_start(&boot->reader, part->position, guest_memory_at(boot->memory, address, part->size), part->size);
}

static void begin_kernel(struct boot *boot)
{
	begin_part(boot, &boot->fit.kernel, boot->entry);
}

static const char *finish_kernel(struct boot *boot)
{
	const uint8_t *bytes = guest_memory_at(boot->memory, boot->entry, boot->fit.kernel.size);

	cpu_publish(bytes, boot->fit.kernel.size);
	return fit_hash_matches(&boot->fit.kernel, bytes) ? NULL : "the kernel's bytes do not match its hash";
}

static void begin_ramdisk(struct boot *boot)
{
	begin_part(boot, &boot->fit.ramdisk, boot->ramdisk);
}

static const char *finish_ramdisk(struct boot *boot)
{
	const uint8_t *bytes = guest_memory_at(boot->memory, boot->ramdisk, boot->fit.ramdisk.size);

	cpu_publish(bytes, boot->fit.ramdisk.size);
	return fit_hash_matches(&boot->fit.ramdisk, bytes) ? NULL : "the RAM disk's bytes do not match its hash";
}

static const struct stage {
	void (*begin)(struct boot *boot);
	const char *(*finish)(struct boot *boot); /* NULL, or why the profile is no good */
} stages[] = {
	{ begin_head, finish_head },
	{ begin_tree, finish_tree },
	{ begin_header, finish_header },
	{ begin_kernel, finish_kernel },
	{ begin_ramdisk, finish_ramdisk },
};
#define STAGE_COUNT (sizeof stages / sizeof *stages)

/* ---- The device tree ---- */

static enum boot_state finish(struct boot *boot)
{
	uint8_t *to = guest_memory_at(boot->memory, boot->fdt, GUEST_FDT_SIZE);
	const struct guest_fdt machine = {
		.memory_size = boot->memory_size,
		.bootargs = boot->fit.bootargs,
		.ramdisk = boot->ramdisk,
		.ramdisk_size = boot->fit.ramdisk.size,
		.seed = boot->seed,
		.seed_size = boot->seed_size,
	};
	size_t size = guest_fdt_write(&machine, to, GUEST_FDT_SIZE);

	memset(boot->seed, 0, sizeof boot->seed); /* each seed serves one start */
	if (size == 0) {
		boot->problem = "its device tree does not fit";
		return BOOT_FAILED;
	}
	cpu_publish(to, size);
	return BOOT_READY;
}

/* ---- Running the stages ---- */

void boot_init(struct boot *boot, const struct guest_memory *memory, volatile struct block_port *disk)
{
	boot->memory = memory;
	boot->stage = STAGE_COUNT;
	boot->seed_state = BOOT_SEED_GIVEN;
	reader_init(&boot->reader, disk);
}

void boot_start(struct boot *boot)
{
	boot->stage = 0;
	boot->problem = NULL;
	stages[0].begin(boot);
	if (atomic_exchange_explicit(&boot->seed_state, BOOT_SEED_WANTED, memory_order_acq_rel) == BOOT_SEED_GIVEN)
		boot_wake_worker();
}

enum boot_state boot_step(struct boot *boot)
{
	while (boot->stage < STAGE_COUNT) {
		enum reader_state state = reader_step(&boot->reader);

		if (state == READER_BUSY)
			return BOOT_BUSY;
		boot->problem = state == READER_FAILED ? boot->reader.problem : stages[boot->stage].finish(boot);
		if (boot->problem)
			return BOOT_FAILED;
		if (++boot->stage < STAGE_COUNT)
			stages[boot->stage].begin(boot);
	}
	if (atomic_load_explicit(&boot->seed_state, memory_order_acquire) == BOOT_SEED_WANTED)
		return BOOT_BUSY;
	return finish(boot);
}

uint8_t *boot_seed_wanted(struct boot *boot)
{
	bool wanted = atomic_load_explicit(&boot->seed_state, memory_order_acquire) == BOOT_SEED_WANTED;

	return wanted ? boot->seed : NULL;
}

void boot_seed_give(struct boot *boot, uint32_t size)
{
	boot->seed_size = size;
	atomic_store_explicit(&boot->seed_state, BOOT_SEED_GIVEN, memory_order_release);
}
