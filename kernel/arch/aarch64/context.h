/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the files of this architecture: the processor's context. */
#pragma once

#include <object.h>

/* Q0..Q31, FPCR and FPSR to and from memory; FP access must be open (vectors.S). */
void fp_save(struct fp_registers *to);
void fp_restore(const struct fp_registers *from);
