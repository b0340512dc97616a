/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Puts one component's log together to lines: time and name in front, cut at a maximum, so that lines of
 * several components never mix and none can pass for another's. Pure.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define LOG_LINES_TEXT 256 /* bytes of text in a line; longer ones go on in the next */
#define LOG_LINES_MAX  (LOG_LINES_TEXT + 64)

struct log_lines {
	const char *name;
	char text[LOG_LINES_TEXT];
	size_t size;
};

/*
 * Takes one byte at time `ms`. When a line is complete, writes it to `line`, with CR LF, and returns its
 * size; otherwise 0. Control characters become '?'.
 */
size_t log_lines_take(struct log_lines *lines, uint8_t byte, uint64_t ms, char line[LOG_LINES_MAX]);
