/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * uint64_t registers_changed(uint64_t seed, uint64_t notification): fills x11..x30 with seed + their number,
 * signals the notification, and returns how many of them have another content afterwards.
 */
#define SYS_SIGNAL_NUMBER 8 /* abi.h is C; syscall.c asserts that they agree */

	.text
	.global	registers_changed
registers_changed:
	stp	x29, x30, [sp, #-112]!
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	stp	x27, x28, [sp, #80]
	str	x0, [sp, #96]
	mov	x9, x1
	.irp	n, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
	add	x\n, x0, #\n
	.endr
	svc	#SYS_SIGNAL_NUMBER
	ldr	x1, [sp, #96]
	mov	x0, #0
	.irp	n, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
	add	x2, x1, #\n
	cmp	x2, x\n
	cinc	x0, x0, ne
	.endr
	ldp	x19, x20, [sp, #16]
	ldp	x21, x22, [sp, #32]
	ldp	x23, x24, [sp, #48]
	ldp	x25, x26, [sp, #64]
	ldp	x27, x28, [sp, #80]
	ldp	x29, x30, [sp], #112
	ret

	.section .note.GNU-stack, "", %progbits
