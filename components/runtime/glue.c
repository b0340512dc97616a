/* SPDX-License-Identifier: BSD-2-Clause */
/* What generated stubs are made of; bulkhead/glue.h has the contract. Called by component.c only. */
#include <bulkhead/glue.h>
#include <bulkhead/syscall.h>

int glue_call(uint64_t capability, struct message *message)
{
	switch (bulkhead_call(capability, message)) {
	case OK:
		break;
	case CANCELLED:
		return -BULKHEAD_ERROR_PEER_RESTARTED;
	default:
		return -BULKHEAD_ERROR_TRANSPORT;
	}
	return message->label < BULKHEAD_ERROR_COUNT ? -(int)message->label : -BULKHEAD_ERROR_TRANSPORT;
}

void glue_signal(uint64_t capability)
{
	bulkhead_signal(capability);
}

void glue_acknowledge(uint64_t capability)
{
	irq_handler_ack(capability);
}

void glue_copy_in(void *to, const volatile void *from, size_t size)
{
	const volatile uint8_t *source = from;
	uint8_t *destination = to;

	for (size_t i = 0; i < size; i++)
		destination[i] = source[i];
}

void glue_copy_out(volatile void *to, const void *from, size_t size)
{
	const uint8_t *source = from;
	volatile uint8_t *destination = to;

	for (size_t i = 0; i < size; i++)
		destination[i] = source[i];
}
