/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines into the system log; log.h has the contract. Owns the writing end of log_stream's to_console
 * ring and the line that log_write() is putting together.
 */
#include "lock.h"

#include <bulkhead/log.h>
#include <bulkhead/stream.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Absent in a component without a log connection. */
extern volatile struct stream *const log_stream __attribute__((weak));
void log_ready_emit(void) __attribute__((weak));

enum log_level bulkhead_log_level = LOG_INFO;

static const char *const level_prefix[] = {
	[LOG_ERROR] = "error: ",
	[LOG_WARNING] = "warning: ",
	[LOG_INFO] = "",
	[LOG_DEBUG] = "debug: ",
};

static volatile int lock;
static unsigned lost; /* lines, since the ring was full */
static char partial[LOG_LINE_MAX];
static size_t partial_size;

/* Whole lines only, so that the console can prefix each; before the first one that fits again, how many did not. */
static void put_line(const char *line, size_t size)
{
	char note[40];
	size_t note_size = 0;

	if (!&log_stream)
		return;
	if (lost)
		note_size = (size_t)snprintf(note, sizeof note, "(%u lines lost)\n", lost);
	if (ring_space(&log_stream->to_console) < note_size + size) {
		lost++;
		return;
	}
	ring_write(&log_stream->to_console, note, note_size);
	ring_write(&log_stream->to_console, line, size);
	lost = 0;
	if (log_ready_emit)
		log_ready_emit();
}

static void clean(char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			text[i] = text[i] == '\t' ? ' ' : '?';
}

void log_printf(enum log_level level, const char *format, ...)
{
	char line[LOG_LINE_MAX + 2];
	va_list arguments;

	if (level > bulkhead_log_level)
		return;
	int prefix = snprintf(line, LOG_LINE_MAX, "%s", level_prefix[level]);
	va_start(arguments, format);
	int body = vsnprintf(line + prefix, LOG_LINE_MAX - (size_t)prefix, format, arguments);
	va_end(arguments);
	if (body < 0)
		return;
	size_t size = strlen(line);
	clean(line, size);
	line[size++] = '\n';
	lock_acquire(&lock);
	put_line(line, size);
	lock_release(&lock);
}

static void end_partial(void)
{
	clean(partial, partial_size);
	partial[partial_size++] = '\n';
	put_line(partial, partial_size);
	partial_size = 0;
}

void log_write(const char *text, size_t size)
{
	lock_acquire(&lock);
	for (size_t i = 0; i < size; i++) {
		if (text[i] == '\r')
			continue;
		if (text[i] == '\n' || partial_size == sizeof partial - 1)
			end_partial();
		if (text[i] != '\n')
			partial[partial_size++] = text[i];
	}
	lock_release(&lock);
}
