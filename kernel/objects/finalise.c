/* SPDX-License-Identifier: BSD-2-Clause */
/* The last capability of an object is going: each type's way of letting go. Called by cnode.c. */
#include <arrays.h>
#include <hooks.h>
#include <ipc.h>
#include <irq.h>
#include <sched_context.h>
#include <thread.h>
#include <vspace.h>

void object_finalise(u32 slot)
{
	u32 object = slots[slot].object;

	switch (slots[slot].type) {
	case TYPE_THREAD:
	case TYPE_VCPU:
		thread_finalise(object);
		break;
	case TYPE_ENDPOINT:
		endpoint_finalise(object);
		break;
	case TYPE_NOTIFICATION:
		notification_finalise(object);
		irq_forget_notification(object);
		break;
	case TYPE_REPLY:
		reply_finalise(object);
		break;
	case TYPE_SCHED_CONTEXT:
		sched_context_finalise(object);
		break;
	case TYPE_VSPACE:
		vspace_finalise(object);
		break;
	case TYPE_IRQ_HANDLER:
		irq_finalise(object);
		break;
	default: /* Frame, PageTable: mapping_remove has done it all */
		break;
	}
}
