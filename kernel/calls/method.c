/* SPDX-License-Identifier: BSD-2-Clause */
/* From a method's number to the object that serves it. Arguments are resolved (decode.c). */
#include <arrays.h>
#include <cnode.h>
#include <irq.h>
#include <partition.h>
#include <sched_context.h>
#include <syscall.h>
#include <thread.h>
#include <untyped.h>
#include <vcpu.h>
#include <vspace.h>

static enum status retype(const struct call *c)
{
	u32 cnode = (u32)c->argument[2];
	u64 first = c->argument[3] - (u64)slots[cnode].object * SLOTS_PER_GRANULE;

	if (c->argument[4] > RETYPE_MAX_COUNT || first + c->argument[4] > BIT(slots[cnode].bits))
		return OUT_OF_RANGE;
	if (c->argument[0] >= TYPE_COUNT || c->argument[1] > 63)
		return INVALID_ARGUMENT;
	return untyped_retype(c->slot, (u8)c->argument[0], (u32)c->argument[1], (u32)c->argument[3],
	                      (u32)c->argument[4]);
}

static enum status inspect(const struct call *c)
{
	const struct slot *s = &slots[c->argument[0]];
	u64 *x = threads[c->thread].regs.x;

	x[0] = s->type | (u64)s->rights << 8 | (u64)s->bits << 16 | (u64)s->flags << 24 | (u64)s->object << 32;
	x[1] = s->badge;
	x[2] = (u64)s->map_vspace << 32 | s->map_page;
	return OK;
}

static enum status map_frame(const struct call *c)
{
	return frame_map(c->slot, (struct mapping){
		.vspace = slots[c->argument[0]].object,
		.address = c->argument[1],
		.rights = c->argument[2],
		.attributes = c->argument[3],
	});
}

bool method_map_frame(u32 thread)
{
	u64 *x = threads[thread].regs.x;
	u32 count = threads[thread].cspace_count;
	u32 slot = threads[thread].cspace + (u32)x[9], vspace = threads[thread].cspace + (u32)x[1];

	if (x[0] != FRAME_MAP || x[9] >= count || x[1] >= count || slots[slot].type != TYPE_FRAME
	    || slots[vspace].type != TYPE_VSPACE || !(slots[vspace].rights & RIGHT_CONTROL))
		return false;
	if (frame_map(slot, (struct mapping){ slots[vspace].object, x[2], x[3], x[4] }) != OK)
		return false;
	x[0] = 0;
	x[10] = OK;
	return true;
}

static enum status set_registers(const struct call *c)
{
	return thread_set_registers(c->object, (struct thread_start){
		.pc = c->argument[0],
		.sp = c->argument[1],
		.argument = c->argument[2],
		.tls = c->argument[3],
	});
}

static enum status suspend(const struct call *c)
{
	thread_cancel(c->object);
	return OK;
}

static enum status reset_vcpu(const struct call *c)
{
	if (threads[c->object].state != THREAD_INACTIVE)
		return WRONG_STATE;
	return vcpu_reset(c->object, c->argument[0]);
}

static enum status consumed(const struct call *c)
{
	threads[c->thread].regs.x[0] = sched_context_consumed(c->object);
	return OK;
}

static enum status set_window(const struct call *c)
{
	if (c->argument[1] >= PARTITION_MAX)
		return OUT_OF_RANGE;
	return partition_set_window(c->argument[0], (struct window){
		.partition = (u32)c->argument[1],
		.ticks = c->argument[2],
		.padding = c->argument[3],
	});
}

/* Objects that the argument's capability names; NONE when it was left out. */
static u32 object_of(u64 slot)
{
	return slot == NONE ? NONE : slots[slot].object;
}

enum status method_perform(const struct call *c)
{
	const u64 *a = c->argument;
	u32 slot = (u32)a[0], source = (u32)a[2]; /* of CNode methods */
	u64 *x = threads[c->thread].regs.x;

	switch (c->method) {
	case UNTYPED_RETYPE: return retype(c);
	case CNODE_COPY: return cnode_copy(slot, source, (u8)a[3]);
	case CNODE_MINT: return cnode_mint(slot, source, (u8)a[3], a[4]);
	case CNODE_MOVE: return cnode_move(slot, source);
	case CNODE_MUTATE: return cnode_mutate(slot, source, a[3]);
	case CNODE_DELETE: return cnode_delete(slot);
	case CNODE_REVOKE: return cnode_revoke(slot);
	case CNODE_INSPECT: return inspect(c);
	case THREAD_CONFIGURE: return thread_configure(c->object, a);
	case THREAD_SET_REGISTERS: return set_registers(c);
	case THREAD_SET_PRIORITY: return thread_set_priority(c->object, a[0], a[1], threads[c->thread].max_priority);
	case THREAD_BIND_NOTIFICATION: return thread_bind_notification(c->object, object_of(a[0]));
	case THREAD_RESUME: return thread_resume(c->object);
	case THREAD_SUSPEND: return suspend(c);
	case THREAD_RESTART: return thread_restart(c->object);
	case VCPU_INJECT: return vcpu_inject(c->object, a[0]);
	case VCPU_SET_TIMER: return vcpu_set_timer(c->object, a[0], a[1]);
	case VCPU_RESET: return reset_vcpu(c);
	case SCHED_CONTROL_CONFIGURE: return sched_context_configure(object_of(a[0]), a[1], a[2], a[3]);
	case SCHED_CONTEXT_BIND: return sched_context_bind(c->object, object_of(a[0]));
	case SCHED_CONTEXT_UNBIND: return sched_context_unbind(c->object);
	case SCHED_CONTEXT_CONSUMED: return consumed(c);
	case FRAME_MAP: return map_frame(c);
	case FRAME_UNMAP:
	case PAGE_TABLE_UNMAP: return mapping_unmap(c->slot);
	case PAGE_TABLE_MAP: return page_table_map(c->slot, object_of(a[0]), a[1]);
	case VSPACE_LOOKUP: return vspace_lookup(c->object, a[0], &x[0], &x[1]);
	case IRQ_CONTROL_GET: return irq_control_get(c->slot, a[0], a[1], (u32)a[3]);
	case IRQ_HANDLER_BIND: return irq_bind(c->object, object_of(a[0]), slots[a[0]].badge);
	case IRQ_HANDLER_ACK: return irq_acknowledge(c->object);
	case IRQ_HANDLER_UNBIND: return irq_unbind(c->object);
	case SCHED_CONTROL_WINDOW: return set_window(c);
	default: return partition_start(a[0]); /* SCHED_CONTROL_START */
	}
}
