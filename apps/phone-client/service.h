/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The client's end of a connection to a service of the phone (components/vmm/gateway.md): one request, one reply.
 * Every function ends the program with a message and the documented exit code when the way to the service fails.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "gateway_protocol.h"

/* Exit codes of the phone command. */
enum exit_code {
	EXIT_DONE = 0,
	EXIT_REFUSED = 1,       /* the service's answer is no */
	EXIT_USAGE = 2,
	EXIT_NO_CONNECTION = 3, /* this profile is not connected to the service */
	EXIT_UNAVAILABLE = 4,   /* no answer, or not the expected one */
	EXIT_LOCKED = 5,        /* locked out, or too soon after a failure */
	EXIT_CANCELLED = 6,     /* by the person at the trusted prompt, or nobody answered */
};

/* A request or reply; strings and numbers are added and taken in the order of gateway.md. */
struct frame {
	struct gateway_header header;
	uint8_t payload[GATEWAY_PAYLOAD_MAX];
	uint32_t read; /* bytes of the payload that were taken */
};

void frame_put(struct frame *frame, const void *bytes, size_t size);
void frame_put_string(struct frame *frame, const char *string);

void frame_take(struct frame *frame, void *bytes, size_t size);
uint32_t frame_take_u32(struct frame *frame);
/* The string is NUL-terminated; `size` includes that. */
void frame_take_string(struct frame *frame, char *string, size_t size);

/* A stream to a port of the phone, or -1 with errno: ECONNRESET if this profile has no such service. */
int service_connect(uint32_t port);

/* Sends the request with method header.code to the service at `port`, waits, and turns `frame` into the reply.
 * Statuses from 0x100 on end the program: they are no answers of the service. */
void service_call(uint32_t port, struct frame *frame);

/* Ends the program: prints the exit code's meaning with the message. */
_Noreturn void service_fail(enum exit_code code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The name of the service at a port, for messages. */
const char *service_name(uint32_t port);

/* The exit code for an answer of auth. */
enum exit_code service_exit_code(uint16_t status);

/* An answer of auth in words. */
const char *service_explain(uint16_t status);
