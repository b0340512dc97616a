/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Strict partitions: time on every processor is cut into windows, in a fixed order that begins anew at its end, and in a window only
 * the contexts of its partition run, only its deadlines pass and only its interrupts arrive. A partition has cores of its own, one
 * for each processor (cores[], core.h), so that nothing of the scheduler's is shared. Without windows partition 0 has the processors
 * for itself. A window's threads start `padding` after the window: at the same instant whatever ran before did last.
 */
#pragma once

#include <core.h>
#include <status.h>

#define WINDOW_MAX 8u

struct window {
	u64 ticks;     /* 0: there are no more */
	u64 padding;   /* ticks, at the window's start */
	u32 partition;
};

/* Sets a window of the table. OUT_OF_RANGE: no such window or partition, padding not below ticks.
 * WRONG_STATE: the windows run. */
enum status partition_set_window(u64 number, struct window window) MUST_CHECK;

/* The first window begins at counter value `start`; from then on they run. WRONG_STATE: there is none, or they run.
 * OUT_OF_RANGE: the time has passed. */
enum status partition_start(u64 start) MUST_CHECK;

/* This processor's window is over: the next one's partition has it. Returns at the instant at which its threads may begin. */
void partition_turn(void);

/* The core of a partition, PARTITION_MAX * CORE_MAX if there is none: `name` is the processor's number plus 256 times the partition. */
u32 partition_core(u64 name);
