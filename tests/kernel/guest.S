/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The guests of vcpu.c: programs for EL1, MMU off, in one page that is copied to WORLD_GUEST. Each begins at its own
 * label, with an argument in x0, and tells the test what it saw in x0..x3 by HVC #0; it ends in HVC #1.
 */
	.arch	armv8-a

	.macro	function name
	.global	\name
\name:
	.endm
	.macro	tell
	hvc	#0
	.endm
	.macro	finish
9:	hvc	#1
	b	9b
	.endm

#define ICC_IAR1_EL1    s3_0_c12_c12_0
#define ICC_EOIR1_EL1   s3_0_c12_c12_1
#define ICC_PMR_EL1     s3_0_c4_c6_0
#define ICC_SRE_EL1     s3_0_c12_c12_5
#define ICC_IGRPEN1_EL1 s3_0_c12_c12_7
#define ICC_SGI1R_EL1   s3_0_c12_c11_5

#define GICC        0x08010000		/* WORLD_GICC of world.h: GICv2's CPU interface */
#define GICC_CTLR   0x0
#define GICC_PMR    0x4
#define GICC_IAR    0xc
#define GICC_EOIR   0x10
#define PFR0_GIC    24			/* ID_AA64PFR0_EL1: the CPU interface is registers */

	/* Takes an interrupt into x\n, ends that one. x16: 0, or GICv2's CPU interface (open_gic). */
	.macro	take n
	cbz	x16, 7f
	ldr	w\n, [x16, #GICC_IAR]
	b	8f
7:	mrs	x\n, ICC_IAR1_EL1
8:
	.endm
	.macro	done n
	cbz	x16, 7f
	str	w\n, [x16, #GICC_EOIR]
	b	8f
7:	msr	ICC_EOIR1_EL1, x\n
8:
	.endm

	.text
	.balign	4096
function guest_begin

/* Calls with known registers, tells what came back. */
function guest_hvc
	mov	x1, #0x11
	mov	x2, #0x22
	mov	x3, #0x33
	hvc	#7
	tell
	finish

function guest_smc
	mov	x0, #0x44
	smc	#3
	tell
	finish

/* x0: address. Reads a word, writes it back two bytes wide at +8, tells it. */
function guest_mmio
	mov	x4, x0
	ldr	w5, [x4, #4]
	strh	w5, [x4, #8]
	mov	x0, x5
	tell
	finish

/* Jumps to x0. */
function guest_jump
	br	x0

/* Registers that trap: an SGI is sent (GICv3), the physical timer read, a PMU register read. */
function guest_registers
	mrs	x4, id_aa64pfr0_el1
	tbz	x4, #PFR0_GIC, 1f
	msr	ICC_SGI1R_EL1, x0
1:	mrs	x4, cntp_ctl_el0
	mov	x0, x4
	tell
	mrs	x0, pmccntr_el0
	tell
	finish

function guest_identity
	mrs	x0, id_aa64pfr0_el1
	mrs	x1, id_aa64dfr0_el1
	mrs	x2, id_aa64isar1_el1
	mrs	x3, midr_el1
	tell
	mrs	x0, id_aa64mmfr0_el1
	mrs	x1, s3_0_c0_c4_4		/* ID_AA64ZFR0_EL1 */
	mrs	x2, id_pfr0_el1
	mrs	x3, mpidr_el1
	tell
	finish

/* EL1 as it is found. */
function guest_fresh
	mrs	x0, sctlr_el1
	mrs	x1, vbar_el1
	mrs	x2, tpidr_el1
	mrs	x3, currentel
	tell
	mov	x4, #0x800
	msr	vbar_el1, x4
	msr	tpidr_el1, x4
	finish

/* Leaves EL1 registers that a native would feel in a bad state. */
function guest_spoil
	msr	cpacr_el1, xzr
	msr	cntkctl_el1, xzr
	mov	x4, #-1
	msr	tpidrro_el0, x4
	mov	x4, #3 << 37			/* TBI0, TBI1 */
	msr	tcr_el1, x4
	mrs	x4, sctlr_el1
	mov	x5, #2 | 1 << 3			/* alignment checks */
	orr	x4, x4, x5
	msr	sctlr_el1, x4
	isb
	tell
	mrs	x0, cpacr_el1
	mrs	x1, tcr_el1
	mrs	x2, sctlr_el1
	mrs	x3, tpidrro_el0
	tell
	finish

/* --- interrupts ------------------------------------------------------------------------------------- */

open_gic:
	adr	x5, guest_vectors
	msr	vbar_el1, x5
	mov	x16, #0
	mrs	x5, id_aa64pfr0_el1
	tbnz	x5, #PFR0_GIC, 1f
	mov	x16, #GICC
	mov	w5, #0xff
	str	w5, [x16, #GICC_PMR]
	mov	w5, #1
	str	w5, [x16, #GICC_CTLR]
	ret
1:	mrs	x5, ICC_SRE_EL1
	orr	x5, x5, #1
	msr	ICC_SRE_EL1, x5
	isb
	mov	x5, #0xff
	msr	ICC_PMR_EL1, x5
	mov	x5, #1
	msr	ICC_IGRPEN1_EL1, x5
	isb
	ret

/* x0: ticks. Lets the virtual timer fire `x10` times; tells how often and the last interrupt. */
function guest_timer
	mov	x12, x0
	mov	x10, #0
	bl	open_gic
	msr	cntv_tval_el0, x12
	mov	x5, #1
	msr	cntv_ctl_el0, x5
1:	wfi
	msr	daifclr, #2
	isb
	msr	daifset, #2
	cmp	x10, #5
	b.lt	1b
	msr	cntv_ctl_el0, xzr
	mov	x0, x10
	mov	x1, x11
	tell
	finish

/* Waits for x0 interrupts, with WFI; tells each. */
function guest_wait
	mov	x13, x0
	mov	x12, #0x10000000		/* the timer is not used */
	mov	x10, #0
	bl	open_gic
1:	wfi
	mov	x14, x10
	msr	daifclr, #2
	isb
	msr	daifset, #2
	cmp	x14, x10
	b.eq	1b
	mov	x0, x11
	tell
	subs	x13, x13, #1
	b.ne	1b
	finish

/* Counts in its page's last word but one, and interrupts in the last. */
function guest_listen
	mov	x10, #0
	bl	open_gic
	adr	x6, guest_begin
	add	x6, x6, #4080
	mov	x7, #0
	msr	daifclr, #2
1:	add	x7, x7, #1
	stp	x7, x10, [x6]
	yield
	b	1b

/* Counts in its page's last word. */
function guest_count
	adr	x6, guest_begin
	add	x6, x6, #4088
1:	ldr	x7, [x6]
	add	x7, x7, #1
	str	x7, [x6]
	yield
	b	1b

/* Tells that its interrupts are masked, then takes all that are there and tells how many, the last, and the last
 * eight, a byte each. */
function guest_take
	mov	x9, #0
	mov	x10, #0
	bl	open_gic
	tell
	msr	daifclr, #2
	isb
	mov	x0, x10
	mov	x1, x11
	mov	x2, x9
	tell
	finish

/* Leaves its timer as it is when it fires, so that the line stays up, until that was x0 times; tells how often. */
function guest_level
	mov	x8, x0
	mov	x10, #0
	mov	x12, #0				/* a period that is over at once */
	bl	open_gic
	msr	cntv_tval_el0, x12
	mov	x5, #1
	msr	cntv_ctl_el0, x5
	msr	daifclr, #2
1:	cmp	x10, x8
	b.lo	1b
	msr	daifset, #2
	mov	x0, x10
	mov	x1, x11
	tell
	finish

/* Takes the timer's interrupt without ending it, tells it, and ends it afterwards. */
function guest_hold
	mov	x12, x0
	mov	x10, #0
	bl	open_gic
	msr	cntv_tval_el0, x12
	mov	x5, #1
	msr	cntv_ctl_el0, x5
	wfi
	take	0
	mov	x15, x0
	tell
	msr	cntv_tval_el0, x12
	done	15
	isb
	wfi
	take	0
	msr	cntv_ctl_el0, xzr
	done	0
	tell
	finish

/* Waits for ever with interrupts off and no timer. */
function guest_sleep
	wfi
	mov	x0, #0x57
	tell
	finish

/* FP: keeps x0 in V7 over an exit. */
function guest_fp
	mov	x4, #3 << 20
	msr	cpacr_el1, x4
	isb
	mov	v7.d[0], x0
	mov	v7.d[1], x0
	tell
	mov	x0, v7.d[0]
	mov	x1, v7.d[1]
	tell
	finish

/* Reads x0; the test makes it an exception at EL1. */
function guest_raise
	mov	x4, x0
	bl	open_gic
	ldr	x5, [x4]
	finish

/* x10 counts interrupts, x11 is the last one, x9 the last eight; x12 the timer's period, x8 how often it fires (0: always). */
	.balign	2048
guest_vectors:
	.balign	128
	.space	0x200
	mrs	x0, esr_el1			/* synchronous, from EL1h */
	mrs	x1, far_el1
	mrs	x2, elr_el1
	mrs	x3, spsr_el1
	tell
	finish
	.balign	128				/* IRQ, from EL1h */
	take	11
	add	x10, x10, #1
	cmp	x11, #27
	b.ne	1f
	msr	cntv_tval_el0, x12
	cmp	x10, x8
	b.ne	1f
	msr	cntv_ctl_el0, xzr
1:	done	11
	add	x9, x11, x9, lsl #8
	eret
	.balign	8
function guest_end

	.section .note.GNU-stack, "", %progbits
