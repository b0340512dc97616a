/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Contracts that the proofs assume of functions outside the proved files. SOUNDNESS.md lists them.
 */
#pragma once

#include <types.h>

/* Stops the core: nothing runs afterwards. */
/*@ assigns \nothing;
  @ ensures \false;
  @*/
void check_failed(void);

/*@ assigns \nothing; */
bool preemption_pending(void);

/*@ assigns \nothing; */
void arch_clear_granule(u32 granule);
