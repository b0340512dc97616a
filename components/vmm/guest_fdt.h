/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The device tree that tells a guest about its machine (machine.h), written with libfdt's sequential
 * interface. Nodes follow the bindings in Linux's Documentation/devicetree and what QEMU's `virt` offers.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define GUEST_FDT_SIZE      (64u * 1024) /* room that the tree gets in guest RAM */
#define GUEST_FDT_SEED_SIZE 64u

struct guest_fdt {
	uint32_t processor_count;
	uint32_t gic_version;   /* 2 or 3 */
	uint64_t memory_size;   /* bytes of RAM from MACHINE_RAM_ADDRESS */
	const char *bootargs;
	uint64_t ramdisk;       /* guest address */
	uint64_t ramdisk_size;  /* 0: there is none */
	const uint8_t *seed;    /* for the guest's random numbers */
	uint32_t seed_size;     /* 0 … GUEST_FDT_SEED_SIZE */
};

/* Writes the tree to `to`; its size in bytes, 0 if `room` does not hold it. */
size_t guest_fdt_write(const struct guest_fdt *machine, void *to, size_t room);
