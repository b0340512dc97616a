/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The client of apps/example: uses each kind of connection once and prints what came of it. `run` is
 * thread 1; the event handler is thread 0's.
 */
#include "component.h"

#include <stdio.h>

#include <bulkhead/loop.h>

#define UART_DATA      0x00u
#define UART_FLAGS     0x18u
#define UART_SEND_FULL 0x20u

static void uart_put(char c)
{
	volatile uint32_t *flags = (volatile uint32_t *)(uart + UART_FLAGS);

	while ((*flags & UART_SEND_FULL) != 0)
		;
	*(volatile uint32_t *)(uart + UART_DATA) = (uint8_t)c;
}

static void print(const char *text)
{
	for (; *text != '\0'; text++)
		uart_put(*text);
}

void letters_read_handle(void)
{
	worker_wake();
}

static void show_add(void)
{
	char line[64];
	int32_t sum = 0;
	int status = adder_add(40, 2, &sum);

	snprintf(line, sizeof line, "example: 40 + 2 = %d (status %d)\r\n", sum, status);
	print(line);
	status = adder_add(INT32_MAX, 1, &sum);
	snprintf(line, sizeof line, "example: the largest number + 1: status %d\r\n", status);
	print(line);
}

static void show_greet(void)
{
	char greeting[ADDER_GREET_GREETING_MAX + 1] = "";
	char line[80];
	int status = adder_greet(name, greeting);

	snprintf(line, sizeof line, "example: %s (status %d)\r\n", greeting, status);
	print(line);
	status = adder_greet("a name that is longer than its bound", greeting);
	snprintf(line, sizeof line, "example: a name that is too long: status %d\r\n", status);
	print(line);
}

static void show_letters(void)
{
	static const char text[] = "bytes in shared memory";

	for (size_t i = 0; i < sizeof text; i++)
		letters[i] = (uint8_t)text[i];
	letters_ready_emit();
	worker_wait();
	print("example: the server has read the letters\r\n");
}

int run(void)
{
	show_add();
	show_greet();
	show_letters();
	print("example: done\r\n");
	return 0;
}
