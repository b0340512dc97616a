/* SPDX-License-Identifier: BSD-2-Clause */
/* The server of pair.camkes and a runtime for the host: tests/idl/test_glue.py loads it. */
#include "component.h"

#include <bulkhead/glue.h>
#include <stdio.h>
#include <string.h>

int wakes;

int calculator_add(int a, int b, int *sum)
{
	*sum = a + b;
	return 0;
}

int calculator_name(const char *first, char greeting[static 81])
{
	snprintf(greeting, 81, "hello, %s", first);
	return 0;
}

int calculator_total(size_t values_sz, const uint32_t *values, uint64_t *sum)
{
	for (size_t i = 0; i < values_sz; i++)
		*sum += values[i];
	return 0;
}

int calculator_digest(size_t data_sz, const uint8_t *data, uint8_t hash[static 32])
{
	for (size_t i = 0; i < data_sz; i++)
		for (size_t j = 0; j < 32; j++)
			hash[j] = (uint8_t)(hash[j] + data[i]);
	return 0;
}

int calculator_move(struct point *where, int8_t dx, bool twice)
{
	where->x += twice ? 2 * dx : dx;
	memcpy(where->tag, "abcd", 4);
	return twice ? 0 : 17;
}

void calculator_reset(void)
{
}

void wake_handle(void)
{
	wakes++;
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
