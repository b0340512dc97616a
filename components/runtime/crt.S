/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where every thread of a component begins, at its first start and at every restart.
 * On entry: x0 = index of the thread, sp = top of its stack, all other registers 0.
 */
	.section .text.start, "ax"
	.global _start
	.type _start, %function
_start:
	mov	x29, #0
	mov	x30, #0
	cbnz	x0, worker
	adrp	x1, start_ready		// an earlier life's thread 1 must not see it set
	str	wzr, [x1, :lo12:start_ready]
	b	start_interface
worker:
	b	start_worker
	.size _start, . - _start

	.section .note.GNU-stack, "", %progbits
