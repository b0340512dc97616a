/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The transport under generated procedure stubs: a call in registers whose label is the method's
 * number, and in the reply 0 or the negated enum bulkhead_error. What does not fit in registers
 * lies in the connection's shared pages (see components/runtime/runtime.md).
 */
#pragma once

#include <bulkhead/error.h>
#include <bulkhead/syscall.h>

/* Calls method `request->label`; afterwards `request` is the reply. BULKHEAD_OK or why it failed. */
static inline enum bulkhead_error rpc_call(uint64_t endpoint, struct message *request)
{
	switch (bulkhead_call(endpoint, request)) {
	case OK:
		return (enum bulkhead_error)(-(int)(request->label & 0xff));
	case INVALID_CAPABILITY:
	case NO_RIGHTS:
		return BULKHEAD_ERROR_NO_CONNECTION;
	default:
		return BULKHEAD_ERROR_PEER_RESTARTED;
	}
}

/* Server: makes `message` the reply that reports `error`; results are for the stub to fill in. */
static inline void rpc_reply(struct message *message, enum bulkhead_error error)
{
	*message = (struct message){ .label = (uint64_t)(-(int)error) };
}
