/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GICv3 distributor and redistributor registers (Arm IHI 0069, sections 12.9 to 12.11).
 * Both frames show the same kinds of register, at the same offsets, for different interrupts: the
 * distributor for words 1 and up of the state, the redistributor's second page for word 0.
 */
#include "vgic.h"

#include <stddef.h>
#include <string.h>

#include "cpu.h"

#define GICD_CTLR        0x0000
#define GICD_TYPER       0x0004
#define GICD_IIDR        0x0008
#define GIC_IGROUPR      0x0080
#define GIC_ISENABLER    0x0100
#define GIC_ICENABLER    0x0180
#define GIC_ISPENDR      0x0200
#define GIC_ICPENDR      0x0280
#define GIC_IPRIORITYR   0x0400
#define GIC_ICFGR        0x0c00
#define GICD_IROUTER     0x6000
#define GIC_PIDR2        0xffe8

#define GICR_IIDR        0x0004
#define GICR_TYPER       0x0008
#define GICR_WAKER       0x0014
#define GICR_SGI_BASE    0x10000

#define CTLR_ENABLE_GROUP_1 (1u << 1)
#define CTLR_ENABLES        0x3u
#define CTLR_FIXED          (1u << 6 | 1u << 4) /* DS: one security state; ARE: affinity routing */
#define TYPER_VALUE         (1u << 25 | 9u << 19 | (MACHINE_INTERRUPT_COUNT / 32 - 1)) /* No1N, 10 bits of INTID */
#define GICR_TYPER_LAST     (1u << 4)
#define WAKER_PROCESSOR_SLEEP (1u << 1)
#define WAKER_CHILDREN_ASLEEP (1u << 2)
#define PIDR2_GICV3         0x3bu
#define IIDR_VALUE          0x0000043bu /* implementer: Arm */
#define PRIORITY_MASK       0xf8u       /* five bits, as the virtual CPU interface has */
#define ROUTE_MASK          0xff80ffffffULL
#define SGI_CONFIG          0xaaaaaaaau /* software interrupts are edges, always */
#define CONFIG_MASK         0xaaaaaaaau
#define TIMER_BIT           (1u << MACHINE_TIMER_INTERRUPT)

/* A page of registers: which words of the state it shows, [first, end). */
struct bank {
	uint32_t first, end;
};
static const struct bank private_bank = { 0, 1 };
static const struct bank shared_bank = { 1, VGIC_WORDS };

/* The registers with one bit an interrupt, 32 words of room each. */
static const struct bit_register {
	uint32_t offset;
	enum { BITS_ASSIGN, BITS_SET, BITS_CLEAR } write;
	enum vgic_bits bits;
} bit_registers[] = {
	{ GIC_IGROUPR,   BITS_ASSIGN, VGIC_GROUP },
	{ GIC_ISENABLER, BITS_SET,    VGIC_ENABLED },
	{ GIC_ICENABLER, BITS_CLEAR,  VGIC_ENABLED },
	{ GIC_ISPENDR,   BITS_SET,    VGIC_PENDING },
	{ GIC_ICPENDR,   BITS_CLEAR,  VGIC_PENDING },
};

static void tell_timer(struct vgic *vgic, bool enabled, uint8_t priority)
{
	vgic->timer_enabled = enabled;
	vgic->timer_priority = priority;
	cpu_set_timer(enabled, priority);
}

/* The kernel delivers the timer's interrupt and has to know what the guest made of it. */
static void update_timer(struct vgic *vgic)
{
	uint32_t enabled = vgic->bits[VGIC_ENABLED][0] & vgic->bits[VGIC_GROUP][0] & TIMER_BIT;
	bool on = enabled && (vgic->control & CTLR_ENABLE_GROUP_1);
	uint8_t priority = vgic->priority[MACHINE_TIMER_INTERRUPT];

	if (on != vgic->timer_enabled || priority != vgic->timer_priority)
		tell_timer(vgic, on, priority);
}

void vgic_reset(struct vgic *vgic)
{
	*vgic = (struct vgic){ .asleep = true };
	vgic->config[0] = SGI_CONFIG;
	tell_timer(vgic, false, 0);
}

static bool in_range(uint64_t offset, uint32_t start, uint32_t size)
{
	return offset >= start && offset - start < size;
}

/* ---- Registers that both pages have ---- */

/* The state's word behind a bit register at `offset`, NULL if there is none. */
static uint32_t *find_bits(struct vgic *vgic, struct bank bank, uint64_t offset, const struct bit_register **found)
{
	for (size_t i = 0; i < sizeof bit_registers / sizeof *bit_registers; i++) {
		const struct bit_register *reg = &bit_registers[i];
		uint32_t word = (uint32_t)(offset - reg->offset) / 4;

		if (!in_range(offset, reg->offset, 0x80))
			continue;
		if (word < bank.first || word >= bank.end)
			return NULL;
		*found = reg;
		return &vgic->bits[reg->bits][word];
	}
	return NULL;
}

static void write_bits(struct vgic *vgic, struct bank bank, uint64_t offset, uint32_t value)
{
	const struct bit_register *reg;
	uint32_t *word = find_bits(vgic, bank, offset, &reg);

	if (!word)
		return;
	if (reg->write == BITS_ASSIGN)
		*word = value;
	else if (reg->write == BITS_SET)
		*word |= value;
	else
		*word &= ~value;
	vgic->bits[VGIC_PENDING][0] &= ~TIMER_BIT; /* follows its timer only */
	update_timer(vgic);
	vgic_deliver(vgic);
}

/* IPRIORITYR is accessed by bytes or words, with one byte an interrupt. */
static uint8_t *find_priority(struct vgic *vgic, struct bank bank, uint64_t offset, uint32_t size)
{
	uint64_t first = offset - GIC_IPRIORITYR;

	if (!in_range(offset, GIC_IPRIORITYR, 0x400) || (size != 1 && size != 4) || first % size)
		return NULL;
	if (first < bank.first * 32u || first + size > bank.end * 32u)
		return NULL;
	return vgic->priority + first;
}

static uint32_t *find_config(struct vgic *vgic, struct bank bank, uint64_t offset)
{
	uint32_t word = (uint32_t)(offset - GIC_ICFGR) / 4;

	if (!in_range(offset, GIC_ICFGR, 0x100) || word < 2 * bank.first || word >= 2 * bank.end)
		return NULL;
	return &vgic->config[word];
}

static uint64_t read_common(struct vgic *vgic, struct bank bank, uint64_t offset, uint32_t size)
{
	const struct bit_register *reg;
	const uint8_t *priority = find_priority(vgic, bank, offset, size);
	const uint32_t *word;
	uint32_t value = 0;

	if (priority) {
		memcpy(&value, priority, size);
		return value;
	}
	if (size != 4 || offset % 4)
		return 0;
	word = find_bits(vgic, bank, offset, &reg);
	if (!word)
		word = find_config(vgic, bank, offset);
	return word ? *word : 0;
}

static void write_common(struct vgic *vgic, struct bank bank, uint64_t offset, uint32_t size, uint64_t value)
{
	uint8_t *priority = find_priority(vgic, bank, offset, size);
	uint32_t *config;

	if (priority) {
		for (uint32_t i = 0; i < size; i++)
			priority[i] = (uint8_t)(value >> 8 * i) & PRIORITY_MASK;
		update_timer(vgic);
		return;
	}
	if (size != 4 || offset % 4)
		return;
	config = find_config(vgic, bank, offset);
	if (config && config != &vgic->config[0])
		*config = (uint32_t)value & CONFIG_MASK;
	else
		write_bits(vgic, bank, offset, (uint32_t)value);
}

/* ---- The distributor ---- */

/* GICD_IROUTER<n>, n from 32: 64 bits, also accessed by halves. Affinities are kept; there is one processor. */
static uint64_t *find_route(struct vgic *vgic, uint64_t offset, uint32_t size)
{
	uint64_t first = GICD_IROUTER + 32 * 8;

	if ((size != 4 && size != 8) || offset % size || !in_range(offset, (uint32_t)first, 8 * VGIC_SHARED))
		return NULL;
	return &vgic->route[(offset - first) / 8];
}

uint64_t vgic_distributor_read(struct vgic *vgic, uint64_t offset, uint32_t size)
{
	const uint64_t *route = find_route(vgic, offset, size);

	if (route)
		return size == 8 ? *route : (uint32_t)(*route >> 8 * (offset % 8));
	if (size == 4 && offset == GICD_CTLR)
		return vgic->control | CTLR_FIXED;
	if (size == 4 && offset == GICD_TYPER)
		return TYPER_VALUE;
	if (size == 4 && offset == GICD_IIDR)
		return IIDR_VALUE;
	if (size == 4 && offset == GIC_PIDR2)
		return PIDR2_GICV3;
	return read_common(vgic, shared_bank, offset, size);
}

void vgic_distributor_write(struct vgic *vgic, uint64_t offset, uint32_t size, uint64_t value)
{
	uint64_t *route = find_route(vgic, offset, size);
	uint32_t shift = 8 * (offset % 8);

	if (route) {
		uint64_t mask = (size == 8 ? ~0ULL : 0xffffffffULL << shift) & ROUTE_MASK;

		*route = (*route & ~mask) | (value << shift & mask);
	} else if (size == 4 && offset == GICD_CTLR) {
		vgic->control = (uint32_t)value & CTLR_ENABLES;
		update_timer(vgic);
		vgic_deliver(vgic);
	} else {
		write_common(vgic, shared_bank, offset, size, value);
	}
}

/* ---- The redistributor ---- */

/* RD_base, its first page. */
static uint64_t read_control_page(const struct vgic *vgic, uint64_t offset, uint32_t size)
{
	if (offset == GICR_TYPER && (size == 8 || size == 4))
		return GICR_TYPER_LAST;
	if (size != 4)
		return 0;
	switch (offset) {
	case GICR_IIDR: return IIDR_VALUE;
	case GICR_WAKER: return vgic->asleep ? WAKER_PROCESSOR_SLEEP | WAKER_CHILDREN_ASLEEP : 0;
	case GIC_PIDR2: return PIDR2_GICV3;
	default: return 0;
	}
}

uint64_t vgic_redistributor_read(struct vgic *vgic, uint64_t offset, uint32_t size)
{
	if (offset < GICR_SGI_BASE)
		return read_control_page(vgic, offset, size);
	return read_common(vgic, private_bank, offset - GICR_SGI_BASE, size);
}

void vgic_redistributor_write(struct vgic *vgic, uint64_t offset, uint32_t size, uint64_t value)
{
	if (offset >= GICR_SGI_BASE)
		write_common(vgic, private_bank, offset - GICR_SGI_BASE, size, value);
	else if (offset == GICR_WAKER && size == 4)
		vgic->asleep = value & WAKER_PROCESSOR_SLEEP;
}

/* ---- Delivery ---- */

/* The most urgent interrupt that may be delivered now, MACHINE_INTERRUPT_COUNT if there is none. */
static uint32_t find_most_urgent(const struct vgic *vgic)
{
	uint32_t best = MACHINE_INTERRUPT_COUNT;

	for (uint32_t word = 0; word < VGIC_WORDS; word++) {
		uint32_t ready = vgic->bits[VGIC_PENDING][word] & vgic->bits[VGIC_ENABLED][word]
			& vgic->bits[VGIC_GROUP][word];

		for (; ready; ready &= ready - 1) {
			uint32_t intid = word * 32 + (uint32_t)__builtin_ctz(ready);

			if (best == MACHINE_INTERRUPT_COUNT || vgic->priority[intid] < vgic->priority[best])
				best = intid;
		}
	}
	return best;
}

void vgic_deliver(struct vgic *vgic)
{
	uint32_t intid;

	if (!(vgic->control & CTLR_ENABLE_GROUP_1))
		return;
	while ((intid = find_most_urgent(vgic)) < MACHINE_INTERRUPT_COUNT) {
		if (!cpu_inject(intid, vgic->priority[intid]))
			return;
		vgic->bits[VGIC_PENDING][intid / 32] &= ~(1u << intid % 32);
	}
}

void vgic_set_pending(struct vgic *vgic, uint32_t intid)
{
	vgic->bits[VGIC_PENDING][intid / 32] |= 1u << intid % 32;
	vgic_deliver(vgic);
}

void vgic_software_interrupt(struct vgic *vgic, uint64_t value)
{
	bool all_but_self = value >> 40 & 1;
	uint64_t affinity = value & 0x00fff0ff00ff0000ULL; /* Aff3, RS, Aff2, Aff1: all zero for us */

	if (!all_but_self && !affinity && (value & 1))
		vgic_set_pending(vgic, value >> 24 & 0xf);
}
