/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A stage begins by starting a read or a job and finishes by checking what came of it. Jobs run in the worker
 * thread, whose priority is the guests': hashing a kernel must not hold up another profile.
 * RAM, from its start: the kernel at its offset, free, the RAM disk, the device tree in the last
 * GUEST_FDT_SIZE bytes.
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

static void begin_job(struct boot *boot, void (*job)(struct boot *boot))
{
	boot->job = job;
	atomic_store_explicit(&boot->job_state, BOOT_JOB_WANTED, memory_order_release);
	boot_wake_worker();
}

static bool job_is_done(struct boot *boot)
{
	return atomic_load_explicit(&boot->job_state, memory_order_acquire) == BOOT_JOB_DONE;
}

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

/* ---- Kernel and RAM disk ---- */

static void begin_part(struct boot *boot, const struct fit_part *part, uint64_t address)
{
	reader_start(&boot->reader, part->position, guest_memory_at(boot->memory, address, part->size), part->size);
}

static void begin_kernel(struct boot *boot)
{
	begin_part(boot, &boot->fit.kernel, boot->entry);
}

static void begin_ramdisk(struct boot *boot)
{
	begin_part(boot, &boot->fit.ramdisk, boot->ramdisk);
}

static void publish_part(struct boot *boot, const struct fit_part *part, uint64_t address)
{
	const uint8_t *bytes = guest_memory_at(boot->memory, address, part->size);

	cpu_publish(bytes, part->size);
	boot->matches = fit_hash_matches(part, bytes);
}

static void publish_kernel(struct boot *boot)
{
	publish_part(boot, &boot->fit.kernel, boot->entry);
}

static void publish_ramdisk(struct boot *boot)
{
	publish_part(boot, &boot->fit.ramdisk, boot->ramdisk);
}

static const char *finish_kernel(struct boot *boot)
{
	return boot->matches ? NULL : "the kernel's bytes do not match its hash";
}

static const char *finish_ramdisk(struct boot *boot)
{
	return boot->matches ? NULL : "the RAM disk's bytes do not match its hash";
}

/* ---- The seed ---- */

static void fetch_seed(struct boot *boot)
{
	boot->seed_size = boot_fetch_seed(boot->seed) ? sizeof boot->seed : 0;
}

/* Exactly one of `begin` and `job` is set. */
static const struct stage {
	void (*begin)(struct boot *boot);         /* starts a read */
	void (*job)(struct boot *boot);           /* runs in the worker thread */
	const char *(*finish)(struct boot *boot); /* NULL, or why the profile is no good; absent: it is */
} stages[] = {
	{ .begin = begin_head, .finish = finish_head },
	{ .begin = begin_tree, .finish = finish_tree },
	{ .begin = begin_header, .finish = finish_header },
	{ .begin = begin_kernel },
	{ .job = publish_kernel, .finish = finish_kernel },
	{ .begin = begin_ramdisk },
	{ .job = publish_ramdisk, .finish = finish_ramdisk },
	{ .job = fetch_seed },
};
#define STAGE_COUNT (sizeof stages / sizeof *stages)

/* ---- The device tree ---- */

static enum boot_state finish(struct boot *boot)
{
	uint8_t *to = guest_memory_at(boot->memory, boot->fdt, GUEST_FDT_SIZE);
	const struct guest_fdt machine = {
		.processor_count = boot->processor_count,
		.gic_version = boot->gic_version,
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
	boot->job_state = BOOT_JOB_DONE;
	reader_init(&boot->reader, disk);
}

void boot_start(struct boot *boot)
{
	boot->stage = 0;
	boot->begun = false;
	boot->problem = NULL;
}

static void begin(struct boot *boot)
{
	const struct stage *stage = &stages[boot->stage];

	boot->begun = true;
	if (stage->job)
		begin_job(boot, stage->job);
	else
		stage->begin(boot);
}

/* What the stage waits for has come, or has failed with a problem. A job may still be one of an earlier start. */
static bool is_over(struct boot *boot)
{
	enum reader_state state = READER_DONE;

	if (!boot->begun || !job_is_done(boot))
		return false;
	if (!stages[boot->stage].job)
		state = reader_step(&boot->reader);
	if (state == READER_FAILED)
		boot->problem = boot->reader.problem;
	return state != READER_BUSY;
}

enum boot_state boot_step(struct boot *boot)
{
	for (; boot->stage < STAGE_COUNT; boot->stage++, boot->begun = false) {
		if (!boot->begun && job_is_done(boot))
			begin(boot);
		if (!is_over(boot))
			return BOOT_BUSY;
		if (!boot->problem && stages[boot->stage].finish)
			boot->problem = stages[boot->stage].finish(boot);
		if (boot->problem)
			return BOOT_FAILED;
	}
	return finish(boot);
}

bool boot_work(struct boot *boot)
{
	if (job_is_done(boot))
		return false;
	boot->job(boot);
	atomic_store_explicit(&boot->job_state, BOOT_JOB_DONE, memory_order_release);
	return true;
}
