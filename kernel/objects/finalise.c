/* SPDX-License-Identifier: BSD-2-Clause */
/* The last capability of an object is going: each type's way of letting go. Called by cnode.c. */
#include <arrays.h>
#include <hooks.h>
#include <ipc.h>
#include <irq.h>
#include <sched_context.h>
#include <thread.h>
#include <vspace.h>

/* The first of those who wait gets CANCELLED. True if nobody waits. */
static bool cancel_first(u32 waiter)
{
	if (waiter == NONE)
		return true;
	thread_wake(waiter, CANCELLED);
	return false;
}

bool object_finalise(u32 slot)
{
	u32 object = slots[slot].object;

	switch (slots[slot].type) {
	case TYPE_THREAD:
	case TYPE_VCPU:
		thread_finalise(object);
		break;
	case TYPE_ENDPOINT:
		return cancel_first(endpoints[object].queue.head);
	case TYPE_NOTIFICATION:
		if (!cancel_first(notifications[object].queue.head) || !irq_forget_notification(object))
			return false;
		notification_finalise(object);
		break;
	case TYPE_REPLY:
		reply_finalise(object);
		break;
	case TYPE_SCHED_CONTEXT:
		return sched_context_finalise(object);
	case TYPE_VSPACE:
		vspace_finalise(object);
		break;
	case TYPE_IRQ_HANDLER:
		irq_finalise(object);
		break;
	default: /* Untyped; Frame, PageTable: mapping_remove has done it all */
		break;
	}
	return true;
}
