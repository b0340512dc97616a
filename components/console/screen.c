/* SPDX-License-Identifier: BSD-2-Clause */
/* Output to the terminal; screen.h has the contract. Called by views.c and main.c. */
#include "screen.h"

#include <stdio.h>
#include <string.h>

#define ROWS_MIN      4
#define COLUMNS_MIN   20
#define ROWS_UNKNOWN  9999
#define STYLE_NORMAL  "\033[0;7m"
#define STYLE_TRUSTED "\033[0;1;97;42m"

static uint16_t rows, columns; /* 0 while unknown */

void screen_ask_size(void)
{
	screen_print("\0337\033[999;999H\033[6n\0338");
}

bool screen_set_size(uint16_t new_rows, uint16_t new_columns)
{
	uint16_t old_rows = rows, old_columns = columns;
	bool usable = new_rows >= ROWS_MIN && new_columns >= COLUMNS_MIN;

	rows = usable ? new_rows : 0;
	columns = !usable ? 0 : new_columns < SCREEN_COLUMNS_MAX ? new_columns : SCREEN_COLUMNS_MAX;
	return rows != old_rows || columns != old_columns;
}

bool screen_has_status(void)
{
	return rows != 0;
}

uint16_t screen_rows(void)
{
	return rows ? (uint16_t)(rows - 1) : ROWS_UNKNOWN;
}

void screen_print(const char *text)
{
	output_write(text, strlen(text));
}

void screen_clear(void)
{
	char text[48];

	snprintf(text, sizeof text, "\033[0m\033[2J\033[1;%ur\033[H", rows - 1u);
	screen_print(text);
}

void screen_draw_status(const char *text, bool alarm)
{
	char line[SCREEN_COLUMNS_MAX + 64];

	if (!rows)
		return;
	snprintf(line, sizeof line, "\0337\033[%u;1H%s%-*.*s\033[0m\0338", rows, alarm ? STYLE_TRUSTED : STYLE_NORMAL,
	         columns, columns, text);
	screen_print(line);
}
