/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the assembly needs of the C declarations: offsets in bytes, and numbers. offsets.c asserts
 * that each agrees with them.
 */
#pragma once

/* struct registers, as a part of struct thread */
#define REGS_X(n)       (48 + (n) * 8)
#define REGS_SP         296
#define REGS_PC         304
#define REGS_PSTATE     312
#define REGS_TLS        320
#define REGS_TLS_RO     328

/* struct thread */
#define THREAD_WORD         0 /* priority, max_priority << 8, state << 16, flags << 24, next << 32 */
#define THREAD_STATE        2
#define THREAD_FLAGS        3
#define THREAD_NEXT         4
#define THREAD_PREV         8
#define THREAD_WAITING_ON   12
#define THREAD_REPLY        16
#define THREAD_CONTEXT      20
#define THREAD_BOUND        24
#define THREAD_NOTIFICATION 28
#define THREAD_CSPACE       32
#define THREAD_COUNT        36
#define THREAD_VSPACE       40
#define THREAD_FP_ACCESS    44
#define THREAD_SCTLR        432
#define THREAD_TCR          448
#define THREAD_NOTIFY_FREE  658
#define THREAD_FAULT_SLOT   4032

#define FLAG_VCPU    1 /* bit numbers in THREAD_FLAGS; in THREAD_WORD from WORD_FLAGS */
#define FLAG_FAULTED 2
#define FLAG_QUEUED  4
#define WORD_FLAGS   24
#define WORD_STATE   16

/* struct core */
#define CORE_STACK      0
#define CORE_CONTEXT    8
#define CORE_CURRENT    12
#define CORE_VSPACE     16
#define CORE_READY      24
#define CORE_SHARED     32
#define CORE_VCPU       36
#define CORE_STARTED    40
#define CORE_DEADLINE   48
#define CORE_GUEST_MODE 60
#define CORE_HEADS      64
#define CORE_INDEX      324
#define CORE_BITS       11 /* log2 of its size */

/* struct slot, endpoint, reply, sched_context, notification, granule */
#define SLOT_BADGE         8
#define ENDPOINT_HEAD      0
#define REPLY_CALLER       0
#define REPLY_PREVIOUS     4
#define REPLY_SERVER       8
#define REPLY_CONTEXT      12
#define REPLY_NEXT         16
#define CONTEXT_BUDGET     0
#define CONTEXT_PERIOD     8
#define CONTEXT_REMAINING  16
#define CONTEXT_CONSUMED   24
#define CONTEXT_THREAD     44
#define CONTEXT_REPLY      48
#define CONTEXT_TURN_OVER  52
#define CONTEXT_WOKEN      53
#define CONTEXT_CORE       56
#define NOTIFICATION_HEAD  0
#define NOTIFICATION_BOUND 8
#define NOTIFICATION_WORD  16
#define GRANULE_VMID       2

/* struct kernel_header, boot_info */
#define HEADER_CORE_MAX    4
#define INDEX_MASK         63 /* of x0 at the entry */

/* enum thread_state, fault, system_call; ESR_EL2 */
#define STATE_AWAIT_REPLY  1
#define STATE_RECEIVING    2
#define STATE_WAITING      4
#define STATE_READY        5
#define LABEL_FAULT_MEMORY 1
#define LABEL_EXIT_MEMORY  16
#define VERSION            1
#define NUMBER_CALL        1
#define NUMBER_REPLY_RECV  2
#define NUMBER_SIGNAL      8
#define NUMBER_YIELD       9
#define NUMBER_INVOKE      10
#define ARRIVED            0x400 /* ARRIVED_NOTIFICATION */
#define EC_SVC             0x15
#define EC_DATA_ABORT      0x24
#define EC_HVC             0x16
#define LABEL_FROM_CALL    5 /* from the class of HVC and SMC to the label */

/* ESR_EL2 of SVC #n, rotated right by 25: class, IL, number. */
#define SYNDROME_SVC(n)    (EC_SVC << 1 | 1 | (n) << 7)

/* Type and rights as the low half of a slot's first word: WRITE and CALL are next to the type. */
#define MASK_WRITE         0x01ff
#define MASK_CALL          0x03ff
#define BIT_READ           10
#define WORD_CALL          0x0305 /* Endpoint, WRITE and CALL */
#define WORD_ENDPOINT      0x0005
#define WORD_REPLY         0x0107 /* Reply, WRITE */
#define WORD_SIGNAL        0x0106 /* Notification, WRITE */

/* THREAD_WORD from the state up, of one that waits alone and without a deadline. */
#define ALONE(state)       ((state) | 1 << 8) /* THREAD_STARTED */

/*
 * The processor's configuration (Arm ARM D17.2, tried on real guests; docs/design.md explains each
 * bit). What stays as it is, the loader sets once on each core; vectors.S and context.c the rest.
 */
#define CONFIG_MAIR           0xff00     /* 0 device, 1 write-back */
#define CONFIG_TCR            0x80823519 /* 39 bits, write-back walks, inner shareable, 40-bit PA */
#define CONFIG_SCTLR_OFF      0x30c50830 /* EL2 between the loader's map and the kernel's: RES1 */
#define CONFIG_SCTLR_LOADER   0x30c51835 /* I, C, SA, M */
#define CONFIG_SCTLR_KERNEL   0x30cd1835 /* and WXN */
#define CONFIG_VTCR           0x80023559 /* T0SZ=25, SL0=1, 40-bit PA: the root is one granule */
#define CONFIG_MDCR           0xe60      /* debug and PMU trapped; HPMN is the core's own */
#define CONFIG_CNTHCTL        1          /* CNTP trapped, CNTPCT readable */
#define CONFIG_VMPIDR         0x80000000
#define CONFIG_HCR_NATIVE     0x88001039
#define CONFIG_HCR_GUEST      0x807c263f
#define CONFIG_SCTLR_NATIVE   0x34d5d804
#define CONFIG_CPACR_NATIVE   0x300000
#define CONFIG_CNTKCTL_NATIVE 3
#define CONFIG_CPTR_OPEN      0x33ff
#define CONFIG_CPTR_CLOSED    0x37ff
