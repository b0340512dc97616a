/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interrupt controller as the kernel wants to find it (kernel/include/boot_info.h): what is done once for the
 * machine, and once on each core. The kernel has no code for either.
 */
#pragma once

#include "machine.h"

/* What the kernel needs of a core's interface. */
struct gic_core {
	uint64_t own;  /* physical address of the registers of its own interrupts: the redistributor's second frame,
	                  version 2: the distributor */
	uint64_t poke; /* sends SGI 0 to this core: ICC_SGI1R_EL1's value, version 2: GICD_SGIR's */
};

/* Switches the distributor on, with every SPI off and routed to the core that calls, whose affinity this is. */
void gic_setup_distributor(const struct machine_gic *gic, uint64_t affinity);

/* One more than the highest SPI. */
uint32_t gic_setup_limit(const struct machine_gic *gic);

/* Prepares the calling core's own interrupts and its CPU interface, as far as that is in memory: SGI 0, maintenance
 * and timer interrupt on, all others off. Returns 1, or 0 if the controller has nothing for a core of this affinity. */
int gic_setup_core(const struct machine_gic *gic, uint64_t affinity, struct gic_core *core);
