/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The system table: every kernel object, capability, mapping and thread of the phone, as data.
 * The generator writes it, init builds the system from it and compares the result with it.
 * All integers are little-endian; every array starts at an 8-byte boundary; references between
 * records are indices; strings are offsets into the string pool (NUL-terminated).
 */
#pragma once

#include <stdint.h>

#define TABLE_MAGIC   0x314c425459534842ULL /* "BHSYTBL1" */
#define TABLE_VERSION 3
#define TABLE_NONE    0xffffffffu

struct table_array {
	uint32_t offset; /* bytes from the start of the table */
	uint32_t count;  /* records */
};

struct table_header {
	uint64_t magic;
	uint32_t version;
	uint32_t size; /* bytes, the whole table */
	struct table_array components;
	struct table_array objects;
	struct table_array capabilities;
	struct table_array mappings;
	struct table_array threads;
	struct table_array windows;
	struct table_array strings; /* bytes */
};

/*
 * A component (or a connection or guest that owns frames): an untyped of its own, maybe an ELF.
 * One without an ELF has room for its frames alone: a guest's memory fills its untyped exactly, so
 * the vault that keeps these frames' capabilities must come from other memory.
 */
struct table_component {
	uint32_t name;
	uint32_t elf;    /* name of the entry of the boot package, TABLE_NONE if it has no program */
	uint32_t vspace; /* object into which the ELF is loaded, TABLE_NONE */
	uint32_t untyped_bits; /* log2 bytes of its untyped; large enough for its objects, ELF frames, page tables */
	uint32_t heap_vspace_reserved;
	uint32_t test; /* 1: part of a test assembly */
};

/* One kernel object, or `count` frames in a row that are mapped and shared together. */
struct table_object {
	uint32_t id;        /* name, stable: "object:auth.cspace" */
	uint32_t component; /* whose untyped it comes from */
	uint8_t type;       /* enum object_type */
	uint8_t size_bits;  /* CNode: log2 slots; Frame: 12 or 21; else 0 */
	uint16_t flags;     /* TABLE_OBJECT_* */
	uint32_t count;     /* frames; 1 otherwise */
	uint64_t address;   /* physical address of device frames; INTID of an IRQ handler; else 0 */
	uint64_t budget_us; /* SchedContext */
	uint64_t period_us; /* SchedContext */
	uint32_t bound;     /* IRQ handler: its notification object; SchedContext: its thread; else TABLE_NONE */
	uint32_t level;     /* IRQ handler: 1 level, 0 edge */
	uint64_t badge;     /* IRQ handler: the bits that it signals */
	uint32_t core;      /* SchedContext: core, modulo the number that the machine has */
	uint32_t partition; /* SchedContext: that it runs in; 0 if there are no windows */
};
#define TABLE_OBJECT_DEVICE     1 /* frames of a device at `address` */
#define TABLE_OBJECT_CONTIGUOUS 2 /* frames in one physical run (DMA) */
#define TABLE_OBJECT_GUEST_GIC  4 /* with DEVICE: page address / 4096 (0, 1) of the CPU interface that a GICv2 has for
                                     guests, shared by all of them; with a GICv3 neither it nor its mappings exist */

/* A capability that its holder can name: slot `slot` of CNode `cnode`. */
struct table_capability {
	uint32_t cnode;
	uint32_t slot;
	uint32_t object;
	uint32_t rights;
	uint64_t badge;
};

/* `object`'s frames mapped in a row at `address` of `vspace`. */
struct table_mapping {
	uint32_t vspace;
	uint32_t object;
	uint64_t address;
	uint32_t rights;     /* RIGHT_READ, RIGHT_WRITE, RIGHT_EXECUTE */
	uint32_t attributes; /* MAP_NORMAL, MAP_DEVICE */
	uint64_t physical_to; /* address in the component's data where init writes the run's physical
	                         address as a uint64_t, 0 for none; TABLE_OBJECT_CONTIGUOUS (DMA), and
	                         TABLE_OBJECT_GUEST_GIC, for which it stays 0 with a GICv3 */
};

struct table_thread {
	uint32_t object;         /* Thread or VCPU */
	uint32_t cspace;         /* object, TABLE_NONE for a VCPU */
	uint32_t vspace;
	uint32_t fault_endpoint; /* object, TABLE_NONE */
	uint64_t fault_badge;
	uint32_t sched_context;  /* object, TABLE_NONE: passive or not yet started */
	uint32_t notification;   /* bound, TABLE_NONE */
	uint32_t priority;
	uint32_t max_priority;
	uint64_t entry;          /* 0: the ELF's entry */
	uint64_t stack_top;
	uint64_t argument;       /* x0 at the entry: index of the thread in its component */
	uint32_t start;          /* 1: init resumes it */
	uint32_t reserved;
};

/* A window of strict partitions' time: they follow each other in this order for ever. None: nothing is partitioned. */
struct table_window {
	uint32_t partition; /* whose threads alone run in it */
	uint32_t reserved;
	uint64_t length_us;
	uint64_t padding_us; /* its threads begin so long after it, below length_us */
};
