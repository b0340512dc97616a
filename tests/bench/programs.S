/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The programs that are measured: one page of position-independent code, mapped at WORLD_GUEST; the page after it
 * is struct shared. A loop is `subs, b.ne` around what is measured, stub included: setting the registers that a
 * system call overwrites or that change from round to round.
 */
#define NULL_CALL  0
#define CALL       1
#define REPLY_RECV 2
#define RECV       3
#define SIGNAL     8
#define YIELD      9
#define INVOKE     10
#define IRQ_ACK    30
#define ADVANCE    1

#define ENDPOINT 0
#define REPLY    8
#define SIGNALS  16
#define WAITS    24
#define DONE     32
#define COUNT    40
#define TICKS    48
#define STAMP    56
#define WORDS    64
#define HANDLER  128

#define RTC_NOW   0x00
#define RTC_MATCH 0x04
#define RTC_CLEAR 0x1c

	.arch	armv8-a
	.text
	.balign	4096
	.global	bench_begin
bench_begin:

/* x20 = struct shared, x19 = rounds; x11, x12 and x13 as receives want them. */
	.macro	program name
	.balign	4
	.global	\name
\name:
	mov	x20, #0x40000000
	add	x20, x20, #0x1000
	ldr	x19, [x20, #COUNT]
	ldr	x11, [x20, #REPLY]
	mov	x12, #-1
	mov	x13, #0
	.endm

	.macro	begin
	mrs	x22, cntvct_el0
1:
	.endm

	.macro	again
	subs	x19, x19, #1
	b.ne	1b
	.endm

	.macro	end_timed
	mrs	x23, cntvct_el0
	sub	x22, x23, x22
	str	x22, [x20, #TICKS]
	.endm

	.macro	tell
	ldr	x9, [x20, #DONE]
	svc	#SIGNAL
	b	.
	.endm

	.macro	load_words
	ldp	x1, x2, [x20, #WORDS]
	ldp	x3, x4, [x20, #WORDS + 16]
	ldp	x5, x6, [x20, #WORDS + 32]
	ldp	x7, x8, [x20, #WORDS + 48]
	.endm

	.macro	store_words
	stp	x1, x2, [x20, #WORDS]
	stp	x3, x4, [x20, #WORDS + 16]
	stp	x5, x6, [x20, #WORDS + 32]
	stp	x7, x8, [x20, #WORDS + 48]
	.endm

/* The counter is read once a round: x21 is the sum of what has passed in between. A pseudo-random number of
 * instructions spreads the readings evenly over a tick. */
	.macro	begin_stamped
	mov	x21, #0
	mov	x24, #1
	mov	x25, #0x4e6d
	movk	x25, #0x41c6, lsl #16
	adr	x27, 2f
1:	mul	x24, x24, x25
	add	x24, x24, #1013
	ubfx	x26, x24, #16, #4
	add	x26, x27, x26, lsl #2
	br	x26
2:	.rept	16
	nop
	.endr
	.endm

	.macro	end_stamped
	str	x21, [x20, #TICKS]
	.endm

/* --- nothing --------------------------------------------------------------------------------------- */

program bench_empty
	begin
	again
	end_timed
	tell

program bench_stamps
	begin_stamped
	mrs	x22, cntvct_el0
	mrs	x23, cntvct_el0
	sub	x23, x23, x22
	add	x21, x21, x23
	again
	end_stamped
	tell

/* --- calls ----------------------------------------------------------------------------------------- */

program bench_null
	begin
	svc	#NULL_CALL
	again
	end_timed
	tell

program bench_call_0
	ldr	x21, [x20, #ENDPOINT]
	begin
	mov	x0, #1
	mov	x9, x21
	svc	#CALL
	again
	end_timed
	tell

program bench_call_8
	ldr	x21, [x20, #ENDPOINT]
	begin
	mov	x0, #1
	load_words
	mov	x9, x21
	svc	#CALL
	store_words
	again
	end_timed
	tell

program bench_serve_0
	ldr	x21, [x20, #ENDPOINT]
	mov	x9, x21
	svc	#RECV
1:	mov	x0, #0
	mov	x9, x21
	svc	#REPLY_RECV
	b	1b

program bench_serve_8
	ldr	x21, [x20, #ENDPOINT]
	mov	x9, x21
	svc	#RECV
1:	store_words
	mov	x0, #0
	load_words
	mov	x9, x21
	svc	#REPLY_RECV
	b	1b

program bench_call_stamped
	ldr	x28, [x20, #ENDPOINT]
	begin_stamped
	mov	x9, x28
	mrs	x22, cntvct_el0
	svc	#CALL
	ldr	x23, [x20, #STAMP]
	sub	x23, x23, x22
	add	x21, x21, x23
	again
	end_stamped
	tell

program bench_serve_stamped
	ldr	x21, [x20, #ENDPOINT]
	mov	x9, x21
	svc	#RECV
1:	mrs	x22, cntvct_el0
	str	x22, [x20, #STAMP]
	mov	x9, x21
	svc	#REPLY_RECV
	b	1b

/* --- notifications --------------------------------------------------------------------------------- */

program bench_signal
	ldr	x21, [x20, #SIGNALS]
	begin
	mov	x9, x21
	svc	#SIGNAL
	again
	end_timed
	tell

program bench_signal_stamped
	ldr	x28, [x20, #SIGNALS]
	begin_stamped
	mov	x9, x28
	mrs	x22, cntvct_el0
	svc	#SIGNAL
	ldr	x23, [x20, #STAMP]
	sub	x23, x23, x22
	add	x21, x21, x23
	again
	end_stamped
	tell

program bench_wait_stamped
	ldr	x21, [x20, #WAITS]
1:	mov	x9, x21
	svc	#RECV
	mrs	x22, cntvct_el0
	str	x22, [x20, #STAMP]
	b	1b

/* --- scheduling, faults, interrupts ---------------------------------------------------------------- */

program bench_yield
	begin
	svc	#YIELD
	again
	end_timed
	tell

program bench_yield_too
1:	svc	#YIELD
	b	1b

program bench_fault
	mov	x21, #0x30000000
	begin
	ldr	x0, [x21]
	again
	end_timed
	tell

program bench_serve_fault
	ldr	x21, [x20, #ENDPOINT]
	mov	x9, x21
	svc	#RECV
1:	mov	x0, #ADVANCE
	mov	x9, x21
	svc	#REPLY_RECV
	b	1b

/* The RTC, in the page after struct shared, interrupts when a match is set for the present second. */
program bench_irq
	add	x28, x20, #0x1000
	begin_stamped
	ldr	w0, [x28, #RTC_NOW]
	mrs	x22, cntvct_el0
	str	w0, [x28, #RTC_MATCH]
	ldr	x23, [x20, #STAMP]
	sub	x23, x23, x22
	add	x21, x21, x23
	again
	end_stamped
	tell

program bench_serve_irq
	ldr	x21, [x20, #WAITS]
	ldr	x27, [x20, #HANDLER]
	add	x28, x20, #0x1000
1:	mov	x0, #IRQ_ACK
	mov	x9, x27
	svc	#INVOKE
	mov	x9, x21
	svc	#RECV
	mrs	x22, cntvct_el0
	str	x22, [x20, #STAMP]
	mov	w0, #1
	str	w0, [x28, #RTC_CLEAR]
	b	1b

	.balign	8
	.global	bench_end
bench_end:

/* --- in the root's own address space ----------------------------------------------------------------- */

/* uint64_t bench_map(frame, vspace, address, count): maps frames of consecutive slots, readable, at consecutive
 * pages; the counter's difference. bench_map_empty does all of that but the call. */
	.macro	map_loop name, call
	.global	\name
\name:
	mov	x15, x0
	mov	x16, x1
	mov	x17, x2
	mov	x10, x3
	mov	x14, x3
	mrs	x7, cntvct_el0
1:	.if	\call
	mov	x0, #23			/* FRAME_MAP */
	mov	x1, x16
	mov	x2, x17
	mov	x3, #4			/* RIGHT_READ */
	mov	x4, #0			/* MAP_NORMAL */
	mov	x9, x15
	svc	#INVOKE
	.endif
	add	x15, x15, #1
	add	x17, x17, #4096
	subs	x14, x14, #1
	b.ne	1b
	mrs	x8, cntvct_el0
	sub	x0, x8, x7
	ret
	.endm

map_loop bench_map, 1
map_loop bench_map_empty, 0

	.section .note.GNU-stack, "", %progbits
