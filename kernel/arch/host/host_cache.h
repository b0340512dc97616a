/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which cache lines are newer than memory, and of which granules an instruction cache may hold what is no longer
 * there. A program's write dirties its line; memory of the kernel's own objects counts as dirty throughout. Cleaning
 * and invalidation are complete at the next DSB. No line is ever evicted by itself.
 */
#pragma once

#include <types.h>

/* Granules from `device` on are device memory. */
void host_cache_power_on(u32 device);

/* DC ZVA, DC CIVAC by physical address; IC IALLUIS; DSB. */
void host_cache_zero_line(u64 address);
void host_cache_clean_line(u64 address);
void host_cache_invalidate_instructions(void);
void host_cache_complete(void);

/* A program writes a byte of a frame. */
void host_cache_user_writes(u64 address);

/* Granules are being mapped executable: no instruction cache may hold anything older than what they hold. */
void host_cache_will_execute(u32 granule, u32 count);

/* The rules: a granule that becomes untyped has no dirty line and is zero; device memory is never cleared. Keeps
 * the sanitiser informed: the kernel touches neither frames nor device memory. */
void host_cache_check(void);
