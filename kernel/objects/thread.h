/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Thread and VCPU: a vCPU is a thread that runs a guest at EL1 instead of a native at EL0, and takes
 * all thread methods. Arguments are checked by calls/decode.c for type, rights and range only.
 */
#pragma once

#include <ipc.h>

/* What THREAD_SET_REGISTERS gives. */
struct thread_start {
	u64 pc, sp, argument, tls;
};

/* Copies the capabilities in the given slots (NONE: none), a CSpace's, a VSpace's and a fault endpoint's, into the
 * thread's own. ALREADY: it has one of that kind. */
enum status thread_configure(u32 thread, const u64 given[THREAD_SLOTS]) MUST_CHECK;

/* Zeroes the registers, sets these, and makes them what thread_restart starts from.
 * WRONG_STATE: the thread is not INACTIVE. */
enum status thread_set_registers(u32 thread, struct thread_start start) MUST_CHECK;

/* OUT_OF_RANGE: above `limit`, the caller's own highest priority, or priority > max_priority. */
enum status thread_set_priority(u32 thread, u64 priority, u64 max_priority, u8 limit) MUST_CHECK;

/* Binds, or unbinds with NONE. ALREADY: thread or notification is bound. WRONG_STATE: not bound. */
enum status thread_bind_notification(u32 thread, u32 notification) MUST_CHECK;

/* WRONG_STATE: not INACTIVE, no registers set, or no VSpace. */
enum status thread_resume(u32 thread) MUST_CHECK;

/* Back to the entry with zero registers. WRONG_STATE: no registers were ever set, or no VSpace. */
enum status thread_restart(u32 thread) MUST_CHECK;

/* The deadline of a wait has passed. */
void thread_timed_out(u32 thread);

/* The thread is being destroyed: everything lets go of it. */
void thread_finalise(u32 thread);
