/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The guest's interrupt controller, of the version that the machine has, since the CPU interface is the hardware's:
 *   3  a distributor and a redistributor for each processor (Arm IHI 0069, chapter 12), one security state
 *      (GICD_CTLR.DS = 1), affinity routing only, no LPIs and no ITS (vgic.c);
 *   2  a distributor without security extensions and groups (Arm IHI 0048, chapter 4; vgic_v2.c).
 * Processors are numbered from 0; the number is Aff0, the other affinities are 0.
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

/* What is kept as one bit an interrupt. Delivered is what is in all three. (Version 2: all are in the group.) */
enum vgic_bits {
	VGIC_PENDING,
	VGIC_ENABLED,
	VGIC_GROUP, /* 1: group 1; group 0 is never delivered */
	VGIC_BITS_COUNT,
};

/* 32 interrupts in a row. */
struct vgic_word {
	uint32_t bits[VGIC_BITS_COUNT];
	uint32_t config[2];
	uint8_t priority[32];
};

struct vgic_processor {
	struct vgic_word own; /* interrupts below 32, which its redistributor shows */
	bool asleep;          /* GICR_WAKER.ProcessorSleep */
	bool timer_enabled;   /* what the kernel was told last about the timer's interrupt */
	uint8_t timer_priority;
};

struct vgic {
	uint32_t version;
	uint32_t processor_count;
	uint32_t running; /* bit n: processor n runs; nothing is delivered to others */
	struct vgic_processor processors[MACHINE_PROCESSORS_MAX];
	struct vgic_word shared[VGIC_WORDS - 1]; /* the distributor's interrupts, from 32 */
	uint64_t route[VGIC_SHARED];             /* affinity of the processor that gets it; version 2: its targets, a
	                                            bit each, of which the lowest gets it */
	uint32_t control;                        /* GICD_CTLR's enable bits, as version 3 has them */
};

/* The state after power-on, with 1 to MACHINE_PROCESSORS_MAX processors, none of which runs: nothing pending,
 * nothing enabled. `version` is 2 or 3. */
void vgic_reset(struct vgic *vgic, uint32_t version, uint32_t processor_count);

/* A processor that is about to run, its vCPU just reset: its own interrupts are as after power-on. */
void vgic_start(struct vgic *vgic, uint32_t processor);

/* It runs no more. What is routed to it waits. */
void vgic_stop(struct vgic *vgic, uint32_t processor);

/* An access by a processor of the guest; `offset` lies in the region, of which the redistributors have MACHINE_GICR_SIZE each; size is
 * 1, 2, 4 or 8. Registers that do not exist and sizes that a register does not have read as zero and ignore writes. */
uint64_t vgic_distributor_read(struct vgic *vgic, uint64_t offset, uint32_t size);
void vgic_distributor_write(struct vgic *vgic, uint64_t offset, uint32_t size, uint64_t value);
uint64_t vgic_v2_read(struct vgic *vgic, uint32_t processor, uint64_t offset, uint32_t size);
void vgic_v2_write(struct vgic *vgic, uint32_t processor, uint64_t offset, uint32_t size, uint64_t value);
uint64_t vgic_redistributor_read(struct vgic *vgic, uint64_t offset, uint32_t size);
void vgic_redistributor_write(struct vgic *vgic, uint64_t offset, uint32_t size, uint64_t value);

/* Processor `source` wrote ICC_SGI1R_EL1: a software interrupt to those that the value names. */
void vgic_software_interrupt(struct vgic *vgic, uint32_t source, uint64_t value);

/* An edge on the line of `intid`, from 32 to MACHINE_INTERRUPT_COUNT - 1. */
void vgic_set_pending(struct vgic *vgic, uint32_t intid);

/* Hands pending interrupts to a processor, the most urgent first, until its list registers are full. */
void vgic_deliver(struct vgic *vgic, uint32_t processor);
