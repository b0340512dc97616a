/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Glue of component `server` (type Server), from tests/idl/data/pair.camkes.
 * Generated: change the description instead. The runtime's event loop calls glue_dispatch and
 * glue_events, the component's own code the rest.
 */
#include "component.h"

#include <string.h>

#include <bulkhead/glue.h>

const struct glue_component glue_component = {
	.name = "server",
	.heap_address = 0x10000000,
	.heap_size = 0x40000,
	.has_control = false,
};

const volatile uint8_t *const shared = (void *)0x30200000;

/* ---- provides Calculator calculator ---- */

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

static void *const calculator_buffers[] = {
	(void *)0x30000000, /* client */
};

static uint32_t calculator_sender;

uint64_t calculator_get_sender_id(void)
{
	return calculator_sender;
}

static enum bulkhead_error calculator_add_serve(struct message *message)
{
	int sum = 0;
	int result;

	if (message->word[0] != (uint64_t)(int)message->word[0])
		return BULKHEAD_ERROR_MALFORMED;
	if (message->word[1] != (uint64_t)(int)message->word[1])
		return BULKHEAD_ERROR_MALFORMED;
	result = calculator_add((int)message->word[0], (int)message->word[1], &sum);
	message->word[1] = (uint64_t)sum;
	message->word[0] = (uint64_t)result;
	return BULKHEAD_OK;
}

static enum bulkhead_error calculator_name_serve(struct message *message)
{
	volatile struct calculator_name_buffer *buffer = calculator_buffers[calculator_sender - 1];
	char first[33];
	char greeting[81] = { 0 };
	int result;

	glue_copy_in(first, buffer->first, sizeof first);
	if (memchr(first, 0, sizeof first) == NULL)
		return BULKHEAD_ERROR_MALFORMED;
	result = calculator_name(first, greeting);
	if (memchr(greeting, 0, sizeof greeting) == NULL)
		return BULKHEAD_ERROR_TOO_LONG;
	glue_copy_out(buffer->greeting, greeting, sizeof greeting);
	message->word[0] = (uint64_t)result;
	return BULKHEAD_OK;
}

static enum bulkhead_error calculator_total_serve(struct message *message)
{
	volatile struct calculator_total_buffer *buffer = calculator_buffers[calculator_sender - 1];
	size_t values_sz = 0;
	uint32_t values[32];
	uint64_t sum = 0;
	int result;

	if (message->word[0] > CALCULATOR_TOTAL_VALUES_MAX)
		return BULKHEAD_ERROR_TOO_LONG;
	values_sz = message->word[0];
	glue_copy_in(values, buffer->values, values_sz * sizeof values[0]);
	result = calculator_total(values_sz, values, &sum);
	message->word[1] = sum;
	message->word[0] = (uint64_t)result;
	return BULKHEAD_OK;
}

static enum bulkhead_error calculator_digest_serve(struct message *message)
{
	volatile struct calculator_digest_buffer *buffer = calculator_buffers[calculator_sender - 1];
	size_t data_sz = 0;
	uint8_t data[32];
	uint8_t hash[32] = { 0 };
	int result;

	if (message->word[0] > CALCULATOR_DIGEST_DATA_MAX)
		return BULKHEAD_ERROR_TOO_LONG;
	data_sz = message->word[0];
	glue_copy_in(data, buffer->data, data_sz * sizeof data[0]);
	result = calculator_digest(data_sz, data, hash);
	glue_copy_out(buffer->hash, hash, sizeof hash);
	message->word[0] = (uint64_t)result;
	return BULKHEAD_OK;
}

static enum bulkhead_error calculator_move_serve(struct message *message)
{
	volatile struct calculator_move_buffer *buffer = calculator_buffers[calculator_sender - 1];
	struct point where = { 0 };
	int result;

	glue_copy_in(&where, &buffer->where, sizeof where);
	if (message->word[0] != (uint64_t)(int8_t)message->word[0])
		return BULKHEAD_ERROR_MALFORMED;
	if (message->word[1] > 1)
		return BULKHEAD_ERROR_MALFORMED;
	result = calculator_move(&where, (int8_t)message->word[0], message->word[1] != 0);
	glue_copy_out(&buffer->where, &where, sizeof where);
	message->word[0] = (uint64_t)result;
	return BULKHEAD_OK;
}

static enum bulkhead_error calculator_reset_serve(struct message *message)
{
	calculator_reset();
	message->word[0] = 0;
	return BULKHEAD_OK;
}

static enum bulkhead_error calculator_dispatch(struct message *message)
{
	calculator_sender = GLUE_BADGE_CLIENT(message->badge);
	switch (message->label) {
	case CALCULATOR_ADD:
		return calculator_add_serve(message);
	case CALCULATOR_NAME:
		return calculator_name_serve(message);
	case CALCULATOR_TOTAL:
		return calculator_total_serve(message);
	case CALCULATOR_DIGEST:
		return calculator_digest_serve(message);
	case CALCULATOR_MOVE:
		return calculator_move_serve(message);
	case CALCULATOR_RESET:
		return calculator_reset_serve(message);
	default:
		return BULKHEAD_ERROR_NO_METHOD;
	}
}

void done_emit(void)
{
	glue_signal(8);
}

/* ---- for the event loop ---- */

void glue_dispatch(struct message *message)
{
	switch (GLUE_BADGE_INTERFACE(message->badge)) {
	case 1:
		message->label = calculator_dispatch(message);
		break;
	default:
		message->label = BULKHEAD_ERROR_NO_METHOD;
		break;
	}
}

void glue_events(uint64_t word)
{
	if ((word & 0x1) != 0)
		wake_handle();
}
