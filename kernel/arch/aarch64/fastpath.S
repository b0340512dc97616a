/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The common case of what happens most, as straight lines: a call to a waiting passive server, its reply and next
 * receive, a fault or a guest's exit to its waiting handler, and the reply to that; a signal; yielding. Each does what the
 * C code would do (calls/syscall.c, objects/endpoint.c, reply.c, fault.c, notification.c, core/schedule.c), or
 * nothing: first all conditions are checked, and if one does not hold the exception goes to the C code with every
 * register in place. Then the commit, which cannot fail. A message stays in x0 to x8. Where several cores run the
 * C code does everything.
 *
 * Entered from vectors.S with x15 and x16 saved, SP_EL2 = the thread's granule, x16 = ESR_EL2. Roles:
 *   x11 other thread's CPTR_EL2   x13 endpoint or notification (address)   x15 for the moment
 *   x17 other thread (index)   x18 this thread (index)   x19 other thread (address)   x20 its THREAD_WORD
 *   x22 reply object (address)   x24 reply that lent the context before (index)
 *   x25 core (address)   x26 its bitmap of priorities that are ready   x27 scheduling context (index)   x28 the same (address)
 *   x29 other thread's VSpace   x30 that one's tag
 */
#include "frame.h"

	.macro	enter_kernel
	mrs	x25, tpidr_el2
	ldp	x26, x15, [x25, #CORE_READY]		/* and CORE_SHARED */
	cbnz	w15, slow
	.endm

/* Goes slow unless the slot's first word has the type and rights of \wanted; \mask has all type bits and those rights. */
	.macro	check_slot word, mask, wanted
	and	w15, \word, #\mask
	cmp	w15, #\wanted
	b.ne	slow
	.endm

/* The other thread: its VSpace has a tag. */
	.macro	check_vspace
	ldp	w29, w11, [x19, #THREAD_VSPACE]		/* and THREAD_FP_ACCESS */
	mov	x30, #(0x60 << 32)
	add	x30, x30, x29, lsl #4
	ldrh	w30, [x30, #GRANULE_VMID]
	cbz	w30, slow
	.endm

/* The same, and no thread of its priority or above is ready. */
	.macro	check_switch
	lsr	x15, x26, x20				/* by the priority, that is, the low six bits */
	cbnz	x15, slow
	check_vspace
	.endm

/* The context x28 has time left and is unlimited, so that it needs no refill. */
	.macro	check_time
	ldp	x15, x21, [x28, #CONTEXT_BUDGET]	/* and CONTEXT_PERIOD */
	cmp	x15, x21
	b.ne	slow
	ldr	x15, [x28, #CONTEXT_REMAINING]
	cbz	x15, slow
	.endm

/* x13 = endpoint: one thread alone receives, without a deadline, with the reply object of index w21. x23 = its context.
 * This thread's is x27, and x24 the reply that it was lent through. */
	.macro	check_call
	ldr	w17, [x13, #ENDPOINT_HEAD]
	cbz	w17, slow
	lsl	x19, x17, #12
	ldr	x20, [x19, #THREAD_WORD]
	lsr	x15, x20, #WORD_STATE
	cmp	x15, #ALONE(STATE_RECEIVING)
	b.ne	slow
	ldp	w21, w23, [x19, #THREAD_REPLY]		/* and THREAD_CONTEXT */
	cbz	w21, slow
	ldp	w27, w18, [x25, #CORE_CONTEXT]		/* and CORE_CURRENT */
	lsl	x28, x27, #6
	ldr	w24, [x28, #CONTEXT_REPLY]
	check_switch
	.endm

/* The receiver takes the call: the caller awaits the reply object and lends its context. \state has AWAIT_REPLY. */
	.macro	commit_call state
	str	xzr, [x13, #ENDPOINT_HEAD]
	lsl	x22, x21, #6
	stp	w18, w24, [x22, #REPLY_CALLER]		/* and REPLY_PREVIOUS */
	stp	wzr, w27, [x22, #REPLY_SERVER]		/* and REPLY_CONTEXT */
	cbz	w24, 1f
	lsl	x24, x24, #6
	str	w21, [x24, #REPLY_NEXT]
1:	stp	w17, w21, [x28, #CONTEXT_THREAD]	/* and CONTEXT_REPLY */
	strb	\state, [sp, #THREAD_STATE]
	stp	w21, wzr, [sp, #THREAD_REPLY]		/* and THREAD_CONTEXT */
	mov	w15, #STATE_READY
	strb	w15, [x19, #THREAD_STATE]
	stp	wzr, w27, [x19, #THREAD_REPLY]
	.endm

/* The server waits for the next caller on the endpoint x21 (index w13) with the reply object x22 (index w14); this caller
 * runs on its context again. w16 has RECEIVING. */
	.macro	commit_reply
	stp	xzr, x18, [x22, #REPLY_CALLER]		/* REPLY_PREVIOUS, REPLY_SERVER and REPLY_CONTEXT */
	stp	w17, w24, [x28, #CONTEXT_THREAD]	/* and CONTEXT_REPLY */
	cbz	w24, 1f
	lsl	x24, x24, #6
	str	wzr, [x24, #REPLY_NEXT]
1:	strb	w16, [sp, #THREAD_STATE]
	stp	wzr, wzr, [sp, #THREAD_NEXT]		/* and THREAD_PREV */
	stp	w13, w14, [sp, #THREAD_WAITING_ON]	/* and THREAD_REPLY */
	stp	w18, w18, [x21, #ENDPOINT_HEAD]
	mov	w15, #STATE_READY
	strb	w15, [x19, #THREAD_STATE]
	stp	wzr, w27, [x19, #THREAD_REPLY]		/* and THREAD_CONTEXT */
	.endm

	.text
/* Not the common case: the C code, with everything as it was. */
slow:
	adr	x16, trap_synchronous
	b	save_rested

/* SYS_CALL: x9 endpoint, x0 to x8 the message. */
	.global	fast_call
fast_call:
	save_rest
	enter_kernel
	ldp	w10, w12, [sp, #THREAD_CSPACE]		/* and THREAD_COUNT */
	cmp	x9, x12
	b.hs	slow
	add	x10, x10, x9
	lsl	x10, x10, #5
	ldp	w12, w13, [x10]
	check_slot w12, MASK_CALL, WORD_CALL
	lsl	x13, x13, #6
	check_call
	cbnz	w23, slow				/* a passive server */

	commit_call w16					/* the state is the system call's number */
	ldr	x9, [x10, #SLOT_BADGE]
	b	enter_native

/* SYS_REPLY_RECV: x9 endpoint, x11 reply object, x12 deadline, x0 to x8 the reply. */
	.global	fast_reply_recv
fast_reply_recv:
	save_rest
	enter_kernel
	cmn	x12, #1					/* DEADLINE_NEVER */
	b.ne	slow
	ldp	w10, w15, [sp, #THREAD_CSPACE]		/* and THREAD_COUNT */
	cmp	x9, x15
	ccmp	x11, x15, #2, lo
	b.hs	slow
	lsl	x10, x10, #5
	add	x13, x10, x9, lsl #5
	add	x14, x10, x11, lsl #5
	ldp	w10, w13, [x13]
	ldp	w12, w14, [x14]
	and	w15, w12, #MASK_WRITE
	bfi	w15, w10, #9, #8
	cmp	w15, #(WORD_ENDPOINT << 9 | WORD_REPLY)
	b.ne	slow
	tbz	w10, #BIT_READ, slow
	lsl	x21, x13, #6
	lsl	x22, x14, #6
	ldr	w15, [x21, #ENDPOINT_HEAD]
	cbnz	w15, slow				/* nobody waits already */
	ldp	w23, w15, [sp, #THREAD_BOUND]		/* and THREAD_NOTIFICATION */
	cbz	w15, 1f
	lsl	x15, x15, #6
	ldr	x15, [x15, #NOTIFICATION_WORD]
	cbnz	x15, slow
1:	ldp	w27, w18, [x25, #CORE_CONTEXT]		/* and CORE_CURRENT */
	lsl	x28, x27, #6
	ldr	x15, [x28, #CONTEXT_REPLY]		/* with CONTEXT_TURN_OVER: 0 */
	cmp	x15, x14
	b.ne	slow					/* the last through which the context was lent: so it has a caller */
	ldp	w17, w24, [x22, #REPLY_CALLER]		/* and REPLY_PREVIOUS */
	lsl	x19, x17, #12
	ldr	x20, [x19, #THREAD_WORD]
	ldr	w15, [x19, #THREAD_CONTEXT]
	cbnz	w15, slow				/* the caller was given another meanwhile */
	check_switch
	tbnz	x20, #(WORD_FLAGS + FLAG_FAULTED), fast_fault_reply
	cbnz	w23, slow				/* a passive server */

	commit_reply
	str	wzr, [sp, #THREAD_CONTEXT]
	mov	x9, #0					/* a reply has no badge */
	b	enter_native

/* A data abort, or a guest's HVC or SMC: the call that is made without knowing. */
	.global	fast_exit
fast_exit:
	save_rest
	enter_kernel
	add	x14, sp, #THREAD_FAULT_SLOT
	ldp	w12, w13, [x14]
	check_slot w12, MASK_CALL, WORD_CALL
	lsl	x13, x13, #6
	check_call
	ldrb	w20, [sp, #THREAD_FLAGS]
	mrs	x12, far_el2
	lsr	w26, w16, #26				/* the class */
	tbnz	w20, #FLAG_VCPU, exit_address
	cbnz	w23, slow				/* a native: a passive server, as in a call */
	ubfx	x12, x12, #0, #39
	mov	w14, #LABEL_FAULT_MEMORY
told:
	save_message
	str	x10, [sp, #REGS_X(10)]
	mov	x8, x3					/* the message, see abi.h */
	mov	x7, x2
	mov	x6, x1
	mov	x5, x0
	mov	x1, x16
	cmp	w26, #EC_DATA_ABORT
	sub	w0, w26, #LABEL_FROM_CALL
	csel	w0, w14, w0, eq
	csel	x2, x12, xzr, eq
	ubfx	w12, w16, #16, #5
	add	x14, sp, #REGS_X(0)
	ldr	x3, [x14, x12, lsl #3]
	cmp	w12, #31
	csel	x3, xzr, x3, eq
	mrs	x4, elr_el2
	ldr	x9, [sp, #(THREAD_FAULT_SLOT + SLOT_BADGE)]
	orr	w14, w20, #(1 << FLAG_FAULTED)
	strb	w14, [sp, #THREAD_FLAGS]
	mov	w16, #STATE_AWAIT_REPLY
	commit_call w16
	tbz	w20, #FLAG_VCPU, enter_native

	mrs	x10, tpidrro_el0
	str	x10, [sp, #REGS_TLS_RO]
	msr	tpidrro_el0, xzr
	b	leave_guest

/* From SYS_REPLY_RECV: x17 is the thread that faulted, w23 the handler's own context. Actions in x0. */
fast_fault_reply:
	tst	x0, #0xfc				/* no more than ADVANCE and WRITE */
	b.ne	slow
	lsl	x10, x23, #6
	tbnz	x20, #(WORD_FLAGS + FLAG_VCPU), check_guest
	cbnz	w23, slow				/* a passive server */
answered:
	commit_reply
	str	w23, [sp, #THREAD_CONTEXT]
	cbz	w23, 1f
	str	w18, [x10, #CONTEXT_THREAD]
1:	lsr	x10, x20, #WORD_FLAGS
	and	w10, w10, #~(1 << FLAG_FAULTED)
	strb	w10, [x19, #THREAD_FLAGS]
	tbz	w0, #0, 2f
	ldr	x10, [x19, #REGS_PC]
	add	x10, x10, #4
	str	x10, [x19, #REGS_PC]
2:	tbz	w0, #1, 3f
	ubfx	w10, w0, #8, #5
	cmp	w10, #31
	b.eq	3f
	add	x12, x19, #REGS_X(0)
	str	x1, [x12, x10, lsl #3]
3:	load_context
	tbnz	x20, #(WORD_FLAGS + FLAG_VCPU), enter_guest
	b	trap_return

/* The rest lies between the vectors, a piece of at most 29 instructions behind each (kernel.ld). */
	.macro	piece address
	.section .text.vector.\address\().rest, "ax"
	.endm

/* Of fast_exit: the IPA of a guest's abort, and its VMM's own context w23, if it has one. */
	piece	280
exit_address:
	and	w14, w16, #0x3c
	cmp	w14, #0x0c				/* permission fault: the IPA must be searched */
	b.eq	slow
	mrs	x14, hpfar_el2
	lsr	x14, x14, #4
	bfi	x12, x14, #12, #52
	cbz	w23, 1f					/* the VMM leaves its own context */
	lsl	x23, x23, #6
	str	wzr, [x23, #CONTEXT_THREAD]
1:	mov	w14, #LABEL_EXIT_MEMORY
	b	told

/* As context.c does. */
	piece	080
leave_guest:
	mrs	x10, sctlr_el1
	mrs	x12, cpacr_el1
	stp	x10, x12, [sp, #THREAD_SCTLR]	/* and cpacr */
	mrs	x10, tcr_el1
	mrs	x12, cntkctl_el1
	stp	x10, x12, [sp, #THREAD_TCR]	/* and cntkctl */
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
	b	enter_native

/* Of fast_fault_reply: the vCPU is loaded and owes no exit, and its VMM's own context (w23, x10) is free. */
	piece	100
check_guest:
	ldr	w15, [x25, #CORE_VCPU]
	cmp	w15, w17
	b.ne	slow
	ldrb	w15, [x19, #THREAD_NOTIFY_FREE]
	cbnz	w15, slow
	cbz	w23, answered
	ldr	w15, [x10, #CONTEXT_THREAD]		/* nobody else runs on it */
	cbnz	w15, slow
	b	answered

/* As context.c does. */
	piece	300
enter_guest:
	ldp	x10, x12, [x19, #THREAD_SCTLR]		/* and cpacr */
	msr	sctlr_el1, x10
	msr	cpacr_el1, x12
	ldp	x10, x12, [x19, #THREAD_TCR]		/* and cntkctl */
	msr	tcr_el1, x10
	msr	cntkctl_el1, x12
	mov	w10, #(CONFIG_HCR_GUEST & 0xffff)
	movk	w10, #(CONFIG_HCR_GUEST >> 16), lsl #16
	msr	hcr_el2, x10
	mov	w10, #1
	strb	w10, [x25, #CORE_GUEST_MODE]
	b	trap_return

/* SYS_NULL: no state of the kernel. */
	piece	480
	.global	fast_null
fast_null:
	mov	x0, #VERSION
	mov	x10, #0					/* OK */
	ldp	x15, x16, [sp, #REGS_X(15)]
	leave

/* Back to who signalled. */
signalled:
	mov	x10, #0					/* OK */
	ldp	x11, x12, [sp, #REGS_X(11)]
	ldp	x13, x14, [sp, #REGS_X(13)]
	ldp	x15, x16, [sp, #REGS_X(15)]
	leave

/* As slow, where no more than the scratch registers have been saved and used. */
slow_signal:
	ldp	x11, x12, [sp, #REGS_X(11)]
	ldp	x13, x14, [sp, #REGS_X(13)]
	adr	x16, trap_synchronous
	b	save

/* Of fast_wake: the woken thread's time is on this core, that is, in this partition. */
wake_here:
	cbz	w27, slow
	lsl	x28, x27, #6
	ldr	w15, [x28, #CONTEXT_CORE]
	ldr	w21, [x25, #CORE_INDEX]
	cmp	w15, w21
	b.ne	slow
	b	wake_time

/* SYS_SIGNAL: x9 notification. Nobody takes it: only its word changes. */
	piece	500
	.global	fast_signal
fast_signal:
	save_scratch
	mrs	x16, tpidr_el2
	ldr	w10, [x16, #CORE_SHARED]
	cbnz	w10, slow_signal
	ldp	w10, w12, [sp, #THREAD_CSPACE]		/* and THREAD_COUNT */
	cmp	x9, x12
	b.hs	slow_signal
	add	x10, x10, x9
	lsl	x10, x10, #5
	ldp	w12, w13, [x10]
	and	w12, w12, #MASK_WRITE
	cmp	w12, #WORD_SIGNAL
	b.ne	slow_signal
	lsl	x13, x13, #6
	ldr	w12, [x13, #NOTIFICATION_BOUND]
	cbz	w12, 1f
	lsl	x12, x12, #12
	ldrb	w12, [x12, #THREAD_STATE]
	cmp	w12, #STATE_RECEIVING
	b.eq	slow_signal
1:	ldr	x12, [x10, #SLOT_BADGE]
	ldr	x11, [x13, #NOTIFICATION_WORD]
	orr	x12, x12, x11
	ldr	w10, [x13, #NOTIFICATION_HEAD]
	cbnz	w10, fast_wake
	str	x12, [x13, #NOTIFICATION_WORD]
	b	signalled

/* The thread w10 waits for the notification x13, whose word is x12: alone, without a deadline, with a higher priority, while
 * nobody of this thread's is ready. x16 core. */
	piece	580
fast_wake:
	save_high
	mov	x25, x16
	mov	w17, w10
	lsl	x19, x17, #12
	ldr	x20, [x19, #THREAD_WORD]
	lsr	x15, x20, #WORD_STATE
	cmp	x15, #ALONE(STATE_WAITING)
	b.ne	slow
	ldrb	w16, [sp, #THREAD_WORD]			/* priority */
	cmp	w16, w20, uxtb
	b.hs	slow
	ldr	x26, [x25, #CORE_READY]
	lsr	x15, x26, x16
	cbnz	x15, slow
	cbz	x12, slow
	ldr	w27, [x19, #THREAD_CONTEXT]
	b	wake_here

	piece	600
wake_time:
	ldrb	w15, [x28, #CONTEXT_TURN_OVER]
	cbnz	w15, slow
	check_time
	check_vspace

	str	xzr, [x13, #NOTIFICATION_HEAD]
	str	xzr, [x13, #NOTIFICATION_WORD]
	mov	w15, #ARRIVED
	stp	x12, x15, [x19, #REGS_X(9)]
	mov	w15, #STATE_READY
	strb	w15, [x19, #THREAD_STATE]
	ldp	w24, w18, [x25, #CORE_CONTEXT]		/* and CORE_CURRENT */
	stp	w18, w18, [sp, #THREAD_NEXT]		/* and THREAD_PREV */
	add	x14, x25, x16, lsl #2
	str	w18, [x14, #CORE_HEADS]
	mov	w14, #1
	lsl	x14, x14, x16
	orr	x26, x26, x14
	str	x26, [x25, #CORE_READY]
	b	switch_time

/* SYS_INVOKE: a short way through the C code for mapping a frame. */
	piece	480
	.global	fast_invoke
fast_invoke:
	adr	x16, trap_invoke
	b	save

/* SYS_YIELD: this thread takes the place of the first of its priority, which makes it the last. */
	piece	680
	.global	fast_yield
fast_yield:
	save_rest
	enter_kernel
	ldp	w24, w18, [x25, #CORE_CONTEXT]		/* and CORE_CURRENT */
	ldrb	w14, [sp, #THREAD_WORD]			/* priority */
	add	x13, x25, x14, lsl #2
	ldr	w17, [x13, #CORE_HEADS]
	cbz	w17, yielded
	lsl	x19, x17, #12
	ldrb	w20, [x19, #THREAD_FLAGS]
	tbnz	w20, #FLAG_VCPU, slow
	b	2f

	piece	700
2:	ldr	w27, [x19, #THREAD_CONTEXT]
	lsl	x28, x27, #6
	check_time
	check_vspace
	ldp	w10, w12, [x19, #THREAD_NEXT]		/* and THREAD_PREV */
	cmp	w10, w17				/* itself: nobody else */
	csel	w10, w18, w10, eq
	csel	w12, w18, w12, eq
	str	w10, [x13, #CORE_HEADS]
	stp	w10, w12, [sp, #THREAD_NEXT]
	lsl	x10, x10, #12
	str	w18, [x10, #THREAD_PREV]
	lsl	x12, x12, #12
	str	w18, [x12, #THREAD_NEXT]
	and	w20, w20, #~(1 << FLAG_QUEUED)
	strb	w20, [x19, #THREAD_FLAGS]
	b	switch_time

yielded:
	mov	x10, #0					/* OK */
	b	restore

/* From this thread, which is in its queue again, to x19: the time since the last switch goes to the context w24, what
 * follows to x27. */
	piece	780
switch_time:
	save_message
	str	xzr, [sp, #REGS_X(10)]			/* OK */
	ldrb	w15, [sp, #THREAD_FLAGS]
	orr	w15, w15, #(1 << FLAG_QUEUED)
	strb	w15, [sp, #THREAD_FLAGS]
	isb
	mrs	x10, cntpct_el0
	ldr	x14, [x25, #CORE_STARTED]
	str	x10, [x25, #CORE_STARTED]
	sub	x14, x10, x14
	lsl	x24, x24, #6
	ldp	x15, x16, [x24, #CONTEXT_REMAINING]	/* and CONTEXT_CONSUMED */
	add	x16, x16, x14
	subs	x15, x15, x14
	csel	x15, x15, xzr, hi
	stp	x15, x16, [x24, #CONTEXT_REMAINING]
	str	w27, [x25, #CORE_CONTEXT]
	strb	wzr, [x28, #CONTEXT_WOKEN]
	ldr	x15, [x28, #CONTEXT_REMAINING]
	add	x10, x10, x15
	ldr	x15, [x25, #CORE_DEADLINE]
	cmp	x10, x15
	csel	x10, x10, x15, lo
	msr	cnthp_cval_el2, x10
	load_context
	b	trap_return
