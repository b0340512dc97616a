/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls: capability and rights are checked here, then ipc.h or method.c does the work. */
#include <arch.h>
#include <arrays.h>
#include <core.h>
#include <ipc.h>
#include <schedule.h>
#include <slot.h>
#include <syscall.h>

/* The capability that register x9 or x11 names, if it has this type and these rights. */
static enum status capability(u32 thread, u32 reg, u8 type, u8 rights, const struct slot **found)
{
	u32 slot = cspace_lookup(thread, threads[thread].regs.x[reg]);

	*found = &slots[slot];
	return check_capability(slot, type, rights);
}

static enum status send(u32 thread, u8 how, bool wait)
{
	const struct slot *endpoint;
	u8 rights = RIGHT_WRITE | (how & SEND_CALL ? RIGHT_CALL : 0) | (how & SEND_CAPABILITY ? RIGHT_GRANT : 0);
	enum status status = capability(thread, 9, TYPE_ENDPOINT, rights, &endpoint);

	if (status != OK)
		return status;
	if (how & SEND_CAPABILITY) {
		u32 sent = cspace_lookup(thread, threads[thread].regs.x[14]);

		if (sent == NONE || slot_is_empty(sent))
			return INVALID_CAPABILITY;
		how |= SEND_GRANT;
	}
	return endpoint_send(thread, endpoint->object, endpoint->badge, how, wait);
}

static enum status receive(u32 thread, u64 deadline)
{
	const struct slot *from, *reply;
	struct receive how = { .reply = NONE, .deadline = deadline };

	if (capability(thread, 9, TYPE_NOTIFICATION, 0, &from) == OK)
		return from->rights & RIGHT_READ ? notification_wait(thread, from->object, deadline) : NO_RIGHTS;
	enum status status = capability(thread, 9, TYPE_ENDPOINT, RIGHT_READ, &from);

	if (status != OK)
		return status;
	if (threads[thread].regs.x[11] != 0) {
		status = capability(thread, 11, TYPE_REPLY, RIGHT_WRITE, &reply);
		if (status != OK)
			return status;
		how.reply = reply->object;
	}
	return endpoint_receive(thread, from->object, how);
}

static enum status answer(u32 thread, bool with_capability)
{
	const struct slot *reply;
	enum status status = capability(thread, 11, TYPE_REPLY, RIGHT_WRITE, &reply);

	return status != OK ? status : reply_send(thread, reply->object, with_capability);
}

/* A caller that has gone away meanwhile is no error: the server goes on with the next one. */
static enum status answer_and_receive(u32 thread, bool with_capability)
{
	enum status status = answer(thread, with_capability);

	if (status != OK && status != WRONG_STATE)
		return status;
	return receive(thread, threads[thread].regs.x[12]);
}

static enum status signal(u32 thread)
{
	const struct slot *notification;
	enum status status = capability(thread, 9, TYPE_NOTIFICATION, RIGHT_WRITE, &notification);

	if (status == OK)
		notification_signal(notification->object, notification->badge);
	return status;
}

static enum status yield(void)
{
	schedule_yield();
	return OK;
}

/*
 * The result is in place before the method runs, which may destroy the caller and even clear its
 * memory. An error changes nothing; a preempted method is called again with the registers as they were.
 */
static void invoke(u32 thread)
{
	u64 *x = threads[thread].regs.x;
	u64 method = x[0], old_status = x[10];
	struct call call;
	enum status status = decode(thread, &call);

	if (status == OK) {
		x[0] = 0;
		x[10] = OK;
		status = method_perform(&call);
	}
	if (status == OK || granules[thread].type == TYPE_UNTYPED)
		return;
	x[0] = method;
	x[10] = status;
	if (status == STATUS_PREEMPTED) {
		x[10] = old_status;
		threads[thread].regs.pc -= 4;
	}
}

static enum status dispatch(u32 thread, u32 number)
{
	u64 deadline = threads[thread].regs.x[12];

	switch (number) {
	case SYS_CALL: return send(thread, SEND_CALL, true);
	case SYS_REPLY_RECV: return answer_and_receive(thread, false);
	case SYS_RECV: return receive(thread, deadline);
	case SYS_NBRECV: return receive(thread, 0);
	case SYS_SEND: return send(thread, 0, true);
	case SYS_NBSEND: return send(thread, 0, false);
	case SYS_REPLY: return answer(thread, false);
	case SYS_SIGNAL: return signal(thread);
	case SYS_YIELD: return yield();
	case SYS_CALL_CAP: return send(thread, SEND_CALL | SEND_CAPABILITY, true);
	case SYS_SEND_CAP: return send(thread, SEND_CAPABILITY, true);
	case SYS_REPLY_RECV_CAP: return answer_and_receive(thread, true);
	default: return INVALID_METHOD;
	}
}

void syscall(u32 thread, u32 number)
{
	u64 *x = threads[thread].regs.x;

	if (number == SYS_INVOKE) {
		invoke(thread);
		return;
	}
	if (number == SYS_NULL)
		x[0] = ABI_VERSION;
	x[10] = OK; /* a call that waits gets its result when it is woken */
	enum status status = number == SYS_NULL ? OK : dispatch(thread, number);

	if (status != OK)
		x[10] = status;
}
