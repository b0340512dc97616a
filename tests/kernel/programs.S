/* SPDX-License-Identifier: BSD-2-Clause */
/* Pieces of programs that C cannot express: instructions that fault, FP registers, address spaces of their own. */
/* abi.h is C; fault.c and vspace.c assert that these agree with it. */
#define SYS_SIGNAL_NUMBER 8
#define SYS_YIELD_NUMBER  9

	.arch	armv8-a
	.text

	.macro	function name
	.global	\name
\name:
	.endm

function fault_read
function fault_read_at
	ldr	x1, [x0]
	mov	x0, x1
	ret

function fault_write
function fault_write_at
	str	x1, [x0]
	ret

function fault_jump
	br	x0

/* What EL0 must not do, and what the kernel does not let it do. */
function fault_undefined
function fault_undefined_at
	udf	#0
	hvc	#0
	smc	#0
	brk	#1
	mrs	x0, sctlr_el1
	msr	vbar_el1, x0
	mrs	x0, pmccntr_el0
	mrs	x0, cntp_ctl_el0
	tlbi	vmalle1
	ret

/* uint64_t fp_changed(seed, rounds) */
function fp_changed
	mov	x5, #0
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	add	x2, x0, #\n
	mov	v\n\().d[0], x2
	mov	v\n\().d[1], x0
	.endr
	mov	x2, #1 << 24			/* FPCR.FZ */
	msr	fpcr, x2
1:	svc	#SYS_YIELD_NUMBER
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	add	x2, x0, #\n
	mov	x3, v\n\().d[0]
	mov	x4, v\n\().d[1]
	cmp	x2, x3
	ccmp	x4, x0, #0, eq
	cinc	x5, x5, ne
	.endr
	mrs	x3, fpcr
	mov	x4, #1 << 24
	cmp	x3, x4
	cinc	x5, x5, ne
	subs	x1, x1, #1
	b.ne	1b
	mov	x0, x5
	ret

/* uint64_t fp_not_zero(void) */
function fp_not_zero
	mov	x0, #0
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	mov	x2, v\n\().d[0]
	mov	x3, v\n\().d[1]
	orr	x2, x2, x3
	cmp	x2, #0
	cinc	x0, x0, ne
	.endr
	ret

/* Programs for VSpaces of their own: position-independent, their end marked (vspace.c). */

	.balign	8
function program_count
1:	ldr	x1, [x0]
	add	x1, x1, #1
	str	x1, [x0]
	b	1b
	.balign	8
function program_count_end

function program_step
	mov	x9, x0
	adr	x1, program_step
	add	x1, x1, #4096
1:	ldr	x2, [x1]
	add	x2, x2, #1
	str	x2, [x1]
	svc	#SYS_SIGNAL_NUMBER
	b	1b
	.balign	8
function program_step_end

	.section .note.GNU-stack, "", %progbits
