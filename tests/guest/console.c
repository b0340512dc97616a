/* SPDX-License-Identifier: BSD-2-Clause */
/* Output through the virtio console's transmit queue, one buffer at a time. */
#include "virtio.h"

#define TRANSMIT_QUEUE 1

static struct virtio_queue queue;

void console_start(void)
{
	virtio_start(VIRTIO(VIRTIO_CONSOLE), TRANSMIT_QUEUE, &queue);
}

void print(const char *text)
{
	uint16_t before = queue.used.index;
	uint32_t length = 0;

	while (text[length])
		length++;
	if (length == 0)
		return;
	queue.descriptors[0] = (struct virtio_descriptor){ .address = (uintptr_t)text, .length = length };
	virtio_submit(VIRTIO(VIRTIO_CONSOLE), TRANSMIT_QUEUE, &queue, 0);
	virtio_wait(VIRTIO(VIRTIO_CONSOLE), &queue, before);
}

void print_number(uint64_t value)
{
	char digits[21];
	uint32_t at = sizeof digits - 1;

	digits[at] = 0;
	do
		digits[--at] = (char)('0' + value % 10);
	while ((value /= 10) != 0);
	print(digits + at);
}

void report(const char *name, bool passed, uint64_t value)
{
	print(passed ? "ok " : "not ok ");
	print(name);
	if (!passed) {
		print(": ");
		print_number(value);
	}
	print("\r\n");
}

void report_row(const char *name, uint64_t value, const char *unit)
{
	print("row ");
	print(name);
	print(" ");
	print_number(value);
	print(" ");
	print(unit);
	print("\r\n");
}
