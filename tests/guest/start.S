/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An arm64 Image (Linux, arm64/booting.rst) without an operating system: its header, the way into C with MMU
 * and caches off, and vectors that save everything a C function may change.
 */
	.section .head, "ax"
	.globl	_start
_start:	b	enter
	.long	0
	.quad	0          /* text_offset */
	.quad	image_size
	.quad	0xa        /* little-endian, 4 KiB pages, anywhere in RAM */
	.quad	0, 0, 0
	.ascii	"ARM\x64"
	.long	0

	.text
enter:	ldr	x1, =stack_top
	mov	sp, x1
	ldr	x1, =bss_start
	ldr	x2, =bss_end
1:	cmp	x1, x2
	b.hs	2f
	stp	xzr, xzr, [x1], #16
	b	1b
2:	adr	x1, vectors
	msr	vbar_el1, x1
	isb
	bl	guest_main
off:	ldr	x0, =0x84000008 /* PSCI SYSTEM_OFF */
	hvc	#0
	b	off

	.globl	guest_second
guest_second:
	ldr	x1, =stack_second
	mov	sp, x1
	adr	x1, vectors
	msr	vbar_el1, x1
	isb
	ldr	x1, =guest_second_function
	ldr	x1, [x1]
	blr	x1
	ldr	x0, =0x84000002 /* PSCI CPU_OFF */
	hvc	#0
	b	.

	.data
	.balign	8
	.globl	guest_second_function
guest_second_function:
	.quad	0

	.text
	.macro	vector handler
	.balign	128
	sub	sp, sp, #192
	stp	x0, x1, [sp]
	stp	x30, xzr, [sp, #144]
	adr	x30, \handler
	b	save
	.endm

	.balign	2048
vectors:
	.rept	4
	vector	guest_exception
	vector	guest_interrupt
	vector	guest_exception
	vector	guest_exception
	.endr

/* x30: the C function; its result is where to continue. */
save:	stp	x2, x3, [sp, #16]
	stp	x4, x5, [sp, #32]
	stp	x6, x7, [sp, #48]
	stp	x8, x9, [sp, #64]
	stp	x10, x11, [sp, #80]
	stp	x12, x13, [sp, #96]
	stp	x14, x15, [sp, #112]
	stp	x16, x17, [sp, #128]
	str	x18, [sp, #160]
	mrs	x0, elr_el1
	mrs	x1, esr_el1
	ldr	x2, [sp, #144] /* the interrupted code's x30 */
	blr	x30
	msr	elr_el1, x0
	ldr	x18, [sp, #160]
	ldp	x16, x17, [sp, #128]
	ldp	x14, x15, [sp, #112]
	ldp	x12, x13, [sp, #96]
	ldp	x10, x11, [sp, #80]
	ldp	x8, x9, [sp, #64]
	ldp	x6, x7, [sp, #48]
	ldp	x4, x5, [sp, #32]
	ldp	x2, x3, [sp, #16]
	ldr	x30, [sp, #144]
	ldp	x0, x1, [sp]
	add	sp, sp, #192
	eret
