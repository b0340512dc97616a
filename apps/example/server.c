/* SPDX-License-Identifier: BSD-2-Clause */
/* The server of apps/example: adds, greets, and clears the letters that it is told about. */
#include "component.h"

#include <stdio.h>

int adder_add(int32_t a, int32_t b, int32_t *sum)
{
	return __builtin_add_overflow(a, b, sum) ? 1 : 0;
}

int adder_greet(const char *name, char greeting[static ADDER_GREET_GREETING_MAX + 1])
{
	snprintf(greeting, ADDER_GREET_GREETING_MAX + 1, "hello, %s", name);
	return 0;
}

void letters_ready_handle(void)
{
	for (size_t i = 0; i < LETTERS_SIZE; i++)
		letters[i] = 0;
	letters_read_emit();
}
