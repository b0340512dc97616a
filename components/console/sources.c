/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines and logs of other components; sources.h has the contract. Called by main.c. */
#include "sources.h"

#include "component.h"
#include "log_lines.h"
#include "pl011.h"
#include "views.h"

#include <bulkhead/clock.h>
#include <bulkhead/stream.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define UART_BEHIND 4096u /* bytes queued for the UART from which on a drawn line waits */

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

struct line {
	volatile struct stream *stream; /* 0: not connected */
	void (*ready)(void);            /* to its owner: input, or room again */
	unsigned view;
};

struct log {
	volatile struct stream *stream;
	struct log_lines lines;
	unsigned view; /* its own, VIEWS_MAX without */
};

static struct line lines[SOURCES_STREAMS];
static struct log logs[SOURCES_LOGS];
static struct log_lines own = { .name = "console" };
static unsigned system_log;

static bool has_view(const char *name)
{
	for (size_t i = 0; i < LENGTH(log_views); i++)
		if (log_views[i] && strcmp(log_views[i], name) == 0)
			return true;
	return false;
}

static void start_lines(void)
{
	volatile struct stream *const dataports[SOURCES_STREAMS] = { stream1, stream2, stream3, stream4 };
	void (*const ready[SOURCES_STREAMS])(void) = { stream1_ready_emit, stream2_ready_emit, stream3_ready_emit,
		                                       stream4_ready_emit };

	for (size_t i = 0; i < SOURCES_STREAMS; i++) {
		const char *name = i < LENGTH(stream_names) ? stream_names[i] : 0;
		lines[i] = (struct line){ .stream = dataports[i], .ready = ready[i] };
		if (lines[i].stream)
			lines[i].view = views_add(name ? name : "unnamed");
	}
}

static void start_logs(void)
{
	volatile struct stream *const dataports[SOURCES_LOGS] = { native_log1, native_log2, native_log3, native_log4, native_log5,
		                                                  native_log6, native_log7, native_log8, native_log9, native_log10 };

	for (size_t i = 0; i < SOURCES_LOGS; i++) {
		const char *name = i < LENGTH(log_names) && log_names[i] ? log_names[i] : "unnamed";
		logs[i] = (struct log){ .stream = dataports[i], .lines = { .name = name }, .view = VIEWS_MAX };
		if (logs[i].stream && has_view(name))
			logs[i].view = views_add(name);
	}
}

void sources_start(void)
{
	start_lines();
	start_logs();
	system_log = views_add("log");
}

static void serve_line(const struct line *line)
{
	static uint8_t chunk[RING_CAPACITY];

	if (line->view == views_selected() && pl011_queued() > UART_BEHIND)
		return;
	size_t size = ring_read(&line->stream->to_console, chunk, sizeof chunk);
	if (size == 0)
		return;
	line->ready(); /* its owner may have found no room at any moment before */
	views_output(line->view, chunk, size);
}

static void put_line(unsigned own_view, const char *text, size_t size)
{
	views_output(system_log, text, size);
	if (own_view != VIEWS_MAX)
		views_output(own_view, text, size);
}

static void serve_log(struct log *log)
{
	static uint8_t chunk[RING_CAPACITY];
	char line[LOG_LINES_MAX];
	uint64_t ms = clock_ms();
	size_t size = ring_read(&log->stream->to_console, chunk, sizeof chunk);

	for (size_t i = 0; i < size; i++) {
		size_t line_size = log_lines_take(&log->lines, chunk[i], ms, line);
		if (line_size)
			put_line(log->view, line, line_size);
	}
}

void sources_serve(void)
{
	for (size_t i = 0; i < SOURCES_STREAMS; i++)
		if (lines[i].stream)
			serve_line(&lines[i]);
	for (size_t i = 0; i < SOURCES_LOGS; i++)
		if (logs[i].stream)
			serve_log(&logs[i]);
}

void sources_type(unsigned view, const void *data, size_t size)
{
	for (size_t i = 0; i < SOURCES_STREAMS; i++) {
		if (!lines[i].stream || lines[i].view != view)
			continue;
		ring_write(&lines[i].stream->from_console, data, size);
		lines[i].ready();
	}
}

void sources_say(const char *format, ...)
{
	char text[LOG_LINES_TEXT], line[LOG_LINES_MAX];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text - 1, format, arguments);
	va_end(arguments);
	strcat(text, "\n");
	for (size_t i = 0; text[i]; i++) {
		size_t size = log_lines_take(&own, (uint8_t)text[i], clock_ms(), line);
		if (size)
			put_line(VIEWS_MAX, line, size);
	}
}
