/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interrupt controller (GICv3 specification), physical side for the kernel and virtual side
 * for vCPUs. One file per version; gic_v3.c.
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

void gic_enable(u32 intid);
void gic_disable(u32 intid);
/* Level (true) or edge triggered; SPIs only, others are fixed. */
void gic_configure(u32 intid, bool level);

/* Virtual interrupts of the vCPU whose EL1 state is being exchanged. */
void gic_vcpu_save(struct vcpu *vcpu);
void gic_vcpu_load(struct vcpu *vcpu);

/* The list registers of a vCPU, wherever they are now: in the hardware or in `vcpu`. */
u64 gic_list_read(const struct vcpu *vcpu, bool loaded, u32 n);
void gic_list_write(struct vcpu *vcpu, bool loaded, u32 n, u64 value);

/* Asks for a maintenance interrupt when list registers become free, or no longer. */
void gic_maintenance(bool wanted);

/* A list register's content: an interrupt that is pending; `linked` ties interrupt 27 to the
 * physical timer interrupt, whose end is then the guest's. */
u64 gic_list_pending(u32 intid, u8 priority, bool linked);
bool gic_list_is_free(u64 value);
bool gic_list_has_pending(u64 value);
u32 gic_list_intid(u64 value);
/* The same entry with the pending state added (an active one becomes active and pending). */
u64 gic_list_pend(u64 value);
