/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A GICv2's distributor registers (Arm IHI 0048, section 4.3). Each processor finds its own interrupts in the words 0
 * of one page. Which processor sent a software interrupt is not kept: it is told as from processor 0, and two of one
 * number that wait for the same processor are one.
 */
#include "vgic_bank.h"

#define GICD_CTLR      0x000
#define GICD_TYPER     0x004
#define GICD_IIDR      0x008
#define GICD_IGROUPR   0x080
#define GICD_ISENABLER 0x100
#define GICD_ITARGETSR 0x800
#define GICD_SGIR      0xf00
#define GICD_PIDR2     0xfe8

#define CTLR_ENABLE    1u
#define TYPER_CPUS(n)  (((n) - 1) << 5)
#define TYPER_LINES    (MACHINE_INTERRUPT_COUNT / 32 - 1)
#define PIDR2_GICV2    0x2bu
#define SGIR_FILTER(v) ((v) >> 24 & 3)
#define SGIR_TARGETS(v) ((v) >> 16 & 0xff)
#define SGIR_INTID(v)  ((v) & 0xf)

enum filter { FILTER_LIST, FILTER_OTHERS, FILTER_SELF };

static bool in_range(uint64_t offset, uint32_t start, uint32_t size)
{
	return offset >= start && offset - start < size;
}

/* Whether the register at `offset` holds state of interrupts below 32, of which each processor has its own. */
static bool is_private(uint64_t offset)
{
	if (in_range(offset, GICD_IGROUPR, 0x380))
		return offset % 0x80 < 4;      /* a bit an interrupt, 0x80 bytes a register */
	return offset % 0x400 < 32 && (offset < 0xc00 || offset % 0x400 < 8); /* a byte an interrupt, or two bits */
}

static struct bank bank_of(struct vgic *vgic, uint32_t processor, uint64_t offset)
{
	return is_private(offset) ? vgic_private_bank(vgic, processor) : vgic_shared_bank(vgic);
}

/* ITARGETSR: a byte an interrupt. Those of interrupts below 32 say which processor reads. */
static uint64_t read_targets(const struct vgic *vgic, uint32_t processor, uint64_t first, uint32_t size)
{
	uint64_t value = 0;

	for (uint32_t i = 0; i < size && first + i < MACHINE_INTERRUPT_COUNT; i++) {
		uint64_t targets = first + i < 32 ? 1u << processor : vgic->route[first + i - 32];

		value |= targets << 8 * i;
	}
	return value;
}

static void write_targets(struct vgic *vgic, uint64_t first, uint32_t size, uint64_t value)
{
	uint32_t all = (1u << vgic->processor_count) - 1;

	for (uint32_t i = 0; i < size && first + i < MACHINE_INTERRUPT_COUNT; i++)
		if (first + i >= 32)
			vgic->route[first + i - 32] = value >> 8 * i & all;
}

static void send(struct vgic *vgic, uint32_t source, uint32_t value)
{
	uint32_t all = (1u << vgic->processor_count) - 1;

	switch (SGIR_FILTER(value)) {
	case FILTER_LIST:
		vgic_send(vgic, SGIR_TARGETS(value) & all, SGIR_INTID(value));
		break;
	case FILTER_OTHERS:
		vgic_send(vgic, all & ~(1u << source), SGIR_INTID(value));
		break;
	case FILTER_SELF:
		vgic_send(vgic, 1u << source, SGIR_INTID(value));
		break;
	}
}

static bool is_targets(uint64_t offset, uint32_t size)
{
	return in_range(offset, GICD_ITARGETSR, 0x400) && (size == 1 || size == 4) && offset % size == 0;
}

uint64_t vgic_v2_read(struct vgic *vgic, uint32_t processor, uint64_t offset, uint32_t size)
{
	if (is_targets(offset, size))
		return read_targets(vgic, processor, offset - GICD_ITARGETSR, size);
	if (size == 4 && offset == GICD_CTLR)
		return vgic->control & VGIC_ENABLE_GROUP_1 ? CTLR_ENABLE : 0;
	if (size == 4 && offset == GICD_TYPER)
		return TYPER_CPUS(vgic->processor_count) | TYPER_LINES;
	if (size == 4 && offset == GICD_IIDR)
		return VGIC_IIDR;
	if (size == 4 && offset == GICD_PIDR2)
		return PIDR2_GICV2;
	if (in_range(offset, GICD_IGROUPR, GICD_ISENABLER - GICD_IGROUPR))
		return 0;
	return vgic_bank_read(bank_of(vgic, processor, offset), offset, size);
}

/* What is private affects the timer of the processor that writes; GICD_CTLR affects those of all. */
static void update_timers(struct vgic *vgic, uint32_t processor)
{
	vgic->processors[processor].own.bits[VGIC_PENDING] &= ~(1u << MACHINE_TIMER_INTERRUPT); /* follows its timer only */
	for (uint32_t n = 0; n < vgic->processor_count; n++)
		vgic_update_timer(vgic, n);
}

void vgic_v2_write(struct vgic *vgic, uint32_t processor, uint64_t offset, uint32_t size, uint64_t value)
{
	if (is_targets(offset, size))
		write_targets(vgic, offset - GICD_ITARGETSR, size, value);
	else if (size == 4 && offset == GICD_CTLR)
		vgic->control = value & CTLR_ENABLE ? VGIC_ENABLE_GROUP_1 : 0;
	else if (size == 4 && offset == GICD_SGIR)
		send(vgic, processor, (uint32_t)value);
	else if (!in_range(offset, GICD_IGROUPR, GICD_ISENABLER - GICD_IGROUPR))
		vgic_bank_write(bank_of(vgic, processor, offset), offset, size, value);
	update_timers(vgic, processor);
	vgic_deliver_to_all(vgic);
}
