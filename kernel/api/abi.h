/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's binary interface: everything that the kernel and user level must agree on.
 * Owns the numbers of system calls, statuses, object types, rights and methods, and the
 * layout of fault and exit messages. docs/manual.md explains each of them.
 * Included by the kernel, the loader and every component; holds no code.
 */
#pragma once

#define ABI_VERSION 1

/*
 * A system call is `svc #number`. Registers on entry:
 *   x0      label of the message, or number of the method for SYS_INVOKE
 *   x1..x8  data words of the message, or arguments of the method
 *   x9      index of the invoked capability in the caller's CSpace
 *   x11     index of a Reply capability      (RECV, NBRECV, REPLY_RECV*, REPLY)
 *   x12     absolute deadline in counter ticks, DEADLINE_NEVER for none (RECV, REPLY_RECV*)
 *   x13     index of the empty slot that may take a capability, 0 for none (receives, CALL_CAP)
 *   x14     index of the capability to send  (SEND_CAP, CALL_CAP, REPLY_RECV_CAP)
 * On return:
 *   x0..x8  the message received, or results of the method in x0..x3
 *   x9      badge of the sender's capability, or the notification's accumulated word
 *   x10     status (low 8 bits) and ARRIVED_* flags
 * All other registers, FP and SIMD state included, are preserved.
 */
enum system_call {
	SYS_NULL = 0,       /* x0 = ABI_VERSION */
	SYS_CALL = 1,       /* send to an endpoint, wait for the reply */
	SYS_REPLY_RECV = 2, /* reply through x11, then receive on x9 */
	SYS_RECV = 3,       /* receive on an endpoint, or wait on a notification */
	SYS_NBRECV = 4,     /* the same, WOULD_BLOCK instead of waiting */
	SYS_SEND = 5,       /* send to an endpoint, wait until it is taken */
	SYS_NBSEND = 6,     /* send if a receiver waits, WOULD_BLOCK otherwise */
	SYS_REPLY = 7,      /* reply through x11 */
	SYS_SIGNAL = 8,     /* or the badge into a notification */
	SYS_YIELD = 9,      /* go behind the others of the same priority */
	SYS_INVOKE = 10,    /* a method of a kernel object */
	SYS_CALL_CAP = 11,
	SYS_SEND_CAP = 12,
	SYS_REPLY_RECV_CAP = 13,
	SYS_COUNT = 14,
};

#define DEADLINE_NEVER (~0ULL)

/* Flags beside the status in x10 after a receive. */
#define ARRIVED_CAPABILITY   0x100ULL /* a capability is now in the slot named by x13 */
#define ARRIVED_NO_SLOT      0x200ULL /* one was sent, but no empty slot was named */
#define ARRIVED_NOTIFICATION 0x400ULL /* x9 is a notification's word, there is no message */
#define STATUS_MASK          0xffULL

enum status {
	OK = 0,
	INVALID_CAPABILITY = 1, /* index beyond the CSpace, slot empty, or object of another type */
	INVALID_METHOD = 2,     /* no such method or system call */
	INVALID_ARGUMENT = 3,   /* a value that has no meaning here */
	OUT_OF_RANGE = 4,       /* an index, address or size beyond its limit */
	MISALIGNED = 5,
	NO_RIGHTS = 6,          /* the capability lacks a right that the operation needs */
	NO_MEMORY = 7,          /* the untyped has too little left */
	SLOT_OCCUPIED = 8,      /* a destination slot is not empty */
	NO_TABLE = 9,           /* a page table is missing on the way to the address */
	ALREADY = 10,           /* already mapped, bound, issued or started */
	WOULD_BLOCK = 11,
	TIMED_OUT = 12,         /* the deadline has passed */
	CANCELLED = 13,         /* the object or the peer waited for has been destroyed or restarted */
	WRONG_STATE = 14,       /* the object is not in a state that allows this */
	BUSY = 15,              /* no free resource of a fixed number (list register) now */
	STATUS_COUNT = 16,
};

enum object_type {
	TYPE_NULL = 0,
	TYPE_UNTYPED = 1,
	TYPE_CNODE = 2,
	TYPE_THREAD = 3, /* runs at EL0 as a native */
	TYPE_VCPU = 4,   /* a thread that runs a guest at EL1 and EL0; takes all thread methods */
	TYPE_ENDPOINT = 5,
	TYPE_NOTIFICATION = 6,
	TYPE_REPLY = 7,
	TYPE_SCHED_CONTEXT = 8,
	TYPE_VSPACE = 9,
	TYPE_PAGE_TABLE = 10,
	TYPE_FRAME = 11,
	TYPE_IRQ_HANDLER = 12,
	TYPE_IRQ_CONTROL = 13,
	TYPE_SCHED_CONTROL = 14,
	TYPE_IO_SPACE = 15, /* reserved for SMMU streams */
	TYPE_COUNT = 16,
};

/* Rights: single bits; a derived capability never has a bit that its source lacks. */
#define RIGHT_READ    0x01 /* receive, wait, read, map readable */
#define RIGHT_WRITE   0x02 /* send, signal, change, map writable */
#define RIGHT_EXECUTE 0x04 /* map executable */
#define RIGHT_GRANT   0x08 /* send a capability along */
#define RIGHT_CALL    0x10 /* call: be replied to */
#define RIGHT_CONTROL 0x20 /* configure the object */
#define RIGHT_RESTART 0x40 /* restart the thread at its entry, nothing else */
#define RIGHTS_ALL    0x7f

/* Methods for SYS_INVOKE; arguments in x1.. in this order. docs/manual.md has them in full. */
enum method {
	METHOD_NONE = 0,
	/* Untyped */
	UNTYPED_RETYPE = 1, /* type, size_bits, cnode, first slot, count */
	/* CNode: the invoked CNode holds the destination */
	CNODE_COPY = 2,    /* slot, source cnode, source slot, rights */
	CNODE_MINT = 3,    /* slot, source cnode, source slot, rights, badge */
	CNODE_MOVE = 4,    /* slot, source cnode, source slot */
	CNODE_MUTATE = 5,  /* slot, source cnode, source slot, badge */
	CNODE_DELETE = 6,  /* slot */
	CNODE_REVOKE = 7,  /* slot */
	CNODE_INSPECT = 8, /* slot -> x0 type|rights<<8|bits<<16|flags<<24|object<<32, x1 badge, x2 mapped vspace<<32|page */
	/* Thread and VCPU */
	THREAD_CONFIGURE = 9,          /* cspace, vspace, fault endpoint; 0 leaves one as it is */
	THREAD_SET_REGISTERS = 10,     /* pc, sp, x0, tls; pc becomes the entry for restart */
	THREAD_SET_PRIORITY = 11,      /* priority, max_priority (0..63) */
	THREAD_BIND_NOTIFICATION = 12, /* notification, 0 unbinds */
	THREAD_RESUME = 13,
	THREAD_SUSPEND = 14,
	THREAD_RESTART = 15, /* zero the registers, continue at the entry */
	/* VCPU only */
	VCPU_INJECT = 16,    /* intid | priority<<32 */
	VCPU_SET_TIMER = 17, /* enabled, priority: interrupt 27 as the guest's distributor has it */
	VCPU_RESET = 18,     /* EL1 state and virtual interrupts as after a reset; must be suspended */
	/* SchedControl and SchedContext */
	SCHED_CONTROL_CONFIGURE = 19, /* sched context, core, budget_ticks, period_ticks */
	SCHED_CONTEXT_BIND = 20,      /* thread */
	SCHED_CONTEXT_UNBIND = 21,
	SCHED_CONTEXT_CONSUMED = 22,  /* -> x0 ticks consumed since creation */
	/* Frame, PageTable */
	FRAME_MAP = 23,   /* vspace, address, rights, attributes */
	FRAME_UNMAP = 24,
	PAGE_TABLE_MAP = 25, /* vspace, address: fills the first missing level */
	PAGE_TABLE_UNMAP = 26,
	VSPACE_LOOKUP = 27, /* address -> x0 stage-2 descriptor or 0, x1 log2 of the size it maps */
	/* IRQControl, IRQ handler */
	IRQ_CONTROL_GET = 28, /* intid, level (0 edge, 1 level), cnode, slot */
	IRQ_HANDLER_BIND = 29, /* notification */
	IRQ_HANDLER_ACK = 30,
	IRQ_HANDLER_UNBIND = 31,
	METHOD_COUNT = 32,
};

/* Attributes of a mapping. */
#define MAP_NORMAL 0 /* write-back */
#define MAP_DEVICE 1 /* nGnRE */

/* Sizes. */
#define GRANULE_BITS       12
#define FRAME_SMALL_BITS   12
#define FRAME_LARGE_BITS   21
#define CNODE_MIN_BITS     7
#define CNODE_MAX_BITS     16
#define SMALL_PER_GRANULE  64 /* endpoints, notifications, replies, scheduling contexts */
#define RETYPE_MAX_COUNT   64
#define PRIORITY_COUNT     64
#define IPA_BITS           39

/*
 * Faults and VM exits arrive at the thread's fault endpoint as a call from it:
 *   x0 label = FAULT_* or EXIT_*, x1 ESR_EL2 (0 where there is none), x2 address (IPA; faulting
 *   address for a native), x3 value of the transfer register (writes), x4 PC,
 *   x5..x8 the guest's x0..x3 (EXIT_HVC and EXIT_SMC).
 */
enum fault {
	FAULT_MEMORY = 1,     /* data or instruction abort of a native */
	FAULT_EXCEPTION = 2,  /* undefined instruction, alignment, breakpoint and the like */
	FAULT_SYSTEM_CALL = 3, /* reserved: unknown svc numbers return INVALID_METHOD */
	FAULT_SERROR = 4,
	EXIT_MEMORY = 16,     /* stage-2 abort of a guest; ISV and S1PTW as in ESR */
	EXIT_HVC = 17,
	EXIT_SMC = 18,
	EXIT_REGISTER = 19,   /* trapped MSR, MRS */
	EXIT_OTHER = 20,      /* any other exception class */
	EXIT_INTERRUPTS = 21, /* a list register became free after VCPU_INJECT said BUSY */
};

/*
 * The reply to a fault or exit: x0 = actions, x1 = value for FAULT_WRITE, x2 = interrupt for
 * FAULT_INJECT (as in VCPU_INJECT). The thread continues unless FAULT_STOP is given.
 */
#define FAULT_ADVANCE     0x01ULL /* step over the instruction */
#define FAULT_WRITE       0x02ULL /* write x1 into general register (actions >> 8 & 31) */
#define FAULT_INJECT      0x04ULL
#define FAULT_STOP        0x08ULL /* leave it suspended */
#define FAULT_RAISE       0x10ULL /* guests: take a synchronous exception at EL1 with ESR_EL1 = x3, FAR_EL1 = x4 */
#define FAULT_REGISTER(n) ((unsigned long long)(n) << 8)
