/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a stream may do to the terminal: text, a short list of editing and colour sequences, nothing
 * outside its rows. Pure: bytes in, safe bytes out. A sequence is held back until it is complete and
 * found harmless; everything else vanishes: queries (the answer would be typed into another stream),
 * titles and other strings, mode and character-set changes, C1 controls in either encoding,
 * direction overrides, malformed UTF-8 (shown as '?').
 *
 * Kept: printable UTF-8, CR LF BS TAB; ESC [ with A B C D G H d f (movement), J K L M P X @
 * (editing), m (colours). Row numbers are cut to the rows that the stream has.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FILTER_PARAMETERS 8
#define FILTER_OUTPUT     64 /* the most that one byte of input can release */

struct filter {
	uint8_t state;
	uint8_t held[4]; /* bytes of a character that is not complete */
	uint8_t held_count, held_need;
	uint16_t parameter[FILTER_PARAMETERS];
	uint8_t parameter_count;
	bool refused; /* the control sequence under way will be dropped */
	uint16_t string_size;
};

/* All zero is a fresh filter; this makes one. */
void filter_reset(struct filter *filter);

/*
 * Takes one byte; writes what may be shown now to `output` and returns how many bytes that are.
 * `rows`: rows that the stream may use, from 1. `*erases` is set if the output clears rows
 * beyond those (ESC [ J), so that the caller repairs what it draws there.
 */
size_t filter_take(struct filter *filter, uint8_t byte, uint16_t rows, bool *erases, uint8_t output[FILTER_OUTPUT]);
