/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages between threads: endpoints, replies, and the lending of scheduling contexts.
 * A message is the registers x0..x8 and at most one capability; nothing is buffered. A thread waits
 * in at most one queue: an endpoint's while SENDING or RECEIVING, a notification's while WAITING.
 * The callers (calls/syscall.c, calls/fault.c) have checked capabilities and rights.
 */
#pragma once

#include <object.h>
#include <status.h>

/* How a message is sent. */
#define SEND_CALL       THREAD_CALLING    /* wait for a reply; lends the scheduling context */
#define SEND_GRANT      THREAD_MAY_GRANT  /* the endpoint capability has RIGHT_GRANT */
#define SEND_CAPABILITY THREAD_SENDS_CAP  /* the capability in slot x14 goes along */
#define SEND_FAULT      THREAD_FAULTED    /* the message is the thread's fault */

/* What a receive names. */
struct receive {
	u32 reply;     /* reply object for callers, NONE: calls are refused */
	u64 deadline;  /* absolute ticks, DEADLINE_NEVER; in the past: poll */
};

/*
 * Sends `sender`'s message through `endpoint`. If nobody receives, the sender waits in the queue,
 * unless `wait` is false: WOULD_BLOCK, nothing changed.
 */
enum status endpoint_send(u32 sender, u32 endpoint, u64 badge, u8 how, bool wait) MUST_CHECK;

/*
 * Receives a message or the bound notification's word. BUSY: another thread receives with that reply
 * object. If nothing is there the thread waits; WOULD_BLOCK when the deadline is 0, TIMED_OUT when
 * it has passed. A caller that the reply object still holds gets CANCELLED.
 */
enum status endpoint_receive(u32 receiver, u32 endpoint, struct receive how) MUST_CHECK;

/* Answers the caller that `reply` holds with `server`'s message; what was lent comes back.
 * WRONG_STATE: it holds none. */
enum status reply_send(u32 server, u32 reply, bool with_capability) MUST_CHECK;

/* The caller, if any, gets CANCELLED; a receiver that offers the object offers none any more. */
void reply_finalise(u32 reply);

/* The newest call in progress on the context does not get it back any more. False if there is none. */
bool reply_forget_context(u32 context);

/* `caller` has been received by `server`, which answers through `reply`. Lends the caller's
 * scheduling context if the server has none. */
void reply_link(u32 reply, u32 caller, u32 server);

/* Takes the caller out of its reply object; a lent context stays with whom it was lent to. */
void reply_forget_caller(u32 caller);

/* Or's bits into the notification, or wakes the thread that waits for them. */
void notification_signal(u32 notification, u64 bits);

/* Takes the word if it is not 0. Otherwise waits; WOULD_BLOCK, TIMED_OUT as endpoint_receive. */
enum status notification_wait(u32 thread, u32 notification, u64 deadline) MUST_CHECK;

/* It is being destroyed and nobody waits any more: the bound thread is unbound. */
void notification_finalise(u32 notification);

/* Gives the word, if it is not 0, to the thread as the result of its receive. */
bool notification_take(u32 thread, u32 notification);

/* Copies the message and the badge; the receiver's status becomes OK with ARRIVED_* flags. */
void message_transfer(u32 sender, u32 receiver, u64 badge, bool with_capability);

/* Ends the thread's wait with a status in x10; it becomes READY. One that waits for the handling of
 * a fault becomes INACTIVE instead: nobody can say how it goes on. */
void thread_wake(u32 thread, u64 result);

/* Takes a thread out of whatever it waits for or runs in; its state becomes INACTIVE. */
void thread_cancel(u32 thread);

/* Checks a deadline before a wait: WOULD_BLOCK for 0, TIMED_OUT if it has passed. */
enum status thread_check_deadline(u64 deadline) MUST_CHECK;
