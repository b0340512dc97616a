/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Saving a thread's registers to the granule that SP_EL2 points at (struct registers). vectors.S has saved x15 and
 * x16 on the way here. Used by vectors.S and fastpath.S.
 */
#pragma once

#include "offsets.h"

/* What a straight line without a switch may use: x15 and x16 are. */
	.macro	save_scratch
	stp	x11, x12, [sp, #REGS_X(11)]
	stp	x13, x14, [sp, #REGS_X(13)]
	.endm

/* The rest of x17 to x30, and what else a switch changes. */
	.macro	save_high
	stp	x17, x18, [sp, #REGS_X(17)]
	stp	x19, x20, [sp, #REGS_X(19)]
	stp	x21, x22, [sp, #REGS_X(21)]
	stp	x23, x24, [sp, #REGS_X(23)]
	stp	x25, x26, [sp, #REGS_X(25)]
	stp	x27, x28, [sp, #REGS_X(27)]
	stp	x29, x30, [sp, #REGS_X(29)]
	mrs	x17, sp_el0
	mrs	x18, elr_el2
	stp	x17, x18, [sp, #REGS_SP]	/* and REGS_PC */
	mrs	x17, spsr_el2
	mrs	x18, tpidr_el0
	stp	x17, x18, [sp, #REGS_PSTATE]	/* and REGS_TLS */
	.endm

/* Everything but the message and x10, into which each system call puts its result. */
	.macro	save_rest
	save_scratch
	save_high
	.endm

	.macro	save_message
	stp	x0, x1, [sp, #REGS_X(0)]
	stp	x2, x3, [sp, #REGS_X(2)]
	stp	x4, x5, [sp, #REGS_X(4)]
	stp	x6, x7, [sp, #REGS_X(6)]
	stp	x8, x9, [sp, #REGS_X(8)]
	.endm

/* The translations and FP access of the thread of index w17: its VSpace w29 with tag w30, CPTR_EL2 w11. */
	.macro	load_context
	stp	w17, w29, [x25, #CORE_CURRENT]	/* and CORE_VSPACE */
	lsl	x30, x30, #48
	orr	x30, x30, x29, lsl #12
	msr	vttbr_el2, x30
	msr	cptr_el2, x11
	.endm

/* Return to user level; no speculation past it. */
	.macro	leave
	eret
	dsb	nsh
	isb
	.endm
