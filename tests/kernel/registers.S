/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * uint64_t registers_changed(uint64_t seed, uint64_t notification): fills x11..x30 with seed + their number,
 * signals the notification, and returns how many of them have another content afterwards.
 */
/* abi.h is C; syscall.c asserts that these agree with it. */
#define SYS_RECV_NUMBER   3
#define SYS_SIGNAL_NUMBER 8

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

/*
 * void registers_push(void): the beginning of a thread. Stores TPIDR_EL0 and x0..x30 below its stack pointer,
 * which points at the index of a notification, changes the registers and waits on it for ever.
 */
	.global	registers_push
registers_push:
	stp	x29, x30, [sp, #-16]
	stp	x27, x28, [sp, #-32]
	stp	x25, x26, [sp, #-48]
	stp	x23, x24, [sp, #-64]
	stp	x21, x22, [sp, #-80]
	stp	x19, x20, [sp, #-96]
	stp	x17, x18, [sp, #-112]
	stp	x15, x16, [sp, #-128]
	stp	x13, x14, [sp, #-144]
	stp	x11, x12, [sp, #-160]
	stp	x9, x10, [sp, #-176]
	stp	x7, x8, [sp, #-192]
	stp	x5, x6, [sp, #-208]
	stp	x3, x4, [sp, #-224]
	stp	x1, x2, [sp, #-240]
	mrs	x1, tpidr_el0
	stp	x1, x0, [sp, #-256]
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
	mov	x\n, #-\n - 1
	.endr
	msr	tpidr_el0, x30
	ldr	x9, [sp]
	mov	x12, #-1		/* DEADLINE_NEVER */
	svc	#SYS_RECV_NUMBER
	b	.

	.section .note.GNU-stack, "", %progbits
