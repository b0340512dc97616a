/* SPDX-License-Identifier: BSD-2-Clause */
/* Faults as messages and replies as actions; see fault.h and abi.h. */
#include <arrays.h>
#include <check.h>
#include <fault.h>
#include <ipc.h>
#include <schedule.h>
#include <vcpu.h>

#define REQUIRED_RIGHTS (RIGHT_WRITE | RIGHT_CALL)

void fault_raise(u32 thread, u64 label, u64 syndrome, u64 address)
{
	const struct slot *handler = &slots[thread * SLOTS_PER_GRANULE + THREAD_SLOT_FAULT];

	if (label == FAULT_TIMEOUT && !(handler->rights & RIGHT_CONTROL))
		return;
	if (handler->type != TYPE_ENDPOINT || (handler->rights & REQUIRED_RIGHTS) != REQUIRED_RIGHTS) {
		thread_cancel(thread);
		return;
	}
	threads[thread].fault_label = label;
	threads[thread].fault_syndrome = syndrome;
	threads[thread].fault_address = address;
	CHECK(endpoint_send(thread, handler->object, handler->badge, SEND_CALL | SEND_FAULT, true) == OK);
}

void fault_resume(u32 thread, u32 handler)
{
	const u64 *reply = threads[handler].regs.x;
	u64 actions = reply[0];
	u64 n = actions >> 8 & 31;

	threads[thread].flags &= (u8)~THREAD_FAULTED;
	if (actions & FAULT_ADVANCE)
		threads[thread].regs.pc += 4;
	if ((actions & FAULT_WRITE) && n != 31)
		threads[thread].regs.x[n] = reply[1];
	if (threads[thread].flags & THREAD_IS_VCPU) {
		/* BUSY comes back as EXIT_INTERRUPTS; a wrong number has no effect. */
		enum status injected = actions & FAULT_INJECT ? vcpu_inject(thread, reply[2]) : OK;

		(void)injected;
		if (actions & FAULT_RAISE)
			vcpu_raise(thread, reply[3], reply[4]);
	}
	if (actions & FAULT_STOP)
		threads[thread].state = THREAD_INACTIVE;
	else
		schedule_ready(thread);
}
