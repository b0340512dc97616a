/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The guest's machine: its address map, its interrupts, and what happens to it as a whole.
 * The map is an interface to guests: the device tree (guest_fdt.c) and the exits (exit.c) follow it.
 * One machine per VMM component; everything runs in the VMM's interface thread.
 */
#pragma once

#include <stdint.h>

struct vmm;

#define MACHINE_GICD_ADDRESS   0x08000000u
#define MACHINE_GICD_SIZE      0x10000u
#define MACHINE_GICD_V2_SIZE   0x1000u
#define MACHINE_GICC_ADDRESS   0x08010000u /* GICv2: the hardware's, which init maps there (GUEST_GIC_BASE) */
#define MACHINE_GICC_SIZE      0x2000u
#define MACHINE_GICR_ADDRESS   0x080a0000u
#define MACHINE_GICR_SIZE      0x20000u /* each processor's: RD_base and SGI_base */
#define MACHINE_RTC_ADDRESS    0x09010000u
#define MACHINE_RTC_SIZE       0x1000u
#define MACHINE_VIRTIO_ADDRESS 0x0a000000u
#define MACHINE_VIRTIO_SIZE    0x200u /* each */
#define MACHINE_RAM_ADDRESS    0x40000000u

#define MACHINE_PROCESSORS_MAX 4u
#define MACHINE_NO_PROCESSOR   (~0u)

/* Interrupts as the guest numbers them; private ones below 32. */
#define MACHINE_INTERRUPT_COUNT     96
#define MACHINE_TIMER_INTERRUPT     27 /* the virtual timer's; the kernel injects it */
#define MACHINE_VIRTIO_INTERRUPT(n) (48u + (n))

enum machine_virtio {
	MACHINE_VIRTIO_CONSOLE,
	MACHINE_VIRTIO_BLOCK,
	MACHINE_VIRTIO_VSOCK,
	MACHINE_VIRTIO_ENTROPY,
	MACHINE_VIRTIO_COUNT,
};

enum machine_state {
	MACHINE_OFF,     /* until somebody types the start key on its stream */
	MACHINE_LOADING, /* no processor runs */
	MACHINE_RUNNING,
};

#define MACHINE_START_KEY 'r'

/* Wires the devices, which have been initialised, to the machine, and stops its processors, whatever they do. It is
 * off. */
void machine_init(struct vmm *vmm);

/* Everything to its state after power-on, then load the profile and start processor 0. Also from within an exit:
 * other processors are stopped here, but the one whose exit is served must not run when the next event is handled,
 * so its reply says FAULT_STOP. */
void machine_reset(struct vmm *vmm);

/* The guest turned itself off: the same rule as for machine_reset. */
void machine_power_off(struct vmm *vmm);

/* Starts a processor that does not run, with x0 = argument. */
void machine_start_processor(struct vmm *vmm, uint32_t processor, uint64_t entry, uint64_t argument);

/* The processor whose exit is served turned itself off, which its reply says as FAULT_STOP. So is the machine, without
 * another that runs. */
void machine_stop_processor(struct vmm *vmm, uint32_t processor);

/* The guest did what no machine can do, or cannot be started: off, with the reason on its stream and in the log. The
 * same rule as for machine_reset. */
void machine_fail(struct vmm *vmm, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Continues loading; call it on events of the store and of the worker thread. */
void machine_step(struct vmm *vmm);

/* Something was typed on the stream of a machine that is off. */
void machine_typed(struct vmm *vmm);

/* Seconds since 1970, as the guest's clock tells them. (main.c) */
uint64_t machine_seconds(const struct vmm *vmm);

/* Signals the store that the reader's requests wait in the port. (main.c) */
void machine_emit_boot_requests(void);
