/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The guest's interrupt controller: a GICv3 distributor and one redistributor (Arm IHI 0069, chapter 12),
 * one security state (GICD_CTLR.DS = 1), affinity routing only, no LPIs and no ITS.
 * The CPU interface is the hardware's virtual one. An interrupt is `pending` here until it is handed to a
 * list register; from then on its state is the hardware's, so reads of the pending registers show only
 * what still waits, and the active registers read as zero.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "machine.h"

#define VGIC_WORDS  (MACHINE_INTERRUPT_COUNT / 32)
#define VGIC_SHARED (MACHINE_INTERRUPT_COUNT - 32)

/* What is kept as one bit an interrupt. Delivered is what is in all three. */
enum vgic_bits {
	VGIC_PENDING,
	VGIC_ENABLED,
	VGIC_GROUP, /* 1: group 1; group 0 is never delivered */
	VGIC_BITS_COUNT,
};

struct vgic {
	/* Word 0 holds the private interrupts, which the redistributor shows; the distributor shows the others. */
	uint32_t bits[VGIC_BITS_COUNT][VGIC_WORDS];
	uint32_t config[2 * VGIC_WORDS];
	uint8_t priority[MACHINE_INTERRUPT_COUNT];
	uint64_t route[VGIC_SHARED];
	uint32_t control; /* GICD_CTLR's enable bits */
	bool asleep;      /* GICR_WAKER.ProcessorSleep */
	bool timer_enabled; /* what the kernel was told last about the timer's interrupt */
	uint8_t timer_priority;
};

/* The state after power-on: nothing pending, nothing enabled. */
void vgic_reset(struct vgic *vgic);

/* An access by the guest; `offset` lies in the region, size is 1, 2, 4 or 8. Registers that do not exist and
 * sizes that a register does not have read as zero and ignore writes. */
uint64_t vgic_distributor_read(struct vgic *vgic, uint64_t offset, uint32_t size);
void vgic_distributor_write(struct vgic *vgic, uint64_t offset, uint32_t size, uint64_t value);
uint64_t vgic_redistributor_read(struct vgic *vgic, uint64_t offset, uint32_t size);
void vgic_redistributor_write(struct vgic *vgic, uint64_t offset, uint32_t size, uint64_t value);

/* The guest wrote ICC_SGI1R_EL1: a software interrupt, to itself or to nobody. */
void vgic_software_interrupt(struct vgic *vgic, uint64_t value);

/* An edge on the line of `intid`, which is below MACHINE_INTERRUPT_COUNT. */
void vgic_set_pending(struct vgic *vgic, uint32_t intid);

/* Hands pending interrupts to the processor, the most urgent first, until its list registers are full. */
void vgic_deliver(struct vgic *vgic);
