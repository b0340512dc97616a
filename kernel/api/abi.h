/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's binary interface: everything that the kernel and user level must agree on.
 * Makes enumerations of what interface.h lists (system calls, statuses, object types, rights, methods, faults)
 * and owns the constants and the use of registers beside them. docs/manual.md explains each of them.
 * Included by the kernel, the loader and every component; holds no code.
 */
#pragma once

#include <interface.h>

#define ABI_VERSION 1

#define ABI_NUMBER(name, number, ...) name = number,

/*
 * A system call is `svc #number`. Registers on entry:
 *   x0      label of the message, or number of the method for SYS_INVOKE
 *   x1..x8  data words of the message, or arguments of the method
 *   x9      index of the invoked capability in the caller's CSpace
 *   x11     index of a Reply capability      (RECV, NBRECV, REPLY_RECV*, REPLY)
 *   x12     absolute deadline in counter ticks, DEADLINE_NEVER for none (RECV, REPLY_RECV*)
 *   x13     index of the empty slot that may take a capability, 0 for none (receives, CALL*)
 *   x14     index of the capability to send  (SEND_CAP, CALL_CAP, REPLY_RECV_CAP)
 * On return:
 *   x0..x8  the message received, or results of the method in x0..x3
 *   x9      badge of the sender's capability, or the notification's accumulated word
 *   x10     status (low 8 bits) and ARRIVED_* flags
 * All other registers, FP and SIMD state included, are preserved.
 */
enum system_call { EACH_SYSTEM_CALL(ABI_NUMBER) SYS_COUNT };

#define DEADLINE_NEVER (~0ULL)

/* Flags beside the status in x10 after a receive. */
#define ARRIVED_CAPABILITY   0x100ULL /* a capability is now in the slot named by x13 */
#define ARRIVED_NO_SLOT      0x200ULL /* one was sent, but no empty slot was named */
#define ARRIVED_NOTIFICATION 0x400ULL /* x9 is a notification's word, there is no message */
#define STATUS_MASK          0xffULL

enum status { EACH_STATUS(ABI_NUMBER) STATUS_COUNT };

enum object_type { EACH_OBJECT_TYPE(ABI_NUMBER) TYPE_COUNT };

/* Rights: single bits; a derived capability never has a bit that its source lacks. */
enum right { EACH_RIGHT(ABI_NUMBER) RIGHTS_ALL = 0x7f };

/* Methods for SYS_INVOKE. */
enum method { METHOD_NONE = 0, EACH_METHOD(ABI_NUMBER) METHOD_COUNT };

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
 *   x5..x8 the thread's x0..x3.
 */
enum fault { EACH_FAULT(ABI_NUMBER) };

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
