/* SPDX-License-Identifier: BSD-2-Clause */
/* The two functions that the compiler itself calls for; a root task has no C library. */
#include <stddef.h>

void *memset(void *to, int byte, size_t size);
void *memcpy(void *restrict to, const void *restrict from, size_t size);

void *memset(void *to, int byte, size_t size)
{
	unsigned char *at = to;

	for (size_t i = 0; i < size; i++)
		at[i] = (unsigned char)byte;
	return to;
}

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
	unsigned char *at = to;
	const unsigned char *source = from;

	for (size_t i = 0; i < size; i++)
		at[i] = source[i];
	return to;
}
