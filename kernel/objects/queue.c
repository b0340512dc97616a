/* SPDX-License-Identifier: BSD-2-Clause */
/* Queues of waiting threads; see queue.h. */
#include <arrays.h>
#include <queue.h>

void queue_append(struct queue *queue, u32 thread)
{
	u32 tail = queue->tail;

	threads[thread].next = NONE;
	threads[thread].prev = tail;
	if (tail == NONE)
		queue->head = thread;
	else
		threads[tail].next = thread;
	queue->tail = thread;
}

void queue_remove(struct queue *queue, u32 thread)
{
	u32 next = threads[thread].next, prev = threads[thread].prev;

	if (prev == NONE)
		queue->head = next;
	else
		threads[prev].next = next;
	if (next == NONE)
		queue->tail = prev;
	else
		threads[next].prev = prev;
}
