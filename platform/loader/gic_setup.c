/* SPDX-License-Identifier: BSD-2-Clause */
/* The interrupt controller's registers in memory; see gic_setup.h. */
#include "gic_setup.h"

#include <boot_info.h>

#include "cpu.h"

/* Distributor (GICv3 specification 12.9); a redistributor's second frame has the same for interrupts below 32. */
#define GICD_CTLR       0x0000
#define GICD_TYPER      0x0004
#define GICD_IGROUPR    0x0080
#define GICD_ISENABLER  0x0100
#define GICD_ICENABLER  0x0180
#define GICD_ICACTIVER  0x0380
#define GICD_IPRIORITYR 0x0400
#define GICD_ITARGETSR  0x0800 /* version 2 */
#define GICD_IROUTER    0x6000 /* version 3 */
#define CTLR_ENABLE     1u     /* version 2, in either security state */
#define CTLR_ARE_GROUP1 0x12u
#define CTLR_RWP        (1u << 31)

/* Redistributor (12.10) */
#define GICR_TYPER      0x0008
#define GICR_WAKER      0x0014
#define GICR_SGI_FRAME  0x10000
#define TYPER_VLPIS     (1u << 1)
#define TYPER_LAST      (1u << 4)
#define WAKER_SLEEP     2u
#define WAKER_ASLEEP    4u
#define FRAMES_SIZE     0x20000u
#define FRAMES_V4_SIZE  0x40000u

/* Version 2: CPU interface and hypervisor interface (GICv2 specification 4.4, 5.3) */
#define GICC_CTLR       0x0000
#define GICC_PMR        0x0004
#define GICC_EOIMODE    (1u << 9) /* priority drop and deactivation apart */
#define PRIORITY_ANY    0xffu
#define GICH_HCR        0x0000
#define GICH_ENABLE     1u
#define SGIR_TARGETS    16

#define FIRST_SPI       32u
#define INTERRUPT_LIMIT 1020u
#define PRIORITY        0x80u
#define CORE_INTERRUPTS (1u | 1u << MAINTENANCE_INTID | 1u << KERNEL_TIMER_INTID)

static void write(uint64_t base, uint64_t offset, uint32_t value)
{
	cpu_write_device(base + offset, value);
}

/* Thirty-two interrupts, off and inactive. */
static void reset_bank(uint64_t base, uint32_t first)
{
	write(base, GICD_ICENABLER + first / 8, ~0u);
	write(base, GICD_ICACTIVER + first / 8, ~0u);
	for (uint32_t i = first; i < first + 32; i += 4)
		write(base, GICD_IPRIORITYR + i, PRIORITY * 0x01010101u);
}

uint32_t gic_setup_limit(const struct machine_gic *gic)
{
	uint32_t limit = ((cpu_read_device(gic->distributor.base + GICD_TYPER) & 31) + 1) * 32;

	return limit < INTERRUPT_LIMIT ? limit : INTERRUPT_LIMIT;
}

/* Version 2: the distributor's bit for the core that reads it, which may be told none where it is the only one. */
static uint32_t target_of_this_core(uint64_t distributor)
{
	uint32_t mask = cpu_read_device(distributor + GICD_ITARGETSR) & 0xff;

	return mask != 0 ? mask : 1;
}

static void setup_distributor_v2(uint64_t base, uint32_t limit)
{
	uint32_t targets = target_of_this_core(base) * 0x01010101u;

	write(base, GICD_CTLR, CTLR_ENABLE);
	for (uint32_t i = FIRST_SPI; i < limit; i += 32)
		reset_bank(base, i);
	for (uint32_t i = FIRST_SPI; i < limit; i += 4)
		write(base, GICD_ITARGETSR + i, targets);
}

static void setup_distributor_v3(uint64_t base, uint32_t limit, uint64_t affinity)
{
	write(base, GICD_CTLR, CTLR_ARE_GROUP1);
	while (cpu_read_device(base + GICD_CTLR) & CTLR_RWP)
		;
	for (uint32_t i = FIRST_SPI; i < limit; i += 32) {
		reset_bank(base, i);
		write(base, GICD_IGROUPR + i / 8, ~0u);
	}
	for (uint32_t i = FIRST_SPI; i < limit; i++) {
		write(base, GICD_IROUTER + i * 8, (uint32_t)affinity);
		write(base, GICD_IROUTER + i * 8 + 4, (uint32_t)(affinity >> 32));
	}
}

void gic_setup_distributor(const struct machine_gic *gic, uint64_t affinity)
{
	if (gic->version == 2)
		setup_distributor_v2(gic->distributor.base, gic_setup_limit(gic));
	else
		setup_distributor_v3(gic->distributor.base, gic_setup_limit(gic), affinity);
}

/* The redistributor of the core with this affinity; 0 if there is none. */
static uint64_t find_redistributor(const struct range *range, uint64_t affinity)
{
	uint32_t wanted = (uint32_t)(affinity >> 8 & 0xff000000) | (uint32_t)(affinity & 0xffffff);

	for (uint64_t at = 0; at + FRAMES_SIZE <= range->size;) {
		uint32_t type = cpu_read_device(range->base + at + GICR_TYPER);

		if (cpu_read_device(range->base + at + GICR_TYPER + 4) == wanted)
			return range->base + at;
		if (type & TYPER_LAST)
			return 0;
		at += type & TYPER_VLPIS ? FRAMES_V4_SIZE : FRAMES_SIZE;
	}
	return 0;
}

static void wake(uint64_t redistributor)
{
	write(redistributor, GICR_WAKER, cpu_read_device(redistributor + GICR_WAKER) & ~WAKER_SLEEP);
	while (cpu_read_device(redistributor + GICR_WAKER) & WAKER_ASLEEP)
		;
}

/* ICC_SGI1R_EL1 (12.2.15) for SGI 0: affinities 3, 2, 1, then one of sixteen cores in the range that affinity 0 is in. */
static uint64_t poke_word(uint64_t affinity)
{
	return (affinity >> 32 & 0xff) << 48 | (affinity >> 16 & 0xff) << 32 | (affinity >> 8 & 0xff) << 16 |
	       (affinity >> 4 & 0xf) << 44 | 1ULL << (affinity & 0xf);
}

static void setup_core_v2(const struct machine_gic *gic, struct gic_core *core)
{
	reset_bank(gic->distributor.base, 0);
	write(gic->distributor.base, GICD_ISENABLER, CORE_INTERRUPTS);
	write(gic->cpu_interface[0], GICC_PMR, PRIORITY_ANY);
	write(gic->cpu_interface[0], GICC_CTLR, CTLR_ENABLE | GICC_EOIMODE);
	write(gic->hypervisor.base, GICH_HCR, GICH_ENABLE);
	core->own = gic->distributor.base;
	core->poke = (uint64_t)target_of_this_core(gic->distributor.base) << SGIR_TARGETS;
}

static int setup_core_v3(const struct machine_gic *gic, uint64_t affinity, struct gic_core *core)
{
	uint64_t redistributor = find_redistributor(&gic->redistributors, affinity);

	if (redistributor == 0)
		return 0;
	wake(redistributor);
	core->own = redistributor + GICR_SGI_FRAME;
	reset_bank(core->own, 0);
	write(core->own, GICD_IGROUPR, ~0u);
	write(core->own, GICD_ISENABLER, CORE_INTERRUPTS);
	core->poke = poke_word(affinity);
	return 1;
}

int gic_setup_core(const struct machine_gic *gic, uint64_t affinity, struct gic_core *core)
{
	if (gic->version == 3)
		return setup_core_v3(gic, affinity, core);
	setup_core_v2(gic, core);
	return 1;
}
