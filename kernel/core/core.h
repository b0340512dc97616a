/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The state of each core: of each processor, once for each partition. `this_core()` is the one that runs here. The kernel
 * runs on one core at a time (kernel_lock in arch.h), so that one may read and write what it wants of the others' queues, and
 * asks them to look at them (core_poke). What another core holds in its registers, and the thread that it runs, are out of
 * reach until it waits in the kernel (core_park).
 * The order of the fields up to `ready_head` suits arch/aarch64/fastpath.S, which takes several at once.
 */
#pragma once

#include <boot_info.h>
#include <object.h>

#define CORE_MAX      4u /* processors */
#define PARTITION_MAX 4u
#define CORE_SLOTS    (CORE_MAX * PARTITION_MAX)
#define VMID_COUNT 256u

struct core {
	u64 stack_top;
	u32 sched_context; /* that time is charged to, NONE while idle */
	u32 current;       /* thread that runs on return, NONE while idle */
	u32 loaded_vspace; /* what the hardware translates by */
	u32 loaded;        /* thread whose context is loaded, NONE when it must be loaded again */
	u64 ready;         /* bit p: ready_head[p] is not NONE */
	u32 shared;        /* not 0: there are other cores, and the kernel's lock counts */
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
	u32 index;         /* in cores[]: partition * CORE_MAX + processor; processor 0 is the one that firmware booted */
	const struct window *window; /* of its partition, that it is in (partition.c) */
	u64 window_end;    /* DEADLINE_NEVER without windows */
	u8 active;         /* its partition has the processor now */
	u8 turn_due;       /* the window is over */
	u32 park;          /* another core waits until this one has put everything away */
} __attribute__((aligned(2048)));

extern struct core cores[CORE_SLOTS];
extern u32 core_count; /* processors */
extern const struct boot_info *boot_info; /* what the loader says; it stays as it is */
extern u32 core_limit; /* cores from here up have never been used */

#include <core_pointer.h>
