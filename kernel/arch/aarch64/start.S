/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel image's header and entry. The loader enters here as boot_info.h says: EL2, MMU off,
 * x0 = physical address of struct boot_info. Sets up this core's EL2 and calls kernel_start.
 */
#include "offsets.h"

	.section .text.start, "ax"
	.global _start
_start:
	b	enter
	.word	1			/* ABI_VERSION */
	.quad	0x3142484b4e52454b	/* BOOT_INFO_MAGIC */
	.word	kernel_text_size
	.word	kernel_rodata_size
	.word	kernel_data_size
	.word	kernel_file_size
	.quad	0, 0, 0, 0

enter:
	msr	daifset, #15
	ldr	x1, [x0, #BOOT_INFO_TTBR0]
	mov	x2, #0xff00		/* MAIR: 0 device, 1 write-back */
	msr	mair_el2, x2
	mov	x2, #0x3519		/* TCR: 39 bits, write-back walks, inner shareable, 40-bit PA */
	movk	x2, #0x8082, lsl #16
	msr	tcr_el2, x2
	msr	ttbr0_el2, x1
	tlbi	alle2
	tlbi	alle1
	ic	iallu
	dsb	sy
	isb
	mov	x2, #0x1835		/* SCTLR: RES1, I, C, M, SA */
	movk	x2, #0x30cd, lsl #16	/* WXN */
	msr	sctlr_el2, x2
	isb

	adrp	x2, vectors
	add	x2, x2, :lo12:vectors
	msr	vbar_el2, x2
	adrp	x2, cores
	add	x2, x2, :lo12:cores
	msr	tpidr_el2, x2
	adrp	x3, boot_stack_top
	add	x3, x3, :lo12:boot_stack_top
	str	x3, [x2, #CORE_STACK]
	mov	sp, x3
	bl	kernel_start
	b	trap_return

	.bss
	.balign	4096
	.space	4096
boot_stack_top:
