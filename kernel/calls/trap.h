/* SPDX-License-Identifier: BSD-2-Clause */
/* What vectors.S calls. The current thread's registers are saved; on return they are loaded again,
 * or those of whichever thread is then current. */
#pragma once

void trap_synchronous(void);
void trap_interrupt(void);
void trap_serror(void);

/* The first thing that runs in C: `info` is the loader's struct boot_info. */
struct boot_info;
void kernel_start(const struct boot_info *info);
