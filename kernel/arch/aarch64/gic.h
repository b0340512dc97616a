/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interrupt controller (GICv2 or GICv3, as struct boot_info says), physical side for the kernel and
 * virtual side for vCPUs.
 */
#pragma once

#include <boot_info.h>
#include <object.h>

#define GIC_NO_INTERRUPT 1020u /* acknowledged numbers from here up: nothing was pending */
#define GIC_FIRST_PPI    16u
#define GIC_FIRST_SPI    32u

/* The loader has prepared distributor, redistributors and CPU interfaces (boot_info.h). */
void gic_start(const struct boot_info *info);

/* Wakes a core: SGI 0, which ends by itself. */
void gic_poke(u32 core);

/* Takes the pending interrupt of highest priority; its priority is dropped at once, so that others
 * may come, and it stays active until gic_deactivate. GIC_NO_INTERRUPT or above if there is none, or
 * if it was an SGI. */
u32 gic_acknowledge(void);
void gic_deactivate(u32 intid);

/* Lets the interrupt arrive, or holds it back. */
void gic_enable(u32 intid, bool enabled);

/* Level (true) or edge triggered; SPIs only, others are fixed. */
void gic_configure(u32 intid, bool level);

/* Virtual interrupts of the vCPU whose EL1 state is being exchanged. */
void gic_vcpu_save(struct vcpu *vcpu);
void gic_vcpu_load(struct vcpu *vcpu);

/* The list registers alone, between the hardware, which holds those of the loaded vCPU, and `vcpu`. */
void gic_lists_save(struct vcpu *vcpu);
void gic_lists_load(const struct vcpu *vcpu);

/* Asks for a maintenance interrupt when list registers become free, or no longer. */
void gic_maintenance(bool wanted);

/* A list register's content in struct vcpu, as ICH_LR<n>_EL2 has it (GICv3 specification 12.4.6). An entry
 * without a state is free. */
#define LIST_INTID(entry)       ((u32)(entry))
#define LIST_PRIORITY(priority) ((u64)(priority) << 48)
#define LIST_LINK(intid)        (LIST_HW | (u64)(intid) << 32) /* to the physical interrupt, whose end is the guest's */
#define LIST_GROUP1             BIT(60)
#define LIST_HW                 BIT(61)
#define LIST_PENDING            BIT(62)
#define LIST_STATE              (BIT(62) | BIT(63)) /* pending, active */
