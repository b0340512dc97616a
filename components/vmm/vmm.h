/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All state of one VMM: the guest's machine and how far it is. main.c has the only one. The interface thread
 * owns it, but for what boot.h, virtio_rng.h and gateway.h leave to the worker thread.
 */
#pragma once

#include <stdint.h>

#include "boot.h"
#include "gateway.h"
#include "guest_memory.h"
#include "machine.h"
#include "sysreg.h"
#include "vgic.h"
#include "virtio_blk.h"
#include "virtio_console.h"
#include "virtio_rng.h"
#include "virtio_vsock.h"

struct vmm {
	const char *name; /* the profile's, for messages */
	enum machine_state state;
	uint32_t mistakes; /* of the guest since its start, as far as they were logged */
	uint32_t processor_count, gic_version;
	uint32_t served; /* the processor whose exit is served, MACHINE_NO_PROCESSOR outside of exits */
	struct guest_memory memory;
	struct vgic vgic;
	struct sysreg sysreg[MACHINE_PROCESSORS_MAX];
	struct boot boot;

	struct virtio_console console;
	struct virtio_blk disk;
	struct virtio_vsock vsock;
	struct virtio_rng rng;
	struct gateway gateway;
	struct virtio_device *virtio[MACHINE_VIRTIO_COUNT];
};
