/* SPDX-License-Identifier: BSD-2-Clause */
/* A guest that leaves as often as it can, with FP registers in use. Copied to WORLD_GUEST. */
	.arch	armv8-a
	.text
	.balign	4096
	.global	partition_begin, partition_end, partition_exits
partition_begin:
partition_exits:
	mov	x0, #3 << 20
	msr	cpacr_el1, x0
	isb
1:	fmov	d0, x0
	hvc	#0
	b	1b
	.balign	8
partition_end:
	.section .note.GNU-stack, "", %progbits
