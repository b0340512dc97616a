/* SPDX-License-Identifier: BSD-2-Clause */
/* Starting the other cores; see cores.h. */
#include "cores.h"

#include <stddef.h>

#include "console.h"
#include "cpu.h"
#include "stop.h"

enum core_state {
	CORE_AWAITED,
	CORE_READY,
	CORE_UNKNOWN, /* to the interrupt controller */
};

/* Between this core and one that it starts. A core that comes too late stays in here for ever. */
struct core_start {
	uint64_t root;           /* first, for start.S */
	uint64_t no_translation;
	const struct machine_gic *interrupts;
	struct gic_core gic;
	uint32_t state;          /* enum core_state, written by the new core */
	uint64_t boot;           /* the kernel's argument; not 0: enter */
	uint64_t entry, kernel_root;
	uint8_t stack[CORE_START_BYTES - 80];
} __attribute__((aligned(64)));

_Static_assert(sizeof(struct core_start) == CORE_START_BYTES && offsetof(struct core_start, root) == 0, "start.S");

static struct core_start starts[BOOT_CORE_LIMIT - 1];
static struct core_start *came[BOOT_CORE_LIMIT]; /* by index; 0 is this core, which has none */
static uint32_t came_count;

static int prepare(const struct machine_gic *interrupts, uint64_t no_translation, struct gic_core *gic)
{
	cpu_set_registers(no_translation);
	if (!gic_setup_core(interrupts, cpu_affinity(), gic))
		return 0;
	if (interrupts->version == 3)
		cpu_set_interrupt_registers();
	return 1;
}

_Noreturn void cores_join(struct core_start *start)
{
	int known = prepare(start->interrupts, start->no_translation, &start->gic);

	__atomic_store_n(&start->state, known ? CORE_READY : CORE_UNKNOWN, __ATOMIC_RELEASE);
	while (__atomic_load_n(&start->boot, __ATOMIC_ACQUIRE) == 0)
		cpu_wait();
	cpu_enter_kernel(start->entry, start->boot, start->kernel_root);
}

/* Waits for a core that was started; a second is a thousand times what it needs. */
static uint32_t await(const struct core_start *start)
{
	uint64_t deadline = cpu_counter() + cpu_timer_frequency();
	uint32_t state;

	do
		state = __atomic_load_n(&start->state, __ATOMIC_ACQUIRE);
	while (state == CORE_AWAITED && cpu_counter() < deadline);
	return state;
}

static void report(uint64_t affinity, const char *reason)
{
	console_print("loader: processor 0x%lx does not start: %s\n", (unsigned long)affinity, reason);
}

/* Returns whether the core uses `start` from now on, ready or not. */
static int start_one(const struct machine *machine, uint64_t affinity, struct core_start *start, struct cores *cores)
{
	*start = (struct core_start){
		.root = cores->root, .no_translation = cores->no_translation, .interrupts = &machine->gic};
	if (cpu_start_other((int)machine->psci, affinity, (uint64_t)start, sizeof *start) != 0) {
		report(affinity, "firmware refuses (PSCI CPU_ON)");
		return 0;
	}
	switch (await(start)) {
	case CORE_READY:
		came[cores->count] = start;
		cores->gic[cores->count++] = start->gic;
		break;
	case CORE_UNKNOWN:
		report(affinity, "the interrupt controller does not know it");
		break;
	default:
		report(affinity, "it has not come within a second");
	}
	return 1;
}

void cores_start(const struct machine *machine, struct cores *cores)
{
	uint32_t used = 0;
	uint32_t off = 0;

	if (!prepare(&machine->gic, cores->no_translation, &cores->gic[0]))
		stop("device tree", "its interrupt controller has nothing for this processor");
	cores->count = 1;
	for (uint32_t i = 0; i < machine->core_count; i++) {
		if (machine->cores[i] == cpu_affinity())
			continue;
		if (machine->psci == PSCI_NONE || cores->count == cores->max || used == BOOT_CORE_LIMIT - 1)
			off++;
		else
			used += (uint32_t)start_one(machine, machine->cores[i], &starts[used], cores);
	}
	came_count = cores->count;
	if (off != 0 && machine->psci == PSCI_NONE)
		console_print("loader: %lu processor(s) stay off: there is no PSCI to start them\n", (unsigned long)off);
	else if (off != 0)
		console_print("loader: %lu processor(s) stay off: the kernel drives %lu\n", (unsigned long)off,
		              (unsigned long)cores->max);
}

_Noreturn void cores_enter_kernel(uint64_t entry, const struct boot_info *boot, uint64_t root)
{
	for (uint32_t i = 1; i < came_count; i++) {
		came[i]->entry = entry;
		came[i]->kernel_root = root;
		__atomic_store_n(&came[i]->boot, (uint64_t)boot + i, __ATOMIC_RELEASE);
	}
	cpu_wake_others();
	cpu_enter_kernel(entry, (uint64_t)boot, root);
}
