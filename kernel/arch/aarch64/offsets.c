/* SPDX-License-Identifier: BSD-2-Clause */
/* offsets.h agrees with what it names; no code. */
#include <abi.h>
#include <boot_info.h>
#include <core.h>
#include <exception.h>
#include <offsets.h>

#define AT(type, field, offset) \
	_Static_assert(__builtin_offsetof(struct type, field) == (offset), #type "." #field)

AT(thread, regs.x, REGS_X(0));
AT(thread, regs.sp, REGS_X(31));
AT(thread, regs.sp, REGS_SP);
AT(thread, regs.pc, REGS_PC);
AT(thread, regs.pstate, REGS_PSTATE);
AT(thread, regs.tls, REGS_TLS);
AT(thread, regs.tls_ro, REGS_TLS_RO);
AT(thread, priority, THREAD_WORD);
AT(thread, state, THREAD_STATE);
AT(thread, flags, THREAD_FLAGS);
AT(thread, next, THREAD_NEXT);
AT(thread, prev, THREAD_PREV);
AT(thread, waiting_on, THREAD_WAITING_ON);
AT(thread, reply, THREAD_REPLY);
AT(thread, sched_context, THREAD_CONTEXT);
AT(thread, bound_context, THREAD_BOUND);
AT(thread, notification, THREAD_NOTIFICATION);
AT(thread, cspace, THREAD_CSPACE);
AT(thread, cspace_count, THREAD_COUNT);
AT(thread, vspace, THREAD_VSPACE);
AT(thread, fp_access, THREAD_FP_ACCESS);
AT(thread, vcpu.sctlr, THREAD_SCTLR);
AT(thread, vcpu.cpacr, THREAD_SCTLR + 8);
AT(thread, vcpu.tcr, THREAD_TCR);
AT(thread, vcpu.cntkctl, THREAD_TCR + 8);
AT(thread, vcpu.notify_free, THREAD_NOTIFY_FREE);
_Static_assert(THREAD_FAULT_SLOT == THREAD_SLOT_FAULT * sizeof(struct slot), "the thread's own slot");
_Static_assert(THREAD_IS_VCPU == 1 << FLAG_VCPU && THREAD_FAULTED == 1 << FLAG_FAULTED
               && THREAD_QUEUED == 1 << FLAG_QUEUED, "flags");
_Static_assert(WORD_STATE == THREAD_STATE * 8 && WORD_FLAGS == THREAD_FLAGS * 8, "a word, little-endian");
_Static_assert(ALONE(THREAD_WAITING) == (THREAD_WAITING | THREAD_STARTED << 8), "nothing else");

AT(core, stack_top, CORE_STACK);
AT(core, current, CORE_CURRENT);
AT(core, sched_context, CORE_CONTEXT);
AT(core, ready, CORE_READY);
AT(core, shared, CORE_SHARED);
AT(core, started, CORE_STARTED);
AT(core, deadline, CORE_DEADLINE);
AT(core, guest_mode, CORE_GUEST_MODE);
AT(core, loaded_vspace, CORE_VSPACE);
AT(core, loaded_vcpu, CORE_VCPU);
AT(core, ready_head, CORE_HEADS);
AT(core, index, CORE_INDEX);
_Static_assert(sizeof(struct core) == 1 << CORE_BITS, "an index is a shift");

AT(slot, type, 0);
AT(slot, rights, 1);
AT(slot, object, 4);
AT(slot, badge, SLOT_BADGE);
AT(endpoint, queue.head, ENDPOINT_HEAD);
AT(endpoint, queue.tail, ENDPOINT_HEAD + 4);
AT(reply, caller, REPLY_CALLER);
AT(reply, server, REPLY_SERVER);
AT(reply, sched_context, REPLY_CONTEXT);
AT(reply, previous, REPLY_PREVIOUS);
AT(reply, next, REPLY_NEXT);
AT(sched_context, thread, CONTEXT_THREAD);
AT(sched_context, reply, CONTEXT_REPLY);
AT(sched_context, budget, CONTEXT_BUDGET);
AT(sched_context, period, CONTEXT_PERIOD);
AT(sched_context, remaining, CONTEXT_REMAINING);
AT(sched_context, consumed, CONTEXT_CONSUMED);
AT(sched_context, turn_over, CONTEXT_TURN_OVER);
AT(sched_context, woken, CONTEXT_WOKEN);
AT(sched_context, core, CONTEXT_CORE);
AT(sched_context, reserved, CONTEXT_WOKEN + 1);
AT(notification, queue.head, NOTIFICATION_HEAD);
AT(notification, bound, NOTIFICATION_BOUND);
AT(notification, word, NOTIFICATION_WORD);
AT(granule, vmid, GRANULE_VMID);
_Static_assert(sizeof(struct kernel_header) == 64 && GRANULE_TABLE_BASE == 0x60UL << 32, "boot_info.h");
_Static_assert(HEADER_CORE_MAX == CORE_MAX && CORE_MAX <= BOOT_CORE_LIMIT && INDEX_MASK == BOOT_INFO_ALIGN - 1, "cores");

_Static_assert(STATE_READY == THREAD_READY && STATE_RECEIVING == THREAD_RECEIVING && STATE_WAITING == THREAD_WAITING
               && STATE_AWAIT_REPLY == THREAD_AWAIT_REPLY, "enum thread_state");
_Static_assert(NUMBER_CALL == STATE_AWAIT_REPLY && NUMBER_REPLY_RECV == STATE_RECEIVING, "the state that a call leaves");
_Static_assert(LABEL_EXIT_MEMORY == EXIT_MEMORY && LABEL_FAULT_MEMORY == FAULT_MEMORY, "enum fault");
_Static_assert(NUMBER_CALL == SYS_CALL && NUMBER_REPLY_RECV == SYS_REPLY_RECV && NUMBER_SIGNAL == SYS_SIGNAL
               && NUMBER_YIELD == SYS_YIELD && NUMBER_INVOKE == SYS_INVOKE && SYS_NULL == 0, "enum system_call");
_Static_assert(VERSION == ABI_VERSION && ARRIVED == ARRIVED_NOTIFICATION && OK == 0, "abi.h, results");
_Static_assert(FAULT_ADVANCE == 1 && FAULT_WRITE == 2 && FAULT_REGISTER(1) == 1 << 8, "abi.h, replies");
_Static_assert(EC_HVC == CLASS_HVC && EC_HVC + 1 == CLASS_SMC && (EC_HVC & 1) == 0, "HVC and SMC differ in bit 0");
_Static_assert(CLASS_HVC - LABEL_FROM_CALL == EXIT_HVC && CLASS_SMC - LABEL_FROM_CALL == EXIT_SMC, "labels");
_Static_assert(EC_DATA_ABORT == CLASS_DATA_ABORT && EC_SVC == CLASS_SVC, "enum exception_class");
_Static_assert(WORD_CALL == (TYPE_ENDPOINT | (RIGHT_WRITE | RIGHT_CALL) << 8), "a capability to call");
_Static_assert(WORD_REPLY == (TYPE_REPLY | RIGHT_WRITE << 8), "a capability to reply");
_Static_assert(WORD_SIGNAL == (TYPE_NOTIFICATION | RIGHT_WRITE << 8), "a capability to signal");
_Static_assert(WORD_ENDPOINT == TYPE_ENDPOINT && 1 << BIT_READ == RIGHT_READ << 8, "a capability to receive");
_Static_assert(MASK_WRITE == (0xff | RIGHT_WRITE << 8) && MASK_CALL == (MASK_WRITE | RIGHT_CALL << 8), "side by side");
