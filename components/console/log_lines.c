/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines of the system log; log_lines.h has the contract. Called by main.c. */
#include "log_lines.h"

#include <inttypes.h>
#include <stdio.h>

size_t log_lines_take(struct log_lines *lines, uint8_t byte, uint64_t ms, char line[LOG_LINES_MAX])
{
	if (byte != '\n' && lines->size < LOG_LINES_TEXT) {
		lines->text[lines->size++] = byte < ' ' || byte == 0x7f ? '?' : (char)byte;
		return 0;
	}
	int size = snprintf(line, LOG_LINES_MAX, "[%5" PRIu64 ".%03u] %.32s: %.*s\r\n", ms / 1000, (unsigned)(ms % 1000),
	                    lines->name, (int)lines->size, lines->text);
	lines->size = 0;
	if (byte != '\n')
		lines->text[lines->size++] = (char)(byte < ' ' || byte == 0x7f ? '?' : byte);
	return (size_t)size;
}
