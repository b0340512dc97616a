/* SPDX-License-Identifier: BSD-2-Clause */
/* A bounded scrollback; history.h has the contract. Called by views.c. */
#include "history.h"

#include <stdbool.h>

uint8_t history_byte(const struct history *history, uint64_t index)
{
	return history->data[index % HISTORY_BYTES];
}

void history_add(struct history *history, const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		history->data[history->end++ % HISTORY_BYTES] = data[i];
}

void history_mark_seen(struct history *history)
{
	history->seen = history->end;
}

static uint64_t oldest(const struct history *history)
{
	return history->end > HISTORY_BYTES ? history->end - HISTORY_BYTES : 0;
}

static bool begins_line(const struct history *history, uint64_t index)
{
	return index == 0 || (index > oldest(history) && history_byte(history, index - 1) == '\n');
}

/* The begin of the line that is `lines` line ends before the end, or the oldest byte. */
static uint64_t lines_back(const struct history *history, unsigned lines)
{
	uint64_t index = history->end;

	for (unsigned found = 0; index > oldest(history); index--)
		if (history_byte(history, index - 1) == '\n' && ++found > lines)
			break;
	return index;
}

uint64_t history_start(const struct history *history, unsigned lines)
{
	uint64_t start = history->end;

	if (lines)
		start = lines_back(history, lines);
	if (history->seen < start)
		start = history->seen;
	if (start >= oldest(history))
		return start;
	for (start = oldest(history); start < history->end && !begins_line(history, start);)
		start++;
	return start;
}
