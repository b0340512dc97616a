/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A message as user level sees it: the registers of kernel/api/abi.h as a structure.
 * Filled in by the stubs of calls.h; handlers of the event loop turn a request into its reply
 * in place.
 */
#pragma once

#include <abi.h>
#include <stdint.h>

#define MESSAGE_WORDS 8

struct message {
	uint64_t label;               /* x0: method, fault or exit; in a reply: status or actions */
	uint64_t word[MESSAGE_WORDS]; /* x1..x8 */
	uint64_t badge;               /* x9: of the capability it came through; a notification's word */
	uint64_t status;              /* x10: enum status and ARRIVED_* */
};

/* The kernel's verdict on the call that filled `message`. */
static inline enum status message_status(const struct message *message)
{
	return (enum status)(message->status & STATUS_MASK);
}
