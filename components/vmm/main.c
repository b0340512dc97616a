/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The VMM's event handlers, its only state, and the signals that its parts send. Interface thread: all
 * handlers; they return at once. Worker thread: run(), which may wait for services.
 */
#include <bulkhead/loop.h>

#include "component.h"
#include "exit.h"
#include "gateway.h"
#include "vmm.h"

static struct vmm vmm;

/* After a restart of the VMM its guest may still run, or wait for a reply that never comes: it starts anew. */
void post_init(void)
{
	vmm.name = profile_name;
	vmm.processor_count = VM_VCPU_COUNT;
	vmm.gic_version = vm_gic_physical != 0 ? 2 : 3;
	vmm.memory = (struct guest_memory){
		.bytes = (uint8_t *)(uintptr_t)VM_MEMORY_BASE,
		.address = MACHINE_RAM_ADDRESS,
		.size = VM_MEMORY_SIZE,
	};
	vmm.boot.processor_count = vmm.processor_count;
	vmm.boot.gic_version = vmm.gic_version;
	boot_init(&vmm.boot, &vmm.memory, boot_disk);
	virtio_console_init(&vmm.console, guest_stream);
	virtio_blk_init(&vmm.disk, data_disk, disk_serial, false);
	virtio_vsock_init(&vmm.vsock, &vmm.gateway, counters != NULL ? &counters->bytes[0] : NULL);
	virtio_rng_init(&vmm.rng);
	machine_init(&vmm);
	machine_emit_boot_requests(); /* an earlier life may have ended between publishing a request and its event */
	virtio_blk_emit(&vmm.disk);
	machine_reset(&vmm);
}

/* ---- Events ---- */

void vm_exit_handle(uint32_t vcpu, struct message *exit)
{
	exit_handle(&vmm, vcpu, exit);
}

void guest_stream_changed_handle(void)
{
	if (vmm.state == MACHINE_OFF)
		machine_typed(&vmm);
	else
		virtio_console_event(&vmm.console);
}

void boot_disk_completions_handle(void)
{
	machine_step(&vmm);
}

void data_disk_completions_handle(void)
{
	virtio_blk_event(&vmm.disk);
}

void worker_finished_handle(void)
{
	machine_step(&vmm);
	virtio_rng_event(&vmm.rng);
	virtio_vsock_event(&vmm.vsock);
}

/* A person has answered, or not: the worker asks for the outcome. */
void login_done_handle(void)
{
	worker_wake();
}

void admin_done_handle(void)
{
	worker_wake();
}

void wallet_done_handle(void)
{
	worker_wake();
}

/* ---- The worker thread ---- */

int run(void)
{
	for (;;) {
		bool booting = boot_work(&vmm.boot);
		bool filled = virtio_rng_work(&vmm.rng);
		bool replied = gateway_work(&vmm.gateway);

		if (booting || filled || replied)
			worker_done_emit();
		worker_wait();
	}
}

bool boot_fetch_seed(uint8_t seed[GUEST_FDT_SEED_SIZE])
{
	return entropy_get(GUEST_FDT_SEED_SIZE, seed) == 0;
}

/* ---- What the parts signal ---- */

void virtio_console_emit(struct virtio_console *console)
{
	(void)console;
	guest_stream_ready_emit();
}

void virtio_blk_emit(struct virtio_blk *blk)
{
	(void)blk;
	data_disk_requests_emit();
}

void machine_emit_boot_requests(void)
{
	boot_disk_requests_emit();
}

void boot_wake_worker(void)
{
	worker_wake();
}

uint64_t machine_seconds(const struct vmm *machine)
{
	(void)machine;
	return wall_clock_seconds(time_of_day);
}
