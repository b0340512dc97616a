/* SPDX-License-Identifier: BSD-2-Clause */
/* Init's PL011; see console.h. */
#include "console.h"

#include <bulkhead/syscall.h>
#include <stdarg.h>

#include "init.h"

#define PL011_DATA      (0x00 / 4)
#define PL011_FLAGS     (0x18 / 4)
#define PL011_FLAG_FULL 0x20
#define PL011_FLAG_BUSY 0x08

static volatile uint32_t *uart;

void console_open(void)
{
	if (frame_map(SLOT_UART, INIT_SLOT_VSPACE, WINDOW_UART, RIGHT_READ | RIGHT_WRITE, MAP_DEVICE) == OK)
		uart = (volatile uint32_t *)WINDOW_UART;
}

void console_close(void)
{
	while (uart != 0 && (uart[PL011_FLAGS] & PL011_FLAG_BUSY))
		;
	uart = 0;
	cnode_delete(INIT_SLOT_CNODE, SLOT_UART);
}

static void put(char c)
{
	while (uart[PL011_FLAGS] & PL011_FLAG_FULL)
		;
	uart[PL011_DATA] = (uint8_t)c;
}

static void put_string(const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '\n')
			put('\r');
		put(*text);
	}
}

static void put_number(unsigned long value, unsigned base)
{
	char digits[24];
	unsigned at = sizeof digits;

	digits[--at] = '\0';
	do {
		digits[--at] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value != 0);
	put_string(digits + at);
}

void console_print(const char *format, ...)
{
	va_list arguments;

	if (uart == 0)
		return;
	va_start(arguments, format);
	for (const char *at = format; *at != '\0'; at++) {
		if (*at == '%' && at[1] == 's') {
			put_string(va_arg(arguments, const char *));
			at++;
		} else if (*at == '%' && at[1] == 'l') {
			put_number(va_arg(arguments, unsigned long), at[2] == 'x' ? 16 : 10);
			at += 2;
		} else {
			put_string((const char[]){ *at, '\0' });
		}
	}
	va_end(arguments);
}
