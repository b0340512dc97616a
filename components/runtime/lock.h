/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Mutual exclusion between a component's two threads: an int that is 0 when free. Whoever finds it
 * taken waits on GLUE_SLOT_SLEEP; releasing signals it. A stray signal only makes a waiter look again.
 */
#pragma once

#include <stdint.h>

void lock_acquire(volatile int *lock);
void lock_release(volatile int *lock);

/* While `*address` is `value`: waits for lock_wake() or `deadline`. May return without a cause. */
void lock_wait(const volatile int *address, int value, uint64_t deadline);
void lock_wake(void);
