/* SPDX-License-Identifier: BSD-2-Clause */
/* memset(x0, w1, x2), which the compiler calls for large structures: byte by byte, since only rare
 * operations (starting a thread, resetting a vCPU) need it. */
	.text
	.global	memset
memset:
	mov	x3, x0
0:	cbz	x2, 1f
	strb	w1, [x3], #1
	sub	x2, x2, #1
	b	0b
1:	ret
