/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the assembly needs of the C declarations: offsets in bytes, and numbers. offsets.c asserts
 * that each agrees with them.
 */
#pragma once

/* struct registers, as a part of struct thread */
#define REGS_X(n)       (48 + (n) * 8)
#define REGS_PC         304
#define REGS_TLS        320

/* struct thread */
#define THREAD_STATE        0 /* a word: state, flags << 8, priority << 16 */
#define THREAD_FLAGS        1
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
#define THREAD_SCTLR        960
#define THREAD_CPACR        976
#define THREAD_TCR          1000
#define THREAD_CNTKCTL      1120
#define THREAD_NOTIFY_FREE  1202
#define THREAD_FAULT_SLOT   4032

#define FLAG_VCPU    0 /* bit numbers in THREAD_FLAGS */
#define FLAG_FAULTED 3
#define FLAG_TIMER   4

/* struct core */
#define CORE_STACK      0
#define CORE_CURRENT    8
#define CORE_READY      24
#define CORE_GUEST_MODE 48
#define CORE_LOADED     32
#define CORE_VSPACE     36
#define CORE_VCPU       40
#define CORE_FP_OWNER   44

/* struct slot, endpoint, reply, sched_context, notification, granule */
#define SLOT_BADGE         8
#define ENDPOINT_HEAD      0
#define ENDPOINT_RECEIVING 8
#define REPLY_CALLER       0
#define REPLY_SERVER       4
#define REPLY_CONTEXT      8
#define REPLY_PREVIOUS     12
#define REPLY_NEXT         16
#define CONTEXT_THREAD     40
#define CONTEXT_REPLY      52
#define NOTIFICATION_WORD  16
#define GRANULE_VMID       2
#define GRANULE_AUX        4

/* struct kernel_header, boot_info */
#define HEADER_CORE_MAX    1
#define INDEX_MASK         63 /* of x0 at the entry */

/* enum thread_state, fault, system_call; ESR_EL2 */
#define STATE_READY        1
#define STATE_RECEIVING    3
#define STATE_AWAIT_REPLY  5
#define LABEL_EXIT_MEMORY  16
#define NUMBER_CALL        1
#define NUMBER_REPLY_RECV  2
#define ESR_SVC            0x56000000
#define EC_DATA_ABORT      0x24
#define EC_HVC             0x16
#define LABEL_FROM_CALL    5 /* from the class of HVC and SMC to the label */

/* Type and rights as the low half of a slot's first word. */
#define WORD_CALL          0x1205 /* Endpoint, WRITE and CALL */
#define WORD_RECEIVE       0x0105 /* Endpoint, READ */
#define WORD_REPLY         0x0207 /* Reply, WRITE */

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
