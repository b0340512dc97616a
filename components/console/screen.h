/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The terminal behind the UART: its size, and the status line that no stream can reach.
 * A terminal that has not told its size gets no escape sequence but the question for it: then there is no
 * status line, and what a switch or prompt would show there is printed as a line.
 * All output goes to output_write(), which the UART driver defines (a recorder in unit tests).
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SCREEN_COLUMNS_MAX 200

/* Queues bytes for the terminal: all of them, or none when there is no room. */
void output_write(const void *data, size_t size);

/* Asks the terminal for its size. */
void screen_ask_size(void);

/*
 * The terminal's answer; fewer than 4 rows or 20 columns count as no answer. Draws nothing; true if the size
 * is another one than before.
 */
bool screen_set_size(uint16_t rows, uint16_t columns);

bool screen_has_status(void);

/* Rows that a stream may use. */
uint16_t screen_rows(void);

void screen_print(const char *text);

/* Clears everything and keeps the last row out of the scrolling region. Only with a status line. */
void screen_clear(void);

/* The status line's text, cut or padded to the columns; `alarm` sets it off for the trusted prompt. */
void screen_draw_status(const char *text, bool alarm);
