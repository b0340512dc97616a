/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Takes the place of the members of musl's libc.a that are written around the svc instruction; it is linked
 * before libc.a. None of them can be reached in a component, which creates no threads, has no
 * signals and cancels no thread: whoever gets here anyway stops with a fault.
 */
	.text

	.macro	absent name
	.global	\name
	.type	\name, %function
\name:
	.endm

	absent	__clone
	absent	__unmapself
	absent	__restore
	absent	__restore_rt
	absent	__syscall_cp_asm
	absent	__cp_begin
	absent	__cp_end
	absent	__cp_cancel
	absent	vfork
	brk	#0xb0

	.section .note.GNU-stack, "", %progbits
