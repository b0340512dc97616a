/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A virtio console with one port (virtio 1.2 section 5.3) on a stream of the console component.
 * Nothing is lost on the way: output waits in the guest's buffers while the stream is full, input waits in
 * the stream while the guest offers no buffer. Input is dropped in one case only: see virtio_console_reset_input.
 * The machine calls virtio_console_init at start-up, and virtio_console_event for every event of the stream.
 */
#pragma once

#include <bulkhead/stream.h>
#include <stdbool.h>
#include <stdint.h>

#include "virtio.h"
#include "virtqueue.h"

#define VIRTIO_CONSOLE_QUEUES 2

struct virtio_console {
	struct virtio_device device;
	struct virtqueue queues[VIRTIO_CONSOLE_QUEUES];
	volatile struct stream *stream;
	struct virtqueue_chain output; /* the one being written out, if `output_open` */
	uint64_t output_done;          /* bytes of it */
	bool output_open;
};

/* `device.memory`, `vmm` and `interrupt` are the machine's to set. */
void virtio_console_init(struct virtio_console *console, volatile struct stream *stream);

/* The console component has made room, or has input. */
void virtio_console_event(struct virtio_console *console);

/* Drops what was typed and not yet read: before a guest starts, so that it sees nothing meant for the last one. */
void virtio_console_reset_input(struct virtio_console *console);

/* Signals the console component: there is output, or room for input. (machine.c; a fake in host tests) */
void virtio_console_emit(struct virtio_console *console);
