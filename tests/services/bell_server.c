/* SPDX-License-Identifier: BSD-2-Clause */
/* A server that can be made to crash in the middle of a call, for what its clients see of that. */
#include "component.h"

static uint32_t rung; /* lost by a restart */
static volatile int *volatile nowhere = (volatile int *)8;

int bell_ring(uint32_t *count)
{
	*count = ++rung;
	return 0;
}

int bell_crash(void)
{
	*nowhere = 1;
	return 0;
}
