/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Puts a profile into the guest's RAM: FIT tree, kernel, RAM disk, device tree, in stages that each wait
 * for the boot partition or for the worker thread. The profile is read and checked anew at every start, so
 * a reset is a boot. The machine calls boot_start, then boot_step on every event of the store and of the
 * worker thread.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "fit.h"
#include "guest_fdt.h"
#include "guest_memory.h"
#include "reader.h"

enum boot_state {
	BOOT_BUSY,
	BOOT_READY,  /* everything is in place: start at `entry` with x0 = `fdt` */
	BOOT_FAILED, /* `problem` says why */
};

/* Who works on the profile now, and owns all of `struct boot` but job_state. */
enum boot_job_state {
	BOOT_JOB_DONE,   /* the interface thread */
	BOOT_JOB_WANTED, /* the worker thread: what takes long or waits for a service */
};

struct boot {
	const struct guest_memory *memory;
	struct reader reader;
	uint32_t stage;
	bool begun; /* the stage */
	const char *problem;

	struct fit fit;
	struct fit_image image;
	uint32_t processor_count, gic_version; /* given, for the device tree */
	uint64_t memory_size; /* bytes of RAM that this guest gets */

	/* Guest addresses. */
	uint64_t entry;
	uint64_t ramdisk;
	uint64_t fdt;

	_Atomic uint32_t job_state;
	void (*job)(struct boot *boot);
	bool matches; /* the job's answer: a part's bytes have its hash */
	uint32_t seed_size;
	uint8_t seed[GUEST_FDT_SEED_SIZE];

	_Alignas(8) uint8_t tree[FIT_TREE_LIMIT];
	uint8_t header[FIT_IMAGE_HEADER_SIZE];
};

/* Interface thread. `memory` is all the RAM that the VMM has for its guest. A start that is given up for a new one first
 * lets its job end. */
void boot_init(struct boot *boot, const struct guest_memory *memory, volatile struct block_port *disk);
void boot_start(struct boot *boot);
enum boot_state boot_step(struct boot *boot);

/* Worker thread: does what is wanted of it; true if something was, and the interface thread is to be woken. */
bool boot_work(struct boot *boot);

/* Interface thread wakes the worker thread. (main.c; a fake in host tests) */
void boot_wake_worker(void);

/* Worker thread: random bytes for the guest, true if there are. (main.c; a fake in host tests) */
bool boot_fetch_seed(uint8_t seed[GUEST_FDT_SEED_SIZE]);
