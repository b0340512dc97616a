/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The event loop of a component's interface thread, thread 0, as its author sees it. The thread
 * receives on the component's endpoint, to which its notification is bound, and calls one handler at a
 * time. Handlers never wait for clients, people or disks.
 */
#pragma once

#include <abi.h>
#include <stdint.h>

/* Calls timer_handle() once, at or soon after `deadline`; DEADLINE_NEVER cancels. Thread 0 only. */
void bulkhead_set_timer(uint64_t deadline_ticks);

/* Thread 0: lets worker_wait() return. */
void worker_wake(void);

/* Thread 1: waits until worker_wake() was called since the last return. */
void worker_wait(void);

/* What an author may define. */
void pre_init(void);     /* before any handler */
void post_init(void);    /* after pre_init(), right before the loop */
void timer_handle(void); /* the time given to bulkhead_set_timer() has come */
int run(void);           /* thread 1 of a component with `control` */
