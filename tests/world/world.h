/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What root tasks of tests and benchmarks build their small worlds from: slots of the root's CNode, an
 * arena of memory, threads, address spaces. world_clear() gives all of it back to the kernel.
 * Capabilities are indices in the root's CNode, in which all threads made here live as well.
 * A step that cannot fail in a working kernel stops the root task with a message when it does.
 */
#pragma once

#include <bulkhead/clock.h>
#include <bulkhead/syscall.h>
#include <init_info.h>
#include <stdbool.h>

#define WORLD_INFO   ((const struct init_info *)INIT_INFO_ADDRESS)
#define WORLD_WINDOW 0x10000000ULL /* where the root's VSpace is free, 1 GiB */
#define WORLD_GUEST  0x40000000ULL /* where a guest's program and its memory begin */
#define WORLD_GICC   0x08010000ULL /* where a guest has GICv2's CPU interface, if the machine has one for guests */

/* Maps the UART, sets the arena aside. The root keeps the highest priority. */
void world_open(void);

/* Destroys everything made since world_open or the last call, and empties the slots given out. */
void world_clear(void);

/* The untyped that everything comes from. */
uint64_t world_arena(void);

/* `count` empty slots in a row. */
uint64_t world_slots(unsigned count);

/* One object; `bits` as untyped_retype's size_bits. */
uint64_t world_make(enum object_type type, unsigned bits);

/* Copies with fewer rights; mints with a badge and all rights. */
uint64_t world_copy(uint64_t capability, uint64_t rights);
uint64_t world_badged(uint64_t capability, uint64_t badge);

/* What a slot holds: the first word of CNODE_INSPECT, 0 when it is empty; its type; its object. */
uint64_t world_inspect(uint64_t slot);
enum object_type world_type(uint64_t slot);
uint64_t world_object(uint64_t slot);

/* Device memory: a frame of the page at this physical address, NONE (0) if the root has not got it. */
uint64_t world_device(uint64_t address);

/* Maps a frame, with page tables of the arena where they are missing. */
enum status world_map(uint64_t frame, uint64_t vspace, uint64_t address, uint64_t rights, uint64_t attributes);

/* Maps a frame readable and writable in the root's own VSpace, at an address that nothing else uses. */
volatile uint64_t *world_window(uint64_t frame);

/* A new VSpace that holds one program, position-independent code from `start` to `end`, at WORLD_GUEST,
 * readable, writable and executable for guests, read-only for natives. */
struct world_program {
	const void *start, *end;
	bool guest;
};
struct world_space {
	uint64_t vspace;
	uint64_t frame;            /* the program's page */
	volatile uint64_t *memory; /* the program's 4 KiB, as the root sees them; data may follow the code */
};
struct world_space world_space(struct world_program program);

/* A thread, made and started. Zero: root's CNode and VSpace, no fault endpoint, a time slice of 10 ms. */
struct world_thread_options {
	void (*entry)(uint64_t argument); /* in the root's VSpace */
	uint64_t argument;
	unsigned priority;      /* 1..62 */
	uint64_t fault;         /* endpoint */
	uint64_t cspace;
	uint64_t vspace, pc;    /* another VSpace, and where to begin in it */
	uint64_t budget, period; /* ticks */
	unsigned core;           /* that its time is on */
	bool vcpu;
	bool passive;           /* no scheduling context */
	bool suspended;         /* made but not started */
};
struct world_thread {
	uint64_t thread, context;
};
struct world_thread world_thread(struct world_thread_options options);

/* What a thread calls when it has nothing left to do. */
void world_stop(void) __attribute__((noreturn));

/* How many cores run the kernel. */
unsigned world_cores(void);

/* Waits until no thread of priority 1 or above can go on. False if that has not come after 2 s. */
bool world_settle(void);

/* Says why and stops for good. */
void world_fail(const char *why, uint64_t detail) __attribute__((noreturn));
