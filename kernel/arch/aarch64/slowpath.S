/* SPDX-License-Identifier: BSD-2-Clause */
/* In the place of fastpath.S: nothing is fast. The kernel tests run on this kernel too, and find no
 * difference. */
	.text
	.global	fast_call, fast_reply_recv, fast_exit, fast_null, fast_signal, fast_yield, fast_invoke
fast_call:
fast_reply_recv:
fast_exit:
fast_null:
fast_signal:
fast_yield:
fast_invoke:
	adr	x16, trap_synchronous
	b	save
