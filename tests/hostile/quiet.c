/* SPDX-License-Identifier: BSD-2-Clause */
/* The neighbour that does nothing, in the hostile guest's place: what the victim measures then is undisturbed. */
#include "guest.h"

void guest_main(void)
{
	console_start();
	report("hostile_guest__is_quiet", true, 0);
	print("end\r\n");
	guest_mask_interrupts();
	for (;;)
		__asm__ volatile("wfi");
}
