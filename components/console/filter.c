/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The state machine behind filter.h, after ECMA-48 (control functions) and RFC 3629 (UTF-8).
 * Invariant: whatever it has released is complete: a character, a control, or a whole sequence, so that
 * the console can insert its own output between any two releases.
 */
#include "filter.h"

#include <stdio.h>
#include <string.h>

enum state {
	STATE_TEXT = 0,
	STATE_CHARACTER,     /* inside a UTF-8 character */
	STATE_ESCAPE,        /* after ESC */
	STATE_INTERMEDIATE,  /* after ESC and an intermediate: one or more, then a final byte */
	STATE_CONTROL,       /* after ESC [ */
	STATE_STRING,        /* OSC, DCS, APC, PM, SOS: until BEL, ST or a limit */
	STATE_STRING_ESCAPE, /* ESC inside a string */
};

#define STRING_MAX    1024
#define PARAMETER_MAX 9999
#define ESC           0x1b

void filter_reset(struct filter *filter)
{
	memset(filter, 0, sizeof *filter);
}

/* --- text --------------------------------------------------------------------------------------- */

static size_t put(uint8_t byte, uint8_t *output)
{
	output[0] = byte;
	return 1;
}

/* Bytes of the character that `first` begins; 0 if none can. */
static uint8_t character_size(uint8_t first)
{
	if (first >= 0xc2 && first <= 0xdf)
		return 2;
	if (first >= 0xe0 && first <= 0xef)
		return 3;
	return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

static uint32_t character_value(const struct filter *filter)
{
	uint32_t value = filter->held[0] & (0x7fu >> filter->held_need);

	for (uint8_t i = 1; i < filter->held_need; i++)
		value = value << 6 | (filter->held[i] & 0x3fu);
	return value;
}

static bool character_shown(uint32_t value, uint8_t size)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	bool encoded_well = value >= smallest[size] && value <= 0x10ffff && !(value >= 0xd800 && value <= 0xdfff);
	bool control = value >= 0x80 && value <= 0x9f;
	bool direction = (value >= 0x202a && value <= 0x202e) || (value >= 0x2066 && value <= 0x2069);

	return encoded_well && !control && !direction;
}

static size_t take_text(struct filter *filter, uint8_t byte, uint8_t *output)
{
	if (byte == ESC) {
		filter->state = STATE_ESCAPE;
		return 0;
	}
	if (byte == '\r' || byte == '\n' || byte == '\b' || byte == '\t' || (byte >= ' ' && byte < 0x7f))
		return put(byte, output);
	if (byte < 0x80)
		return 0;
	filter->held_need = character_size(byte);
	if (!filter->held_need)
		return put('?', output);
	filter->held[0] = byte;
	filter->held_count = 1;
	filter->state = STATE_CHARACTER;
	return 0;
}

static size_t take_character(struct filter *filter, uint8_t byte, uint8_t *output)
{
	if ((byte & 0xc0) != 0x80) { /* the character is broken, this byte begins something else */
		filter->state = STATE_TEXT;
		size_t size = put('?', output);
		return size + take_text(filter, byte, output + size);
	}
	filter->held[filter->held_count++] = byte;
	if (filter->held_count < filter->held_need)
		return 0;
	filter->state = STATE_TEXT;
	if (!character_shown(character_value(filter), filter->held_need))
		return put('?', output);
	memcpy(output, filter->held, filter->held_count);
	return filter->held_count;
}

/* --- escape sequences --------------------------------------------------------------------------- */

static size_t take_escape(struct filter *filter, uint8_t byte)
{
	filter->state = STATE_TEXT;
	if (byte == '[') {
		memset(filter->parameter, 0, sizeof filter->parameter);
		filter->parameter_count = 0;
		filter->refused = false;
		filter->state = STATE_CONTROL;
	} else if (byte == ']' || byte == 'P' || byte == '_' || byte == '^' || byte == 'X') {
		filter->string_size = 0;
		filter->state = STATE_STRING;
	} else if (byte >= 0x20 && byte <= 0x2f) {
		filter->state = STATE_INTERMEDIATE;
	} else if (byte == ESC) {
		filter->state = STATE_ESCAPE;
	}
	return 0;
}

static size_t take_intermediate(struct filter *filter, uint8_t byte)
{
	if (byte < 0x20 || byte > 0x2f)
		filter->state = STATE_TEXT;
	return 0;
}

static size_t take_string(struct filter *filter, uint8_t byte)
{
	bool ends = byte == 0x07 || byte == 0x18 || byte == 0x1a || ++filter->string_size > STRING_MAX ||
	            (filter->state == STATE_STRING_ESCAPE && byte == '\\');

	if (ends)
		filter->state = STATE_TEXT;
	else
		filter->state = byte == ESC ? STATE_STRING_ESCAPE : STATE_STRING;
	return 0;
}

static void limit(uint16_t *row, uint16_t rows)
{
	if (*row > rows)
		*row = rows;
}

/* The sequence anew, from its checked parameters. */
static size_t put_control(const struct filter *filter, uint8_t final, uint8_t *output)
{
	char *text = (char *)output;
	size_t size = (size_t)sprintf(text, "\033[");

	for (uint8_t i = 0; i < filter->parameter_count; i++)
		size += (size_t)sprintf(text + size, i ? ";%u" : "%u", filter->parameter[i]);
	output[size] = final;
	return size + 1;
}

static size_t end_control(struct filter *filter, uint8_t final, uint16_t rows, bool *erases, uint8_t *output)
{
	if (filter->refused)
		return 0;
	switch (final) {
	case 'H':
	case 'f':
	case 'd':
		limit(&filter->parameter[0], rows);
		break;
	case 'J':
		*erases = true;
		break;
	case 'A':
	case 'B':
	case 'C':
	case 'D':
	case 'G':
	case 'K':
	case 'L':
	case 'M':
	case 'P':
	case 'X':
	case '@':
	case 'm':
		break;
	default:
		return 0;
	}
	return put_control(filter, final, output);
}

static void take_digit(struct filter *filter, uint8_t digit)
{
	if (!filter->parameter_count)
		filter->parameter_count = 1;
	uint16_t *last = &filter->parameter[filter->parameter_count - 1];
	unsigned value = *last * 10u + digit;
	*last = (uint16_t)(value < PARAMETER_MAX ? value : PARAMETER_MAX);
}

static void take_separator(struct filter *filter)
{
	uint8_t count = filter->parameter_count ? filter->parameter_count : 1;

	if (count < FILTER_PARAMETERS)
		filter->parameter_count = (uint8_t)(count + 1);
	else
		filter->refused = true;
}

static size_t
take_control(struct filter *filter, uint8_t byte, uint16_t rows, bool *erases, uint8_t *output)
{
	if (byte >= '0' && byte <= '9') {
		take_digit(filter, (uint8_t)(byte - '0'));
	} else if (byte == ';') {
		take_separator(filter);
	} else if (byte >= 0x20 && byte <= 0x3f) { /* private or intermediate: modes, queries, colons */
		filter->refused = true;
	} else if (byte >= 0x40 && byte <= 0x7e) {
		filter->state = STATE_TEXT;
		return end_control(filter, byte, rows, erases, output);
	} else if (byte == ESC) {
		filter->state = STATE_ESCAPE;
	} else {
		filter->state = STATE_TEXT;
	}
	return 0;
}

size_t filter_take(struct filter *filter, uint8_t byte, uint16_t rows, bool *erases, uint8_t output[FILTER_OUTPUT])
{
	switch (filter->state) {
	case STATE_CHARACTER:
		return take_character(filter, byte, output);
	case STATE_ESCAPE:
		return take_escape(filter, byte);
	case STATE_INTERMEDIATE:
		return take_intermediate(filter, byte);
	case STATE_CONTROL:
		return take_control(filter, byte, rows, erases, output);
	case STATE_STRING:
	case STATE_STRING_ESCAPE:
		return take_string(filter, byte);
	default:
		return take_text(filter, byte, output);
	}
}
