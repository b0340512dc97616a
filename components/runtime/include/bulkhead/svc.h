/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a system call is made: one for any number and any operands, and a method of a kernel object. Register use and
 * semantics are those of kernel/api/abi.h. The stubs of <bulkhead/calls.h> are made of these; all return the
 * kernel's status.
 */
#pragma once

#include <abi.h>
#include <bulkhead/message.h>
#include <stdint.h>

/* What a system call takes besides the message; zero where it takes nothing. */
struct system_call_arguments {
	uint64_t capability;   /* x9 */
	uint64_t reply;        /* x11 */
	uint64_t deadline;     /* x12 */
	uint64_t receive_slot; /* x13 */
	uint64_t send;         /* x14 */
};

/* `number` must be a constant: it becomes the immediate of the svc instruction. */
static inline __attribute__((always_inline)) enum status
bulkhead_system_call(enum system_call number, struct system_call_arguments arguments, struct message *message)
{
	register uint64_t x0 __asm__("x0") = message->label;
	register uint64_t x1 __asm__("x1") = message->word[0];
	register uint64_t x2 __asm__("x2") = message->word[1];
	register uint64_t x3 __asm__("x3") = message->word[2];
	register uint64_t x4 __asm__("x4") = message->word[3];
	register uint64_t x5 __asm__("x5") = message->word[4];
	register uint64_t x6 __asm__("x6") = message->word[5];
	register uint64_t x7 __asm__("x7") = message->word[6];
	register uint64_t x8 __asm__("x8") = message->word[7];
	register uint64_t x9 __asm__("x9") = arguments.capability;
	register uint64_t x10 __asm__("x10");
	register uint64_t x11 __asm__("x11") = arguments.reply;
	register uint64_t x12 __asm__("x12") = arguments.deadline;
	register uint64_t x13 __asm__("x13") = arguments.receive_slot;
	register uint64_t x14 __asm__("x14") = arguments.send;

	__asm__ volatile("svc %[number]"
	                 : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3), "+r"(x4), "+r"(x5), "+r"(x6), "+r"(x7),
	                   "+r"(x8), "+r"(x9), "=r"(x10)
	                 : [number] "i"(number), "r"(x11), "r"(x12), "r"(x13), "r"(x14)
	                 : "memory");
	*message = (struct message){
		.label = x0,
		.word = { x1, x2, x3, x4, x5, x6, x7, x8 },
		.badge = x9,
		.status = x10,
	};
	return message_status(message);
}

/* Results in result->label (x0) and result->word[0..2] (x1..x3). */
static inline enum status bulkhead_invoke(uint64_t capability, enum method method, const uint64_t argument[5],
                                          struct message *result)
{
	*result = (struct message){
		.label = method,
		.word = { argument[0], argument[1], argument[2], argument[3], argument[4] },
	};
	return bulkhead_system_call(SYS_INVOKE, (struct system_call_arguments){ .capability = capability }, result);
}

/* A method without results. */
static inline enum status bulkhead_method(uint64_t capability, enum method method, const uint64_t argument[5])
{
	struct message result;
	return bulkhead_invoke(capability, method, argument, &result);
}
