/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the loader tells init: one page, mapped read-only at INIT_INFO_ADDRESS, and init's first
 * capabilities. The boot package is mapped read-only at INIT_PACKAGE_ADDRESS.
 */
#pragma once

#include <stdint.h>

#define INIT_INFO_MAGIC      0x31464e4954494e49ULL
#define INIT_INFO_ADDRESS    0x7f00000000ULL
#define INIT_PACKAGE_ADDRESS 0x7e00000000ULL

enum init_slot {
	INIT_SLOT_CNODE = 1, /* its own, 2^INIT_CNODE_BITS slots */
	INIT_SLOT_THREAD = 2,
	INIT_SLOT_VSPACE = 3,
	INIT_SLOT_SCHED_CONTEXT = 4,
	INIT_SLOT_IRQ_CONTROL = 5,
	INIT_SLOT_SCHED_CONTROL = 6,
	INIT_SLOT_FIRST_UNTYPED = 8, /* then untyped_count slots; the next ones are empty */
};

#define INIT_CNODE_BITS   13
#define INIT_MAX_UNTYPEDS 64

struct init_untyped {
	uint64_t address; /* physical, aligned to its size */
	uint32_t bits;    /* log2 bytes, 12 or more */
	uint32_t device;  /* 1: device memory */
};

struct init_info {
	uint64_t magic;
	uint32_t size;
	uint32_t untyped_count;
	uint64_t package_size;
	uint64_t uart_address;     /* physical, of the console that the device tree chose; 0 without */
	uint64_t timer_frequency;
	uint64_t seed[8];          /* /chosen/rng-seed, zero without */
	uint32_t seed_size;        /* bytes */
	uint32_t core_count;
	uint64_t guest_interface[2]; /* GICv2: the two pages of the CPU interface that guests get, device memory among the
	                                untypeds; 0: guests have it in registers (GICv3) */
	uint8_t kernel_sha256[32];
	uint8_t package_sha256[32];
	struct init_untyped untypeds[INIT_MAX_UNTYPEDS]; /* RAM first, then devices */
};
