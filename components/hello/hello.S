/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The smallest component: writes a line to the PL011 that is mapped at 0x30000000 and waits on its own
 * notification for ever. Boots loader, kernel and init before there is a runtime; tests of init use it.
 */
.text
.global hello
hello:
	mov	x1, #0x30000000
	adr	x2, text
1:	ldrb	w3, [x2], #1
	cbz	w3, 3f
2:	ldr	w4, [x1, #0x18]
	tbnz	w4, #5, 2b
	str	w3, [x1]
	b	1b
3:	mov	x9, #2
	mov	x12, #-1
	svc	#3			/* SYS_RECV on the notification in slot 2 */
	b	3b

text:
	.asciz	"hello: a native component runs\r\n"

.section .note.GNU-stack, "", %progbits
