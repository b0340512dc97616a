/* SPDX-License-Identifier: BSD-2-Clause */
/* Virtual CPUs; see vcpu.h. */
#include <arch.h>
#include <arrays.h>
#include <gic.h>
#include <schedule.h>
#include <vcpu.h>

#define SCTLR_RESET  0x30d00800UL /* RES1 bits; MMU and caches off */
#define PSTATE_EL1H  0x3c5UL      /* interrupts masked */
#define PSTATE_MODE  0xfUL
#define TIMER_LIST   0u

static void wake(u32 thread)
{
	if (threads[thread].state != THREAD_IDLE_GUEST)
		return;
	schedule_stop(thread);
	schedule_ready(thread);
}

/* The vCPU with its list registers as they are now. */
static struct vcpu *current_lists(u32 thread)
{
	struct vcpu *v = &threads[thread].vcpu;

	if (context_is_loaded(thread))
		gic_lists_save(v);
	return v;
}

/* The vCPU's list registers have got another pending interrupt. */
static void publish_lists(u32 thread)
{
	if (context_is_loaded(thread))
		gic_lists_load(&threads[thread].vcpu);
	wake(thread);
}

/* The list register that holds the interrupt, or a free one, or that of the timer if there is neither. */
static u32 find_list(const struct vcpu *v, u32 intid)
{
	u32 found = TIMER_LIST;

	for (u32 n = LIST_REGISTERS - 1; n != TIMER_LIST; n--) {
		if (!(v->list[n] & LIST_STATE))
			found = n;
		else if (LIST_INTID(v->list[n]) == intid)
			return n;
	}
	return found;
}

enum status vcpu_inject(u32 thread, u64 word)
{
	u32 intid = (u32)word;
	u64 priority = word >> 32;

	if (intid >= GIC_NO_INTERRUPT || priority > 255)
		return OUT_OF_RANGE;
	if (intid == VIRTUAL_TIMER_INTID)
		return INVALID_ARGUMENT;
	struct vcpu *v = current_lists(thread);
	u32 n = find_list(v, intid);

	if (n == TIMER_LIST) {
		v->notify_free = NOTIFY_WANTED;
		if (context_is_loaded(thread))
			gic_maintenance(true);
		return BUSY;
	}
	if (!(v->list[n] & LIST_STATE))
		v->list[n] = LIST_GROUP1 | LIST_PRIORITY(priority) | intid;
	v->list[n] |= LIST_PENDING;
	publish_lists(thread);
	return OK;
}

enum status vcpu_set_timer(u32 thread, u64 enabled, u64 priority)
{
	struct vcpu *v = &threads[thread].vcpu;

	if (enabled > 1 || priority > 255)
		return OUT_OF_RANGE;
	v->timer_enabled = (u8)enabled;
	v->timer_priority = (u8)priority;
	if (context_is_loaded(thread))
		gic_enable(VIRTUAL_TIMER_INTID, enabled);
	return OK;
}

void vcpu_initialise(u32 thread)
{
	threads[thread].vcpu.sctlr = SCTLR_RESET;
}

enum status vcpu_reset(u32 thread, u64 affinity)
{
	if (affinity > 255)
		return OUT_OF_RANGE;
	context_forget_thread(thread);
	threads[thread].vcpu = (struct vcpu){ .affinity = (u8)affinity };
	vcpu_initialise(thread);
	return OK;
}

void vcpu_timer_fired(void)
{
	u32 thread = this_core()->loaded_vcpu;

	if (thread == NONE) {
		gic_deactivate(VIRTUAL_TIMER_INTID);
		return;
	}
	struct vcpu *v = current_lists(thread);

	v->list[TIMER_LIST] = LIST_PENDING | LIST_GROUP1 | LIST_PRIORITY(v->timer_priority) | LIST_LINK(VIRTUAL_TIMER_INTID)
	                      | VIRTUAL_TIMER_INTID;
	publish_lists(thread);
}

void vcpu_list_freed(void)
{
	u32 thread = this_core()->loaded_vcpu;

	gic_maintenance(false);
	if (thread == NONE || threads[thread].vcpu.notify_free != NOTIFY_WANTED)
		return;
	threads[thread].vcpu.notify_free = NOTIFY_DUE;
	this_core()->reschedule = true; /* the exit that it owes comes before what it runs */
	wake(thread);
}

static bool has_pending(u32 thread)
{
	const u64 *list = current_lists(thread)->list;

	return ((list[0] | list[1] | list[2] | list[3]) & LIST_PENDING) != 0;
}

void vcpu_idle(u32 thread)
{
	threads[thread].regs.pc += 4;
	if (has_pending(thread))
		return;
	u64 deadline = threads[thread].vcpu.timer_enabled ? context_guest_deadline() : DEADLINE_NEVER;

	schedule_block(thread, THREAD_IDLE_GUEST, deadline);
}

/* Offset into the vector table by where the exception came from (Arm ARM D1.10.2). */
static u64 vector_offset(u64 pstate)
{
	switch (pstate & PSTATE_MODE) {
	case 4: return 0x000; /* EL1t */
	case 5: return 0x200; /* EL1h */
	default: return 0x400; /* EL0 */
	}
}

/* The class of an abort also tells whether it came from EL1 itself: 0x21 and 0x25, not 0x20 and 0x24. */
static u64 same_level(u64 pstate, u64 syndrome)
{
	u64 class = syndrome >> 26 & 0x3f;

	return (class == 0x20 || class == 0x24) && (pstate & PSTATE_MODE) ? BIT(26) : 0;
}

void vcpu_raise(u32 thread, u64 syndrome, u64 address)
{
	struct vcpu *v = &threads[thread].vcpu;
	struct registers *regs = &threads[thread].regs;

	context_unload_vcpu(thread);
	v->esr = syndrome | same_level(regs->pstate, syndrome);
	v->far = address;
	v->elr = regs->pc;
	v->spsr = regs->pstate;
	regs->pc = v->vbar + vector_offset(regs->pstate);
	regs->pstate = PSTATE_EL1H;
}
