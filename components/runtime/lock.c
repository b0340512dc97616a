/* SPDX-License-Identifier: BSD-2-Clause */
/* Locks between the two threads of a component; lock.h has the contract. Called by log.c, heap.c, posix.c. */
#include "lock.h"

#include <bulkhead/glue.h>
#include <bulkhead/syscall.h>

void lock_wait(const volatile int *address, int value, uint64_t deadline)
{
	if (__atomic_load_n(address, __ATOMIC_SEQ_CST) == value)
		bulkhead_wait(GLUE_SLOT_SLEEP, deadline, 0);
}

void lock_wake(void)
{
	bulkhead_signal(GLUE_SLOT_SLEEP);
}

/* 0 free, 1 taken, 2 taken and the other thread waits. */
void lock_acquire(volatile int *lock)
{
	int state = 0;

	if (__atomic_compare_exchange_n(lock, &state, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
		return;
	while (__atomic_exchange_n(lock, 2, __ATOMIC_ACQUIRE) != 0)
		lock_wait(lock, 2, DEADLINE_NEVER);
}

void lock_release(volatile int *lock)
{
	if (__atomic_exchange_n(lock, 0, __ATOMIC_RELEASE) == 2)
		lock_wake();
}
