/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a thread leaves in the processor's registers, and the rule that no other finds it there: EL1's state belongs
 * to a vCPU, natives run with fixed values in what they can feel of it, FP registers belong to who wrote them.
 */
#pragma once

#include <types.h>

void processor_reset(void);

/* The rule, for the thread that runs now (NONE: nobody). */
void processor_check(u32 thread);

/* The guest writes its EL1 registers, they are reset; the thread reads and writes its FP registers. */
void processor_use_el1(u32 thread);
void processor_vcpu_is_reset(u32 thread);
void processor_thread_starts_over(u32 thread);
bool processor_fp_is_open(void);
void processor_use_fp(u32 thread);
