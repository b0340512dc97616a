/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel as components call it: <bulkhead/calls.h> has a function for every system call and every method, made
 * of kernel/api/interface.h; here is what receives on notifications alone. All return the kernel's status.
 */
#pragma once

#include <bulkhead/calls.h>

/* Waits for a notification; `*word` (may be 0) receives its bits. TIMED_OUT at `deadline`. */
static inline enum status bulkhead_wait(uint64_t notification, uint64_t deadline, uint64_t *word)
{
	struct message message = { 0 };
	enum status status = bulkhead_recv(notification, 0, deadline, &message);
	if (word)
		*word = message.badge;
	return status;
}

/* Takes a notification's bits without waiting. WOULD_BLOCK: none. */
static inline enum status bulkhead_poll(uint64_t notification, uint64_t *word)
{
	struct message message = { 0 };
	enum status status = bulkhead_nbrecv(notification, 0, &message);
	if (word)
		*word = message.badge;
	return status;
}
