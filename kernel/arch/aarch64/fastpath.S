/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The common case of four operations, as straight lines: a call to a waiting passive server, its
 * reply and next receive, a guest's exit to its waiting VMM, and the VMM's reply. Each does what the
 * C code would do (calls/syscall.c, objects/endpoint.c, reply.c, fault.c, core/schedule.c), or
 * nothing: first all conditions are checked, and if one does not hold the exception goes to the C
 * code with every register in place. Then the commit, which cannot fail. The message stays in x0 to x8.
 *
 * Entered from vectors.S with x16 and x17 saved and SP_EL2 = the thread's granule. Roles that all four share:
 *   x13 endpoint (address)   x14 reply object (address), later the badge   x17 other thread (index)
 *   x19 other thread (address)   x20 its state word   x22 reply object (index)   x25 core (address)
 *   x27 scheduling context (index)   x28 the same (address)   x29 other thread's VSpace   x30 its tag
 */
#include "offsets.h"

	.text

/* Everything but the message, which the kernel does not touch. */
	.macro	save_rest
	stp	x10, x11, [sp, #REGS_X(10)]
	stp	x12, x13, [sp, #REGS_X(12)]
	stp	x14, x15, [sp, #REGS_X(14)]
	stp	x18, x19, [sp, #REGS_X(18)]
	stp	x20, x21, [sp, #REGS_X(20)]
	stp	x22, x23, [sp, #REGS_X(22)]
	stp	x24, x25, [sp, #REGS_X(24)]
	stp	x26, x27, [sp, #REGS_X(26)]
	stp	x28, x29, [sp, #REGS_X(28)]
	mrs	x18, sp_el0
	stp	x30, x18, [sp, #REGS_X(30)]
	.endm

/* Address of the slot that a capability address names; beyond the CSpace: slow. \first is its first slot. */
	.macro	find_slot to, address, first, count
	cmp	\address, \count
	b.hs	slow
	add	\to, \first, \address
	lsl	\to, \to, #5
	.endm

/* The slot's first word has the type and rights of \wanted; \mask has all type bits and those rights. */
	.macro	check_slot word, mask, wanted
	mov	w15, #\mask
	and	w15, \word, w15
	mov	w16, #\wanted
	cmp	w15, w16
	b.ne	slow
	.endm

/* From a slot's first word to the address of its 64-byte object. */
	.macro	find_object to, word
	lsr	\to, \word, #26
	and	\to, \to, #~63
	.endm

/* x13 = endpoint: exactly one thread receives, with a reply object and no deadline. */
	.macro	check_receiver
	ldr	w17, [x13, #ENDPOINT_HEAD]
	cbz	w17, slow
	ldrb	w16, [x13, #ENDPOINT_RECEIVING]
	cbz	w16, slow
	lsl	x19, x17, #12
	ldp	w20, w21, [x19, #THREAD_STATE]		/* and THREAD_NEXT */
	cbnz	w21, slow
	tbnz	w20, #(8 + FLAG_TIMER), slow
	ldp	w22, w23, [x19, #THREAD_REPLY]		/* and THREAD_CONTEXT */
	cbz	w22, slow
	.endm

/* No thread of the other's priority or above is ready; its VSpace has a tag. */
	.macro	check_switch
	mrs	x25, tpidr_el2
	ubfx	w24, w20, #16, #8
	ldr	x26, [x25, #CORE_READY]
	lsr	x26, x26, x24
	cbnz	x26, slow
	ldr	w29, [x19, #THREAD_VSPACE]
	mov	x30, #(0x60 << 32)
	add	x30, x30, x29, lsl #4
	ldrh	w30, [x30, #GRANULE_VMID]
	cbz	w30, slow
	.endm

/* The caller's context, x27 and x28: it has one, and nobody lent it on. */
	.macro	check_context
	ldr	w27, [sp, #THREAD_CONTEXT]
	cbz	w27, slow
	lsl	x28, x27, #6
	ldr	w26, [x28, #CONTEXT_REPLY]
	cbnz	w26, slow
	.endm

/* The receiver takes the call: the caller awaits the reply object and lends its context. */
	.macro	commit_call
	str	xzr, [x13, #ENDPOINT_HEAD]
	lsl	x15, x22, #6
	mov	x18, sp
	lsr	x18, x18, #12
	stp	w18, wzr, [x15, #REPLY_CALLER]		/* and REPLY_SERVER */
	stp	w27, wzr, [x15, #REPLY_CONTEXT]		/* and REPLY_PREVIOUS */
	mov	w16, #STATE_AWAIT_REPLY
	strb	w16, [sp, #THREAD_STATE]
	stp	w22, wzr, [sp, #THREAD_REPLY]		/* and THREAD_CONTEXT */
	mov	w16, #STATE_READY
	strb	w16, [x19, #THREAD_STATE]
	stp	wzr, w27, [x19, #THREAD_REPLY]
	str	w17, [x28, #CONTEXT_THREAD]
	str	w22, [x28, #CONTEXT_REPLY]
	.endm

/* The server waits for the next caller; this one runs on its context again. */
	.macro	commit_reply
	mov	x18, sp
	lsr	x18, x18, #12
	stp	wzr, w18, [x14, #REPLY_CALLER]		/* and REPLY_SERVER */
	str	xzr, [x14, #REPLY_CONTEXT]		/* and REPLY_PREVIOUS */
	str	w17, [x28, #CONTEXT_THREAD]
	str	wzr, [x28, #CONTEXT_REPLY]
	mov	w16, #STATE_RECEIVING
	strb	w16, [sp, #THREAD_STATE]
	lsr	x16, x13, #6
	lsr	x22, x14, #6
	stp	wzr, wzr, [sp, #THREAD_NEXT]		/* and THREAD_PREV */
	stp	w16, w22, [sp, #THREAD_WAITING_ON]	/* and THREAD_REPLY */
	stp	w18, w18, [x13, #ENDPOINT_HEAD]
	mov	w16, #1
	strb	w16, [x13, #ENDPOINT_RECEIVING]
	strb	w16, [x19, #THREAD_STATE]		/* STATE_READY */
	stp	wzr, w27, [x19, #THREAD_REPLY]
	.endm

/* The other thread's translations and FP access; core's record of what is loaded. */
	.macro	load_context
	str	w17, [x25, #CORE_CURRENT]
	stp	w17, w29, [x25, #CORE_LOADED]		/* and CORE_VSPACE */
	lsl	x10, x29, #12
	orr	x10, x10, x30, lsl #48
	msr	vttbr_el2, x10
	ldr	w11, [x25, #CORE_FP_OWNER]
	mov	w10, #CONFIG_CPTR_CLOSED
	mov	w12, #CONFIG_CPTR_OPEN
	cmp	w11, w17
	csel	x10, x12, x10, eq
	msr	cptr_el2, x10
	.endm

	.macro	save_state
	mrs	x10, elr_el2
	mrs	x11, spsr_el2
	stp	x10, x11, [sp, #REGS_PC]
	mrs	x10, tpidr_el0
	str	x10, [sp, #REGS_TLS]
	.endm

/* Not the common case: the C code, with everything as it was. */
slow:
	adr	x16, trap_synchronous
	b	save_message

/* SYS_CALL: x9 endpoint, x0 to x8 the message. */
	.global	fast_call
fast_call:
	save_rest
	ldp	w10, w12, [sp, #THREAD_CSPACE]		/* and THREAD_COUNT */
	find_slot x10, x9, x10, x12
	ldp	x12, x14, [x10]				/* first word; badge */
	check_slot w12, 0x12ff, WORD_CALL
	find_object x13, x12
	check_receiver
	cbnz	w23, slow				/* a passive server */
	check_context
	check_switch

	commit_call
	save_state
	b	enter_native

/* SYS_REPLY_RECV: x9 endpoint, x11 reply object, x12 deadline, x0 to x8 the reply. */
	.global	fast_reply_recv
fast_reply_recv:
	save_rest
	cmn	x12, #1					/* DEADLINE_NEVER */
	b.ne	slow
	ldp	w10, w12, [sp, #THREAD_CSPACE]
	find_slot x13, x9, x10, x12
	find_slot x14, x11, x10, x12
	ldr	x10, [x13]
	check_slot w10, 0x01ff, WORD_RECEIVE
	ldr	x12, [x14]
	check_slot w12, 0x02ff, WORD_REPLY
	find_object x13, x10
	find_object x14, x12
	ldr	w15, [x13, #ENDPOINT_HEAD]
	cbnz	w15, slow				/* nobody waits already */
	ldr	w16, [sp, #THREAD_NOTIFICATION]
	cbz	w16, 1f
	lsl	x16, x16, #6
	ldr	x16, [x16, #NOTIFICATION_WORD]
	cbnz	x16, slow
1:	ldr	w17, [x14, #REPLY_CALLER]
	cbz	w17, slow
	ldp	w27, w28, [x14, #REPLY_CONTEXT]		/* the only one that it was lent through */
	cbz	w27, slow
	cbnz	w28, slow
	ldr	w28, [x14, #REPLY_NEXT]
	cbnz	w28, slow
	lsl	x28, x27, #6
	lsl	x19, x17, #12
	ldr	w20, [x19, #THREAD_STATE]
	ldr	w16, [x19, #THREAD_CONTEXT]
	cbnz	w16, slow				/* the caller was given another meanwhile */
	ldp	w15, w21, [sp, #THREAD_CONTEXT]		/* and THREAD_BOUND */
	cmp	w15, w27
	b.ne	slow
	check_switch
	tbnz	w20, #(8 + FLAG_FAULTED), fast_fault_reply
	cbnz	w21, slow				/* a passive server */

	commit_reply
	str	wzr, [sp, #THREAD_CONTEXT]
	mov	x14, #0					/* a reply has no badge */
	save_state
	b	enter_native

/* A guest's data abort, HVC or SMC: the call that it makes without knowing. x16 = ESR_EL2. */
	.global	fast_exit
fast_exit:
	save_rest
	stp	x0, x1, [sp, #REGS_X(0)]
	stp	x2, x3, [sp, #REGS_X(2)]
	stp	x4, x5, [sp, #REGS_X(4)]
	stp	x6, x7, [sp, #REGS_X(6)]
	stp	x8, x9, [sp, #REGS_X(8)]
	mov	x11, x16
	and	w12, w16, #0x3c
	cmp	w12, #0x0c				/* permission fault: the IPA must be searched */
	b.eq	slow
	ldrb	w12, [sp, #THREAD_FLAGS]
	tbz	w12, #FLAG_VCPU, slow
	add	x10, sp, #THREAD_FAULT_SLOT
	ldp	x12, x14, [x10]
	check_slot w12, 0x12ff, WORD_CALL
	find_object x13, x12
	check_receiver
	check_context
	check_switch

	cbz	w23, 1f					/* the VMM leaves its own context */
	lsl	x23, x23, #6
	str	wzr, [x23, #CONTEXT_THREAD]
1:	commit_call
	ldrb	w16, [sp, #THREAD_FLAGS]
	orr	w16, w16, #(1 << FLAG_FAULTED)
	strb	w16, [sp, #THREAD_FLAGS]

	mov	x8, x3					/* the message, see abi.h */
	mov	x7, x2
	mov	x6, x1
	mov	x5, x0
	mov	x1, x11
	mrs	x2, hpfar_el2
	mrs	x10, far_el2
	lsl	x2, x2, #8
	bfxil	x2, x10, #0, #12
	lsr	w10, w11, #26
	mov	w12, #LABEL_EXIT_MEMORY
	sub	w13, w10, #LABEL_FROM_CALL
	cmp	w10, #EC_DATA_ABORT
	csel	w0, w12, w13, eq
	csel	x2, x2, xzr, eq
	ubfx	w10, w11, #16, #5
	add	x12, sp, #REGS_X(0)
	ldr	x3, [x12, x10, lsl #3]
	cmp	w10, #31
	csel	x3, xzr, x3, eq
	mrs	x4, elr_el2
	save_state
	mrs	x10, tpidrro_el0
	str	x10, [sp, #REGS_TLS + 8]
	msr	tpidrro_el0, xzr

	mrs	x10, sctlr_el1				/* leave_guest */
	mrs	x11, cpacr_el1
	str	x10, [sp, #THREAD_SCTLR]
	str	x11, [sp, #THREAD_CPACR]
	mrs	x10, tcr_el1
	mrs	x11, cntkctl_el1
	str	x10, [sp, #THREAD_TCR]
	str	x11, [sp, #THREAD_CNTKCTL]
	mov	w10, #(CONFIG_SCTLR_NATIVE & 0xffff)
	movk	w10, #(CONFIG_SCTLR_NATIVE >> 16), lsl #16
	msr	sctlr_el1, x10
	mov	x10, #CONFIG_CPACR_NATIVE
	msr	cpacr_el1, x10
	msr	tcr_el1, xzr
	mov	x10, #CONFIG_CNTKCTL_NATIVE
	msr	cntkctl_el1, x10
	mov	w10, #(CONFIG_HCR_NATIVE & 0xffff)
	movk	w10, #(CONFIG_HCR_NATIVE >> 16), lsl #16
	msr	hcr_el2, x10
	strb	wzr, [x25, #CORE_GUEST_MODE]

/* To the native x19 with the message in x0 to x8 and its badge in x14. */
enter_native:
	load_context
	mov	sp, x19
	mov	x9, x14
	mov	x10, #0					/* OK */
	ldr	x11, [sp, #REGS_TLS]
	msr	tpidr_el0, x11
	ldp	x11, x12, [sp, #REGS_PC]
	msr	elr_el2, x11
	msr	spsr_el2, x12
	ldp	x30, x11, [sp, #REGS_X(30)]
	msr	sp_el0, x11
	ldr	x11, [sp, #REGS_X(11)]
	ldp	x12, x13, [sp, #REGS_X(12)]
	ldp	x14, x15, [sp, #REGS_X(14)]
	ldp	x16, x17, [sp, #REGS_X(16)]
	ldp	x18, x19, [sp, #REGS_X(18)]
	ldp	x20, x21, [sp, #REGS_X(20)]
	ldp	x22, x23, [sp, #REGS_X(22)]
	ldp	x24, x25, [sp, #REGS_X(24)]
	ldp	x26, x27, [sp, #REGS_X(26)]
	ldp	x28, x29, [sp, #REGS_X(28)]
	eret
	dsb	nsh					/* no speculation past the return */
	isb

/* From SYS_REPLY_RECV: x17 is the vCPU that awaits the reply, w21 the VMM's own context. Actions in x0. */
fast_fault_reply:
	tbz	w20, #(8 + FLAG_VCPU), slow
	tst	x0, #0xfc				/* no more than ADVANCE and WRITE */
	b.ne	slow
	ldr	w10, [x25, #CORE_VCPU]
	cmp	w10, w17
	b.ne	slow
	ldrb	w10, [x19, #THREAD_NOTIFY_FREE]
	cbnz	w10, slow
	mov	x10, #(0x60 << 32)
	add	x10, x10, x29, lsl #4
	ldr	w10, [x10, #GRANULE_AUX]		/* no other vCPU of this VSpace came between */
	cmp	w10, w17
	b.ne	slow
	lsl	x23, x21, #6
	cbz	w21, 1f
	ldr	w10, [x23, #CONTEXT_THREAD]		/* nobody else runs on it */
	cbnz	w10, slow

1:	commit_reply
	str	w21, [sp, #THREAD_CONTEXT]
	cbz	w21, 1f
	str	w18, [x23, #CONTEXT_THREAD]
1:	lsr	w20, w20, #8
	and	w20, w20, #~(1 << FLAG_FAULTED)
	strb	w20, [x19, #THREAD_FLAGS]
	tbz	w0, #0, 2f
	ldr	x10, [x19, #REGS_PC]
	add	x10, x10, #4
	str	x10, [x19, #REGS_PC]
2:	tbz	w0, #1, 3f
	ubfx	w10, w0, #8, #5
	cmp	w10, #31
	b.eq	3f
	add	x11, x19, #REGS_X(0)
	str	x1, [x11, x10, lsl #3]
3:	save_state

	ldr	x10, [x19, #THREAD_SCTLR]		/* enter_guest */
	ldr	x11, [x19, #THREAD_CPACR]
	msr	sctlr_el1, x10
	msr	cpacr_el1, x11
	ldr	x10, [x19, #THREAD_TCR]
	ldr	x11, [x19, #THREAD_CNTKCTL]
	msr	tcr_el1, x10
	msr	cntkctl_el1, x11
	mov	w10, #(CONFIG_HCR_GUEST & 0xffff)
	movk	w10, #(CONFIG_HCR_GUEST >> 16), lsl #16
	msr	hcr_el2, x10
	mov	w10, #1
	strb	w10, [x25, #CORE_GUEST_MODE]
	load_context
	b	trap_return
