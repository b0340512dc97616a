/* SPDX-License-Identifier: BSD-2-Clause */
/* The counter, set by the test: a tick is a millisecond. */
#pragma once

#include <stdint.h>

uint64_t clock_ms(void);
uint64_t clock_deadline_ms(uint64_t ms);
