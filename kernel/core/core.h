/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The state of each core. `this_core()` is the one that runs; only that core touches it.
 * The order of the fields up to `ready_head` suits arch/aarch64/fastpath.S, which takes several at once.
 */
#pragma once

#include <object.h>

#define CORE_MAX 1u

struct core {
	u64 stack_top;
	u32 sched_context; /* that time is charged to, NONE while idle */
	u32 current;       /* thread that runs on return, NONE while idle */
	u32 loaded_vspace; /* what the hardware translates by */
	u32 loaded;        /* thread whose context is loaded, NONE when it must be loaded again */
	u64 ready;         /* bit p: ready_head[p] is not NONE */
	u32 shared;        /* not 0: other cores run, and the kernel's state is theirs too */
	u32 loaded_vcpu;   /* whose EL1 registers and virtual interrupts the hardware holds */
	u64 started;       /* when charging began */
	u64 deadline;      /* what the hardware timer is set to, unless the running thread's time ends before */
	u32 fp_owner;      /* whose FP registers the hardware holds */

	u8 guest_mode;     /* HCR_EL2 and EL1 control registers are a guest's */
	u8 reschedule;     /* `current` may no longer be the right one */
	u8 interrupts_turn; /* one of its priority continues a slice that it has begun: `current` waits */
	u8 timer_changed;  /* the hardware timer must be set again */
	u32 ready_head[PRIORITY_COUNT]; /* circular queues of READY threads */
	u32 timers;        /* root of the timer queue */
	u32 index;         /* in cores[]; 0 is the one that firmware booted */
};

extern struct core cores[CORE_MAX];

#include <core_pointer.h>
