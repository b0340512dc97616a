/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Money: int64_t in minor units of one currency (cents), never floating point. Sums and products are checked.
 * Holds nothing but these helpers; a guest's programs may include it as well.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define MONEY_TEXT 24 /* bytes of the longest amount as text */

/* *sum = a + b; false, and *sum is undefined, if that does not fit. */
static inline bool money_add(int64_t a, int64_t b, int64_t *sum)
{
	return !__builtin_add_overflow(a, b, sum);
}

/* *difference = a - b, likewise. */
static inline bool money_subtract(int64_t a, int64_t b, int64_t *difference)
{
	return !__builtin_sub_overflow(a, b, difference);
}

/* An amount for people: 1250 is "12.50". */
static inline const char *money_text(char text[static MONEY_TEXT], int64_t amount)
{
	uint64_t size = amount < 0 ? -(uint64_t)amount : (uint64_t)amount;

	snprintf(text, MONEY_TEXT, "%s%llu.%02u", amount < 0 ? "-" : "", (unsigned long long)(size / 100),
	         (unsigned)(size % 100));
	return text;
}
