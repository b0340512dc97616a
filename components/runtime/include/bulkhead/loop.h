/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The event loop of a component's interface thread, and what the generated component.c gives it.
 * The thread receives on the component's endpoint, to which its notification is bound, and calls
 * one handler at a time. Handlers never wait for clients, people or disks.
 */
#pragma once

#include <bulkhead/message.h>
#include <stddef.h>
#include <stdint.h>

/* The fixed part of a component's CSpace; connections follow from SLOT_FIRST_CONNECTION. */
enum component_slot {
	SLOT_NULL = 0,
	SLOT_ENDPOINT = 1,     /* READ: procedures, faults and exits arrive here */
	SLOT_NOTIFICATION = 2, /* READ: bound to thread 0 */
	SLOT_REPLY = 3,        /* of thread 0 */
	SLOT_WORKER = 4,       /* READ|WRITE: notification on which thread 1 waits */
	SLOT_SLEEP = 5,        /* READ|WRITE: notification for sleeping and for libc's locks */
	SLOT_FIRST_CONNECTION = 8,
};

/*
 * Badges on the endpoint: client number (from 1) in bits 0..15, index in loop_table.interfaces in
 * bits 16..31. Bits of the notification: index in loop_table.events.
 */
#define LOOP_BADGE(interface, client) ((uint64_t)(interface) << 16 | (client))

/* Serves one message of `client` and turns it into its reply. */
typedef void loop_interface(uint32_t client, struct message *message);
typedef void loop_event(void);

/*
 * Defined by the generated component.c:
 *     const struct loop_table loop_table = { .interfaces = …, .interface_count = …, … };
 *     const size_t bulkhead_heap_size = …;
 *     const char bulkhead_instance_name[] = "…";
 * and, for a component with `control`, nothing more: the author's run() is found by the linker.
 */
struct loop_table {
	loop_interface *const *interfaces;
	uint32_t interface_count;
	loop_event *const *events; /* an entry may be 0 */
	uint32_t event_count;      /* at most 60 */
};
extern const struct loop_table loop_table;
extern const size_t bulkhead_heap_size;
extern const char bulkhead_instance_name[];

/* Runs for ever; called by the start-up code on thread 0. */
_Noreturn void loop_run(void);

/* Serves one arrived message or notification; loop_run() without its waiting (for tests). */
void loop_dispatch(struct message *message);

/* Calls timer_handle() once, at or soon after `deadline`; DEADLINE_NEVER cancels. Thread 0 only. */
void bulkhead_set_timer(uint64_t deadline_ticks);

/* Thread 0: lets worker_wait() return. */
void worker_wake(void);

/* Thread 1: waits until worker_wake() was called since the last return. */
void worker_wait(void);

/*
 * A variable that init writes before the start and that a restart leaves as it is (physical
 * addresses of DMA memory): neither restored nor cleared by the start-up code.
 */
#define BULKHEAD_KEPT __attribute__((section(".kept")))

/* What an author may define. */
void pre_init(void);     /* before any handler */
void post_init(void);    /* after pre_init(), right before the loop */
void timer_handle(void); /* the time given to bulkhead_set_timer() has come */
int run(void);           /* thread 1 of a component with `control` */
