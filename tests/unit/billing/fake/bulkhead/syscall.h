/* SPDX-License-Identifier: BSD-2-Clause */
/* The one kernel method that billing uses, as the test answers it. */
#pragma once

#include <abi.h>
#include <stdint.h>

enum status sched_context_consumed(uint64_t sched_context, uint64_t *ticks);
