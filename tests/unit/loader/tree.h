/* SPDX-License-Identifier: BSD-2-Clause */
/* A device tree like that of QEMU's virt, with parts left out or changed. */
#pragma once

#include <stdint.h>

enum tree_change {
	TREE_WHOLE = 0,
	TREE_NO_MEMORY = 1 << 0,
	TREE_NO_CPUS = 1 << 1,
	TREE_NO_GIC = 1 << 2,
	TREE_NO_MAINTENANCE = 1 << 3,
	TREE_NO_TIMER = 1 << 4,
	TREE_SHORT_REG = 1 << 5,      /* the GIC's reg is cut off in the middle of a number */
	TREE_GIC_V2 = 1 << 6,
	TREE_NO_GICH = 1 << 7,        /* with TREE_GIC_V2 */
	TREE_DISABLED_DEVICE = 1 << 8,
	TREE_ALIAS_CONSOLE = 1 << 9,
	TREE_RESERVED = 1 << 10,
	TREE_LONG_SEED = 1 << 11,
	TREE_HVC = 1 << 12,
	TREE_NO_GICV = 1 << 13,       /* with TREE_GIC_V2 */
	TREE_GIC_REPEATED = 1 << 14,  /* with TREE_GIC_V2: each page of GICC and GICV fills 64 KiB */
};

#define TREE_SIZE 4096u

/* Writes it into `buffer` (TREE_SIZE bytes, 8-byte aligned). */
void tree_make(void *buffer, unsigned changes);
