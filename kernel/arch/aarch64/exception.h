/* SPDX-License-Identifier: BSD-2-Clause */
/* Exception syndromes (Arm ARM D17.2.37, ESR_EL2). Used by calls/trap.c. */
#pragma once

#include <types.h>

enum exception_class {
	CLASS_WFX = 0x01,
	CLASS_FP = 0x07,
	CLASS_SVC = 0x15,
	CLASS_HVC = 0x16,
	CLASS_SMC = 0x17,
	CLASS_REGISTER = 0x18, /* MSR, MRS */
	CLASS_INSTRUCTION_ABORT = 0x20,
	CLASS_DATA_ABORT = 0x24,
};

static inline u32 exception_class(u64 syndrome)
{
	return (u32)(syndrome >> 26) & 0x3f;
}

/* ESR_EL2 of the exception being served. */
u64 exception_syndrome(void);

/* Where an abort happened: the IPA of a guest, the address that a native used. ~0 if a guest's
 * tables changed before the IPA could be found: it will fault again. */
u64 exception_address(u64 syndrome, bool guest);

/* If the guest read one of the trapped ID registers (HCR_EL2.TID3): gives it the value that the loader
 * chose, steps over the instruction, and says true. */
bool exception_id_register(u32 thread, u64 syndrome);
