/* SPDX-License-Identifier: BSD-2-Clause */
/* What a message carries from one thread's registers to another's. Called by endpoint.c, reply.c. */
#include <arrays.h>
#include <cnode.h>
#include <ipc.h>

#define MESSAGE_WORDS 9u
#define FAULT_EXTRA   4u /* a guest's x0..x3 */

#define SYNDROME_SRT(esr) ((esr) >> 16 & 31)

/* Register 31 reads as zero in a transfer. */
static u64 transfer_register(u32 thread)
{
	u64 n = SYNDROME_SRT(threads[thread].fault_syndrome);

	/* MSR and MRS keep Rt elsewhere: ISS bits 9..5 (Arm ARM D17.2.37). */
	if (threads[thread].fault_label == EXIT_REGISTER)
		n = threads[thread].fault_syndrome >> 5 & 31;
	return n == 31 ? 0 : threads[thread].regs.x[n];
}

static void copy_fault(u32 sender, u32 receiver)
{
	u64 *to = threads[receiver].regs.x;

	to[0] = threads[sender].fault_label;
	to[1] = threads[sender].fault_syndrome;
	to[2] = threads[sender].fault_address;
	to[3] = transfer_register(sender);
	to[4] = threads[sender].regs.pc;
	for (u32 i = 0; i < FAULT_EXTRA; i++)
		to[5 + i] = threads[sender].regs.x[i];
}

/* Both slots are looked up at the moment of transfer, since either may have changed by then. */
static u64 transfer_capability(u32 sender, u32 receiver)
{
	u64 from = threads[sender].regs.x[14];
	u64 to = threads[receiver].regs.x[13];

	if (from == 0 || from >= threads[sender].cspace_count)
		return ARRIVED_NO_SLOT;
	if (to == 0 || to >= threads[receiver].cspace_count)
		return ARRIVED_NO_SLOT;
	if (cnode_copy(threads[receiver].cspace + (u32)to, threads[sender].cspace + (u32)from, RIGHTS_ALL) != OK)
		return ARRIVED_NO_SLOT;
	return ARRIVED_CAPABILITY;
}

void message_transfer(u32 sender, u32 receiver, u64 badge, bool with_capability)
{
	threads[receiver].regs.x[9] = badge;
	threads[receiver].regs.x[10] = OK;
	if (threads[sender].flags & THREAD_FAULTED) {
		copy_fault(sender, receiver);
		return;
	}
	for (u32 i = 0; i < MESSAGE_WORDS; i++)
		threads[receiver].regs.x[i] = threads[sender].regs.x[i];
	if (with_capability)
		threads[receiver].regs.x[10] |= transfer_capability(sender, receiver);
}
