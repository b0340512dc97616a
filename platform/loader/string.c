/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The functions of <string.h> that the loader, libfdt and init call, byte by byte: they also run while memory
 * is Device memory (MMU off), where nothing unaligned is allowed.
 */
#include <stdint.h>
#include <string.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
	uint8_t *t = to;
	const uint8_t *f = from;

	/* Words where both sides allow it: whole images are copied through here. */
	if ((((uintptr_t)to | (uintptr_t)from) & 7) == 0)
		for (; size >= 8; size -= 8, t += 8, f += 8)
			*(uint64_t *)(void *)t = *(const uint64_t *)(const void *)f;
	while (size-- > 0)
		*t++ = *f++;
	return to;
}

void *memmove(void *to, const void *from, size_t size)
{
	uint8_t *t = to;
	const uint8_t *f = from;

	if (t <= f)
		while (size-- > 0)
			*t++ = *f++;
	else
		while (size-- > 0)
			t[size] = f[size];
	return to;
}

void *memset(void *to, int value, size_t size)
{
	uint8_t *t = to;

	while (size-- > 0)
		*t++ = (uint8_t)value;
	return to;
}

int memcmp(const void *a, const void *b, size_t size)
{
	const uint8_t *x = a, *y = b;

	for (; size > 0; size--, x++, y++)
		if (*x != *y)
			return *x < *y ? -1 : 1;
	return 0;
}

void *memchr(const void *from, int value, size_t size)
{
	const uint8_t *at = from;

	for (; size > 0; size--, at++)
		if (*at == (uint8_t)value)
			return (void *)(uintptr_t)at;
	return NULL;
}

size_t strlen(const char *text)
{
	size_t length = 0;

	while (text[length] != '\0')
		length++;
	return length;
}

size_t strnlen(const char *text, size_t max);

size_t strnlen(const char *text, size_t max)
{
	size_t length = 0;

	while (length < max && text[length] != '\0')
		length++;
	return length;
}

char *strchr(const char *text, int value)
{
	for (;; text++) {
		if (*text == (char)value)
			return (char *)(uintptr_t)text;
		if (*text == '\0')
			return NULL;
	}
}

char *strrchr(const char *text, int value)
{
	const char *found = NULL;

	do {
		if (*text == (char)value)
			found = text;
	} while (*text++ != '\0');
	return (char *)(uintptr_t)found;
}

int strcmp(const char *a, const char *b)
{
	for (; *a == *b; a++, b++)
		if (*a == '\0')
			return 0;
	return (uint8_t)*a < (uint8_t)*b ? -1 : 1;
}
