/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the processor holds beyond the saved registers: address space, trap configuration, EL1
 * registers, virtual interrupts, FP. A guest's EL1 registers stay loaded while natives run, so that
 * a VM exit and its reply move few of them; only those that reach a native at EL0 are exchanged.
 * Called on every return to user level (context_load) and when objects are destroyed.
 */
#include <arch.h>
#include <arrays.h>
#include <core.h>
#include <gic.h>
#include <offsets.h>
#include "context.h"
#include "stage2.h"
#include <sysreg.h>

#define HCR_NATIVE     ((u64)CONFIG_HCR_NATIVE)
#define HCR_GUEST      ((u64)CONFIG_HCR_GUEST)
#define SCTLR_NATIVE   ((u64)CONFIG_SCTLR_NATIVE)
#define CPACR_NATIVE   ((u64)CONFIG_CPACR_NATIVE)
#define CNTKCTL_NATIVE ((u64)CONFIG_CNTKCTL_NATIVE) /* counters readable, timers not */
#define CPTR_OPEN      CONFIG_CPTR_OPEN
#define CPTR_CLOSED    CONFIG_CPTR_CLOSED

static u32 vmid_owner[VMID_COUNT];
static u32 vmid_last;
static u32 tag_vcpu[CORE_MAX][VMID_COUNT]; /* by processor and tag: the vCPU whose own translations the TLB may hold */
static u64 empty_root[512] __attribute__((aligned(4096)));

/* Other cores that hold the object, a thread or a VSpace, put it away. */
static void recall(u32 object)
{
	for (u32 i = 0; i < core_limit; i++) {
		struct core *core = &cores[i];

		if (core != this_core()
		    && (core->loaded_vcpu == object || core->fp_owner == object || core->loaded_vspace == object))
			core_park(core);
	}
}

/* Gives the VSpace a tag, taking it from another when all are in use. */
static void vmid_assign(u32 vspace)
{
	vmid_last = vmid_last == VMID_COUNT - 1 ? 1 : vmid_last + 1;
	u32 owner = vmid_owner[vmid_last];

	if (owner != NONE) {
		recall(owner);
		tlb_invalidate_vspace(owner);
		granules[owner].vmid = 0;
	}
	vmid_owner[vmid_last] = vspace;
	granules[vspace].vmid = (u16)vmid_last;
}

void vmid_release(u32 vspace)
{
	if (granules[vspace].vmid == 0)
		return;
	tlb_invalidate_vspace(vspace);
	vmid_owner[granules[vspace].vmid] = NONE;
	granules[vspace].vmid = 0;
}

static void load_vspace(struct core *core, u32 vspace)
{
	if (core->loaded_vspace == vspace)
		return;
	core->loaded_vspace = vspace;
	if (vspace == NONE) {
		WRITE(vttbr_el2, empty_root);
	} else {
		if (granules[vspace].vmid == 0)
			vmid_assign(vspace);
		WRITE(vttbr_el2, stage2_vttbr(vspace));
	}
	OP("isb");
}

void context_forget_vspace(u32 vspace)
{
	struct core *core = this_core();

	recall(vspace);
	if (core->loaded_vspace != vspace)
		return;
	load_vspace(core, NONE);
	core->loaded = NONE;
}

/* Registers of EL1 by two, from and to fields of the same name in the struct vcpu `v`. */
#define SAVE_PAIR(a, b) \
	{ \
		u64 a##_ = READ(a##_el1), b##_ = READ(b##_el1); \
		v->a = a##_; \
		v->b = b##_; \
	}
#define LOAD_PAIR(a, b) \
	{ \
		u64 a##_ = v->a, b##_ = v->b; \
		WRITE(a##_el1, a##_); \
		WRITE(b##_el1, b##_); \
	}

/* Those that a native at EL0 would feel: exchanged on every guest exit to a native. */
#define EACH_FELT_PAIR(PAIR) PAIR(sctlr, cpacr) PAIR(tcr, cntkctl)

/* The rest, exchanged only when another vCPU comes. ACTLR_EL1 is no guest's: HCR_EL2.TACR traps it. */
#define EACH_OTHER_PAIR(PAIR) \
	PAIR(ttbr0, ttbr1) PAIR(mair, amair) PAIR(vbar, contextidr) PAIR(esr, far) \
	PAIR(afsr0, afsr1) PAIR(par, elr) PAIR(spsr, sp) PAIR(tpidr, csselr)

static void leave_guest(struct core *core)
{
	struct vcpu *v = &threads[core->loaded_vcpu].vcpu;

	EACH_FELT_PAIR(SAVE_PAIR)
	WRITE(sctlr_el1, SCTLR_NATIVE);
	WRITE(cpacr_el1, CPACR_NATIVE);
	WRITE(tcr_el1, 0);
	WRITE(cntkctl_el1, CNTKCTL_NATIVE);
	WRITE(hcr_el2, HCR_NATIVE);
	core->guest_mode = 0;
}

static void enter_guest(struct core *core)
{
	const struct vcpu *v = &threads[core->loaded_vcpu].vcpu;

	EACH_FELT_PAIR(LOAD_PAIR)
	WRITE(hcr_el2, HCR_GUEST);
	core->guest_mode = 1;
}

static void vcpu_save(struct vcpu *v)
{
	EACH_OTHER_PAIR(SAVE_PAIR)
	v->cntv_ctl = READ(cntv_ctl_el0);
	v->cntv_cval = READ(cntv_cval_el0);
	WRITE(cntv_ctl_el0, 0);
	OP("isb");
	gic_vcpu_save(v);
}

static void vcpu_load(struct vcpu *v)
{
	WRITE(vmpidr_el2, CONFIG_VMPIDR | v->affinity);
	EACH_OTHER_PAIR(LOAD_PAIR)
	gic_vcpu_load(v); /* sets interrupt 27's active state before its timer can fire */
	WRITE(cntv_cval_el0, v->cntv_cval);
	WRITE(cntv_ctl_el0, v->cntv_ctl);
}

/* vCPUs of one VSpace share its tag but not what they translate: when they alternate, stage 1 goes. */
static void flush_other_vcpu(struct core *core, u32 vspace, u32 thread)
{
	u32 *last = &tag_vcpu[core->index % CORE_MAX][granules[vspace].vmid];

	if (*last != NONE && *last != thread) {
		OP("tlbi vmalle1");
		OP("dsb nsh");
	}
	*last = thread;
}

static void load_vcpu(struct core *core, u32 thread)
{
	if (core->loaded_vcpu == thread)
		return;
	if (core->loaded_vcpu != NONE)
		vcpu_save(&threads[core->loaded_vcpu].vcpu);
	core->loaded_vcpu = thread;
	if (thread == NONE)
		return;
	recall(thread);
	vcpu_load(&threads[thread].vcpu);
}

bool context_is_loaded(u32 thread)
{
	recall(thread);
	return this_core()->loaded_vcpu == thread;
}

void context_load(u32 thread)
{
	struct core *core = this_core();

	if (core->loaded == thread && thread != NONE)
		return;
	core->loaded = thread;
	bool is_guest = thread != NONE && (threads[thread].flags & THREAD_IS_VCPU);

	if (core->guest_mode && !(is_guest && core->loaded_vcpu == thread))
		leave_guest(core);
	load_vspace(core, thread == NONE ? NONE : threads[thread].vspace);
	if (is_guest) {
		flush_other_vcpu(core, threads[thread].vspace, thread);
		load_vcpu(core, thread);
		if (!core->guest_mode)
			enter_guest(core);
	}
	if (thread != NONE)
		WRITE(cptr_el2, core->fp_owner == thread ? CPTR_OPEN : CPTR_CLOSED);
}

/* Opens FP access and saves whose registers are there. */
static void put_fp_away(struct core *core)
{
	WRITE(cptr_el2, CPTR_OPEN);
	OP("isb");
	if (core->fp_owner == NONE)
		return;
	fp_save(&threads[core->fp_owner].fp);
	threads[core->fp_owner].fp_access = CPTR_CLOSED;
	core->fp_owner = NONE;
}

void context_take_fp(u32 thread)
{
	put_fp_away(this_core());
	recall(thread);
	fp_restore(&threads[thread].fp);
	threads[thread].fp_access = CPTR_OPEN;
	this_core()->fp_owner = thread;
}

static void unload_vcpu(struct core *core)
{
	if (core->guest_mode)
		leave_guest(core);
	load_vcpu(core, NONE);
	core->loaded = NONE;
}

void context_unload_vcpu(u32 thread)
{
	recall(thread);
	if (this_core()->loaded_vcpu == thread)
		unload_vcpu(this_core());
}

void context_put_away(void)
{
	struct core *core = this_core();

	unload_vcpu(core);
	put_fp_away(core);
	load_vspace(core, NONE);
}

/* A virtual interrupt of a vCPU that does not run would end every wait at once. */
void context_rest(void)
{
	struct core *core = this_core();

	if (core->loaded_vcpu != NONE && threads[core->loaded_vcpu].state != THREAD_IDLE_GUEST)
		unload_vcpu(core);
	core->loaded = NONE;
}

u64 context_guest_deadline(void)
{
	u64 control = READ(cntv_ctl_el0);

	return (control & 3) == 1 ? READ(cntv_cval_el0) : DEADLINE_NEVER;
}

void context_forget_thread(u32 thread)
{
	struct core *core = this_core();

	context_unload_vcpu(thread);
	if (core->fp_owner == thread)
		core->fp_owner = NONE;
	threads[thread].fp_access = CPTR_CLOSED;
	core->loaded = NONE;
}
