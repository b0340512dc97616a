/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The guest's real-time clock: an Arm PL031 (DDI 0224) that counts seconds since 1970 and cannot be set;
 * alarms and interrupts are not offered.
 */
#pragma once

#include <stdint.h>

/* A read by the guest at `offset`; `seconds` is the time now. Writes are ignored by the caller. */
uint64_t rtc_read(uint64_t seconds, uint64_t offset);
