/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The shape of everything the kernel stores in memory that user level paid for.
 * Memory is typed by granule (4 KiB): each granule holds objects of one type, each type is one
 * global array over all of RAM (arch/<arch>/arrays.h), and objects name one another by index:
 *   granule, thread, vspace, page table, CNode (first granule)   address / 4096
 *   slot                                                          address / 32
 *   endpoint, notification, reply, scheduling context             address / 64
 * Index 0 is never an object and stands for "none". All-zero memory is a valid, unused object.
 * The loader builds the first objects with these same definitions.
 */
#pragma once

#include <abi.h>
#include <types.h>

#define NONE 0u

/* One per granule of memory, RAM or device, in a table that the loader reserves. */
struct granule {
	u8 type;  /* enum object_type of what lives here; TYPE_UNTYPED when nothing does, and behind a Frame's first granule */
	u8 bits;  /* log2 of the bytes of the object whose first granule this is */
	u16 vmid; /* VSpace: its hardware tag, 0 while it has none */
	u32 aux;  /* CNode being destroyed: next one in the list of retired CNodes */
	u64 generation; /* VSpace: unique over all VSpaces ever made; CNode being destroyed: slots done */
};

/* slot.flags */
#define SLOT_REVOCABLE    0x01 /* may be the parent of capabilities to the same object */
#define SLOT_FIRST_BADGED 0x02 /* got its badge by minting from an unbadged one */
#define SLOT_MAPPED       0x04 /* Frame, PageTable: map_vspace, map_page, badge are valid */
#define SLOT_DEVICE       0x08 /* Untyped, Frame: device memory, never cleared or read */

/*
 * A capability slot. Empty: all zero. Otherwise linked into the one derivation list, circular and
 * in preorder, whose head is a slot of TYPE_NULL that the loader sets aside.
 */
struct slot {
	u8 type;   /* enum object_type */
	u8 rights; /* RIGHT_* */
	u8 bits;   /* Untyped, Frame: log2 bytes; CNode: log2 slots */
	u8 flags;
	u32 object;  /* index of the object; Untyped, Frame: first granule; IRQ handler: INTID */
	u64 badge;   /* Endpoint, Notification: badge; Untyped: bytes already given out;
	                mapped Frame, PageTable: generation of the VSpace */
	u32 prev, next; /* derivation list */
	u32 map_vspace;
	u32 map_page; /* address >> 12 */
};

#define SLOTS_PER_GRANULE 128u

/* What every exception saves. The offsets are known to arch/aarch64/vectors.S. */
struct registers {
	u64 x[31];
	u64 sp;     /* SP_EL0; a guest's SP_EL1 is in struct vcpu */
	u64 pc;     /* ELR_EL2 */
	u64 pstate; /* SPSR_EL2 */
	u64 tls;    /* TPIDR_EL0 */
	u64 tls_ro; /* TPIDRRO_EL0, always 0 for a native */
};

struct fp_registers {
	u64 q[64]; /* Q0..Q31 */
	u64 fpcr, fpsr;
};

#define LIST_REGISTERS 4u /* used of those that the hardware has; number 0 is the virtual timer's */

/* EL1 as the guest sees it, and its virtual interrupts. */
struct vcpu {
	u64 sctlr, cpacr, tcr, cntkctl; /* those that a native would feel; fastpath.S takes them in pairs */
	u64 ttbr0, ttbr1, mair, amair, vbar, contextidr, esr, far, afsr0, afsr1, par, elr, spsr, sp, tpidr, csselr;
	u64 cntv_ctl, cntv_cval;
	u64 list[LIST_REGISTERS]; /* ICH_LR<n>_EL2, also the format kept for GICv2 */
	u64 vmcr, apr; /* ICH_VMCR_EL2, ICH_AP1R0_EL2, or those of GICH */
	u8 timer_enabled;  /* interrupt 27 as the guest's distributor has it */
	u8 timer_priority;
	u8 notify_free; /* NOTIFY_*: VCPU_INJECT said BUSY, the VMM waits for a free list register */
	u8 affinity;    /* Aff0 of the guest's MPIDR_EL1 */
	u8 reserved[4];
};

/* vcpu.notify_free */
#define NOTIFY_NOTHING 0
#define NOTIFY_WANTED  1
#define NOTIFY_DUE     2

/* What SYS_CALL and SYS_REPLY_RECV leave has their number: fastpath.S relies on it. */
enum thread_state {
	THREAD_INACTIVE = 0,
	THREAD_AWAIT_REPLY = 1,  /* `reply` will resume it */
	THREAD_RECEIVING = 2,    /* in an endpoint's queue */
	THREAD_SENDING = 3,      /* in an endpoint's queue, message in its registers */
	THREAD_WAITING = 4,      /* in a notification's queue */
	THREAD_READY = 5,        /* runs as soon as it has a scheduling context with budget */
	THREAD_IDLE_GUEST = 6,   /* a vCPU in WFI */
};

/* thread.flags */
#define THREAD_STARTED     0x01 /* entry is set */
#define THREAD_IS_VCPU     0x02
#define THREAD_FAULTED     0x04 /* the call is a fault or exit: the reply is a struct of actions */
#define THREAD_IN_TIMER    0x08 /* linked in its core's timer queue */
#define THREAD_QUEUED      0x10 /* linked in its core's run queue */
#define THREAD_CALLING     0x20 /* SENDING: wants a reply */
#define THREAD_MAY_GRANT   0x40 /* SENDING: its capability has RIGHT_GRANT */
#define THREAD_SENDS_CAP   0x80 /* SENDING or CALLING: the capability in slot x14 goes along */

/* Slots inside a thread's granule: capabilities like any other, found by revoke and inspect. */
#define THREAD_SLOT_CSPACE 124u /* index in the granule's 128 slots; 127 stays empty but for destruction */
#define THREAD_SLOT_VSPACE 125u
#define THREAD_SLOT_FAULT  126u
#define THREAD_SLOTS       3u

struct thread {
	/* Within reach of fastpath.S, which knows the offsets and checks the first four as one word. */
	u8 priority;
	u8 max_priority;
	u8 state;
	u8 flags;
	u32 next, prev;       /* run queue, or queue of the object waited on */
	u32 waiting_on;       /* endpoint or notification index while SENDING, RECEIVING, WAITING */
	u32 reply;            /* RECEIVING: reply object offered; AWAIT_REPLY: the one that resumes it */
	u32 sched_context;    /* that it runs on now, its own or a lent one */
	u32 bound_context;    /* its own, also while that is lent out */
	u32 notification;     /* bound */
	u32 cspace;           /* first slot, NONE without a CSpace */
	u32 cspace_count;     /* slots */
	u32 vspace;           /* granule of the root, NONE without */
	u32 fp_access;        /* arch/: whether it may use FP now, that is, whether its FP registers are loaded */

	struct registers regs;

	u64 send_badge;       /* SENDING */
	u64 entry;            /* pc for THREAD_RESTART */
	u64 entry_sp, entry_argument, entry_tls;
	u64 fault_label;      /* FAULTED: the message, apart from what regs hold */
	u64 fault_syndrome, fault_address;

	u64 deadline;         /* key in the timer queue */
	u32 timer_parent, timer_left, timer_right, timer_rank;
	u32 core;             /* whose run queue or timer queue it is in */

	struct vcpu vcpu;
	struct fp_registers fp __attribute__((aligned(16)));
} __attribute__((aligned(4096))); /* the granule's last four slots are reached through slots[] alone */

/* Stage-2 descriptors (arch/<arch>/stage2.h); the root of a VSpace is one too. */
struct page_table {
	u64 entry[512];
};

/* Threads that wait, first and last; both NONE when nobody does. */
struct queue {
	u32 head, tail;
};

/* 64 bytes each, 64 of one type to a granule. */
struct endpoint {
	struct queue queue; /* all SENDING or all RECEIVING */
	u8 unused[56];
};

struct notification {
	struct queue queue; /* threads that wait */
	u32 bound;      /* thread that also takes it while receiving */
	u32 interrupts; /* first interrupt that signals it (objects/irq.c), NONE */
	u64 word;       /* bits signalled and not yet taken */
	u8 unused[40];
};

struct reply {
	u32 caller;        /* thread that awaits it, NONE */
	u32 previous;      /* reply object that lent the context before (towards the first caller) */
	u32 server;        /* thread that is RECEIVING with it, NONE */
	u32 sched_context; /* lent by the caller, NONE */
	u32 next;          /* the one that borrowed it on */
	u8 unused[44];
};

struct sched_context {
	u64 budget, period; /* counter ticks; budget == period: no limit, a time slice */
	u64 remaining;      /* of the budget */
	u64 consumed;       /* ticks since creation */
	u64 refill_at;      /* when the budget is whole again */
	u32 home;           /* thread that it is bound to (thread.bound_context) */
	u32 thread;         /* that runs on it, NONE */
	u32 reply;          /* last reply object through which it was lent, NONE */
	u8 turn_over;       /* the slice ended while it was lent: home goes behind its peers */
	u8 woken;           /* its thread became ready in the middle of the slice and has not run since */
	u8 reserved[2];     /* 0: fastpath.S reads the last four fields as one */
	u32 core;
	u8 unused[4];
};

_Static_assert(sizeof(struct granule) == 16, "granule record");
_Static_assert(sizeof(struct slot) == 32, "slot");
_Static_assert(sizeof(struct thread) == 4096, "a thread is one granule");
_Static_assert(__builtin_offsetof(struct thread, fp) + sizeof(struct fp_registers) <= 4096 - 4 * sizeof(struct slot),
               "a thread's slots overlap nothing");
_Static_assert(sizeof(struct endpoint) == 64 && sizeof(struct notification) == 64, "small objects");
_Static_assert(sizeof(struct reply) == 64 && sizeof(struct sched_context) == 64, "small objects");
