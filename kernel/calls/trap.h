/* SPDX-License-Identifier: BSD-2-Clause */
/* What vectors.S calls. The current thread's registers are saved; on return they are loaded again,
 * or those of whichever thread is then current. */
#pragma once

#include <types.h>

void trap_synchronous(void);
void trap_invoke(void);
void trap_interrupt(void);
void trap_serror(void);

/* The first thing that runs in C, on every core: `info` is the loader's struct boot_info, core 0 starts init. */
struct boot_info;
void kernel_start(const struct boot_info *info, u32 index);
