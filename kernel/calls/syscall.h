/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls: one function per number, all in syscall.c; methods in method.c. */
#pragma once

#include <decode.h>

/* Serves the system call that the thread made; results go to its registers. */
void syscall(u32 thread, u32 number);

/* Performs a decoded method. Documented errors as in docs/manual.md; STATUS_PREEMPTED.
 * Not inlined: what follows it would be copied behind every method, 1.9 kB in all. */
enum status method_perform(const struct call *call) MUST_CHECK __attribute__((noinline));

/* If the system call that the thread made is a FRAME_MAP that succeeds, does it and says true. Otherwise nothing has changed. */
bool method_map_frame(u32 thread) MUST_CHECK;
