/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Device interrupts as notifications. An interrupt that fires stays active in the controller, and
 * so cannot fire again, until its handler acknowledges it.
 */
#pragma once

#include <object.h>
#include <status.h>

/*
 * Makes the handler capability for an interrupt in the empty slot `slot`, derived from `control`.
 * OUT_OF_RANGE: an SGI, beyond the controller, or one that the kernel uses. INVALID_ARGUMENT: level > 1.
 * ALREADY: it has been issued. SLOT_OCCUPIED.
 */
enum status irq_control_get(u32 control, u64 intid, u64 level, u32 slot) MUST_CHECK;

/* Signals the badged notification from now on. ALREADY: bound. */
enum status irq_bind(u32 intid, u32 notification, u64 badge) MUST_CHECK;

/* WRONG_STATE: not bound. */
enum status irq_unbind(u32 intid) MUST_CHECK;

/* Lets the interrupt fire (again). WRONG_STATE: not bound. */
enum status irq_acknowledge(u32 intid) MUST_CHECK;

/* The handler's last capability is gone. */
void irq_finalise(u32 intid);

/* A notification is being destroyed: one of its interrupts is unbound. True if none is left. */
bool irq_forget_notification(u32 notification);

/* Interrupt `intid`, below 1020, has been taken from the controller; none of the kernel's own. */
void irq_fire(u32 intid);

/* Lets the interrupts of a partition arrive, or holds them back. */
void irq_of_partition(u32 partition, bool arrive);
