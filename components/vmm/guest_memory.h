/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The guest's RAM as the VMM sees it. The guest changes it at any moment: whoever reads a value copies
 * it once, checks the copy and uses the copy.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct guest_memory {
	uint8_t *bytes;   /* where the VMM has it mapped */
	uint64_t address; /* the guest's own address (IPA) of bytes[0] */
	uint64_t size;    /* bytes */
};

/* The VMM's pointer to [address, address + size) of the guest, NULL if any byte lies outside RAM. */
static inline void *guest_memory_at(const struct guest_memory *memory, uint64_t address, uint64_t size)
{
	uint64_t offset = address - memory->address;

	if (address < memory->address || offset > memory->size || size > memory->size - offset)
		return NULL;
	return memory->bytes + offset;
}
