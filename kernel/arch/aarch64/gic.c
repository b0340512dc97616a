/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GICv2 in memory, or GICv3 with system registers. The loader has set either up, with priority drop and
 * deactivation apart, and has mapped them so that most registers are found alike (boot_info.h). List registers
 * are kept in GICv3's format.
 */
#include <core.h>
#include <gic.h>
#include "sysreg.h"

/* Registers, byte offsets: distributor (GICv3 specification 12.9); what GICv2 has apart from that, in the window `v2`
 * (GICv2 specification 4.3, 4.4, 5.3). */
#define GICD_ISENABLER  0x0100
#define GICD_ICENABLER  0x0180
#define GICD_ISACTIVER  0x0300
#define GICD_ICACTIVER  0x0380
#define GICD_ICFGR      0x0c00
#define GICC_IAR        (GIC_V2_CPU + 0x000c)
#define GICC_EOIR       (GIC_V2_CPU + 0x0010)
#define GICC_DIR        (GIC_V2_CPU + 0x1000)
#define GICH_HCR        (GIC_V2_HYPERVISOR + 0x000)
#define GICH_VMCR       (GIC_V2_HYPERVISOR + 0x008)
#define GICH_APR        (GIC_V2_HYPERVISOR + 0x0f0)
#define GICH_LR         (GIC_V2_HYPERVISOR + 0x100)
#define GICD_SGIR       (GIC_V2_DISTRIBUTOR + 0xf00)

#define ACKNOWLEDGED_INTID 0x3ffu /* GICv2 says above it which core sent an SGI, and wants it back */

/* ICH_HCR_EL2, GICH_HCR */
#define HCR_EN   1u
#define HCR_UIE  2u
#define HCR_NPIE 8u

static u64 v2; /* KERNEL_GIC_V2; 0: version 3 */

static volatile u32 *reg32(u64 address)
{
	return (volatile u32 *)address;
}

/* The frame that holds an interrupt's registers: the core's own for SGIs and PPIs. */
static u64 frame(u32 intid)
{
	return KERNEL_GIC_PAGE(intid < GIC_FIRST_SPI ? this_core()->index % CORE_MAX : BOOT_CORE_LIMIT);
}

/* Writes an interrupt's bit in a register array of one bit each. */
static void set_bit(u32 intid, u64 array)
{
	*reg32(frame(intid) + array + (intid / 32) * 4) = 1u << (intid % 32);
}

void gic_start(const struct boot_info *info)
{
	v2 = info->gic_version == 2 ? KERNEL_GIC_V2 : 0;
}

static u32 acknowledge(void)
{
	if (v2 != 0) {
		u32 word = *reg32(v2 + GICC_IAR);

		*reg32(v2 + GICC_EOIR) = word; /* nothing happens for a number that says there is none */
		return word;
	}
	u32 intid = (u32)READ(ICC_IAR1_EL1);

	WRITE(ICC_EOIR1_EL1, intid);
	return intid;
}

u32 gic_acknowledge(void)
{
	u32 word = acknowledge();
	u32 intid = word & ACKNOWLEDGED_INTID;

	if (intid >= GIC_FIRST_PPI)
		return intid;
	gic_deactivate(word);
	return GIC_NO_INTERRUPT;
}

void gic_deactivate(u32 intid)
{
	if (v2 != 0)
		*reg32(v2 + GICC_DIR) = intid;
	else
		WRITE(ICC_DIR_EL1, intid);
}

void gic_poke(u32 core)
{
	OP("dsb ishst");
	if (v2 != 0)
		*reg32(v2 + GICD_SGIR) = (u32)boot_info->poke[core];
	else
		WRITE(ICC_SGI1R_EL1, boot_info->poke[core]);
	OP("isb");
}

void gic_enable(u32 intid, bool enabled)
{
	set_bit(intid, enabled ? GICD_ISENABLER : GICD_ICENABLER);
}

void gic_configure(u32 intid, bool level)
{
	if (intid < GIC_FIRST_SPI)
		return;
	volatile u32 *config = reg32(KERNEL_GICD + GICD_ICFGR + (intid / 16) * 4);
	u32 edge = 2u << (intid % 16 * 2);

	*config = level ? *config & ~edge : *config | edge;
}

/* GICH_LR: virtual number 9:0, physical number 19:10, priority 27:23, state 29:28, hardware 31; in group 0, the
 * one that a guest without security extensions has. */
static u32 list_to_v2(u64 entry)
{
	return (u32)(entry | (entry >> 32 & 0x3ff) << 10 | (entry >> 51 & 31) << 23 | entry >> 62 << 28
	             | (entry & LIST_HW) >> 30);
}

/* The hardware changes an entry's state alone. */
static u64 list_with_v2(u64 entry, u32 word)
{
	return (entry & ~LIST_STATE) | (u64)word >> 28 << 62;
}

void gic_lists_save(struct vcpu *vcpu)
{
	if (v2 != 0) {
		for (u32 n = 0; n < LIST_REGISTERS; n++)
			vcpu->list[n] = list_with_v2(vcpu->list[n], *reg32(v2 + GICH_LR + n * 4));
		return;
	}
	vcpu->list[0] = READ(ICH_LR0_EL2);
	vcpu->list[1] = READ(ICH_LR1_EL2);
	vcpu->list[2] = READ(ICH_LR2_EL2);
	vcpu->list[3] = READ(ICH_LR3_EL2);
}

void gic_lists_load(const struct vcpu *vcpu)
{
	if (v2 != 0) {
		for (u32 n = 0; n < LIST_REGISTERS; n++)
			*reg32(v2 + GICH_LR + n * 4) = list_to_v2(vcpu->list[n]);
		return;
	}
	WRITE(ICH_LR0_EL2, vcpu->list[0]);
	WRITE(ICH_LR1_EL2, vcpu->list[1]);
	WRITE(ICH_LR2_EL2, vcpu->list[2]);
	WRITE(ICH_LR3_EL2, vcpu->list[3]);
}

void gic_vcpu_save(struct vcpu *vcpu)
{
	gic_lists_save(vcpu);
	if (v2 != 0) {
		vcpu->vmcr = *reg32(v2 + GICH_VMCR);
		vcpu->apr = *reg32(v2 + GICH_APR);
	} else {
		vcpu->vmcr = READ(ICH_VMCR_EL2);
		vcpu->apr = READ(ICH_AP1R0_EL2);
	}
}

void gic_vcpu_load(struct vcpu *vcpu)
{
	gic_lists_load(vcpu);
	if (v2 != 0) {
		*reg32(v2 + GICH_VMCR) = (u32)vcpu->vmcr;
		*reg32(v2 + GICH_APR) = (u32)vcpu->apr;
	} else {
		WRITE(ICH_VMCR_EL2, vcpu->vmcr);
		WRITE(ICH_AP0R0_EL2, 0); /* no interrupt is in group 0 */
		WRITE(ICH_AP1R0_EL2, vcpu->apr);
	}
	gic_maintenance(vcpu->notify_free == NOTIFY_WANTED);
	/* The active state of the timer's interrupt is the vCPU's; while none is loaded the timer is off. */
	set_bit(VIRTUAL_TIMER_INTID, vcpu->list[0] & LIST_STATE ? GICD_ISACTIVER : GICD_ICACTIVER);
	gic_enable(VIRTUAL_TIMER_INTID, vcpu->timer_enabled);
}

void gic_maintenance(bool wanted)
{
	u32 value = wanted ? HCR_EN | HCR_UIE | HCR_NPIE : HCR_EN;

	if (v2 != 0)
		*reg32(v2 + GICH_HCR) = value;
	else
		WRITE(ICH_HCR_EL2, value);
}
