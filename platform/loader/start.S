/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * First and last instructions of the loader: the header of an arm64 Image (Linux,
 * Documentation/arm64/booting.rst), entry with the device tree's address in x0, exceptions, and the
 * jump into the kernel. The image runs wherever it was put, at a multiple of 4 KiB: it relocates itself.
 * tools/lib/bulkhead/package.py writes the size of the whole image, boot package included, at byte 16.
 */

#include <offsets.h>

#include "cores.h"

.section .text.start, "ax"

.global image_start
image_start:
	b	entry
	.word	0
	.quad	0			/* text_offset */
	.quad	0			/* image_size, filled in with the package */
	.quad	0xa			/* little-endian, 4 KiB pages, anywhere in memory */
	.quad	0
	.quad	0
	.quad	0
	.ascii	"ARM\x64"
	.word	0

/* x19 device tree, x20 exception level */
entry:
	msr	daifset, #0xf
	mov	x19, x0
	mrs	x20, CurrentEL
	lsr	x20, x20, #2
	adrp	x0, stack_top
	add	x0, x0, :lo12:stack_top
	mov	sp, x0

	/* Apply the R_AARCH64_RELATIVE records: the only ones that the linker script lets through. */
	adrp	x1, image_start
	adrp	x2, relocations_start
	add	x2, x2, :lo12:relocations_start
	adrp	x3, relocations_end
	add	x3, x3, :lo12:relocations_end
1:	cmp	x2, x3
	b.hs	2f
	ldp	x4, x5, [x2]		/* offset, type */
	ldr	x6, [x2, #16]		/* addend */
	add	x6, x6, x1
	str	x6, [x1, x4]
	add	x2, x2, #24
	b	1b

2:	adrp	x0, vectors
	add	x0, x0, :lo12:vectors
	cmp	x20, #2
	b.lo	3f
	b.hi	4f
	msr	vbar_el2, x0
	b	5f
3:	msr	vbar_el1, x0
	b	5f
4:	msr	vbar_el3, x0
5:	isb
	mov	x0, x19
	mov	x1, x20
	bl	loader_main
6:	wfi
	b	6b

/* Any exception: reported with the syndrome, unless cpu_probe_read() expects it. */
.balign 2048
vectors:
.rept 16
	b	exception
	.balign 128
.endr

exception:
	adrp	x9, probe_resume
	ldr	x10, [x9, :lo12:probe_resume]
	mrs	x11, CurrentEL
	lsr	x11, x11, #2
	cbz	x10, 1f
	str	xzr, [x9, :lo12:probe_resume]
	mov	x0, #0
	cmp	x11, #2
	b.lo	2f
	b.hi	3f
	msr	elr_el2, x10
	eret
2:	msr	elr_el1, x10
	eret
3:	msr	elr_el3, x10
	eret

1:	cmp	x11, #2
	b.lo	4f
	b.hi	5f
	mrs	x0, esr_el2
	mrs	x1, elr_el2
	mrs	x2, far_el2
	b	loader_exception
4:	mrs	x0, esr_el1
	mrs	x1, elr_el1
	mrs	x2, far_el1
	b	loader_exception
5:	mrs	x0, esr_el3
	mrs	x1, elr_el3
	mrs	x2, far_el3
	b	loader_exception

/* int cpu_probe_read(uint64_t address, uint32_t *value): 1, or 0 if the read was answered with an abort. */
.global cpu_probe_read
cpu_probe_read:
	adr	x3, 1f
	adrp	x4, probe_resume
	str	x3, [x4, :lo12:probe_resume]
	ldr	w2, [x0]
	dsb	sy
	isb
	str	xzr, [x4, :lo12:probe_resume]
	str	w2, [x1]
	mov	x0, #1
1:	ret

/* int64_t cpu_call_firmware(x0 = function, x1, x2, x3, x4 = conduit): SMCCC 2.6, by SMC (1) or HVC (2); -1 if the
 * call was answered with an exception. */
.global cpu_call_firmware
cpu_call_firmware:
	adr	x5, 3f
	adrp	x6, probe_resume
	str	x5, [x6, :lo12:probe_resume]
	cmp	x4, #1
	b.ne	1f
	smc	#0
	b	2f
1:	hvc	#0
2:	adrp	x6, probe_resume
	str	xzr, [x6, :lo12:probe_resume]
	ret
3:	mov	x0, #-1
	ret

/* void cpu_mmu_on(uint64_t root): the loader's own map; write-back, no WXN. */
.global cpu_mmu_on
cpu_mmu_on:
	mov	x1, #CONFIG_MAIR
	msr	mair_el2, x1
	ldr	x1, =CONFIG_TCR
	msr	tcr_el2, x1
	msr	ttbr0_el2, x0
	dsb	sy
	tlbi	alle2
	ic	iallu
	dsb	sy
	isb
	ldr	x1, =CONFIG_SCTLR_LOADER
	msr	sctlr_el2, x1
	isb
	ret

/* Where firmware starts another core: EL2, MMU off, x0 = its struct core_start, clean in memory. */
.global cpu_other_entry
cpu_other_entry:
	msr	daifset, #0xf
	mov	x19, x0
	adrp	x1, vectors
	add	x1, x1, :lo12:vectors
	msr	vbar_el2, x1
	ldr	x0, [x19]		/* the map's root */
	add	x1, x19, #CORE_START_BYTES
	mov	sp, x1			/* its stack is the rest of it */
	bl	cpu_mmu_on
	mov	x0, x19
	b	cores_join

/* void cpu_enter_kernel(uint64_t entry, uint64_t boot_info, uint64_t root): as kernel/include/boot_info.h says. */
.global cpu_enter_kernel
cpu_enter_kernel:
	mov	x19, x0
	mov	x20, x2
	mov	x0, x1
	ldr	x2, =CONFIG_SCTLR_OFF
	dsb	sy
	msr	sctlr_el2, x2
	isb
	msr	ttbr0_el2, x20
	msr	vbar_el2, x19
	tlbi	alle2
	tlbi	alle1
	ic	iallu
	dsb	sy
	isb
	br	x19

.section .bss, "aw", %nobits
.balign 16
probe_resume:
	.skip	16
.balign 4096
stack:
	.skip	16384
stack_top:
