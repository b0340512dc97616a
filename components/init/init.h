/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What init's parts share: the system that is being built, where things stand in init's CSpace, and how init
 * gives up. Init is one thread and builds one system.
 */
#pragma once

#include <abi.h>
#include <init_info.h>
#include <stdint.h>

#include "table.h"

/*
 * Init's CSpace. The loader's capabilities come first (init_info.h); objects keep their first capability
 * here while the system is built and go to their component's vault in the end.
 */
enum {
	SLOT_SCRATCH = 96,
	SLOT_UART = 97,
	SLOT_COPY = 98,
	SLOT_OWN_MEMORY = 99,
	SLOT_OWN_TABLES = 100,      /* page tables of init's own windows */
	SLOT_BATCH = 128,           /* RETYPE_MAX_COUNT frames on their way into a vault */
	SLOT_COMPONENT_MEMORY = 256, /* untyped of each component */
	SLOT_VAULT = 320,           /* vault of each component */
	SLOT_DEVICE_FRAMES = 1024,  /* RETYPE_MAX_COUNT for each device untyped */
	SLOT_OBJECT = 5120,         /* each object, in the table's order */
	SLOT_END = 1 << INIT_CNODE_BITS,
};

/* Init's own address space: windows for the page that is being filled and for the UART. */
#define WINDOW_PAGE 0x40000000ULL
#define WINDOW_UART 0x40001000ULL

/* Where the program of a component may lie. */
#define PROGRAM_LIMIT 0x10000000ULL

/* Frames in a row at a row of addresses: of a mapping of the table, or of a segment of an ELF. */
struct run {
	uint32_t vspace; /* object */
	uint32_t size_bits;
	uint32_t count;
	uint32_t rights;
	uint32_t attributes;
	uint64_t address;
	uint64_t physical;
};

#define MAX_RUNS 1024u

struct system {
	const struct init_info *info;
	const void *package;
	struct table table;
	uint64_t physical[TABLE_MAX_OBJECTS];        /* first frame of each Frame object */
	uint64_t entry[TABLE_MAX_COMPONENTS];        /* of its program */
	uint32_t vault_bits[TABLE_MAX_COMPONENTS];   /* 0: without a vault */
	uint32_t vault_used[TABLE_MAX_COMPONENTS];   /* next empty slot */
	struct run runs[MAX_RUNS];
	uint32_t run_count;
};

extern struct system init_system;

/* Says "init: WHAT: NAME" on the UART and stops for ever: the phone is not started. */
_Noreturn void init_fail(const char *what, const char *name);

/* The same, with the status, unless it is OK. */
void init_require(enum status status, const char *what, const char *name);
