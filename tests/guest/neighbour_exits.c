/* SPDX-License-Identifier: BSD-2-Clause */
/* The other profile of tests/system/test_strict.py: asks its monitor without pause. */
#include "instants.h"

static void disturb(void)
{
	for (uint32_t n = 0; n < 100; n++)
		read32(GICD + 4);
}

void guest_main(void)
{
	disturb_observer(disturb);
}
