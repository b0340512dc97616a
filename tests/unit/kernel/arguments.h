/* SPDX-License-Identifier: BSD-2-Clause */
/* What a thread of a random sequence asks of the kernel: mostly something that could succeed. */
#pragma once

#include <types.h>

void arguments_reset(void);

/* Fills the thread's registers for a system call; returns its number. */
u32 arguments_make(u32 thread);

/* One of the few addresses at which sequences map and use memory. */
u64 arguments_address(void);

/* Where the thread that runs has mapped something, or any of them. */
u64 arguments_address_in_use(void);

/* A capability of this type (TYPE_NULL: an empty slot) in the CSpace of the thread that runs, which has one; any
 * index if there is none. */
u64 arguments_find(u8 type);

/* The same; one that is not mapped, if that is easily found. */
u64 arguments_find_unmapped(u8 type);
