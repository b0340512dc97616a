/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls on the vCPUs' capabilities. Failures can only be mistakes of this file or of the description. */
#include "cpu.h"

#include <bulkhead/log.h>
#include <bulkhead/syscall.h>

#include "component.h"

static void expect(enum status status, const char *what)
{
	if (status != OK)
		log_printf(LOG_ERROR, "vCPU: %s: status %d", what, (int)status);
}

bool cpu_inject(uint32_t processor, uint32_t intid, uint8_t priority)
{
	enum status status = vcpu_inject(vm_vcpu_caps[processor], intid, priority);

	if (status == BUSY)
		return false;
	expect(status, "inject");
	return true;
}

void cpu_set_timer(uint32_t processor, bool enabled, uint8_t priority)
{
	expect(vcpu_set_timer(vm_vcpu_caps[processor], enabled, priority), "set timer");
}

void cpu_stop(uint32_t processor)
{
	expect(thread_suspend(vm_vcpu_caps[processor]), "suspend");
	expect(vcpu_reset(vm_vcpu_caps[processor], processor), "reset");
}

void cpu_start(uint32_t processor, uint64_t entry, uint64_t argument)
{
	expect(thread_set_registers(vm_vcpu_caps[processor], entry, 0, argument, 0), "set registers");
	expect(thread_resume(vm_vcpu_caps[processor]), "resume");
}

/* Arm ARM D7.5: clean to the point of coherency, where a processor without caches reads, then drop what the
 * instruction cache may hold of an earlier guest kernel. The guest's own caches are off when it starts. */
void cpu_publish(const void *start, size_t size)
{
	uint64_t ctr;
	uintptr_t end = (uintptr_t)start + size;

	__asm__ volatile("mrs %0, ctr_el0" : "=r"(ctr));
	uintptr_t data_line = (uintptr_t)4 << (ctr >> 16 & 0xf);
	uintptr_t code_line = (uintptr_t)4 << (ctr & 0xf);

	for (uintptr_t line = (uintptr_t)start & ~(data_line - 1); line < end; line += data_line)
		__asm__ volatile("dc cvac, %0" : : "r"(line) : "memory");
	__asm__ volatile("dsb ish" : : : "memory");
	for (uintptr_t line = (uintptr_t)start & ~(code_line - 1); line < end; line += code_line)
		__asm__ volatile("ic ivau, %0" : : "r"(line) : "memory");
	__asm__ volatile("dsb ish\n\tisb" : : : "memory");
}
