/* SPDX-License-Identifier: BSD-2-Clause */
/* Faults and VM exits: calls that a thread makes without knowing. Called by calls/trap.c, reply.c. */
#pragma once

#include <object.h>

/* Sends the fault (abi.h, enum fault) to the thread's fault endpoint; the thread awaits the reply.
 * Without such an endpoint it becomes INACTIVE. A timeout is no fault unless the capability to the endpoint has RIGHT_CONTROL. */
void fault_raise(u32 thread, u64 label, u64 syndrome, u64 address);

/* Applies the actions that `handler` replied in its registers, and lets the thread go on. */
void fault_resume(u32 thread, u32 handler);
