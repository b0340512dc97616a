/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the PL031 once (Arm DDI 0224: RTCDR at offset 0 counts seconds) and publishes what time it was. */
#include <bulkhead/wall_clock.h>

#include "component.h"

void post_init(void)
{
	uint32_t now = *(const volatile uint32_t *)registers;

	time_of_day->epoch_s = now - clock_ms() / 1000;
}
