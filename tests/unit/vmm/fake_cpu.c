/* SPDX-License-Identifier: BSD-2-Clause */
/* See fake_cpu.h. */
#include "fake_cpu.h"

struct fake_cpu fake_cpus[FAKE_CPUS];

void fake_cpu_reset(void)
{
	for (int n = 0; n < FAKE_CPUS; n++)
		fake_cpus[n] = (struct fake_cpu){ .list_registers = 4 };
}

bool cpu_inject(uint32_t processor, uint32_t intid, uint8_t priority)
{
	struct fake_cpu *cpu = &fake_cpus[processor];

	if (cpu->list_registers == 0)
		return false;
	cpu->list_registers--;
	cpu->injected[cpu->injected_count++ % 64] = intid;
	cpu->priority = priority;
	return true;
}

void cpu_set_timer(uint32_t processor, bool enabled, uint8_t priority)
{
	struct fake_cpu *cpu = &fake_cpus[processor];

	cpu->timer_enabled = enabled;
	cpu->timer_priority = priority;
	cpu->timer_calls++;
}

void cpu_stop(uint32_t processor)
{
	fake_cpus[processor].stops++;
}

void cpu_start(uint32_t processor, uint64_t entry, uint64_t argument)
{
	struct fake_cpu *cpu = &fake_cpus[processor];

	cpu->starts++;
	cpu->entry = entry;
	cpu->argument = argument;
}

void cpu_publish(const void *start, size_t size)
{
	(void)start, (void)size;
}
