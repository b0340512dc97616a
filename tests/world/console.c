/* SPDX-License-Identifier: BSD-2-Clause */
/* Printing; see console.h. */
#include "console.h"

#include <stdarg.h>

#define UART_DATA  (0x00 / 4)
#define UART_FLAGS (0x18 / 4)
#define UART_FULL  (1u << 5)

static volatile uint32_t *uart;

void console_open(volatile uint32_t *registers)
{
	uart = registers;
}

static void put(char c)
{
	while (uart[UART_FLAGS] & UART_FULL)
		;
	uart[UART_DATA] = (uint32_t)c;
}

static void put_string(const char *string)
{
	for (; *string; string++)
		put(*string);
}

static void put_number(uint64_t value, unsigned base)
{
	char digits[20];
	unsigned count = 0;

	do
		digits[count++] = "0123456789abcdef"[value % base];
	while (value /= base);
	while (count > 0)
		put(digits[--count]);
}

static void put_signed(int64_t value)
{
	if (value < 0)
		put('-');
	put_number(value < 0 ? 0 - (uint64_t)value : (uint64_t)value, 10);
}

void console_print(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	for (; *format; format++) {
		if (*format != '%') {
			put(*format);
			continue;
		}
		switch (*++format) {
		case 's': put_string(va_arg(arguments, const char *)); break;
		case 'd': put_signed(va_arg(arguments, int64_t)); break;
		case 'u': put_number(va_arg(arguments, uint64_t), 10); break;
		case 'x': put_number(va_arg(arguments, uint64_t), 16); break;
		default: put(*format); break;
		}
	}
	va_end(arguments);
}
