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
#define GICD_IROUTER    0x6000
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
	write(base, GICD_IGROUPR + first / 8, ~0u);
	for (uint32_t i = first; i < first + 32; i += 4)
		write(base, GICD_IPRIORITYR + i, PRIORITY * 0x01010101u);
}

uint32_t gic_setup_limit(const struct machine_gic *gic)
{
	uint32_t limit = ((cpu_read_device(gic->distributor.base + GICD_TYPER) & 31) + 1) * 32;

	return limit < INTERRUPT_LIMIT ? limit : INTERRUPT_LIMIT;
}

void gic_setup_distributor(const struct machine_gic *gic, uint64_t affinity)
{
	uint64_t base = gic->distributor.base;

	write(base, GICD_CTLR, CTLR_ARE_GROUP1);
	while (cpu_read_device(base + GICD_CTLR) & CTLR_RWP)
		;
	for (uint32_t i = FIRST_SPI; i < gic_setup_limit(gic); i++) {
		if (i % 32 == 0)
			reset_bank(base, i);
		write(base, GICD_IROUTER + i * 8, (uint32_t)affinity);
		write(base, GICD_IROUTER + i * 8 + 4, (uint32_t)(affinity >> 32));
	}
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

int gic_setup_core(const struct machine_gic *gic, uint64_t affinity, struct gic_core *core)
{
	core->redistributor = find_redistributor(&gic->redistributors, affinity);
	if (core->redistributor == 0)
		return 0;
	wake(core->redistributor);
	reset_bank(core->redistributor + GICR_SGI_FRAME, 0);
	write(core->redistributor + GICR_SGI_FRAME, GICD_ISENABLER, CORE_INTERRUPTS);
	core->poke = poke_word(affinity);
	return 1;
}
