/* SPDX-License-Identifier: BSD-2-Clause */
/* The other profile of tests/system/test_strict.py: sleeps. */
#include "instants.h"

static void disturb(void)
{
	guest_sleep_until(ticks_of(QUIET_MS));
}

void guest_main(void)
{
	disturb_observer(disturb);
}
