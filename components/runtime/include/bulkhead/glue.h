/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Between the generated component.c of an instance and the runtime's event loop. Component authors
 * include neither this nor component.c; they write against the generated "component.h".
 * A request's label is the method's number (from 1), a reply's label 0 or an enum bulkhead_error.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bulkhead/error.h>
#include <bulkhead/message.h>

/* The first slots of every component's CSpace; connections follow from GLUE_SLOT_CONNECTIONS. */
enum glue_slot {
	GLUE_SLOT_ENDPOINT = 1,     /* READ: every call, fault and exit for this component */
	GLUE_SLOT_NOTIFICATION = 2, /* READ: every event and interrupt; bound to thread 0 */
	GLUE_SLOT_REPLY = 3,        /* of thread 0 */
	GLUE_SLOT_WORKER = 4,       /* READ|WRITE: thread 1 waits here, thread 0 signals */
	GLUE_SLOT_SLEEP = 5,        /* READ|WRITE: for sleeping, and for locks between the threads */
	GLUE_SLOT_CONNECTIONS = 8,
};

/* Badges of the own endpoint: which interface (from 1, in order of `provides`), and which client of it. */
#define GLUE_BADGE_CLIENT(badge)    ((badge) & 0xffffu)
#define GLUE_BADGE_INTERFACE(badge) ((badge) >> 16 & 0xffu)
#define GLUE_BADGE_THREAD(badge)    ((badge) >> 24 & 0xffu) /* faults: the client's thread; exits: the vCPU */
#define GLUE_BADGE_VM_EXIT          (1ULL << 32)

struct glue_component {
	const char *name;
	uintptr_t heap_address;
	size_t heap_size;
	bool has_control; /* thread 1 exists and runs `int run(void)` */
};

/* ---- Made by the generator, for the runtime ---- */

extern const struct glue_component glue_component;

/* Serves a message that arrived at the own endpoint; turns it into the reply in place. */
void glue_dispatch(struct message *message);

/* Calls the handler of every event and interrupt whose bit is set in a notification's word. */
void glue_events(uint64_t word);

/* ---- Made by the runtime, for the generated code ---- */

/* Calls a server. Returns 0 with the reply in *message, or a negative enum bulkhead_error:
 * -PEER_RESTARTED for CANCELLED, -TRANSPORT for another status, else the negative label of the reply. */
int glue_call(uint64_t capability, struct message *message);

void glue_signal(uint64_t capability);

/* Unmasks an interrupt's line again. */
void glue_acknowledge(uint64_t capability);

/* Copies out of shared memory exactly once: what the peer writes afterwards is not seen. */
void glue_copy_in(void *to, const volatile void *from, size_t size);

void glue_copy_out(volatile void *to, const void *from, size_t size);
