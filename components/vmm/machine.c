/* SPDX-License-Identifier: BSD-2-Clause */
/* A machine's life: off, loading, running. machine.h says who may ask for what. */
#include "machine.h"

#include <bulkhead/log.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cpu.h"
#include "vmm.h"

#define LINE_MAX 200

/* One line for the owner of the profile: on the guest's stream, as far as that has room, and in the log. */
static void say(struct vmm *vmm, enum log_level level, const char *text)
{
	char line[LINE_MAX + 64];

	snprintf(line, sizeof line, "\r\n[%s] %s\r\n", vmm->name, text);
	log_printf(level, "%s", text);
	ring_write(&vmm->console.stream->to_console, line, strlen(line));
	virtio_console_emit(&vmm->console);
}

/* The processor whose exit is served waits for its reply, which stops it. */
static void stop_processors(struct vmm *vmm)
{
	for (uint32_t n = 0; n < vmm->processor_count; n++) {
		if ((vmm->vgic.running >> n & 1) && n != vmm->served)
			cpu_stop(n);
		vgic_stop(&vmm->vgic, n);
	}
}

static void turn_off(struct vmm *vmm, enum log_level level, const char *reason)
{
	char text[LINE_MAX];

	stop_processors(vmm);
	vmm->state = MACHINE_OFF;
	virtio_mmio_reset(vmm->virtio[MACHINE_VIRTIO_VSOCK]); /* no service waits for a guest that is gone */
	snprintf(text, sizeof text, "%s; type %c to start it", reason, MACHINE_START_KEY);
	say(vmm, level, text);
}

void machine_init(struct vmm *vmm)
{
	vmm->state = MACHINE_OFF;
	vmm->served = MACHINE_NO_PROCESSOR;
	for (uint32_t n = 0; n < vmm->processor_count; n++) {
		vmm->sysreg[n].processor = n;
		cpu_stop(n);
	}
	vgic_reset(&vmm->vgic, vmm->gic_version, vmm->processor_count);
	vmm->virtio[MACHINE_VIRTIO_CONSOLE] = &vmm->console.device;
	vmm->virtio[MACHINE_VIRTIO_BLOCK] = &vmm->disk.device;
	vmm->virtio[MACHINE_VIRTIO_VSOCK] = &vmm->vsock.device;
	vmm->virtio[MACHINE_VIRTIO_ENTROPY] = &vmm->rng.device;
	for (uint32_t i = 0; i < MACHINE_VIRTIO_COUNT; i++) {
		vmm->virtio[i]->memory = &vmm->memory;
		vmm->virtio[i]->vmm = vmm;
		vmm->virtio[i]->interrupt = MACHINE_VIRTIO_INTERRUPT(i);
	}
}

/* Processors and devices first, so that none of them touches the RAM that the profile is about to be read into. */
void machine_reset(struct vmm *vmm)
{
	stop_processors(vmm);
	for (uint32_t i = 0; i < MACHINE_VIRTIO_COUNT; i++) {
		virtio_mmio_reset(vmm->virtio[i]);
		vmm->virtio[i]->failures = 0;
	}
	vgic_reset(&vmm->vgic, vmm->gic_version, vmm->processor_count);
	vmm->mistakes = 0;
	vmm->state = MACHINE_LOADING;
	virtio_console_reset_input(&vmm->console);
	boot_start(&vmm->boot);
	machine_step(vmm);
}

void machine_power_off(struct vmm *vmm)
{
	turn_off(vmm, LOG_INFO, "powered off");
}

void machine_start_processor(struct vmm *vmm, uint32_t processor, uint64_t entry, uint64_t argument)
{
	cpu_stop(processor);
	vmm->sysreg[processor].monitor_debug = 0;
	vgic_start(&vmm->vgic, processor);
	cpu_start(processor, entry, argument);
}

void machine_stop_processor(struct vmm *vmm, uint32_t processor)
{
	vgic_stop(&vmm->vgic, processor);
	if (vmm->vgic.running == 0)
		machine_power_off(vmm);
}

void machine_fail(struct vmm *vmm, const char *format, ...)
{
	char text[LINE_MAX - 32];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	turn_off(vmm, LOG_ERROR, text);
}

static void run(struct vmm *vmm)
{
	vmm->state = MACHINE_RUNNING;
	log_printf(LOG_INFO, "starting %s", vmm->name);
	machine_start_processor(vmm, 0, vmm->boot.entry, vmm->boot.fdt);
}

void machine_step(struct vmm *vmm)
{
	enum boot_state state;

	if (vmm->state != MACHINE_LOADING)
		return;
	state = boot_step(&vmm->boot);
	if (vmm->boot.reader.submitted) {
		vmm->boot.reader.submitted = false;
		machine_emit_boot_requests();
	}
	if (state == BOOT_FAILED)
		machine_fail(vmm, "cannot start its profile: %s", vmm->boot.problem);
	else if (state == BOOT_READY)
		run(vmm);
}

void machine_typed(struct vmm *vmm)
{
	char key;

	while (vmm->state == MACHINE_OFF && ring_read(&vmm->console.stream->from_console, &key, 1) == 1)
		if (key == MACHINE_START_KEY)
			machine_reset(vmm);
}

void virtio_raise(struct virtio_device *device)
{
	vgic_set_pending(&device->vmm->vgic, device->interrupt);
}
