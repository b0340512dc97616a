/* SPDX-License-Identifier: BSD-2-Clause */
/* The other profile of tests/system/test_strict.py: computes. */
#include "instants.h"

static void disturb(void)
{
	for (volatile uint32_t n = 0; n < 10000; n++)
		;
}

void guest_main(void)
{
	disturb_observer(disturb);
}
