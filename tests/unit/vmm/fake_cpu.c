/* SPDX-License-Identifier: BSD-2-Clause */
/* See fake_cpu.h. */
#include "fake_cpu.h"

struct fake_cpu fake_cpu;

void fake_cpu_reset(void)
{
	fake_cpu = (struct fake_cpu){ .list_registers = 4 };
}

bool cpu_inject(uint32_t intid, uint8_t priority)
{
	if (fake_cpu.list_registers == 0)
		return false;
	fake_cpu.list_registers--;
	fake_cpu.injected[fake_cpu.injected_count++ % 64] = intid;
	fake_cpu.priority = priority;
	return true;
}

void cpu_set_timer(bool enabled, uint8_t priority)
{
	fake_cpu.timer_enabled = enabled;
	fake_cpu.timer_priority = priority;
	fake_cpu.timer_calls++;
}

void cpu_stop(void)
{
	fake_cpu.stops++;
}

void cpu_start(uint64_t entry, uint64_t argument)
{
	fake_cpu.starts++;
	fake_cpu.entry = entry;
	fake_cpu.argument = argument;
}

void cpu_publish(const void *start, size_t size)
{
	(void)start, (void)size;
}
