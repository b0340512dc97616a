/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the person types, taken apart: bytes for the selected stream, commands after the escape key,
 * and the terminal's answer to the console's question for its size. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KEYS_ESCAPE 0x1d /* Ctrl-] */
#define KEYS_HELD   16

enum key_kind {
	KEY_NOTHING,
	KEY_BYTES,   /* bytes[0..count) are for the stream */
	KEY_COMMAND, /* bytes[0] was typed after the escape key */
	KEY_SIZE,    /* the terminal has `rows` and `columns` */
};

struct key_event {
	enum key_kind kind;
	uint8_t bytes[KEYS_HELD];
	size_t count;
	uint16_t rows, columns;
};

struct keys {
	bool command;         /* the escape key was the last one */
	bool expects_size;    /* the question is open */
	uint8_t held[KEYS_HELD]; /* begin of what may be the answer */
	uint8_t held_count;
};

/* The console has just sent ESC [ 6 n. */
void keys_expect_size(struct keys *keys);

/* No answer came: an Escape key is no longer held back as its begin. */
void keys_give_up_size(struct keys *keys);

struct key_event keys_take(struct keys *keys, uint8_t byte);
