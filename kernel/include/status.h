/* SPDX-License-Identifier: BSD-2-Clause */
/* Results inside the kernel: the ABI's enum status, and one that never leaves it. */
#pragma once

#include <abi.h>

/* A long operation stopped between two of its steps because an interrupt waits: the system call
 * is made again when the thread continues. */
#define STATUS_PREEMPTED 255

#define MUST_CHECK __attribute__((warn_unused_result))
