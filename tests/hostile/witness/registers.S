/* SPDX-License-Identifier: BSD-2-Clause */
/* See registers.h. */
	.arch_extension simd
	.text

	.equ	fpcr_value, 0x03000000 /* DN, FZ */

	.macro	each_register operation
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, \
		16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	\operation \n
	.endr
	.endm

	.macro	fill n
	fmov	d\n, x0
	fmov	v\n\().d[1], x0
	add	x0, x0, #1
	.endm

	/* x0: expected, x1: differences, x2: found */
	.macro	compare n
	fmov	x2, d\n
	cmp	x2, x0
	cinc	x1, x1, ne
	fmov	x2, v\n\().d[1]
	cmp	x2, x0
	cinc	x1, x1, ne
	add	x0, x0, #1
	.endm

	.global registers_fill
	.type registers_fill, %function
registers_fill:
	each_register fill
	mov	x1, #fpcr_value
	msr	fpcr, x1
	ret
	.size registers_fill, . - registers_fill

	.global registers_changed
	.type registers_changed, %function
registers_changed:
	mov	x1, #0
	each_register compare
	mrs	x2, fpcr
	mov	x0, #fpcr_value
	cmp	x2, x0
	cinc	x0, x1, ne
	ret
	.size registers_changed, . - registers_changed

	.section .note.GNU-stack, "", %progbits
