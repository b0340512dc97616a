/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Glue of component `client` (type Client), from tests/idl/data/pair.camkes.
 * Generated: change the description instead. The runtime's event loop calls glue_dispatch and
 * glue_events, the component's own code the rest.
 */
#include "component.h"

#include <string.h>

#include <bulkhead/glue.h>

const struct glue_component glue_component = {
	.name = "client",
	.heap_address = 0x10000000,
	.heap_size = 0x40000,
	.has_control = true,
};

const int rounds = 5;
const char *const label = "client";

volatile uint8_t *const shared = (void *)0x30200000;

/* ---- uses Calculator calculator ---- */

#define CALCULATOR_CAP 8

enum calculator_method {
	CALCULATOR_ADD = 1,
	CALCULATOR_NAME = 2,
	CALCULATOR_TOTAL = 3,
	CALCULATOR_DIGEST = 4,
	CALCULATOR_MOVE = 5,
	CALCULATOR_RESET = 6,
};

struct calculator_name_buffer {
	char first[33];
	char greeting[81];
};
_Static_assert(sizeof(struct calculator_name_buffer) == 114, "both sides agree on the layout");

struct calculator_total_buffer {
	uint32_t values[32];
};
_Static_assert(sizeof(struct calculator_total_buffer) == 128, "both sides agree on the layout");

struct calculator_digest_buffer {
	uint8_t data[32];
	uint8_t hash[32];
};
_Static_assert(sizeof(struct calculator_digest_buffer) == 64, "both sides agree on the layout");

struct calculator_move_buffer {
	struct point where;
};
_Static_assert(sizeof(struct calculator_move_buffer) == 12, "both sides agree on the layout");

static void *const calculator_buffer = (void *)0x30000000;

int calculator_add(int a, int b, int *sum)
{
	struct message message = { .label = CALCULATOR_ADD, .word = { (uint64_t)a, (uint64_t)b } };
	int error;

	error = glue_call(CALCULATOR_CAP, &message);
	if (error != 0)
		return error;
	if (message.word[1] != (uint64_t)(int)message.word[1])
		return -BULKHEAD_ERROR_MALFORMED;
	*sum = (int)message.word[1];
	if (message.word[0] != (uint64_t)(int)message.word[0])
		return -BULKHEAD_ERROR_MALFORMED;
	return (int)message.word[0];
}

int calculator_name(const char *first, char greeting[static 81])
{
	struct message message = { .label = CALCULATOR_NAME };
	volatile struct calculator_name_buffer *buffer = calculator_buffer;
	int error;

	if (strnlen(first, CALCULATOR_NAME_FIRST_MAX + 1) > CALCULATOR_NAME_FIRST_MAX)
		return -BULKHEAD_ERROR_TOO_LONG;
	glue_copy_out(buffer->first, first, strlen(first) + 1);
	error = glue_call(CALCULATOR_CAP, &message);
	if (error != 0)
		return error;
	glue_copy_in(greeting, buffer->greeting, sizeof buffer->greeting);
	if (memchr(greeting, 0, sizeof buffer->greeting) == NULL)
		return -BULKHEAD_ERROR_MALFORMED;
	if (message.word[0] != (uint64_t)(int)message.word[0])
		return -BULKHEAD_ERROR_MALFORMED;
	return (int)message.word[0];
}

int calculator_total(size_t values_sz, const uint32_t *values, uint64_t *sum)
{
	struct message message = { .label = CALCULATOR_TOTAL, .word = { values_sz } };
	volatile struct calculator_total_buffer *buffer = calculator_buffer;
	int error;

	if (values_sz > CALCULATOR_TOTAL_VALUES_MAX)
		return -BULKHEAD_ERROR_TOO_LONG;
	glue_copy_out(buffer->values, values, values_sz * sizeof values[0]);
	error = glue_call(CALCULATOR_CAP, &message);
	if (error != 0)
		return error;
	*sum = message.word[1];
	if (message.word[0] != (uint64_t)(int)message.word[0])
		return -BULKHEAD_ERROR_MALFORMED;
	return (int)message.word[0];
}

int calculator_digest(size_t data_sz, const uint8_t *data, uint8_t hash[static 32])
{
	struct message message = { .label = CALCULATOR_DIGEST, .word = { data_sz } };
	volatile struct calculator_digest_buffer *buffer = calculator_buffer;
	int error;

	if (data_sz > CALCULATOR_DIGEST_DATA_MAX)
		return -BULKHEAD_ERROR_TOO_LONG;
	glue_copy_out(buffer->data, data, data_sz * sizeof data[0]);
	error = glue_call(CALCULATOR_CAP, &message);
	if (error != 0)
		return error;
	glue_copy_in(hash, buffer->hash, sizeof buffer->hash);
	if (message.word[0] != (uint64_t)(int)message.word[0])
		return -BULKHEAD_ERROR_MALFORMED;
	return (int)message.word[0];
}

int calculator_move(struct point *where, int8_t dx, bool twice)
{
	struct message message = { .label = CALCULATOR_MOVE, .word = { (uint64_t)dx, (uint64_t)twice } };
	volatile struct calculator_move_buffer *buffer = calculator_buffer;
	int error;

	glue_copy_out(&buffer->where, where, sizeof *where);
	error = glue_call(CALCULATOR_CAP, &message);
	if (error != 0)
		return error;
	glue_copy_in(where, &buffer->where, sizeof *where);
	if (message.word[0] != (uint64_t)(int)message.word[0])
		return -BULKHEAD_ERROR_MALFORMED;
	return (int)message.word[0];
}

int calculator_reset(void)
{
	struct message message = { .label = CALCULATOR_RESET };
	int error;

	error = glue_call(CALCULATOR_CAP, &message);
	if (error != 0)
		return error;
	return 0;
}

void wake_emit(void)
{
	glue_signal(9);
}

/* ---- for the event loop ---- */

void glue_dispatch(struct message *message)
{
	switch (GLUE_BADGE_INTERFACE(message->badge)) {
	default:
		message->label = BULKHEAD_ERROR_NO_METHOD;
		break;
	}
}

void glue_events(uint64_t word)
{
	if ((word & 0x1) != 0)
		done_handle();
}
