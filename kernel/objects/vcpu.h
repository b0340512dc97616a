/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a vCPU has beyond a thread: virtual interrupts, the virtual timer, idling, reset.
 * List register 0 is the virtual timer's alone; the others are VCPU_INJECT's.
 */
#pragma once

#include <object.h>
#include <status.h>

/* Makes interrupt `word & 0xffffffff` pending with priority `word >> 32`; wakes an idle guest.
 * OUT_OF_RANGE: no such interrupt or priority. INVALID_ARGUMENT: the virtual timer's.
 * BUSY: no list register is free; EXIT_INTERRUPTS will tell when one is. */
enum status vcpu_inject(u32 thread, u64 word) MUST_CHECK;

/* How the guest's distributor has interrupt 27. OUT_OF_RANGE: enabled > 1 or priority > 255. */
enum status vcpu_set_timer(u32 thread, u64 enabled, u64 priority) MUST_CHECK;

/* A fresh vCPU, all zero: EL1 as after a reset. */
void vcpu_initialise(u32 thread);

/* EL1 and virtual interrupts as after a reset (Arm ARM D1.9), with this Aff0; the thread must not run.
 * OUT_OF_RANGE: affinity > 255. */
enum status vcpu_reset(u32 thread, u64 affinity) MUST_CHECK;

/* The physical timer of the loaded vCPU fired. */
void vcpu_timer_fired(void);

/* A list register of the loaded vCPU became free. */
void vcpu_list_freed(void);

/* The guest waits for an interrupt (WFI): it idles until one is pending or its timer fires. */
void vcpu_idle(u32 thread);

/* A synchronous exception to EL1 with the given syndrome and fault address; an abort's class is given as
 * that of one from EL0. */
void vcpu_raise(u32 thread, u64 syndrome, u64 address);
