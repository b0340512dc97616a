/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the loader tells the kernel. The loader enters the kernel's first byte at EL2 on every core
 * that the kernel gets, with x0 = physical address of struct boot_info + the core's index (0: the one
 * that firmware booted). By then
 *   memory         is clean to the point of coherency;
 *   EL2            interrupts masked, MMU off; MAIR_EL2, TCR_EL2 and TTBR0_EL2 hold the kernel's map,
 *                  VBAR_EL2 the image's start, and no TLB or instruction cache holds anything;
 *   EL1 and EL0    are configured as for a native (arch/aarch64/offsets.h), VTTBR_EL2 translates
 *                  nothing, no timer is on, CNTHP's comparator is at the end of time;
 *   interrupts     the distributor is on; SPIs are off, inactive, and routed to core 0; each core's
 *                  CPU interface is on, priority drop and deactivation apart, and of its own interrupts
 *                  SGI 0, the maintenance interrupt and CNTHP's are on.
 * The kernel links at 0, is position-independent at 4 KiB and runs in an identity map.
 */
#pragma once

#include <types.h>

#define BOOT_INFO_MAGIC 0x3142484b4e52454bUL

/* Fixed virtual addresses in the kernel's map (TTBR0_EL2, 39 bits), made by the loader:
 *   RAM                     VA = PA (write-back, never executable), below 256 GiB
 *   kernel image            VA = PA: text RX, read-only data R, data RW (4 KiB pages)
 *   granule table           GRANULE_TABLE_BASE + 16 * (PA / 4096), for every granule of RAM and of
 *                           the device regions that become untypeds
 *   interrupt controller    KERNEL_DEVICE_BASE, pages of device memory
 * The first 2 MiB of virtual addresses are never mapped.
 */
#define GRANULE_TABLE_BASE  0x6000000000UL
#define KERNEL_DEVICE_BASE  0x7000000000UL

/* Interrupt controller: for each core a page in which it finds its own interrupts' registers, the second frame of its
 * redistributor (GICv2: the distributor, which shows each core its own); then the distributor's first page, with the
 * same registers, at the same offsets, for the interrupts that the cores share. */
#define BOOT_CORE_LIMIT     8u   /* cores that there is room for, here and in struct boot_info */
#define KERNEL_GIC_PAGE(i)  (KERNEL_DEVICE_BASE + (u64)(i) * 4096)
#define KERNEL_GICD         KERNEL_GIC_PAGE(BOOT_CORE_LIMIT)

/* What GICv2 has apart from that, as offsets. */
#define KERNEL_GIC_V2       (KERNEL_DEVICE_BASE + 0x100000UL)
#define GIC_V2_CPU          0x0000UL /* GICC, two pages */
#define GIC_V2_HYPERVISOR   0x2000UL /* GICH */
#define GIC_V2_DISTRIBUTOR  0x3000UL /* GICD again */

/* Interrupts of each core that the kernel keeps; the loader refuses a machine with others. */
#define MAINTENANCE_INTID   25u
#define KERNEL_TIMER_INTID  26u
#define VIRTUAL_TIMER_INTID 27u

#define BOOT_INFO_ALIGN     64u /* more than any core's index */

/* The first 64 bytes of the kernel image; kernel/arch/aarch64/vectors.S fills them in. */
struct kernel_header {
	u32 branch;        /* to the entry */
	u32 abi_version;
	u64 magic;         /* BOOT_INFO_MAGIC */
	u32 text_size;     /* bytes from 0, multiple of 4096: mapped RX */
	u32 rodata_size;   /* following text: mapped R */
	u32 data_size;     /* following: mapped RW; includes .bss, which the loader clears */
	u32 file_size;     /* bytes present in the package */
	u32 core_max;      /* cores that the kernel can drive, at most BOOT_CORE_LIMIT */
	u32 reserved[7];
};

struct boot_info {
	u64 magic;
	u32 size;              /* of this structure */
	u32 gic_version;       /* 2 or 3 */
	u64 ttbr0;             /* physical address of the EL2 root table */
	u32 first_thread;      /* index of init's thread: READY, with CSpace, VSpace and scheduling context */
	u32 core_count;        /* cores that enter the kernel */
	u64 timer_frequency;   /* Hz, CNTFRQ_EL0 */
	u32 irq_limit;         /* one more than the highest SPI, at most 1020 */
	u64 granule_limit;     /* first granule index beyond the table */
	u64 id_registers[64];  /* what a guest reads: those of Op0 3, Op1 0, CRn 0, by CRm * 8 + Op2; CRm 0 unused */
	u64 poke[BOOT_CORE_LIMIT]; /* by core: what sends SGI 0 to it, in ICC_SGI1R_EL1 or GICD_SGIR */
};
