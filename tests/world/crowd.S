/* SPDX-License-Identifier: BSD-2-Clause */
/* What the members of crowds do (crowd.h). x0 = the member, kept in x19; a member that is done suspends itself by a fault. */
	.text
	.global	member_receive, member_call, member_pass_on, member_yield
member_receive:
	mov	x19, x0
	ldp	x9, x11, [x19]
	ldr	x12, [x19, #24]
	svc	#3			/* SYS_RECV */
	b	done
member_call:
	mov	x19, x0
	ldr	x9, [x19]
	svc	#1			/* SYS_CALL */
	b	done
member_pass_on:
	mov	x19, x0
	ldp	x9, x11, [x19]
	ldr	x12, [x19, #24]
	svc	#3
	tst	x10, #255
	b.ne	done
	ldr	x9, [x19, #16]
	svc	#1
done:	and	x10, x10, #255
	str	x10, [x19, #32]
	udf	#0
member_yield:
	svc	#9			/* SYS_YIELD */
	b	member_yield

	.section .note.GNU-stack, "", %progbits
