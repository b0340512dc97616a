/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The whole kernel's first state on the host, as the loader would leave it: init with its CNode, VSpace and
 * scheduling context, IRQControl, SchedControl, one untyped of RAM and one of device memory.
 */
#pragma once

#include <world.h>

#define BOOT_CNODE      4u /* 512 slots */
#define BOOT_CNODE_BITS 9u
#define BOOT_THREAD     8u
#define BOOT_VSPACE     9u
#define BOOT_CONTEXTS   10u
#define BOOT_RAM        512u
#define BOOT_RAM_BITS   22u
#define BOOT_DEVICE     1536u
#define BOOT_DEVICE_BITS 21u
#define BOOT_PRIORITY   32u
#define BOOT_INTERRUPTS 32u /* of devices */

/* Init's capabilities. */
enum boot_slot {
	BOOT_SLOT_CNODE = 1,
	BOOT_SLOT_THREAD,
	BOOT_SLOT_VSPACE,
	BOOT_SLOT_SCHED_CONTEXT,
	BOOT_SLOT_IRQ_CONTROL,
	BOOT_SLOT_SCHED_CONTROL,
	BOOT_SLOT_RAM,
	BOOT_SLOT_DEVICE,
	BOOT_SLOT_FREE = 16,
};

/* Powers the machine on and starts the kernel; init runs on core 0 when it
 * returns. The kernel's own variables must be as a
 * program finds them at its start. */
void boot(u32 cores_in_use);
