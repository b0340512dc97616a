/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the phone command prints: one line of text, or with --json one object with the same facts. A list's rows
 * are lines of text, or the objects of the array "rows". Text goes to standard output, failures to standard error;
 * JSON goes to standard output always, with "ok", "code" (the exit code) and "message".
 */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

/* Before anything else is printed. */
void output_start(bool json);

/* Facts that text output leaves out or has in its message. */
void output_string(const char *key, const char *value);
void output_number(const char *key, uint64_t value);
void output_flag(const char *key, bool value);

/* A row of a list: facts, then the row as text. */
void output_row_begin(void);
void output_row_end(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A long word as text, cut into lines; JSON has it in a fact already. */
void output_lines(const char *text, int columns);

/* The last thing printed, with the exit code that the program is about to end with. An empty message prints no text. */
void output_end(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));
void output_end_failed(int code, const char *format, va_list arguments);
