/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GICv3 distributor and redistributor registers (Arm IHI 0069, sections 12.9 to 12.11).
 * Both frames show the same kinds of register, at the same offsets, for different interrupts: the
 * distributor for words 1 and up, a redistributor's second page for its processor's word 0.
 */
#include "vgic.h"

#include <stddef.h>
#include <string.h>

#include "cpu.h"
#include "vgic_bank.h"

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

#define CTLR_ENABLES        0x3u
#define CTLR_FIXED          (1u << 6 | 1u << 4) /* DS: one security state; ARE: affinity routing */
#define TYPER_VALUE         (1u << 25 | 9u << 19 | (MACHINE_INTERRUPT_COUNT / 32 - 1)) /* No1N, 10 bits of INTID */
#define GICR_TYPER_LAST     (1u << 4)
#define GICR_TYPER_NUMBER(n) ((uint64_t)(n) << 32 | (n) << 8) /* affinity, processor number */
#define WAKER_PROCESSOR_SLEEP (1u << 1)
#define WAKER_CHILDREN_ASLEEP (1u << 2)
#define PIDR2_GICV3         0x3bu
#define PRIORITY_MASK       0xf8u       /* five bits, as the virtual CPU interface has */
#define ROUTE_MASK          0xff00ffffffULL /* no IRM: an interrupt goes to one processor (No1N) */
#define SGI_CONFIG          0xaaaaaaaau /* software interrupts are edges, always */
#define CONFIG_MASK         0xaaaaaaaau
#define TIMER_BIT           (1u << MACHINE_TIMER_INTERRUPT)
#define SGI_OTHER_AFFINITY  0x00fff0ff00ff0000ULL /* Aff3, RS, Aff2, Aff1: all zero for our processors */

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

/* The kernel delivers the timer's interrupt and has to know what the guest made of it. */
void vgic_update_timer(struct vgic *vgic, uint32_t n)
{
	struct vgic_processor *processor = &vgic->processors[n];
	const struct vgic_word *own = &processor->own;
	uint32_t enabled = own->bits[VGIC_ENABLED] & own->bits[VGIC_GROUP] & TIMER_BIT;
	bool on = enabled && (vgic->control & VGIC_ENABLE_GROUP_1);
	uint8_t priority = own->priority[MACHINE_TIMER_INTERRUPT];

	if (on == processor->timer_enabled && priority == processor->timer_priority)
		return;
	processor->timer_enabled = on;
	processor->timer_priority = priority;
	cpu_set_timer(n, on, priority);
}

/* Which interrupts of a word are in group 1 after power-on: with version 2, all are and stay in what is kept so. */
static uint32_t initial_group(const struct vgic *vgic)
{
	return vgic->version == 2 ? ~0u : 0;
}

static void power_on(struct vgic *vgic, uint32_t n)
{
	vgic->processors[n] = (struct vgic_processor){
		.asleep = true,
		.own.config[0] = SGI_CONFIG,
		.own.bits[VGIC_GROUP] = initial_group(vgic),
	};
}

void vgic_reset(struct vgic *vgic, uint32_t version, uint32_t processor_count)
{
	*vgic = (struct vgic){ .version = version, .processor_count = processor_count };
	for (uint32_t n = 0; n < processor_count; n++)
		power_on(vgic, n);
	for (uint32_t i = 0; i < VGIC_WORDS - 1; i++)
		vgic->shared[i].bits[VGIC_GROUP] = initial_group(vgic);
	for (uint32_t i = 0; i < VGIC_SHARED; i++)
		vgic->route[i] = version == 2 ? 1 : 0; /* processor 0 */
}

void vgic_start(struct vgic *vgic, uint32_t processor)
{
	power_on(vgic, processor);
	vgic->running |= 1u << processor;
}

void vgic_stop(struct vgic *vgic, uint32_t processor)
{
	vgic->running &= ~(1u << processor);
}

static bool in_range(uint64_t offset, uint32_t start, uint32_t size)
{
	return offset >= start && offset - start < size;
}

/* ---- Registers that both pages have ---- */

/* The state's word behind a bit register at `offset`, NULL if there is none. */
static uint32_t *find_bits(struct bank bank, uint64_t offset, const struct bit_register **found)
{
	for (size_t i = 0; i < sizeof bit_registers / sizeof *bit_registers; i++) {
		const struct bit_register *reg = &bit_registers[i];
		uint32_t word = (uint32_t)(offset - reg->offset) / 4;

		if (!in_range(offset, reg->offset, 0x80))
			continue;
		if (word < bank.first || word >= bank.end)
			return NULL;
		*found = reg;
		return &bank.words[word - bank.first].bits[reg->bits];
	}
	return NULL;
}

static void write_bits(struct bank bank, uint64_t offset, uint32_t value)
{
	const struct bit_register *reg;
	uint32_t *word = find_bits(bank, offset, &reg);

	if (!word)
		return;
	if (reg->write == BITS_ASSIGN)
		*word = value;
	else if (reg->write == BITS_SET)
		*word |= value;
	else
		*word &= ~value;
}

/* IPRIORITYR is accessed by bytes or words, with one byte an interrupt. */
static uint8_t *find_priority(struct bank bank, uint64_t offset, uint32_t size)
{
	uint64_t first = offset - GIC_IPRIORITYR;

	if (!in_range(offset, GIC_IPRIORITYR, 0x400) || (size != 1 && size != 4) || first % size)
		return NULL;
	if (first < bank.first * 32u || first + size > bank.end * 32u)
		return NULL;
	return &bank.words[first / 32 - bank.first].priority[first % 32];
}

static uint32_t *find_config(struct bank bank, uint64_t offset)
{
	uint32_t word = (uint32_t)(offset - GIC_ICFGR) / 4;

	if (!in_range(offset, GIC_ICFGR, 0x100) || word < 2 * bank.first || word >= 2 * bank.end)
		return NULL;
	return &bank.words[word / 2 - bank.first].config[word % 2];
}

uint64_t vgic_bank_read(struct bank bank, uint64_t offset, uint32_t size)
{
	const struct bit_register *reg;
	const uint8_t *priority = find_priority(bank, offset, size);
	const uint32_t *word;
	uint32_t value = 0;

	if (priority) {
		memcpy(&value, priority, size);
		return value;
	}
	if (size != 4 || offset % 4)
		return 0;
	word = find_bits(bank, offset, &reg);
	if (!word)
		word = find_config(bank, offset);
	return word ? *word : 0;
}

void vgic_bank_write(struct bank bank, uint64_t offset, uint32_t size, uint64_t value)
{
	uint8_t *priority = find_priority(bank, offset, size);
	uint32_t *config;

	if (priority) {
		for (uint32_t i = 0; i < size; i++)
			priority[i] = (uint8_t)(value >> 8 * i) & PRIORITY_MASK;
		return;
	}
	if (size != 4 || offset % 4)
		return;
	config = find_config(bank, offset);
	if (config && offset != GIC_ICFGR)
		*config = (uint32_t)value & CONFIG_MASK;
	else
		write_bits(bank, offset, (uint32_t)value);
}

/* ---- The distributor ---- */

struct bank vgic_shared_bank(struct vgic *vgic)
{
	return (struct bank){ .words = vgic->shared, .first = 1, .end = VGIC_WORDS };
}

void vgic_deliver_to_all(struct vgic *vgic)
{
	for (uint32_t n = 0; n < vgic->processor_count; n++)
		vgic_deliver(vgic, n);
}

/* GICD_IROUTER<n>, n from 32: 64 bits, also accessed by halves. */
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
		return VGIC_IIDR;
	if (size == 4 && offset == GIC_PIDR2)
		return PIDR2_GICV3;
	return vgic_bank_read(vgic_shared_bank(vgic), offset, size);
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
		for (uint32_t n = 0; n < vgic->processor_count; n++)
			vgic_update_timer(vgic, n);
	} else {
		vgic_bank_write(vgic_shared_bank(vgic), offset, size, value);
	}
	vgic_deliver_to_all(vgic);
}

/* ---- The redistributors ---- */

struct bank vgic_private_bank(struct vgic *vgic, uint32_t n)
{
	return (struct bank){ .words = &vgic->processors[n].own, .first = 0, .end = 1 };
}

static uint64_t read_type(const struct vgic *vgic, uint32_t n)
{
	return GICR_TYPER_NUMBER(n) | (n == vgic->processor_count - 1 ? GICR_TYPER_LAST : 0);
}

/* RD_base, its first page. */
static uint64_t read_control_page(const struct vgic *vgic, uint32_t n, uint64_t offset, uint32_t size)
{
	if (offset == GICR_TYPER && size == 8)
		return read_type(vgic, n);
	if (size != 4)
		return 0;
	switch (offset) {
	case GICR_IIDR: return VGIC_IIDR;
	case GICR_TYPER: return (uint32_t)read_type(vgic, n);
	case GICR_TYPER + 4: return read_type(vgic, n) >> 32;
	case GICR_WAKER: return vgic->processors[n].asleep ? WAKER_PROCESSOR_SLEEP | WAKER_CHILDREN_ASLEEP : 0;
	case GIC_PIDR2: return PIDR2_GICV3;
	default: return 0;
	}
}

uint64_t vgic_redistributor_read(struct vgic *vgic, uint64_t offset, uint32_t size)
{
	uint32_t n = (uint32_t)(offset / MACHINE_GICR_SIZE);

	offset %= MACHINE_GICR_SIZE;
	if (n >= vgic->processor_count)
		return 0;
	if (offset < GICR_SGI_BASE)
		return read_control_page(vgic, n, offset, size);
	return vgic_bank_read(vgic_private_bank(vgic, n), offset - GICR_SGI_BASE, size);
}

void vgic_redistributor_write(struct vgic *vgic, uint64_t offset, uint32_t size, uint64_t value)
{
	uint32_t n = (uint32_t)(offset / MACHINE_GICR_SIZE);

	offset %= MACHINE_GICR_SIZE;
	if (n >= vgic->processor_count)
		return;
	if (offset >= GICR_SGI_BASE)
		vgic_bank_write(vgic_private_bank(vgic, n), offset - GICR_SGI_BASE, size, value);
	else if (offset == GICR_WAKER && size == 4)
		vgic->processors[n].asleep = value & WAKER_PROCESSOR_SLEEP;
	vgic->processors[n].own.bits[VGIC_PENDING] &= ~TIMER_BIT; /* follows its timer only */
	vgic_update_timer(vgic, n);
	vgic_deliver(vgic, n);
}

/* ---- Delivery ---- */

/* Word 0 is each processor's own. */
static struct vgic_word *word_of(struct vgic *vgic, uint32_t n, uint32_t word)
{
	return word == 0 ? &vgic->processors[n].own : &vgic->shared[word - 1];
}

static bool goes_to(const struct vgic *vgic, uint32_t intid, uint32_t n)
{
	if (intid < 32)
		return true;
	uint64_t route = vgic->route[intid - 32];

	return vgic->version == 2 ? (route & -route) == 1ULL << n : route == n;
}

/* The most urgent interrupt that may be delivered to processor n now, MACHINE_INTERRUPT_COUNT if there is none. */
static uint32_t find_most_urgent(struct vgic *vgic, uint32_t n, uint8_t *priority)
{
	uint32_t best = MACHINE_INTERRUPT_COUNT;

	for (uint32_t i = 0; i < VGIC_WORDS; i++) {
		const struct vgic_word *word = word_of(vgic, n, i);
		uint32_t ready = word->bits[VGIC_PENDING] & word->bits[VGIC_ENABLED] & word->bits[VGIC_GROUP];

		for (; ready; ready &= ready - 1) {
			uint32_t bit = (uint32_t)__builtin_ctz(ready);

			if (!goes_to(vgic, i * 32 + bit, n))
				continue;
			if (best == MACHINE_INTERRUPT_COUNT || word->priority[bit] < *priority) {
				best = i * 32 + bit;
				*priority = word->priority[bit];
			}
		}
	}
	return best;
}

void vgic_deliver(struct vgic *vgic, uint32_t processor)
{
	uint8_t priority = 0;
	uint32_t intid;

	if (!(vgic->control & VGIC_ENABLE_GROUP_1) || !(vgic->running >> processor & 1))
		return;
	while ((intid = find_most_urgent(vgic, processor, &priority)) < MACHINE_INTERRUPT_COUNT) {
		if (!cpu_inject(processor, intid, priority))
			return;
		word_of(vgic, processor, intid / 32)->bits[VGIC_PENDING] &= ~(1u << intid % 32);
	}
}

void vgic_set_pending(struct vgic *vgic, uint32_t intid)
{
	vgic->shared[intid / 32 - 1].bits[VGIC_PENDING] |= 1u << intid % 32;
	vgic_deliver_to_all(vgic);
}

void vgic_send(struct vgic *vgic, uint32_t targets, uint32_t intid)
{
	for (uint32_t n = 0; n < vgic->processor_count; n++)
		if (targets >> n & 1) {
			vgic->processors[n].own.bits[VGIC_PENDING] |= 1u << intid;
			vgic_deliver(vgic, n);
		}
}

/* Which processors a value of ICC_SGI1R_EL1 names: a list of Aff0, or with IRM all others. */
static uint32_t find_targets(const struct vgic *vgic, uint32_t source, uint64_t value)
{
	uint32_t all = (1u << vgic->processor_count) - 1;

	if (value >> 40 & 1)
		return all & ~(1u << source);
	return value & SGI_OTHER_AFFINITY ? 0 : (uint32_t)value & all;
}

void vgic_software_interrupt(struct vgic *vgic, uint32_t source, uint64_t value)
{
	vgic_send(vgic, find_targets(vgic, source, value), value >> 24 & 0xf);
}
