/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts the kernel in its place and makes the map that it runs in (kernel/include/boot_info.h). */
#pragma once

#include "cores.h"
#include "machine.h"
#include "package.h"

struct kernel_image {
	uint32_t core_max; /* cores that it can drive */
	uint64_t base; /* physical and virtual; the entry is its first byte */
	uint64_t root; /* EL2 translation table */
};

/* Copies the kernel of the package to 2 MiB aligned memory and maps it. Stops on a broken header. */
struct kernel_image kernel_image_place(const struct package_entry *entry, const void *content);

/* Maps RAM and the interrupt controller, with what each core has of it. */
void kernel_image_map(const struct kernel_image *kernel, const struct machine *machine, const struct cores *cores);
