/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupt handlers; see irq.h. */
#include <arrays.h>
#include <core.h>
#include <gic.h>
#include <ipc.h>
#include <irq.h>
#include <slot.h>

#define IRQ_LIMIT 1020u

/* Interrupts that never become handlers. */
#define KERNEL_PPIS (BIT(MAINTENANCE_INTID) | BIT(KERNEL_TIMER_INTID) | BIT(VIRTUAL_TIMER_INTID))

#define IRQ_ISSUED  0x01
#define IRQ_ENABLED 0x02
#define IRQ_ACTIVE  0x04 /* fired, not yet acknowledged */

struct irq {
	u64 badge;
	u32 notification; /* NONE while unbound */
	u32 next, previous; /* other interrupts of the same notification, 0 at the ends */
	u8 state;
	u8 partition;     /* in whose windows it arrives: where it was acknowledged last */
} __attribute__((aligned(32))); /* found by a shift */

static struct irq irqs[IRQ_LIMIT];

enum status irq_control_get(u32 control, u64 intid, u64 level, u32 slot)
{
	if (intid < GIC_FIRST_PPI || intid >= boot_info->irq_limit || (intid < GIC_FIRST_SPI && (BIT(intid) & KERNEL_PPIS)))
		return OUT_OF_RANGE;
	if (level > 1)
		return INVALID_ARGUMENT;
	if (irqs[intid].state & IRQ_ISSUED)
		return ALREADY;
	if (!slot_is_empty(slot))
		return SLOT_OCCUPIED;
	irqs[intid].state = IRQ_ISSUED;
	gic_configure((u32)intid, level);
	slots[slot] = (struct slot){
		.type = TYPE_IRQ_HANDLER,
		.rights = RIGHTS_ALL,
		.flags = SLOT_REVOCABLE,
		.object = (u32)intid,
	};
	slot_link(slot, control);
	return OK;
}

enum status irq_bind(u32 intid, u32 notification, u64 badge)
{
	struct irq *irq = &irqs[intid];

	if (irq->notification != NONE)
		return ALREADY;
	irq->notification = notification;
	irq->badge = badge;
	irq->next = notifications[notification].interrupts;
	irq->previous = 0;
	irqs[irq->next].previous = intid;
	notifications[notification].interrupts = intid;
	return OK;
}

/* Out of its notification's list, and silent. Interrupt 0 is never a handler: what a list ends with. */
static void unlink(u32 intid)
{
	struct irq *irq = &irqs[intid];

	if (irq->previous == 0)
		notifications[irq->notification].interrupts = irq->next;
	irqs[irq->previous].next = irq->next;
	irqs[irq->next].previous = irq->previous;
	if (irq->state & IRQ_ENABLED)
		gic_enable(intid, false);
	if (irq->state & IRQ_ACTIVE)
		gic_deactivate(intid);
	irq->state = IRQ_ISSUED;
	irq->notification = NONE;
}

enum status irq_unbind(u32 intid)
{
	if (irqs[intid].notification == NONE)
		return WRONG_STATE;
	unlink(intid);
	return OK;
}

enum status irq_acknowledge(u32 intid)
{
	struct irq *irq = &irqs[intid];

	if (irq->notification == NONE)
		return WRONG_STATE;
	if (irq->state & IRQ_ACTIVE)
		gic_deactivate(intid);
	gic_enable(intid, true);
	irq->state = IRQ_ISSUED | IRQ_ENABLED;
	irq->partition = (u8)(this_core()->index / CORE_MAX);
	return OK;
}

void irq_finalise(u32 intid)
{
	if (irqs[intid].notification != NONE)
		unlink(intid);
	irqs[intid].state = 0;
}

bool irq_forget_notification(u32 notification)
{
	u32 intid = notifications[notification].interrupts;

	if (intid == NONE)
		return true;
	unlink(intid);
	return false;
}

void irq_fire(u32 intid)
{
	struct irq *irq = &irqs[intid];

	if (irq->notification == NONE) {
		gic_enable(intid, false);
		gic_deactivate(intid);
		return;
	}
	irq->state |= IRQ_ACTIVE;
	notification_signal(irq->notification, irq->badge);
}

void irq_of_partition(u32 partition, bool arrive)
{
	for (u32 intid = GIC_FIRST_SPI; intid < boot_info->irq_limit; intid++) {
		/* No shortcut: nobody shall tell by the time this takes what other partitions have. */
		if (!((irqs[intid].state / IRQ_ENABLED & 1) & (irqs[intid].partition == partition)))
			continue;
		gic_enable(intid, arrive);
	}
}
