/* SPDX-License-Identifier: BSD-2-Clause */
/* Where a root task begins. root_main(ticks of the counter at its first instruction) does not return. */
	.text
	.global	_start
_start:
	mrs	x0, cntvct_el0
	adrp	x1, root_stack_top
	add	sp, x1, :lo12:root_stack_top
	mov	x29, #0
	mov	x30, #0
	bl	root_main

/* Every thread of the root. Its function and argument lie where its stack begins. */
	.global	world_enter
world_enter:
	ldp	x1, x0, [sp]
	blr	x1
	b	world_stop

	.bss
	.balign	16
	.space	16384
root_stack_top:

	.section .note.GNU-stack, "", %progbits
