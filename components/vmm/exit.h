/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the guest did that the kernel does not do for it. The message of an exit becomes, in place, the reply
 * that continues or stops the vCPU (kernel/api/abi.h). A path from here ends one file further on: the
 * table of regions in exit.c names the device.
 */
#pragma once

#include <bulkhead/message.h>

struct vmm;

/* Serves one exit of a processor. Whatever the guest did, the worst is that it stops with a message on its stream. */
void exit_handle(struct vmm *vmm, uint32_t processor, struct message *message);
