/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows with a guest: what an exit costs that a small VMM answers at user level, and what a timer's tick costs.
 * The VMM is a thread of the root; it decodes exits as a real one does and uses the components' stubs.
 */
#include <console.h>

#include "bench.h"

#define GICD         0x08000000ULL
#define GICD_TYPER   4
#define TYPER        0x37a0000u /* any value */
#define PSCI_VERSION 0x84000000u
#define VERSION      0x10001u
#define GUEST        10 /* priorities */
#define VMM          20
#define TIMER_TICKS  32 /* rounds of guest_ticks */
#define LIMIT_MS     60000

/* guest_ticks in guest.S: instructions of one turn of its loop, and of its interrupt handler. */
#define TURN         3
#define HANDLER      5
#define TICK         16 /* instructions, with icount */

extern const char guest_begin[], guest_end[], guest_nothing[], guest_mmio[], guest_psci[], guest_ticks[];

static struct {
	uint64_t endpoint, reply, done;
	uint64_t result[2]; /* the guest's x0 and x1 at its end */
} vmm;

static void answer_memory(struct message *exit)
{
	uint64_t syndrome = exit->word[0], address = exit->word[1];
	bool is_write = syndrome & 1 << 6;

	*exit = (struct message){
		.label = FAULT_ADVANCE | (is_write ? 0 : FAULT_WRITE | FAULT_REGISTER(syndrome >> 16 & 31)),
		.word = { address == GICD + GICD_TYPER ? TYPER : 0 },
	};
}

static void answer_hvc(struct message *exit)
{
	if ((exit->word[0] & 0xffff) == 1) {
		vmm.result[0] = exit->word[4];
		vmm.result[1] = exit->word[5];
		exit->label = FAULT_STOP;
		bulkhead_signal(vmm.done);
		return;
	}
	*exit = (struct message){
		.label = FAULT_WRITE | FAULT_REGISTER(0),
		.word = { exit->word[4] == PSCI_VERSION ? VERSION : ~0ULL },
	};
}

static void run_vmm(uint64_t unused)
{
	struct message exit = { 0 };
	enum status status = bulkhead_recv(vmm.endpoint, vmm.reply, DEADLINE_NEVER, &exit);

	(void)unused;
	while (status == OK) {
		if (exit.label == EXIT_MEMORY)
			answer_memory(&exit);
		else if (exit.label == EXIT_HVC)
			answer_hvc(&exit);
		else
			world_fail("an unexpected exit", exit.label);
		status = bulkhead_reply_recv(vmm.endpoint, vmm.reply, DEADLINE_NEVER, &exit);
	}
}

/* Runs a guest to its end; vmm.result is what it told. */
static void run_guest(const char *program, uint64_t rounds)
{
	struct world_space space = world_space((struct world_program){ guest_begin, guest_end, true });
	uint64_t slice = clock_frequency() * 10;

	vmm.endpoint = world_make(TYPE_ENDPOINT, 0);
	vmm.reply = world_make(TYPE_REPLY, 0);
	vmm.done = world_badged(world_make(TYPE_NOTIFICATION, 0), 1);
	world_thread((struct world_thread_options){ .entry = run_vmm, .priority = VMM });
	struct world_thread vcpu = world_thread((struct world_thread_options){
		.vcpu = true, .vspace = space.vspace, .pc = WORLD_GUEST + (uint64_t)(program - guest_begin), .argument = rounds,
		.priority = GUEST, .fault = vmm.endpoint, .budget = slice, .period = slice, .suspended = true });

	if (vcpu_set_timer(vcpu.thread, 1, 0x80) != OK || thread_resume(vcpu.thread) != OK)
		world_fail("starting a guest", 0);
	if (bulkhead_wait(vmm.done, clock_deadline_ms(LIMIT_MS), 0) != OK)
		world_fail("a guest does not end", rounds);
	world_clear();
}

static uint64_t ticks_of(const char *program)
{
	run_guest(program, ROUNDS);
	return vmm.result[0];
}

void bench_guests(void)
{
	uint64_t empty = ticks_of(guest_nothing);

	bench_print("mmio_exit", ticks_of(guest_mmio), empty, ROUNDS);
	bench_print("psci_exit", ticks_of(guest_psci), empty, ROUNDS);
	run_guest(guest_ticks, TIMER_TICKS);
	bench_print("guest_tick", vmm.result[0], (vmm.result[1] * TURN + TIMER_TICKS * HANDLER) / TICK, TIMER_TICKS);
}
