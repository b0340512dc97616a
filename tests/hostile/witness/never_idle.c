/* SPDX-License-Identifier: BSD-2-Clause */
/* Whatever time nobody wants; witness.camkes says what for. */
#include "component.h"

int run(void)
{
	for (;;)
		; /* no hint to wait: the emulator would leave its translated code for each */
}
