/* SPDX-License-Identifier: BSD-2-Clause */
/* The loader's messages; see console.h. */
#include "console.h"

#include <stdarg.h>

#include "cpu.h"

#define PL011_DATA      0x00
#define PL011_FLAGS     0x18
#define PL011_FLAG_FULL 0x20
#define PL011_ID0       0xfe0 /* 0x11: first byte of the part number 0x011 */

#define VIRT_PL011 0x09000000

static uint64_t uart;

static int is_pl011(uint64_t address)
{
	uint32_t id;

	return address != 0 && cpu_probe_read(address + PL011_ID0, &id) && (id & 0xff) == 0x11;
}

void console_find(uint64_t preferred)
{
	uart = 0;
	if (is_pl011(preferred))
		uart = preferred;
	else if (is_pl011(VIRT_PL011))
		uart = VIRT_PL011;
}

uint64_t console_address(void)
{
	return uart;
}

static void put(char c)
{
	if (uart == 0)
		return;
	while (cpu_read_device(uart + PL011_FLAGS) & PL011_FLAG_FULL)
		;
	cpu_write_device(uart + PL011_DATA, (uint8_t)c);
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

	va_start(arguments, format);
	for (const char *at = format; *at != '\0'; at++) {
		if (*at == '%' && at[1] == 's') {
			put_string(va_arg(arguments, const char *));
			at++;
		} else if (*at == '%' && at[1] == 'l') {
			put_number(va_arg(arguments, unsigned long), at[2] == 'x' ? 16 : 10);
			at += 2;
		} else {
			put_string((const char[]){*at, '\0'});
		}
	}
	va_end(arguments);
}
