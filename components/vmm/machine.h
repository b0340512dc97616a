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
#define MACHINE_GICR_ADDRESS   0x080a0000u
#define MACHINE_GICR_SIZE      0x20000u /* one redistributor: RD_base and SGI_base */
#define MACHINE_RTC_ADDRESS    0x09010000u
#define MACHINE_RTC_SIZE       0x1000u
#define MACHINE_VIRTIO_ADDRESS 0x0a000000u
#define MACHINE_VIRTIO_SIZE    0x200u /* each */
#define MACHINE_RAM_ADDRESS    0x40000000u

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
