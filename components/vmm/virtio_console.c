/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The console device; virtio_console.h says how it works. Output is copied twice (guest to a small buffer to
 * the ring), so that the ring's writer never reads guest RAM.
 */
#include "virtio_console.h"

#include "virtio_mmio.h"

enum { QUEUE_INPUT = 0, QUEUE_OUTPUT = 1 }; /* section 5.3.2: receiveq, transmitq */

#define PIECE_SIZE 256u

static struct virtio_console *console_of(struct virtio_device *device)
{
	return (struct virtio_console *)device; /* its first member */
}

/* Writes the open chain out, as far as the stream takes it; `written` grows by that. True when all of it is there. */
static bool write_chain(struct virtio_console *console, uint64_t *written)
{
	uint8_t piece[PIECE_SIZE];
	size_t size, space;

	for (;;) {
		space = ring_space(&console->stream->to_console);
		size = virtqueue_read(&console->output, console->output_done, piece,
				      space < sizeof(piece) ? space : sizeof(piece));
		if (size == 0)
			return console->output_done == console->output.readable_size;
		size = ring_write(&console->stream->to_console, piece, size);
		console->output_done += size;
		*written += size;
	}
}

static bool open_output(struct virtio_console *console)
{
	if (!console->output_open && virtqueue_take(&console->device, QUEUE_OUTPUT, &console->output)) {
		console->output_open = true;
		console->output_done = 0;
	}
	return console->output_open;
}

/* As much output as the stream takes; true if it took any. The room in it tells nothing: its reader makes some meanwhile. */
static bool pump_output(struct virtio_console *console)
{
	uint64_t written = 0;

	while (open_output(console) && write_chain(console, &written)) {
		virtqueue_give(&console->device, &console->output, 0);
		console->output_open = false;
	}
	virtqueue_interrupt(&console->device, QUEUE_OUTPUT);
	return written != 0;
}

/* Fills one chain from the stream; the number of bytes. */
static uint32_t read_chain(struct virtio_console *console, const struct virtqueue_chain *chain)
{
	uint8_t piece[PIECE_SIZE];
	uint32_t done = 0;
	size_t size = 1;

	while (done < chain->writable_size && size != 0) {
		uint64_t left = chain->writable_size - done;

		size = ring_read(&console->stream->from_console, piece, left < sizeof(piece) ? left : sizeof(piece));
		done += (uint32_t)virtqueue_write(chain, done, piece, size);
	}
	return done;
}

/* As much input as the guest has buffers for; true if it took any. */
static bool pump_input(struct virtio_console *console)
{
	struct virtqueue_chain chain;
	bool any = false;

	while (ring_available(&console->stream->from_console) != 0 &&
	       virtqueue_take(&console->device, QUEUE_INPUT, &chain)) {
		virtqueue_give(&console->device, &chain, read_chain(console, &chain));
		any = true;
	}
	virtqueue_interrupt(&console->device, QUEUE_INPUT);
	return any;
}

void virtio_console_event(struct virtio_console *console)
{
	bool output = pump_output(console);
	bool input = pump_input(console);

	if (output || input)
		virtio_console_emit(console);
}

void virtio_console_reset_input(struct virtio_console *console)
{
	uint8_t dropped[PIECE_SIZE];

	for (uint32_t i = 0; i <= RING_CAPACITY / sizeof(dropped); i++)
		ring_read(&console->stream->from_console, dropped, sizeof(dropped));
}

/* No feature is offered, so none of the fields means anything (section 5.3.4). */
static uint64_t config_read(struct virtio_device *device, uint32_t offset, uint32_t size)
{
	(void)device;
	(void)offset;
	(void)size;
	return 0;
}

static void notify(struct virtio_device *device, uint16_t queue)
{
	(void)queue;
	virtio_console_event(console_of(device));
}

static void reset(struct virtio_device *device)
{
	console_of(device)->output_open = false;
}

static const struct virtio_type type = {
	.name = "virtio-console",
	.id = VIRTIO_ID_CONSOLE,
	.queue_count = VIRTIO_CONSOLE_QUEUES,
	.queue_size_max = VIRTQUEUE_SIZE_MAX,
	.config_read = config_read,
	.notify = notify,
	.reset = reset,
};

void virtio_console_init(struct virtio_console *console, volatile struct stream *stream)
{
	*console = (struct virtio_console){
		.device = { .type = &type, .queues = console->queues },
		.stream = stream,
	};
}
