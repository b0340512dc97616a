/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the threads of the rogue and of the victims begin. The addresses are those of shared.h and victim.h. */
	.text

/* Takes the next of 64 stacks; two entries never run on the same one until all have been given out. */
	.global	rogue_enter
rogue_enter:
	mov	x4, #0x20000000
1:	ldxr	w0, [x4]
	add	w1, w0, #1
	stxr	w2, w1, [x4]
	cbnz	w2, 1b
	and	w1, w0, #63
	add	w1, w1, #1
	add	x3, x4, #0x10, lsl #12
	add	x3, x3, x1, lsl #13
	mov	sp, x3
	b	rogue_run

/* x0 = struct victim_order packed into a word. */
	.global	victim_enter
victim_enter:
	mov	x1, #0x20000000
	add	x1, x1, #0x200, lsl #12
	mov	sp, x1
	b	victim_run

	.section .note.GNU-stack, "", %progbits
