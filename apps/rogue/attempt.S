/* SPDX-License-Identifier: BSD-2-Clause */
/* What C cannot say: any system call with any registers, and touches of any address. attempt.h has the contract. */

	.text
	.global attempt_call
	.type attempt_call, %function
attempt_call:
	stp	x29, x30, [sp, #-16]!
	adr	x16, calls
	sub	x1, x1, #1
	add	x16, x16, x1, lsl #3		// each is two instructions
	mov	x17, x0
	ldp	x0, x1, [x17]
	ldp	x2, x3, [x17, #16]
	ldp	x4, x5, [x17, #32]
	ldp	x6, x7, [x17, #48]
	ldp	x8, x9, [x17, #64]
	ldp	x10, x11, [x17, #80]
	ldp	x12, x13, [x17, #96]
	ldr	x14, [x17, #112]
	blr	x16
	mov	x0, x10
	ldp	x29, x30, [sp], #16
	ret
	.size attempt_call, . - attempt_call

calls:
	.set	number, 1
	.rept	63				// below ATTEMPT_CALLS
	svc	#number
	ret
	.set	number, number + 1
	.endr

	.global attempt_load
	.type attempt_load, %function
attempt_load:
	ldrb	w0, [x0]
	ret
	.size attempt_load, . - attempt_load

	.global attempt_store
	.type attempt_store, %function
attempt_store:
	strb	w1, [x0]
	ret
	.size attempt_store, . - attempt_store

	.global attempt_fetch
	.type attempt_fetch, %function
attempt_fetch:
	stp	x29, x30, [sp, #-16]!
	blr	x0
	ldp	x29, x30, [sp], #16
	ret
	.size attempt_fetch, . - attempt_fetch

	.section .note.GNU-stack, "", %progbits
