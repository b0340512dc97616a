/* SPDX-License-Identifier: BSD-2-Clause */
/* Sorting of typed bytes; keys.h has the contract. Called by main.c. */
#include "keys.h"

#include <string.h>

#define ESC 0x1b

void keys_expect_size(struct keys *keys)
{
	keys->expects_size = true;
	keys->held_count = 0;
}

void keys_give_up_size(struct keys *keys)
{
	keys->expects_size = false;
	keys->held_count = 0;
}

static struct key_event take_key(struct keys *keys, uint8_t byte)
{
	if (keys->command) {
		keys->command = false;
		return (struct key_event){
			.kind = byte == KEYS_ESCAPE ? KEY_BYTES : KEY_COMMAND,
			.bytes = { byte },
			.count = 1,
		};
	}
	if (byte == KEYS_ESCAPE) {
		keys->command = true;
		return (struct key_event){ .kind = KEY_NOTHING };
	}
	return (struct key_event){ .kind = KEY_BYTES, .bytes = { byte }, .count = 1 };
}

/* Reads digits from `*at` on; at least one, and a value from 1 to 9999. */
static bool read_number(const struct keys *keys, uint8_t *at, uint16_t *value)
{
	unsigned number = 0;
	uint8_t begin = *at;

	for (; *at < keys->held_count && keys->held[*at] >= '0' && keys->held[*at] <= '9' && number < 1000; (*at)++)
		number = number * 10 + keys->held[*at] - '0';
	*value = (uint16_t)number;
	return *at > begin && number > 0;
}

/* held is ESC [ rows ; columns R, the answer. */
static bool read_answer(const struct keys *keys, struct key_event *event)
{
	uint8_t at = 2;

	return keys->held_count > 2 && read_number(keys, &at, &event->rows) && keys->held[at++] == ';' &&
	       read_number(keys, &at, &event->columns) && at == keys->held_count - 1 && keys->held[at] == 'R';
}

/* Can held still become the answer? */
static bool may_be_answer(const struct keys *keys)
{
	uint8_t last = keys->held[keys->held_count - 1];

	switch (keys->held_count) {
	case 1:
		return last == ESC;
	case 2:
		return last == '[';
	default:
		return keys->held_count < KEYS_HELD && ((last >= '0' && last <= '9') || last == ';');
	}
}

struct key_event keys_take(struct keys *keys, uint8_t byte)
{
	struct key_event event = { .kind = KEY_SIZE };

	if (keys->command || !keys->expects_size || (keys->held_count == 0 && byte != ESC))
		return take_key(keys, byte);
	keys->held[keys->held_count++] = byte;
	if (read_answer(keys, &event)) {
		keys->expects_size = false;
		return event;
	}
	if (may_be_answer(keys))
		return (struct key_event){ .kind = KEY_NOTHING };
	event = (struct key_event){ .kind = KEY_BYTES, .count = keys->held_count };
	memcpy(event.bytes, keys->held, keys->held_count);
	keys->held_count = 0;
	return event;
}
