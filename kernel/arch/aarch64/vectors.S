/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The image's first 2 KiB: header, entry and exception vectors in one table. An entry of the table
 * has 128 bytes; what an entry leaves is used by the routines that the vectors need.
 *
 * While a thread runs, SP_EL2 is the address of its save area, which is the start of its granule,
 * and TPIDR_EL2 that of its core's state (struct core). An exception from a lower level saves
 * everything there, changes to the core's stack and calls one function of calls/trap.c; trap_return
 * then continues whichever thread the core's `current` names by then. What fastpath.S has a straight line
 * for goes there first. An exception from EL2 itself is a kernel bug: the core parks with its syndrome
 * at hand.
 */
#include "frame.h"

	.macro	entry address, target	/* from a lower level; \address is where it must be, see kernel.ld */
	.section .text.vector.\address\().entry, "ax"
	.balign	128
	stp	x15, x16, [sp, #REGS_X(15)]
	adr	x16, \target
	b	save
	.endm

	.macro	bug address		/* from EL2 */
	.section .text.vector.\address\().entry, "ax"
	.balign	128
	b	park
	.endm

	.macro	fp_each op		/* on Q0..Q31 at x0 */
	\op	q0, q1, [x0, #0]
	\op	q2, q3, [x0, #32]
	\op	q4, q5, [x0, #64]
	\op	q6, q7, [x0, #96]
	\op	q8, q9, [x0, #128]
	\op	q10, q11, [x0, #160]
	\op	q12, q13, [x0, #192]
	\op	q14, q15, [x0, #224]
	\op	q16, q17, [x0, #256]
	\op	q18, q19, [x0, #288]
	\op	q20, q21, [x0, #320]
	\op	q22, q23, [x0, #352]
	\op	q24, q25, [x0, #384]
	\op	q26, q27, [x0, #416]
	\op	q28, q29, [x0, #448]
	\op	q30, q31, [x0, #480]
	.endm

	.section .text.start, "ax"
	.arch_extension fp
	.arch_extension simd
	.balign	2048

/* From EL2 with SP_EL0, which nothing uses: the header (boot_info.h) takes the first entry's place.
 * The loader enters at the first word. */
	.global	_start
_start:
	b	enter
	.word	1			/* ABI_VERSION */
	.quad	0x3142484b4e52454b	/* BOOT_INFO_MAGIC */
	.word	kernel_text_size
	.word	kernel_rodata_size
	.word	kernel_data_size
	.word	kernel_file_size
	.word	HEADER_CORE_MAX
	.word	0, 0, 0, 0, 0, 0, 0

	.global	check_failed
check_failed:
	brk	#0

/* A kernel bug. x0 = ESR_EL2, x1 = ELR_EL2, x2 = FAR_EL2 for whoever looks; x30 as it was. */
park:
	mrs	x0, esr_el2
	mrs	x1, elr_el2
	mrs	x2, far_el2
	wfi
	b	park

	bug	080
/* memset(x0, w1, x2), which the compiler calls for large structures (starting a thread, resetting a vCPU): zeroes in words,
 * the rest and other values byte by byte. */
	.global	memset
memset:
	mov	x3, x0
	cbnz	w1, 1f
0:	subs	x2, x2, #8
	b.lo	0f
	str	xzr, [x3], #8
	b	0b
0:	add	x2, x2, #8
1:	cbz	x2, 2f
	strb	w1, [x3], #1
	sub	x2, x2, #1
	b	1b
2:	ret

	bug	100
/* fp_save(x0 = struct fp_registers *), fp_restore(x0). The caller has opened CPTR_EL2. */
	.global	fp_save
fp_save:
	fp_each	stp
	mrs	x1, fpcr
	mrs	x2, fpsr
	add	x0, x0, #512
	stp	x1, x2, [x0]
	ret

	bug	180
	.global	fp_restore
fp_restore:
	fp_each	ldp
	add	x0, x0, #512
	ldp	x1, x2, [x0]
	msr	fpcr, x1
	msr	fpsr, x2
	ret

	bug	200		/* from EL2 with SP_EL2: synchronous, IRQ, FIQ, SError */
/* x16 = function to call; x15 and x16 are saved. */
	.global	save
save:
	save_rest
	.global	save_rested		/* the same; all but x0 to x10 are saved */
save_rested:
	save_message
	str	x10, [sp, #REGS_X(10)]
	mrs	x5, tpidrro_el0
	str	x5, [sp, #REGS_TLS_RO]
	mrs	x6, tpidr_el2
	ldr	x7, [x6, #CORE_STACK]
	mov	sp, x7
	blr	x16
	b	trap_return

	bug	280
/* To the thread that the core's `current` names, from the kernel's stack or not. */
	.global	trap_return
trap_return:
	mrs	x6, tpidr_el2
	ldr	w7, [x6, #CORE_CURRENT]
	lsl	x7, x7, #12
	mov	sp, x7
	ldr	x5, [sp, #REGS_TLS_RO]
	msr	tpidrro_el0, x5
	ldp	x0, x1, [sp, #REGS_X(0)]
	ldp	x2, x3, [sp, #REGS_X(2)]
	ldp	x4, x5, [sp, #REGS_X(4)]
	ldp	x6, x7, [sp, #REGS_X(6)]
	ldp	x8, x9, [sp, #REGS_X(8)]
	ldr	x10, [sp, #REGS_X(10)]
	b	restore

	bug	300
/* Every core's entry (boot_info.h); x0 = struct boot_info + index of the core. */
enter:
	mov	x1, #CONFIG_SCTLR_KERNEL & 0xffff
	movk	x1, #CONFIG_SCTLR_KERNEL >> 16, lsl #16
	msr	sctlr_el2, x1
	isb
	and	x1, x0, #INDEX_MASK
	bic	x0, x0, #INDEX_MASK
	adrp	x2, cores
	add	x2, x2, :lo12:cores
	add	x2, x2, x1, lsl #CORE_BITS
	msr	tpidr_el2, x2
	adrp	x3, boot_stacks + 4096
	add	x3, x3, x1, lsl #12
	str	x3, [x2, #CORE_STACK]
	mov	sp, x3
	bl	kernel_start
	b	trap_return

	bug	380
/* To the native x19, index w17, with its VSpace w29, that one's tag w30 and CPTR_EL2 w11; x0 to x9 are in place. */
	.global	enter_native
enter_native:
	load_context
	mov	sp, x19
	mov	x10, #0				/* OK */
/* To the thread whose granule is SP; x0 to x10 are in place. */
	.global	restore
restore:
	ldp	x11, x12, [sp, #REGS_SP]	/* and REGS_PC */
	ldp	x13, x14, [sp, #REGS_PSTATE]	/* and REGS_TLS */
	msr	sp_el0, x11
	msr	elr_el2, x12
	msr	spsr_el2, x13
	msr	tpidr_el0, x14
	ldp	x11, x12, [sp, #REGS_X(11)]
	ldp	x13, x14, [sp, #REGS_X(13)]
	ldp	x15, x16, [sp, #REGS_X(15)]
	ldp	x17, x18, [sp, #REGS_X(17)]
	ldp	x19, x20, [sp, #REGS_X(19)]
	ldp	x21, x22, [sp, #REGS_X(21)]
	ldp	x23, x24, [sp, #REGS_X(23)]
	ldp	x25, x26, [sp, #REGS_X(25)]
	ldp	x27, x28, [sp, #REGS_X(27)]
	ldp	x29, x30, [sp, #REGS_X(29)]
	leave

	.section .text.vector.400.entry, "ax"	/* synchronous from a lower level, AArch64 */
	.global	vector_synchronous		/* kernel.ld asserts that it is where it must be */
	.balign	128
vector_synchronous:
	stp	x15, x16, [sp, #REGS_X(15)]
	mrs	x16, esr_el2
	ror	w15, w16, #25			/* class and IL as the low bits, an SVC's number above */
	cmp	w15, #SYNDROME_SVC(NUMBER_CALL)
	b.eq	fast_call
	cmp	w15, #SYNDROME_SVC(NUMBER_REPLY_RECV)
	b.eq	fast_reply_recv
	lsr	w15, w16, #26
	cmp	w15, #EC_DATA_ABORT
	b.eq	fast_exit
	cmp	w15, #EC_SVC
	b.eq	1f
	and	w15, w15, #~1
	cmp	w15, #EC_HVC			/* and SMC */
	b.eq	fast_exit
0:	adr	x16, trap_synchronous
	b	save
1:	ands	w15, w16, #0xffff
	b.eq	fast_null
	cmp	w15, #NUMBER_SIGNAL
	b.eq	fast_signal
	cmp	w15, #NUMBER_YIELD
	b.eq	fast_yield
	cmp	w15, #NUMBER_INVOKE
	b.eq	fast_invoke
	b	0b

/* fastpath.S fills what these leave of their 128 bytes. */
	entry	480, trap_interrupt
	entry	500, trap_interrupt
	entry	580, trap_serror
	entry	600, trap_synchronous		/* from a lower level, AArch32 */
	entry	680, trap_interrupt
	entry	700, trap_interrupt
	entry	780, trap_serror
	.global	vector_last
	.equ	vector_last, . - 12

	.bss
	.balign	4096
boot_stacks:
	.space	4096 * HEADER_CORE_MAX
