/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The last bytes that a view was given, for showing again, and how many of them the person has not seen.
 * Pure; all zero is an empty history. Bytes are numbered from the first one ever added.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define HISTORY_BYTES 16384u

struct history {
	uint64_t end;  /* bytes ever added */
	uint64_t seen; /* bytes that have been shown */
	uint8_t data[HISTORY_BYTES];
};

void history_add(struct history *history, const uint8_t *data, size_t size);

/* Everything so far counts as shown. */
void history_mark_seen(struct history *history);

/*
 * Where to start showing again so that all unseen bytes and at least `lines` lines appear, as far as
 * they are kept. Starts after a line end unless it is the very beginning.
 */
uint64_t history_start(const struct history *history, unsigned lines);

/* The byte numbered `index`, which lies between history_start() and `end`. */
uint8_t history_byte(const struct history *history, uint64_t index);
