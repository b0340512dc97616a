/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Queues of waiting threads, linked by thread.next and prev, ends NONE. An object that has one
 * keeps its two ends in a struct queue.
 */
#pragma once

#include <object.h>

/* Adds a thread that is in no queue at the end. */
void queue_append(struct queue *queue, u32 thread);

/* Takes out a thread that is in this queue. */
void queue_remove(struct queue *queue, u32 thread);
