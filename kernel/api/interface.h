/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's interface as lists of rows, the one place where it is written down. A list takes a macro ROW and
 * applies it to each row, so C makes of it what it needs: abi.h the enumerations, calls/decode.c the table of
 * arguments, tests the errors that a method may return. tools/lib/bulkhead/interface.py reads the same rows and
 * makes the stubs of <bulkhead/calls.h> and the tables of docs/manual.md (`make manual`).
 * Holds no code. A text becomes a cell of a table and a comment, so it uses no | and no comment signs.
 */
#pragma once

/* Name, bit, what it lets its holder do; in the order in which the tools name them. */
#define EACH_RIGHT(ROW) \
	ROW(RIGHT_READ, 0x04, "receive, wait, read, map readable") \
	ROW(RIGHT_WRITE, 0x01, "send, signal, change, map writable") \
	ROW(RIGHT_EXECUTE, 0x08, "map executable") \
	ROW(RIGHT_GRANT, 0x10, "send a capability along with a message") \
	ROW(RIGHT_CALL, 0x02, "call, that is, be replied to") \
	ROW(RIGHT_CONTROL, 0x20, "configure the object") \
	ROW(RIGHT_RESTART, 0x40, "restart the thread at its entry, nothing else")

/* Name, number, meaning. */
#define EACH_STATUS(ROW) \
	ROW(OK, 0, "done") \
	ROW(INVALID_CAPABILITY, 1, "address outside the CSpace, slot empty, or an object of another type") \
	ROW(INVALID_METHOD, 2, "no such method or system call") \
	ROW(INVALID_ARGUMENT, 3, "a value that has no meaning here") \
	ROW(OUT_OF_RANGE, 4, "an index, address, number or size beyond its limit") \
	ROW(MISALIGNED, 5, "an address that is not a multiple of the size") \
	ROW(NO_RIGHTS, 6, "the capability lacks a right that the operation needs") \
	ROW(NO_MEMORY, 7, "the untyped has too little left") \
	ROW(SLOT_OCCUPIED, 8, "a destination slot is not empty") \
	ROW(NO_TABLE, 9, "a page table is missing on the way to the address") \
	ROW(ALREADY, 10, "already mapped, bound or issued") \
	ROW(WOULD_BLOCK, 11, "nothing there, and the call does not wait") \
	ROW(TIMED_OUT, 12, "the deadline has passed") \
	ROW(CANCELLED, 13, "what was waited for has been destroyed or has let go") \
	ROW(WRONG_STATE, 14, "the object is not in a state that allows this") \
	ROW(BUSY, 15, "no free one of a fixed number, now")

/* Name, number, what it is. */
#define EACH_OBJECT_TYPE(ROW) \
	ROW(TYPE_NULL, 0, "an empty slot") \
	ROW(TYPE_UNTYPED, 1, "memory that nobody uses yet; objects are made of it") \
	ROW(TYPE_CNODE, 2, "slots for capabilities") \
	ROW(TYPE_THREAD, 3, "runs at EL0 as a native") \
	ROW(TYPE_VCPU, 4, "a thread that runs a guest at EL1 and EL0; takes all thread methods") \
	ROW(TYPE_ENDPOINT, 5, "where senders and receivers of messages meet") \
	ROW(TYPE_NOTIFICATION, 6, "a word of bits that many set and one takes") \
	ROW(TYPE_REPLY, 7, "holds one caller until it is replied to") \
	ROW(TYPE_SCHED_CONTEXT, 8, "time on a core: a budget in each period") \
	ROW(TYPE_VSPACE, 9, "an address space, of natives or of a guest") \
	ROW(TYPE_PAGE_TABLE, 10, "a level of an address space below its root") \
	ROW(TYPE_FRAME, 11, "memory that can be mapped, 4 KiB or 2 MiB") \
	ROW(TYPE_IRQ_HANDLER, 12, "one interrupt") \
	ROW(TYPE_IRQ_CONTROL, 13, "makes interrupt handlers") \
	ROW(TYPE_SCHED_CONTROL, 14, "gives scheduling contexts their time") \
	ROW(TYPE_IO_SPACE, 15, "reserved for SMMU streams")

/*
 * Name, number, invoked type and the rights that it needs, operands, results, effect, errors.
 * Operands beside x9: REPLY x11, DEADLINE x12, RECEIVE_SLOT x13, SEND x14, and MESSAGE x0 to x8, both ways.
 * A stub leaves x13 0 unless it sends a capability too. All errors are listed.
 */
#define EACH_SYSTEM_CALL(ROW) \
	ROW(SYS_NULL, 0, NOTHING, 0, NO_OPERANDS, RESULTS(RESULT(abi_version, "`ABI_VERSION`")), \
	    "does nothing", \
	    NO_ERRORS) \
	ROW(SYS_CALL, 1, ENDPOINT, RIGHT_WRITE | RIGHT_CALL, OPERANDS(RECEIVE_SLOT, MESSAGE), NO_RESULTS, \
	    "sends to an endpoint and waits for the reply", \
	    ERROR(INVALID_CAPABILITY, "") \
	    ERROR(NO_RIGHTS, "") \
	    ERROR(CANCELLED, "the receiver takes no calls or lets go of this one, the endpoint or the Reply has gone, or the " \
	          "caller was suspended")) \
	ROW(SYS_REPLY_RECV, 2, ENDPOINT_OR_NOTIFICATION, RIGHT_READ, OPERANDS(REPLY, DEADLINE, RECEIVE_SLOT, MESSAGE), \
	    NO_RESULTS, \
	    "replies through the Reply (WRITE), then receives with it; a caller that has gone is no error, and the " \
	    "reply stays sent when the receive fails", \
	    ERROR(INVALID_CAPABILITY, "") \
	    ERROR(NO_RIGHTS, "") \
	    ERROR(WOULD_BLOCK, "deadline 0") \
	    ERROR(TIMED_OUT, "") \
	    ERROR(CANCELLED, "") \
	    ERROR(BUSY, "another thread receives with this Reply")) \
	ROW(SYS_RECV, 3, ENDPOINT_OR_NOTIFICATION, RIGHT_READ, OPERANDS(REPLY, DEADLINE, RECEIVE_SLOT, MESSAGE), \
	    NO_RESULTS, \
	    "receives on an endpoint, callers with the Reply (WRITE), or waits on a notification", \
	    ERROR(INVALID_CAPABILITY, "") \
	    ERROR(NO_RIGHTS, "") \
	    ERROR(WOULD_BLOCK, "deadline 0") \
	    ERROR(TIMED_OUT, "") \
	    ERROR(CANCELLED, "what it waits on has gone, or it was suspended") \
	    ERROR(BUSY, "another thread receives with this Reply")) \
	ROW(SYS_NBRECV, 4, ENDPOINT_OR_NOTIFICATION, RIGHT_READ, OPERANDS(REPLY, RECEIVE_SLOT, MESSAGE), NO_RESULTS, \
	    "receives without waiting", \
	    ERROR(INVALID_CAPABILITY, "") \
	    ERROR(NO_RIGHTS, "") \
	    ERROR(WOULD_BLOCK, "") \
	    ERROR(BUSY, "another thread receives with this Reply")) \
	ROW(SYS_SEND, 5, ENDPOINT, RIGHT_WRITE, OPERANDS(MESSAGE), NO_RESULTS, \
	    "sends to an endpoint and waits until somebody takes it", \
	    ERROR(INVALID_CAPABILITY, "") \
	    ERROR(NO_RIGHTS, "") \
	    ERROR(CANCELLED, "the endpoint has gone, or the sender was suspended")) \
	ROW(SYS_NBSEND, 6, ENDPOINT, RIGHT_WRITE, OPERANDS(MESSAGE), NO_RESULTS, \
	    "sends only if somebody receives", \
	    ERROR(INVALID_CAPABILITY, "") \
	    ERROR(NO_RIGHTS, "") \
	    ERROR(WOULD_BLOCK, "nobody receives")) \
	ROW(SYS_REPLY, 7, NOTHING, 0, OPERANDS(REPLY, MESSAGE), NO_RESULTS, \
	    "replies through the Reply (WRITE)", \
	    ERROR(INVALID_CAPABILITY, "") \
	    ERROR(NO_RIGHTS, "") \
	    ERROR(WRONG_STATE, "nobody waits for it")) \
	ROW(SYS_SIGNAL, 8, NOTIFICATION, RIGHT_WRITE, NO_OPERANDS, NO_RESULTS, \
	    "or's the capability's badge into a notification", \
	    ERROR(INVALID_CAPABILITY, "") \
	    ERROR(NO_RIGHTS, "")) \
	ROW(SYS_YIELD, 9, NOTHING, 0, NO_OPERANDS, NO_RESULTS, \
	    "goes behind the others of the same priority", \
	    NO_ERRORS) \
	ROW(SYS_INVOKE, 10, ANYTHING, 0, OPERANDS(MESSAGE), NO_RESULTS, \
	    "invokes a method of a kernel object, see below", \
	    ERROR(INVALID_CAPABILITY, "") \
	    ERROR(INVALID_METHOD, "") \
	    ERROR(NO_RIGHTS, "and those of the method")) \
	ROW(SYS_CALL_CAP, 11, ENDPOINT, RIGHT_WRITE | RIGHT_CALL | RIGHT_GRANT, OPERANDS(SEND, RECEIVE_SLOT, MESSAGE), \
	    NO_RESULTS, \
	    "calls and sends a capability along", \
	    ERROR(INVALID_CAPABILITY, "also for an empty x14") \
	    ERROR(NO_RIGHTS, "") \
	    ERROR(CANCELLED, "the receiver takes no calls or lets go of this one, the endpoint or the Reply has gone, or the " \
	          "caller was suspended")) \
	ROW(SYS_SEND_CAP, 12, ENDPOINT, RIGHT_WRITE | RIGHT_GRANT, OPERANDS(SEND, MESSAGE), NO_RESULTS, \
	    "sends with a capability and waits until somebody takes it", \
	    ERROR(INVALID_CAPABILITY, "also for an empty x14") \
	    ERROR(NO_RIGHTS, "") \
	    ERROR(CANCELLED, "the endpoint has gone, or the sender was suspended")) \
	ROW(SYS_REPLY_RECV_CAP, 13, ENDPOINT_OR_NOTIFICATION, RIGHT_READ, \
	    OPERANDS(REPLY, DEADLINE, SEND, RECEIVE_SLOT, MESSAGE), NO_RESULTS, \
	    "does as `SYS_REPLY_RECV`, and the reply carries a capability", \
	    ERROR(INVALID_CAPABILITY, "") \
	    ERROR(NO_RIGHTS, "") \
	    ERROR(WOULD_BLOCK, "deadline 0") \
	    ERROR(TIMED_OUT, "") \
	    ERROR(CANCELLED, "") \
	    ERROR(BUSY, "another thread receives with this Reply"))

/*
 * Name, number, invoked type and the rights that it needs, arguments from x1, results from x0, effect, errors.
 * Arguments: WORD any number, which the method checks; PAIR two numbers, the second in the high half; ENUM one of
 * an enumeration; SLOT an index in the invoked CNode; IN_CNODE one in the CNode that the argument before names;
 * CAP a capability of a type with rights; MAYBE the same, or 0 for none.
 * Not listed: INVALID_CAPABILITY and NO_RIGHTS of the invoked capability and of CAP, OUT_OF_RANGE of slots.
 */
#define EACH_METHOD(ROW) \
	ROW(UNTYPED_RETYPE, 1, UNTYPED, RIGHT_WRITE, \
	    ARGUMENTS(ENUM(object_type, type), WORD(size_bits), CAP(cnode, CNODE, RIGHT_WRITE), IN_CNODE(first_slot), \
	              WORD(count)), NO_RESULTS, \
	    "makes `count` objects of `type`, capabilities with all rights from `first_slot` up", \
	    ERROR(INVALID_ARGUMENT, "no such type or size, or device memory for something else than Frame or Untyped") \
	    ERROR(OUT_OF_RANGE, "`count` not in 1 to 64, slots beyond the CNode, or several CNodes with more than 2^13 slots together") \
	    ERROR(SLOT_OCCUPIED, "") \
	    ERROR(NO_MEMORY, "")) \
	ROW(CNODE_COPY, 2, CNODE, RIGHT_WRITE, \
	    ARGUMENTS(SLOT(slot), CAP(source_cnode, CNODE, RIGHT_READ), IN_CNODE(source), WORD(rights)), NO_RESULTS, \
	    "makes a copy with the rights that are both in `rights` and in the source", \
	    ERROR(INVALID_CAPABILITY, "empty source") \
	    ERROR(SLOT_OCCUPIED, "") \
	    ERROR(INVALID_ARGUMENT, "Untyped, PageTable and IRQControl have one capability")) \
	ROW(CNODE_MINT, 3, CNODE, RIGHT_WRITE, \
	    ARGUMENTS(SLOT(slot), CAP(source_cnode, CNODE, RIGHT_READ), IN_CNODE(source), WORD(rights), WORD(badge)), \
	    NO_RESULTS, \
	    "makes a copy with a badge, unless that is 0", \
	    ERROR(INVALID_CAPABILITY, "empty source") \
	    ERROR(SLOT_OCCUPIED, "") \
	    ERROR(INVALID_ARGUMENT, "as `CNODE_COPY`, and a badge for something else than an unbadged endpoint or " \
	          "notification")) \
	ROW(CNODE_MOVE, 4, CNODE, RIGHT_WRITE, \
	    ARGUMENTS(SLOT(slot), CAP(source_cnode, CNODE, RIGHT_WRITE), IN_CNODE(source)), NO_RESULTS, \
	    "moves a capability, mapping and derivation included", \
	    ERROR(INVALID_CAPABILITY, "empty source") \
	    ERROR(SLOT_OCCUPIED, "")) \
	ROW(CNODE_MUTATE, 5, CNODE, RIGHT_WRITE, \
	    ARGUMENTS(SLOT(slot), CAP(source_cnode, CNODE, RIGHT_WRITE), IN_CNODE(source), WORD(badge)), NO_RESULTS, \
	    "moves a capability and puts on a badge, unless that is 0", \
	    ERROR(INVALID_CAPABILITY, "empty source") \
	    ERROR(SLOT_OCCUPIED, "") \
	    ERROR(INVALID_ARGUMENT, "a badge for something else than an unbadged endpoint or notification")) \
	ROW(CNODE_DELETE, 6, CNODE, RIGHT_WRITE, ARGUMENTS(SLOT(slot)), NO_RESULTS, \
	    "empties the slot; with its last capability an object is destroyed", \
	    NO_ERRORS) \
	ROW(CNODE_REVOKE, 7, CNODE, RIGHT_WRITE, ARGUMENTS(SLOT(slot)), NO_RESULTS, \
	    "deletes everything derived from the capability; an untyped is then whole and zero", \
	    NO_ERRORS) \
	ROW(CNODE_INSPECT, 8, CNODE, RIGHT_READ, ARGUMENTS(SLOT(slot)), \
	    RESULTS(RESULT(content, "type + rights<<8 + bits<<16 + flags<<24 + object<<32"), \
	            RESULT(badge, "badge"), \
	            RESULT(mapping, "page of its mapping + VSpace<<32")), \
	    "reads a slot; all 0 for an empty one", \
	    NO_ERRORS) \
	ROW(THREAD_CONFIGURE, 9, THREAD, RIGHT_CONTROL, \
	    ARGUMENTS(MAYBE(cspace, CNODE, RIGHT_CONTROL), MAYBE(vspace, VSPACE, RIGHT_CONTROL), \
	              MAYBE(fault_endpoint, ENDPOINT, RIGHT_WRITE | RIGHT_CALL)), NO_RESULTS, \
	    "gives the thread copies of these; 0 leaves one as it is", \
	    ERROR(ALREADY, "it has one of that kind")) \
	ROW(THREAD_SET_REGISTERS, 10, THREAD, RIGHT_CONTROL, ARGUMENTS(WORD(pc), WORD(sp), WORD(x0), WORD(tls)), \
	    NO_RESULTS, \
	    "zeroes all registers, sets these; `pc` is the entry from now on, `tls` is TPIDR_EL0", \
	    ERROR(WRONG_STATE, "not inactive")) \
	ROW(THREAD_SET_PRIORITY, 11, THREAD, RIGHT_CONTROL, ARGUMENTS(WORD(priority), WORD(max_priority)), NO_RESULTS, \
	    "sets its priority and the highest that it may give, 0 (lowest) to 63", \
	    ERROR(OUT_OF_RANGE, "`max_priority` above the caller's own, or `priority` above `max_priority`")) \
	ROW(THREAD_BIND_NOTIFICATION, 12, THREAD, RIGHT_CONTROL, ARGUMENTS(MAYBE(notification, NOTIFICATION, RIGHT_READ)), \
	    NO_RESULTS, \
	    "lets the thread's receives on endpoints take it too; 0 unbinds", \
	    ERROR(ALREADY, "the thread has one, or the notification has a thread") \
	    ERROR(WRONG_STATE, "nothing to unbind")) \
	ROW(THREAD_RESUME, 13, THREAD, RIGHT_CONTROL, NO_ARGUMENTS, NO_RESULTS, \
	    "runs it, as soon as it has a scheduling context", \
	    ERROR(WRONG_STATE, "not inactive, no registers set, or no VSpace")) \
	ROW(THREAD_SUSPEND, 14, THREAD, RIGHT_CONTROL, NO_ARGUMENTS, NO_RESULTS, \
	    "stops it; a system call that waits ends with `CANCELLED`", \
	    NO_ERRORS) \
	ROW(THREAD_RESTART, 15, THREAD, RIGHT_RESTART, NO_ARGUMENTS, NO_RESULTS, \
	    "runs it from its entry, with the registers as `THREAD_SET_REGISTERS` left them", \
	    ERROR(WRONG_STATE, "no registers were ever set, or no VSpace")) \
	ROW(VCPU_INJECT, 16, VCPU, RIGHT_CONTROL, ARGUMENTS(PAIR(intid, priority)), NO_RESULTS, \
	    "makes a virtual interrupt pending", \
	    ERROR(OUT_OF_RANGE, "no such interrupt (0 to 1019) or priority (0 to 255)") \
	    ERROR(INVALID_ARGUMENT, "27, which is the kernel's") \
	    ERROR(BUSY, "no list register free: `EXIT_INTERRUPTS` will say when")) \
	ROW(VCPU_SET_TIMER, 17, VCPU, RIGHT_CONTROL, ARGUMENTS(WORD(enabled), WORD(priority)), NO_RESULTS, \
	    "says how the guest's distributor has interrupt 27", \
	    ERROR(OUT_OF_RANGE, "`enabled` above 1, or `priority` above 255")) \
	ROW(VCPU_RESET, 18, VCPU, RIGHT_CONTROL, ARGUMENTS(WORD(affinity)), NO_RESULTS, \
	    "makes EL1 registers and virtual interrupts as after a reset; Aff0 of MPIDR_EL1, 0 in a new vCPU, is `affinity`", \
	    ERROR(WRONG_STATE, "not inactive") \
	    ERROR(OUT_OF_RANGE, "`affinity` above 255")) \
	ROW(SCHED_CONTROL_CONFIGURE, 19, SCHED_CONTROL, RIGHT_CONTROL, \
	    ARGUMENTS(CAP(sched_context, SCHED_CONTEXT, RIGHT_CONTROL), WORD(core), WORD(budget_ticks), \
	              WORD(period_ticks)), NO_RESULTS, \
	    "gives it a core (processor + 256 * partition) and a full budget, and whoever runs on it goes to that core; " \
	    "budget = period: no limit, a time slice", \
	    ERROR(OUT_OF_RANGE, "no such core, budget under 1,000 or over the period, period over 2^40")) \
	ROW(SCHED_CONTEXT_BIND, 20, SCHED_CONTEXT, RIGHT_CONTROL, ARGUMENTS(CAP(thread, THREAD, RIGHT_CONTROL)), NO_RESULTS, \
	    "lets the thread run on it", \
	    ERROR(ALREADY, "either is bound, or the thread runs on a lent one") \
	    ERROR(WRONG_STATE, "not configured")) \
	ROW(SCHED_CONTEXT_UNBIND, 21, SCHED_CONTEXT, RIGHT_CONTROL, NO_ARGUMENTS, NO_RESULTS, \
	    "stops whoever runs on it", \
	    ERROR(WRONG_STATE, "not bound")) \
	ROW(SCHED_CONTEXT_CONSUMED, 22, SCHED_CONTEXT, RIGHT_READ, NO_ARGUMENTS, \
	    RESULTS(RESULT(ticks, "ticks run on it since it was made")), \
	    "reads how much time was used", \
	    NO_ERRORS) \
	ROW(FRAME_MAP, 23, FRAME, 0, \
	    ARGUMENTS(CAP(vspace, VSPACE, RIGHT_CONTROL), WORD(address), WORD(rights), WORD(attributes)), NO_RESULTS, \
	    "maps the frame; one mapping for each capability", \
	    ERROR(ALREADY, "the capability is mapped, or something is at the address") \
	    ERROR(MISALIGNED, "") \
	    ERROR(OUT_OF_RANGE, "addresses have 39 bits") \
	    ERROR(INVALID_ARGUMENT, "rights without READ, attributes that do not fit the memory, executable device memory") \
	    ERROR(NO_RIGHTS, "`rights` that the frame's capability lacks") \
	    ERROR(NO_TABLE, "")) \
	ROW(FRAME_UNMAP, 24, FRAME, 0, NO_ARGUMENTS, NO_RESULTS, \
	    "removes the mapping", \
	    ERROR(WRONG_STATE, "not mapped")) \
	ROW(PAGE_TABLE_MAP, 25, PAGE_TABLE, RIGHT_CONTROL, ARGUMENTS(CAP(vspace, VSPACE, RIGHT_CONTROL), WORD(address)), \
	    NO_RESULTS, \
	    "puts the table at the first missing level", \
	    ERROR(ALREADY, "it is mapped, or no level is missing") \
	    ERROR(OUT_OF_RANGE, "addresses have 39 bits")) \
	ROW(PAGE_TABLE_UNMAP, 26, PAGE_TABLE, RIGHT_CONTROL, NO_ARGUMENTS, NO_RESULTS, \
	    "removes it with all that is mapped through it; the table is then empty", \
	    ERROR(WRONG_STATE, "not mapped")) \
	ROW(VSPACE_LOOKUP, 27, VSPACE, RIGHT_READ, ARGUMENTS(WORD(address)), \
	    RESULTS(RESULT(descriptor, "stage-2 descriptor or 0"), \
	            RESULT(size_bits, "log2 of the bytes that it covers")), \
	    "reads a mapping", \
	    ERROR(OUT_OF_RANGE, "addresses have 39 bits")) \
	ROW(IRQ_CONTROL_GET, 28, IRQ_CONTROL, RIGHT_CONTROL, \
	    ARGUMENTS(WORD(intid), WORD(level), CAP(cnode, CNODE, RIGHT_WRITE), IN_CNODE(slot)), NO_RESULTS, \
	    "puts the handler's capability into the slot; `level` is 1 for a level, 0 for an edge", \
	    ERROR(OUT_OF_RANGE, "SGIs, the kernel's own (25, 26, 27), beyond the controller") \
	    ERROR(INVALID_ARGUMENT, "`level` above 1") \
	    ERROR(ALREADY, "issued") \
	    ERROR(SLOT_OCCUPIED, "")) \
	ROW(IRQ_HANDLER_BIND, 29, IRQ_HANDLER, RIGHT_CONTROL, ARGUMENTS(CAP(notification, NOTIFICATION, RIGHT_WRITE)), \
	    NO_RESULTS, \
	    "signals the capability's badge when it fires", \
	    ERROR(ALREADY, "bound")) \
	ROW(IRQ_HANDLER_ACK, 30, IRQ_HANDLER, RIGHT_CONTROL, NO_ARGUMENTS, NO_RESULTS, \
	    "lets it fire (again); it never fires before the first one", \
	    ERROR(WRONG_STATE, "not bound")) \
	ROW(IRQ_HANDLER_UNBIND, 31, IRQ_HANDLER, RIGHT_CONTROL, NO_ARGUMENTS, NO_RESULTS, \
	    "silences it", \
	    ERROR(WRONG_STATE, "not bound")) \
	ROW(SCHED_CONTROL_WINDOW, 32, SCHED_CONTROL, RIGHT_CONTROL, \
	    ARGUMENTS(WORD(number), WORD(partition), WORD(ticks), WORD(padding_ticks)), NO_RESULTS, \
	    "sets a window of the table of windows, which ends before the first with 0 ticks; its threads start `padding_ticks` after it", \
	    ERROR(OUT_OF_RANGE, "number above 7, partition above 3, ticks above 2^40, padding not below ticks") \
	    ERROR(WRONG_STATE, "the windows run")) \
	ROW(SCHED_CONTROL_START, 33, SCHED_CONTROL, RIGHT_CONTROL, ARGUMENTS(WORD(start)), NO_RESULTS, \
	    "begins the first window when the counter reaches `start`; from then on each partition runs in its windows alone", \
	    ERROR(OUT_OF_RANGE, "`start` has passed") \
	    ERROR(WRONG_STATE, "there is no window, or they run"))

/* Name, label of the message, what happened. */
#define EACH_FAULT(ROW) \
	ROW(FAULT_MEMORY, 1, "a native touched what is not mapped so") \
	ROW(FAULT_EXCEPTION, 2, "undefined instruction, alignment, breakpoint, trapped register") \
	ROW(FAULT_SERROR, 4, "an SError while it ran") \
	ROW(FAULT_TIMEOUT, 5, "the budget that it was lent is used up") \
	ROW(EXIT_MEMORY, 16, "a guest's stage-2 abort; ISV and S1PTW are in the syndrome") \
	ROW(EXIT_HVC, 17, "a guest's HVC") \
	ROW(EXIT_SMC, 18, "a guest's SMC") \
	ROW(EXIT_REGISTER, 19, "a trapped MSR or MRS") \
	ROW(EXIT_OTHER, 20, "any other exception class") \
	ROW(EXIT_INTERRUPTS, 21, "a list register is free after `BUSY`")
