/* SPDX-License-Identifier: BSD-2-Clause */
/* Between vgic.c and vgic_v2.c: the registers that both versions have, at the same offsets. */
#pragma once

#include "vgic.h"

#define VGIC_IIDR           0x0000043bu /* implementer: Arm */
#define VGIC_ENABLE_GROUP_1 (1u << 1)   /* in vgic.control */

/* What a page of registers shows: the words [first, end), which are at `words`. */
struct bank {
	struct vgic_word *words;
	uint32_t first, end;
};

struct bank vgic_shared_bank(struct vgic *vgic);
struct bank vgic_private_bank(struct vgic *vgic, uint32_t processor);

/* Group, enabled, pending, priority and configuration registers; what is none of them reads as zero. */
uint64_t vgic_bank_read(struct bank bank, uint64_t offset, uint32_t size);
void vgic_bank_write(struct bank bank, uint64_t offset, uint32_t size, uint64_t value);

/* The kernel delivers the timer's interrupt and has to know what the guest made of it. */
void vgic_update_timer(struct vgic *vgic, uint32_t processor);

/* Makes a software interrupt pending on every processor in `targets`, a bit each. */
void vgic_send(struct vgic *vgic, uint32_t targets, uint32_t intid);

void vgic_deliver_to_all(struct vgic *vgic);
