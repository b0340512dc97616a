/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The cores that the kernel gets: the one that firmware booted, and others of the device tree, started with PSCI, as
 * many as the kernel can drive. Each is prepared by itself and waits until all enter the kernel; one that does not
 * come is reported, and the phone goes on without it.
 */
#pragma once

#define CORE_START_BYTES 2048 /* what a core has of the loader's memory, its stack at the end (start.S) */

#ifndef __ASSEMBLER__

#include <boot_info.h>

#include "gic_setup.h"
#include "machine.h"

struct cores {
	uint32_t max;            /* given: that the kernel can drive, 1 to BOOT_CORE_LIMIT */
	uint64_t root;           /* given: the loader's map, with which others run until they enter the kernel */
	uint64_t no_translation; /* given: an empty stage-2 table */
	uint32_t count;          /* that came */
	struct gic_core gic[BOOT_CORE_LIMIT];
};

/* Prepares this core, then starts others until there are `max`. Stops the loader if the interrupt controller has
 * nothing for this core. */
void cores_start(const struct machine *machine, struct cores *cores);

/* Lets all enter the kernel at `entry` with its map `root`. Memory is clean. */
_Noreturn void cores_enter_kernel(uint64_t entry, const struct boot_info *boot, uint64_t root);

/* From cpu_other_entry, on the new core's own stack, MMU on. */
struct core_start;
_Noreturn void cores_join(struct core_start *start);

#endif
