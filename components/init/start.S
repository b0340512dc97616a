/* SPDX-License-Identifier: BSD-2-Clause */
/* Init's first instructions: a stack, then C. */

.section .text.start, "ax"
.global init_start
init_start:
	adrp	x0, stack_top
	add	x0, x0, :lo12:stack_top
	mov	sp, x0
	mov	x29, #0
	mov	x30, #0
	b	init_main

.section .bss, "aw", %nobits
.balign 4096
	.skip	16384
stack_top:

.section .note.GNU-stack, "", %progbits
