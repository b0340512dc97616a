/* SPDX-License-Identifier: BSD-2-Clause */
/* GICv3 with system registers. Priority drop and deactivation are apart (EOImode 1). */
#include <boot_info.h>
#include <core.h>
#include <gic.h>
#include "sysreg.h"

/* Distributor registers, byte offsets (GICv3 specification 12.9); a redistributor has the first of them in
 * its second frame, for the interrupts below 32. */
#define GICD_ISENABLER  0x0100
#define GICD_ICENABLER  0x0180
#define GICD_ISACTIVER  0x0300
#define GICD_ICACTIVER  0x0380
#define GICD_ICFGR      0x0c00
#define GICR_SGI_FRAME  0x10000

#define LIST_PENDING BIT(62)
#define LIST_ACTIVE  BIT(63)
#define LIST_HW      BIT(61)
#define LIST_GROUP1  BIT(60)
#define LIST_STATE   (LIST_PENDING | LIST_ACTIVE)

#define HCR_EN   1UL
#define HCR_UIE  2UL
#define HCR_NPIE 8UL

static const struct boot_info *boot;

static volatile u32 *reg32(u64 address)
{
	return (volatile u32 *)address;
}

/* The frame that holds an interrupt's registers: the core's own for SGIs and PPIs. */
static u64 frame(u32 intid)
{
	return intid < GIC_FIRST_SPI ? KERNEL_GICR + GICR_SGI_FRAME + this_core()->index * KERNEL_GICR_STRIDE : KERNEL_GICD;
}

/* Writes an interrupt's bit in a register array of one bit each. */
static void set_bit(u32 intid, u64 array)
{
	*reg32(frame(intid) + array + (intid / 32) * 4) = 1u << (intid % 32);
}

void gic_start(const struct boot_info *info)
{
	boot = info;
}

u32 gic_acknowledge(void)
{
	u32 intid = (u32)READ(ICC_IAR1_EL1) & 0xffffffu;

	if (intid >= GIC_NO_INTERRUPT)
		return intid;
	WRITE(ICC_EOIR1_EL1, intid);
	if (intid >= GIC_FIRST_PPI)
		return intid;
	gic_deactivate(intid);
	return GIC_NO_INTERRUPT;
}

void gic_deactivate(u32 intid)
{
	WRITE(ICC_DIR_EL1, intid);
}

void gic_enable(u32 intid)
{
	set_bit(intid, GICD_ISENABLER);
}

void gic_disable(u32 intid)
{
	set_bit(intid, GICD_ICENABLER);
}

void gic_configure(u32 intid, bool level)
{
	if (intid < GIC_FIRST_SPI)
		return;
	volatile u32 *config = reg32(KERNEL_GICD + GICD_ICFGR + (intid / 16) * 4);
	u32 edge = 2u << (intid % 16 * 2);

	*config = level ? *config & ~edge : *config | edge;
}

void gic_poke(u32 core)
{
	OP("dsb ishst");
	WRITE(ICC_SGI1R_EL1, boot->poke[core]);
	OP("isb");
}

void gic_vcpu_save(struct vcpu *vcpu)
{
	for (u32 n = 0; n < LIST_REGISTERS; n++)
		vcpu->list[n] = gic_list_read(vcpu, true, n);
	vcpu->vmcr = READ(ICH_VMCR_EL2);
	vcpu->ap0r = READ(ICH_AP0R0_EL2);
	vcpu->ap1r = READ(ICH_AP1R0_EL2);
	set_bit(VIRTUAL_TIMER_INTID, GICD_ICACTIVER); /* the active state goes with the vCPU */
}

void gic_vcpu_load(struct vcpu *vcpu)
{
	for (u32 n = 0; n < LIST_REGISTERS; n++)
		gic_list_write(vcpu, true, n, vcpu->list[n]);
	WRITE(ICH_VMCR_EL2, vcpu->vmcr);
	WRITE(ICH_AP0R0_EL2, vcpu->ap0r);
	WRITE(ICH_AP1R0_EL2, vcpu->ap1r);
	gic_maintenance(vcpu->notify_free == NOTIFY_WANTED);
	set_bit(VIRTUAL_TIMER_INTID, gic_list_is_free(vcpu->list[0]) ? GICD_ICACTIVER : GICD_ISACTIVER);
	set_bit(VIRTUAL_TIMER_INTID, vcpu->timer_enabled ? GICD_ISENABLER : GICD_ICENABLER);
}

u64 gic_list_read(const struct vcpu *vcpu, bool loaded, u32 n)
{
	if (!loaded)
		return vcpu->list[n];
	switch (n) {
	case 0: return READ(ICH_LR0_EL2);
	case 1: return READ(ICH_LR1_EL2);
	case 2: return READ(ICH_LR2_EL2);
	default: return READ(ICH_LR3_EL2);
	}
}

void gic_list_write(struct vcpu *vcpu, bool loaded, u32 n, u64 value)
{
	if (!loaded) {
		vcpu->list[n] = value;
		return;
	}
	switch (n) {
	case 0: WRITE(ICH_LR0_EL2, value); break;
	case 1: WRITE(ICH_LR1_EL2, value); break;
	case 2: WRITE(ICH_LR2_EL2, value); break;
	default: WRITE(ICH_LR3_EL2, value); break;
	}
}

void gic_maintenance(bool wanted)
{
	WRITE(ICH_HCR_EL2, wanted ? HCR_EN | HCR_UIE | HCR_NPIE : HCR_EN);
}

u64 gic_list_pending(u32 intid, u8 priority, bool linked)
{
	return LIST_PENDING | LIST_GROUP1 | ((u64)priority << 48) | intid
	       | (linked ? LIST_HW | ((u64)intid << 32) : 0);
}

bool gic_list_is_free(u64 value)
{
	return (value & LIST_STATE) == 0;
}

bool gic_list_has_pending(u64 value)
{
	return (value & LIST_PENDING) != 0;
}

u32 gic_list_intid(u64 value)
{
	return (u32)value;
}

u64 gic_list_pend(u64 value)
{
	return value | LIST_PENDING;
}
