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
#define FIRST_LIST   1u           /* 0 is the timer's */

static void wake(u32 thread)
{
	if (threads[thread].state != THREAD_IDLE_GUEST)
		return;
	schedule_stop(thread);
	schedule_ready(thread);
}

/* The list register that holds the interrupt, or a free one, or LIST_REGISTERS. */
static u32 find_list(const struct vcpu *v, bool loaded, u32 intid)
{
	u32 found = LIST_REGISTERS;

	for (u32 n = FIRST_LIST; n < LIST_REGISTERS; n++) {
		u64 value = gic_list_read(v, loaded, n);

		if (gic_list_is_free(value))
			found = n;
		else if (gic_list_intid(value) == intid)
			return n;
	}
	return found;
}

enum status vcpu_inject(u32 thread, u64 word)
{
	struct vcpu *v = &threads[thread].vcpu;
	u32 intid = (u32)word;
	u64 priority = word >> 32;

	if (intid >= GIC_NO_INTERRUPT || priority > 255)
		return OUT_OF_RANGE;
	if (intid == VIRTUAL_TIMER_INTID)
		return INVALID_ARGUMENT;
	bool loaded = context_is_loaded(thread);
	u32 n = find_list(v, loaded, intid);

	if (n == LIST_REGISTERS) {
		v->notify_free = NOTIFY_WANTED;
		if (loaded)
			gic_maintenance(true);
		return BUSY;
	}
	u64 old = gic_list_read(v, loaded, n);

	gic_list_write(v, loaded, n, gic_list_is_free(old) ? gic_list_pending(intid, (u8)priority, false)
	                                                   : gic_list_pend(old));
	wake(thread);
	return OK;
}

enum status vcpu_set_timer(u32 thread, u64 enabled, u64 priority)
{
	struct vcpu *v = &threads[thread].vcpu;

	if (enabled > 1 || priority > 255)
		return OUT_OF_RANGE;
	v->timer_enabled = (u8)enabled;
	v->timer_priority = (u8)priority;
	if (!context_is_loaded(thread))
		return OK;
	if (enabled)
		gic_enable(VIRTUAL_TIMER_INTID);
	else
		gic_disable(VIRTUAL_TIMER_INTID);
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
	struct vcpu *v = &threads[thread].vcpu;

	gic_list_write(v, true, 0, gic_list_pending(VIRTUAL_TIMER_INTID, v->timer_priority, true));
	wake(thread);
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
	const struct vcpu *v = &threads[thread].vcpu;
	bool loaded = context_is_loaded(thread);

	for (u32 n = 0; n < LIST_REGISTERS; n++)
		if (gic_list_has_pending(gic_list_read(v, loaded, n)))
			return true;
	return false;
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
