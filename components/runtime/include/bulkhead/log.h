/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The component's voice in the system log. Needs `dataport struct stream log_stream` and
 * `emits Event log_ready`, connected to the console; without them messages vanish. Messages are
 * cut at LOG_LINE_MAX bytes, control characters in them are replaced, and when the console does
 * not keep up lines are dropped and counted: logging never blocks. Any thread may call.
 */
#pragma once

#include <stddef.h>

#define LOG_LINE_MAX 240

enum log_level {
	LOG_ERROR = 0,
	LOG_WARNING = 1,
	LOG_INFO = 2,
	LOG_DEBUG = 3, /* not written unless bulkhead_log_level says so */
};

/* Messages above this level are left out; LOG_INFO at the start. */
extern enum log_level bulkhead_log_level;

/* One line, without its newline. */
void log_printf(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Bytes of a program's standard output; lines are put together here. */
void log_write(const char *text, size_t size);
