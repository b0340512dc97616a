/* SPDX-License-Identifier: BSD-2-Clause */
/* What a host test may tell and ask the pretend processor. */
#pragma once

#include <types.h>

/* All memory zero, nothing pending. */
void host_reset(void);

/* Every `period`th question finds an interrupt pending; 0: none does. */
void host_preempt_every(u32 period);

/* How often a granule has been cleared since host_reset. */
u32 host_clears(u32 granule);
