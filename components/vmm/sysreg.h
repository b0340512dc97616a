/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System registers that trap to the VMM. ID registers are the kernel's; what is left is what the kernel
 * hides from guests (debug, performance counters, the physical timer, implementation-defined registers)
 * and software interrupts.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct vgic;

/* Of one processor. */
struct sysreg {
	uint32_t processor;     /* its number */
	uint64_t monitor_debug; /* MDSCR_EL1, which guests save and restore */
};

/*
 * Does the access whose ISS is `iss` (ESR_EL2 of an EC 0x18 trap, Arm ARM D17.2.37). `*value` is what the
 * guest writes, or receives what it reads. False if no rule covers the register.
 */
bool sysreg_access(struct sysreg *sysreg, struct vgic *vgic, uint32_t iss, uint64_t *value);

#define SYSREG_IS_READ(iss)  ((iss) & 1u)
#define SYSREG_REGISTER(iss) ((iss) >> 5 & 31u)
