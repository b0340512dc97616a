/* SPDX-License-Identifier: BSD-2-Clause */
/* The client of pair.camkes and a runtime for the host, whose calls go where test_call points. */
#include "component.h"

#include <bulkhead/glue.h>
#include <string.h>

int (*test_call)(uint64_t capability, struct message *message);

int glue_call(uint64_t capability, struct message *message)
{
	return test_call(capability, message);
}

void done_handle(void)
{
}

void glue_signal(uint64_t capability)
{
	(void)capability;
}

void glue_copy_in(void *to, const volatile void *from, size_t size)
{
	memcpy(to, (const void *)(uintptr_t)from, size);
}

void glue_copy_out(volatile void *to, const void *from, size_t size)
{
	memcpy((void *)(uintptr_t)to, from, size);
}
