/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every system call and every method of a kernel object as an inline function.
 * Register use and semantics are those of kernel/api/abi.h; capabilities are indices in the
 * caller's CSpace. Functions that take a message send it and overwrite it with what came back.
 * All return the kernel's status.
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

/* --- messages ------------------------------------------------------------------------------- */

/* Sends to an endpoint and waits for the reply. CANCELLED: the server was restarted. */
static inline enum status bulkhead_call(uint64_t endpoint, struct message *message)
{
	return bulkhead_system_call(SYS_CALL, (struct system_call_arguments){ .capability = endpoint }, message);
}

/* Receives on an endpoint or waits on a notification, until `deadline` (counter ticks). */
static inline enum status bulkhead_recv(uint64_t capability, uint64_t reply, uint64_t deadline, struct message *message)
{
	return bulkhead_system_call(
		SYS_RECV,
		(struct system_call_arguments){ .capability = capability, .reply = reply, .deadline = deadline },
		message);
}

/* The same, WOULD_BLOCK instead of waiting. */
static inline enum status bulkhead_nbrecv(uint64_t capability, uint64_t reply, struct message *message)
{
	return bulkhead_system_call(
		SYS_NBRECV, (struct system_call_arguments){ .capability = capability, .reply = reply }, message);
}

/* Replies with `message` to whoever `reply` holds, then receives as bulkhead_recv(). */
static inline enum status
bulkhead_reply_recv(uint64_t capability, uint64_t reply, uint64_t deadline, struct message *message)
{
	return bulkhead_system_call(
		SYS_REPLY_RECV,
		(struct system_call_arguments){ .capability = capability, .reply = reply, .deadline = deadline },
		message);
}

static inline enum status bulkhead_reply(uint64_t reply, struct message *message)
{
	return bulkhead_system_call(SYS_REPLY, (struct system_call_arguments){ .reply = reply }, message);
}

static inline enum status bulkhead_send(uint64_t endpoint, struct message *message)
{
	return bulkhead_system_call(SYS_SEND, (struct system_call_arguments){ .capability = endpoint }, message);
}

static inline enum status bulkhead_nbsend(uint64_t endpoint, struct message *message)
{
	return bulkhead_system_call(SYS_NBSEND, (struct system_call_arguments){ .capability = endpoint }, message);
}

/* --- notifications and time ------------------------------------------------------------------ */

static inline enum status bulkhead_signal(uint64_t notification)
{
	struct message message = { 0 };
	return bulkhead_system_call(SYS_SIGNAL, (struct system_call_arguments){ .capability = notification }, &message);
}

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

static inline void bulkhead_yield(void)
{
	struct message message = { 0 };
	bulkhead_system_call(SYS_YIELD, (struct system_call_arguments){ 0 }, &message);
}

/* --- capabilities along with messages -------------------------------------------------------- */

/* As bulkhead_call(), sends capability `send` along (0: none) and takes one into `receive_slot`. */
static inline enum status
bulkhead_call_cap(uint64_t endpoint, uint64_t send, uint64_t receive_slot, struct message *message)
{
	return bulkhead_system_call(
		SYS_CALL_CAP,
		(struct system_call_arguments){ .capability = endpoint, .send = send, .receive_slot = receive_slot },
		message);
}

static inline enum status bulkhead_send_cap(uint64_t endpoint, uint64_t send, struct message *message)
{
	return bulkhead_system_call(
		SYS_SEND_CAP, (struct system_call_arguments){ .capability = endpoint, .send = send }, message);
}

/* --- methods of kernel objects ----------------------------------------------------------------- */

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

static inline enum status untyped_retype(uint64_t untyped, enum object_type type, uint64_t size_bits, uint64_t cnode,
                                         uint64_t first_slot, uint64_t count)
{
	return bulkhead_method(untyped, UNTYPED_RETYPE, (uint64_t[5]){ type, size_bits, cnode, first_slot, count });
}

static inline enum status cnode_copy(uint64_t cnode, uint64_t slot, uint64_t source_cnode, uint64_t source,
                                     uint64_t rights)
{
	return bulkhead_method(cnode, CNODE_COPY, (uint64_t[5]){ slot, source_cnode, source, rights });
}

static inline enum status cnode_mint(uint64_t cnode, uint64_t slot, uint64_t source_cnode, uint64_t source,
                                     uint64_t rights, uint64_t badge)
{
	return bulkhead_method(cnode, CNODE_MINT, (uint64_t[5]){ slot, source_cnode, source, rights, badge });
}

static inline enum status cnode_move(uint64_t cnode, uint64_t slot, uint64_t source_cnode, uint64_t source)
{
	return bulkhead_method(cnode, CNODE_MOVE, (uint64_t[5]){ slot, source_cnode, source });
}

static inline enum status cnode_mutate(uint64_t cnode, uint64_t slot, uint64_t source_cnode, uint64_t source,
                                       uint64_t badge)
{
	return bulkhead_method(cnode, CNODE_MUTATE, (uint64_t[5]){ slot, source_cnode, source, badge });
}

static inline enum status cnode_delete(uint64_t cnode, uint64_t slot)
{
	return bulkhead_method(cnode, CNODE_DELETE, (uint64_t[5]){ slot });
}

static inline enum status cnode_revoke(uint64_t cnode, uint64_t slot)
{
	return bulkhead_method(cnode, CNODE_REVOKE, (uint64_t[5]){ slot });
}

/* result->label, word[0], word[1] as CNODE_INSPECT in abi.h. */
static inline enum status cnode_inspect(uint64_t cnode, uint64_t slot, struct message *result)
{
	return bulkhead_invoke(cnode, CNODE_INSPECT, (uint64_t[5]){ slot }, result);
}

static inline enum status thread_configure(uint64_t thread, uint64_t cspace, uint64_t vspace, uint64_t fault_endpoint)
{
	return bulkhead_method(thread, THREAD_CONFIGURE, (uint64_t[5]){ cspace, vspace, fault_endpoint });
}

static inline enum status thread_set_registers(uint64_t thread, uint64_t pc, uint64_t sp, uint64_t x0, uint64_t tls)
{
	return bulkhead_method(thread, THREAD_SET_REGISTERS, (uint64_t[5]){ pc, sp, x0, tls });
}

static inline enum status thread_set_priority(uint64_t thread, uint64_t priority, uint64_t max_priority)
{
	return bulkhead_method(thread, THREAD_SET_PRIORITY, (uint64_t[5]){ priority, max_priority });
}

static inline enum status thread_bind_notification(uint64_t thread, uint64_t notification)
{
	return bulkhead_method(thread, THREAD_BIND_NOTIFICATION, (uint64_t[5]){ notification });
}

static inline enum status thread_resume(uint64_t thread)
{
	return bulkhead_method(thread, THREAD_RESUME, (uint64_t[5]){ 0 });
}

static inline enum status thread_suspend(uint64_t thread)
{
	return bulkhead_method(thread, THREAD_SUSPEND, (uint64_t[5]){ 0 });
}

/* Needs RIGHT_RESTART only. */
static inline enum status thread_restart(uint64_t thread)
{
	return bulkhead_method(thread, THREAD_RESTART, (uint64_t[5]){ 0 });
}

/* BUSY: no list register is free; EXIT_INTERRUPTS follows when one is. */
static inline enum status vcpu_inject(uint64_t vcpu, uint32_t intid, uint32_t priority)
{
	return bulkhead_method(vcpu, VCPU_INJECT, (uint64_t[5]){ intid | (uint64_t)priority << 32 });
}

static inline enum status vcpu_set_timer(uint64_t vcpu, uint64_t enabled, uint64_t priority)
{
	return bulkhead_method(vcpu, VCPU_SET_TIMER, (uint64_t[5]){ enabled, priority });
}

static inline enum status vcpu_reset(uint64_t vcpu)
{
	return bulkhead_method(vcpu, VCPU_RESET, (uint64_t[5]){ 0 });
}

static inline enum status sched_control_configure(uint64_t control, uint64_t sched_context, uint64_t core,
                                                  uint64_t budget_ticks, uint64_t period_ticks)
{
	return bulkhead_method(control, SCHED_CONTROL_CONFIGURE,
	                       (uint64_t[5]){ sched_context, core, budget_ticks, period_ticks });
}

static inline enum status sched_context_bind(uint64_t sched_context, uint64_t thread)
{
	return bulkhead_method(sched_context, SCHED_CONTEXT_BIND, (uint64_t[5]){ thread });
}

static inline enum status sched_context_unbind(uint64_t sched_context)
{
	return bulkhead_method(sched_context, SCHED_CONTEXT_UNBIND, (uint64_t[5]){ 0 });
}

static inline enum status sched_context_consumed(uint64_t sched_context, uint64_t *ticks)
{
	struct message result;
	enum status status = bulkhead_invoke(sched_context, SCHED_CONTEXT_CONSUMED, (uint64_t[5]){ 0 }, &result);
	*ticks = result.label;
	return status;
}

static inline enum status frame_map(uint64_t frame, uint64_t vspace, uint64_t address, uint64_t rights,
                                    uint64_t attributes)
{
	return bulkhead_method(frame, FRAME_MAP, (uint64_t[5]){ vspace, address, rights, attributes });
}

static inline enum status frame_unmap(uint64_t frame)
{
	return bulkhead_method(frame, FRAME_UNMAP, (uint64_t[5]){ 0 });
}

static inline enum status page_table_map(uint64_t page_table, uint64_t vspace, uint64_t address)
{
	return bulkhead_method(page_table, PAGE_TABLE_MAP, (uint64_t[5]){ vspace, address });
}

static inline enum status page_table_unmap(uint64_t page_table)
{
	return bulkhead_method(page_table, PAGE_TABLE_UNMAP, (uint64_t[5]){ 0 });
}

/* `*descriptor`: stage-2 descriptor or 0; `*size_bits`: log2 of the bytes that it maps. */
static inline enum status vspace_lookup(uint64_t vspace, uint64_t address, uint64_t *descriptor, uint64_t *size_bits)
{
	struct message result;
	enum status status = bulkhead_invoke(vspace, VSPACE_LOOKUP, (uint64_t[5]){ address }, &result);
	*descriptor = result.label;
	*size_bits = result.word[0];
	return status;
}

static inline enum status irq_control_get(uint64_t control, uint64_t intid, uint64_t level, uint64_t cnode,
                                          uint64_t slot)
{
	return bulkhead_method(control, IRQ_CONTROL_GET, (uint64_t[5]){ intid, level, cnode, slot });
}

static inline enum status irq_handler_bind(uint64_t handler, uint64_t notification)
{
	return bulkhead_method(handler, IRQ_HANDLER_BIND, (uint64_t[5]){ notification });
}

static inline enum status irq_handler_ack(uint64_t handler)
{
	return bulkhead_method(handler, IRQ_HANDLER_ACK, (uint64_t[5]){ 0 });
}

static inline enum status irq_handler_unbind(uint64_t handler)
{
	return bulkhead_method(handler, IRQ_HANDLER_UNBIND, (uint64_t[5]){ 0 });
}
