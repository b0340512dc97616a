/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The guests of vm.c, in one page at WORLD_GUEST. Each takes its rounds in x0 and ends in HVC #1 with the ticks that
 * they took in x0 (guest_ticks: and how often it went round in x1).
 */
	.arch	armv8-a
	.text
	.balign	4096
	.global	guest_begin
guest_begin:

	.macro	guest name
	.global	\name
\name:
	mov	x19, x0
	mrs	x22, cntvct_el0
	.endm

	.macro	finish
	subs	x19, x19, #1
	b.ne	1b
	mrs	x23, cntvct_el0
	sub	x0, x23, x22
9:	hvc	#1
	b	9b
	.endm

guest guest_nothing
1:	finish

/* GICD_TYPER */
guest guest_mmio
	mov	x4, #0x08000000
1:	ldr	w5, [x4, #4]
	finish

guest guest_psci
1:	mov	w0, #0x84000000		/* PSCI_VERSION */
	hvc	#0
	finish

/* Counts until x19 interrupts of a timer of 250 Hz have come. 3 instructions a round, 5 an interrupt. */
	.global	guest_ticks
guest_ticks:
	mov	x19, x0
	mrs	x5, s3_0_c12_c12_5	/* ICC_SRE_EL1 */
	orr	x5, x5, #1
	msr	s3_0_c12_c12_5, x5
	isb
	mov	x5, #0xff
	msr	s3_0_c4_c6_0, x5	/* ICC_PMR_EL1 */
	mov	x5, #1
	msr	s3_0_c12_c12_7, x5	/* ICC_IGRPEN1_EL1 */
	adr	x5, vectors
	msr	vbar_el1, x5
	mrs	x12, cntfrq_el0
	mov	x5, #250
	udiv	x12, x12, x5
	mov	x10, #0
	mov	x20, #0
	msr	cntv_tval_el0, x12
	mov	x5, #1
	msr	cntv_ctl_el0, x5
	isb
	msr	daifclr, #2
1:	cbz	x10, 1b			/* the first interrupt begins the measurement */
	mrs	x22, cntvct_el0
	add	x19, x19, #1
2:	add	x20, x20, #1
	cmp	x10, x19
	b.lt	2b
	mrs	x23, cntvct_el0
	msr	daifset, #2
	msr	cntv_ctl_el0, xzr
	sub	x0, x23, x22
	mov	x1, x20
9:	hvc	#1
	b	9b

	.balign	2048
vectors:
	.space	0x280
	mrs	x11, s3_0_c12_c12_0	/* ICC_IAR1_EL1 */
	msr	cntv_tval_el0, x12
	add	x10, x10, #1
	msr	s3_0_c12_c12_1, x11	/* ICC_EOIR1_EL1 */
	eret
	.balign	8
	.global	guest_end
guest_end:

	.section .note.GNU-stack, "", %progbits
