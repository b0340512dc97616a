/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's invariants as executable checks over the host's whole memory. Those about capabilities bear the
 * names of verification/invariants.h. At the first that does not hold the program says its name and aborts.
 */
#pragma once

#include <host_require.h>

/* Capabilities: slot.h and untyped.h. */
void invariants_check(void);

/* What lies above a watermark is zero. Apart from the others because it reads all free memory. */
void invariants_check_zero(void);

/* Threads, queues, deadlines, replies and scheduling contexts, of every core. To be called between two traps. */
void thread_invariants_check(void);
