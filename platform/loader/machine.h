/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the loader wants to know of the machine, read from the device tree once. After machine_parse() the
 * tree is not needed any more. All addresses are physical.
 */
#pragma once

#include <stdint.h>

#include "range_set.h"

#define MACHINE_MAX_DEVICE_BYTES 0x1000000ULL /* larger regions (flash, bus windows) are given to nobody */
#define MACHINE_SEED_MAX 64
#define MACHINE_MAX_CORES 64 /* further ones are left out */

enum machine_psci { PSCI_NONE = 0, PSCI_SMC = 1, PSCI_HVC = 2 };

struct machine_gic {
	uint32_t version;            /* 2, 3; 0: none found */
	uint32_t maintenance_intid;  /* 0: no virtualisation */
	struct range distributor;
	struct range redistributors; /* version 3 */
	struct range hypervisor;     /* version 2: GICH */
	uint64_t cpu_interface[2];   /* version 2: the pages of GICC */
	uint64_t guest_interface[2]; /* version 2: the pages of GICV, which are devices too: guests get them */
};

struct machine {
	struct range_set ram;
	struct range_set reserved; /* parts of RAM that firmware keeps */
	struct range_set devices;  /* without the interrupt controller and fw_cfg, in granules */
	struct machine_gic gic;
	uint32_t hyp_timer_intid;     /* 0: no architected timer */
	uint32_t virtual_timer_intid;
	uint32_t core_count;
	uint64_t cores[MACHINE_MAX_CORES]; /* their affinities: MPIDR_EL1's */
	enum machine_psci psci;
	uint64_t console; /* a PL011, 0 without */
	uint32_t seed_size;
	uint8_t seed[MACHINE_SEED_MAX];
};

/*
 * Reads the flattened device tree at `tree` (0: none) into `machine`. Returns NULL, or what is wrong with
 * it in words; what was understood until then is in `machine`, the console before all.
 */
const char *machine_parse(const void *tree, struct machine *machine);
