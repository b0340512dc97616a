/* SPDX-License-Identifier: BSD-2-Clause */
/* The counter, set by the test. */
#pragma once

#include <stdint.h>

uint64_t clock_ticks(void);
