/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the loader tells the kernel. The loader enters the kernel's first byte at EL2 on the boot
 * core with the MMU off, everything cleaned to the point of coherency, interrupts masked, and the
 * physical address of this structure in x0. The kernel links at 0, is position-independent at
 * 4 KiB and runs in an identity map.
 */
#pragma once

#include <types.h>

#define BOOT_INFO_MAGIC 0x3142484b4e52454bUL

/* Fixed virtual addresses in the kernel's map (TTBR0_EL2, 39 bits), made by the loader:
 *   RAM                     VA = PA (write-back, never executable), below 256 GiB
 *   kernel image            VA = PA: text RX, read-only data R, data RW (4 KiB pages)
 *   granule table           GRANULE_TABLE_BASE + 16 * (PA / 4096), for every granule of RAM and of
 *                           the device regions that become untypeds
 *   GIC distributor ...     KERNEL_DEVICE_BASE + n * 16 MiB, device memory
 * The first 2 MiB of virtual addresses are never mapped.
 */
#define GRANULE_TABLE_BASE   0x6000000000UL
#define KERNEL_DEVICE_BASE   0x7000000000UL
#define KERNEL_GICD          (KERNEL_DEVICE_BASE + 0x0000000UL)
#define KERNEL_GICR          (KERNEL_DEVICE_BASE + 0x1000000UL) /* GICv3: redistributors, 2 pages of 64 KiB a core */
#define KERNEL_GICC          (KERNEL_DEVICE_BASE + 0x2000000UL) /* GICv2 */
#define KERNEL_GICH          (KERNEL_DEVICE_BASE + 0x3000000UL) /* GICv2 */

/* The first 64 bytes of the kernel image; kernel/arch/aarch64/start.S fills them in. */
struct kernel_header {
	u32 branch;        /* to the entry */
	u32 abi_version;
	u64 magic;         /* BOOT_INFO_MAGIC */
	u32 text_size;     /* bytes from 0, multiple of 4096: mapped RX */
	u32 rodata_size;   /* following text: mapped R */
	u32 data_size;     /* following: mapped RW; includes .bss, which the loader clears */
	u32 file_size;     /* bytes present in the package */
	u64 reserved[4];
};

struct boot_info {
	u64 magic;
	u32 size;              /* of this structure */
	u32 gic_version;       /* 2 or 3 */
	u64 ttbr0;             /* physical address of the EL2 root table */
	u32 first_thread;      /* index of init's thread: READY, with CSpace, VSpace and scheduling context */
	u32 core_count;
	u64 timer_frequency;   /* Hz, CNTFRQ_EL0 */
	u32 maintenance_intid; /* GIC maintenance interrupt */
	u32 hyp_timer_intid;   /* CNTHP */
	u32 virtual_timer_intid;
	u32 spi_count;         /* interrupts from 32 up */
	u64 granule_limit;     /* first granule index beyond the table */
};
