/* SPDX-License-Identifier: BSD-2-Clause */
/* Interrupt handlers; see irq.h. */
#include <arrays.h>
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
	u16 next;         /* other interrupts of the same notification, 0 at the end */
	u8 state;
};

static struct irq irqs[IRQ_LIMIT];
u32 irq_limit;

enum status irq_control_get(u32 control, u64 intid, u64 level, u32 slot)
{
	if (intid < GIC_FIRST_PPI || intid >= irq_limit || (intid < GIC_FIRST_SPI && (BIT(intid) & KERNEL_PPIS)))
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
	irq->next = (u16)notifications[notification].interrupts;
	notifications[notification].interrupts = intid;
	return OK;
}

static void silence(struct irq *irq, u32 intid)
{
	if (irq->state & IRQ_ENABLED)
		gic_disable(intid);
	if (irq->state & IRQ_ACTIVE)
		gic_deactivate(intid);
	irq->state = IRQ_ISSUED;
	irq->notification = NONE;
	irq->next = 0;
}

static void unlink(u32 intid)
{
	struct irq *irq = &irqs[intid];
	u32 notification = irq->notification;

	if (notifications[notification].interrupts == intid) {
		notifications[notification].interrupts = irq->next;
	} else {
		u32 before = notifications[notification].interrupts;

		while (irqs[before].next != intid)
			before = irqs[before].next;
		irqs[before].next = irq->next;
	}
	silence(irq, intid);
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
	if (!(irq->state & IRQ_ENABLED))
		gic_enable(intid);
	irq->state = IRQ_ISSUED | IRQ_ENABLED;
	return OK;
}

void irq_finalise(u32 intid)
{
	if (irqs[intid].notification != NONE)
		unlink(intid);
	irqs[intid].state = 0;
}

void irq_forget_notification(u32 notification)
{
	u32 intid = notifications[notification].interrupts;

	while (intid != NONE) {
		u32 next = irqs[intid].next;

		silence(&irqs[intid], intid);
		intid = next;
	}
	notifications[notification].interrupts = NONE;
}

void irq_fire(u32 intid)
{
	struct irq *irq = &irqs[intid];

	if (irq->notification == NONE) {
		gic_disable(intid);
		gic_deactivate(intid);
		return;
	}
	irq->state |= IRQ_ACTIVE;
	notification_signal(irq->notification, irq->badge);
}
